import { familyOf } from '../catalogue/mitigations.ts';
import type { BuildNumber, Catalogue, Mitigation } from '../catalogue/model.ts';
import { fittingRange, type KnownBuild } from './known-build.ts';

/** The distinct families of a list of ids, in its order and in upper case. */
export function familiesOf(ids: readonly string[]): readonly string[] {
  return [...new Set(ids.map((id) => familyOf(id).toUpperCase()))].filter((family) => family !== '');
}

/** Asks a question of both ends of what is known of the build; `unknown` where they differ. */
export function forBuild(
  catalogue: Catalogue,
  known: KnownBuild,
  mitigation: Mitigation,
  ask: (catalogue: Catalogue, mitigation: Mitigation, build: BuildNumber) => boolean | 'unknown',
): boolean | 'unknown' {
  const range = fittingRange(catalogue, known);
  if (!range) return 'unknown';
  const answer = ask(catalogue, mitigation, range.lowest);
  return answer === ask(catalogue, mitigation, range.highest) ? answer : 'unknown';
}
