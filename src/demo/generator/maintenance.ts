import { nodeStates } from '../../evidence/observation.ts';
import { adapted, enumeration, flag, int, list, missing, primitive, shallow, text } from './clixml.ts';
import type { Member, Node } from './clixml.ts';
import type { ServerFacts } from './spec.ts';

const CLUSTER = 'Microsoft.FailoverClusters.PowerShell';
const STATE = 'Microsoft.Exchange.Data.Directory.Management.ServerComponentStatePresentationObject';

/** Components that every Mailbox server has; an Edge server has those of `edgeComponents`. */
const components = [
  'ServerWideOffline',
  'HubTransport',
  'FrontendTransport',
  'Monitoring',
  'HighAvailability',
  'OwaProxy',
];
const edgeComponents = ['ServerWideOffline', 'EdgeTransport', 'Monitoring'];

/** Members of ServerMaintenance. */
export function maintenance(facts: ServerFacts): Member[] {
  const names = facts.role === 'edge' ? edgeComponents : components;
  return [
    ['InactiveComponents', list(facts.inactiveComponents.map(text))],
    ['GetServerComponentState', list(names.map((name) => componentState(facts, name)))],
    ['GetClusterNode', clusterNode(facts)],
  ];
}

/** The same before March 2023: a list without items was never made. */
export function legacyMaintenance(facts: ServerFacts): Member[] {
  return facts.inactiveComponents.length > 0
    ? maintenance(facts)
    : maintenance(facts).map(([name, value]) => [name, name === 'InactiveComponents' ? missing : value]);
}

function componentState(facts: ServerFacts, component: string): Node {
  const active = !facts.inactiveComponents.includes(component);
  return adapted([STATE, 'Microsoft.Exchange.Data.ConfigurableObject'], STATE, [
    ['ServerFqdn', text(facts.fqdn)],
    ['Component', text(component)],
    ['State', enumeration('Microsoft.Exchange.Data.ServiceState', active ? 'Active' : 'Inactive', active ? 1 : 0)],
    ['ServerWideOfflineIsOffline', flag(facts.inactiveComponents.includes('ServerWideOffline'))],
    ['IsValid', flag(true)],
  ]);
}

/** What Get-ClusterNode returns; missing for a server that is no node. */
function clusterNode({ clusterNode: state, name, dag }: ServerFacts): Node {
  if (state === null) return missing;
  return adapted([`${CLUSTER}.ClusterNode`, `${CLUSTER}.ClusterObject`], name, [
    ['Cluster', shallow(`${CLUSTER}.Cluster`, dag ?? '')],
    ['State', enumeration(`${CLUSTER}.ClusterNodeState`, state, nodeStates.indexOf(state))],
    ['BuildNumber', int(20348)],
    ['DrainStatus', enumeration(`${CLUSTER}.ClusterNodeDrainStatus`, 'NotInitiated', 0)],
    ['DynamicWeight', int(1)],
    ['Id', text('1')],
    ['Name', text(name)],
    ['NodeName', text(name)],
    ['NodeWeight', int(1)],
    ['StatusInformation', enumeration(`${CLUSTER}.ClusterNodeStatusInformation`, 'Normal', 0)],
    ['NodeInstanceID', primitive('G', '00000000-0000-0000-0000-000000000001')],
  ]);
}
