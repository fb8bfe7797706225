import { type Era, type Fact, type NodeState, nodeStates } from '../observation.ts';
import { everyEra } from './paths.ts';
import { fact, nilAt, reach, unreadable } from './source.ts';
import type { Read, Source } from './source.ts';
import { oneOf, text, texts } from './values.ts';

/**
 * Health Checker makes this list of the states that it was given: where Exchange gave none, an empty list says nothing.
 * Era A left the list Nil where there was nothing to put in.
 */
export function inactiveComponents(source: Source, era: Era): Fact<readonly string[]> {
  const { inactiveComponents: path, componentStates } = everyEra;
  const inactive = fact(source, path, texts);
  if (inactive.known && inactive.value.length === 0 && nilAt(source, componentStates)) {
    return { known: false, why: 'nil', path: componentStates };
  }
  const given = era === 'A' && nilAt(source, path) && reach(source, componentStates).kind === 'node';
  return given ? { known: true, value: [], path } : inactive;
}

/** The state of the node that Get-ClusterNode gave. A node that tells no state is not known: its state may be any. */
export function clusterNode(source: Source): Fact<NodeState | null> {
  const { clusterNode: node, nodeState: path } = everyEra;
  if (nilAt(source, node)) return { known: true, value: null, path: node };
  const state = fact(source, path, stateOfNode);
  const found = reach(source, node);
  return state.known || found.kind !== 'node' || state.why === 'unreadable'
    ? state
    : unreadable(path, text(found.node) ?? '');
}

const stateOfNode: Read<NodeState> = (node) => {
  const written = oneOf(nodeStates)(node);
  return nodeStates.find((state) => state === written);
};
