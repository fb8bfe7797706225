import type { Observation } from './observation.ts';

/**
 * Whether the server carried mail and votes when the report was made. Out: a component is inactive, or the cluster's node is
 * not up. In: no component is, and nothing is said against the node. Null: the report does not tell.
 */
export function serviceOf({ inactiveComponents, clusterNode }: Observation): 'in' | 'out' | null {
  if (inactiveComponents.known && inactiveComponents.value.length > 0) return 'out';
  if (clusterNode.known && clusterNode.value !== null && clusterNode.value !== 'Up') return 'out';
  if (!inactiveComponents.known) return null;
  return clusterNode.known || clusterNode.why === 'absent' ? 'in' : null;
}

/**
 * Whether the server is reached from the internet: an Edge server is there for that; of the others an external URL of a
 * virtual directory says so. Null: the report does not tell.
 */
export function internetFacing({ role, externalHosts }: Observation): boolean | null {
  if (role.known && role.value === 'edge') return true;
  return externalHosts.known ? externalHosts.value.length > 0 : null;
}
