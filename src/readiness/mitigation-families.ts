import { familyOf } from '../catalogue/mitigations.ts';
import type { BuildNumber, Catalogue, Mitigation } from '../catalogue/model.ts';
import type { Fact } from '../evidence/observation.ts';
import { evidenceOf, unknown, whyNotKnown } from './judgement.ts';
import { fittingRange, type KnownBuild } from './known-build.ts';
import type { Judgement, Subject } from './model.ts';

/** The distinct families of a list of ids, in its order and in upper case. */
export function familiesOf(ids: readonly string[]): readonly string[] {
  return [...new Set(ids.map((id) => familyOf(id).toUpperCase()))].filter((family) => family !== '');
}

/** The judgement where a list of mitigations is not known, else null. Exchange exports an empty list as Nil, so that is known. */
export function listNotKnown(subject: Subject, list: Fact<readonly string[]>, what: string): Judgement | null {
  if (list.known || list.why === 'nil') return null;
  const text = `The list of ${what} mitigations ${whyNotKnown(list)}.`;
  return unknown({ code: 'list-unknown', text, evidence: evidenceOf(subject, list) });
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
