import type { Fact, Observation } from './observation.ts';
import { everyEra } from './observe/paths.ts';

/** Members that earlier versions did not read. */
type Later = 'clusterNode' | 'externalHosts';

/** Reads an observation back from its JSON text. What the version that stored it did not read is absent. */
export function storedObservation(json: string): Observation {
  const stored = JSON.parse(json) as Omit<Observation, Later> & Partial<Pick<Observation, Later>>;
  return {
    clusterNode: absent(everyEra.nodeState),
    externalHosts: absent(everyEra.virtualDirectories),
    ...stored,
  };
}

function absent(path: string): Fact<never> {
  return { known: false, why: 'absent', path };
}
