import { formatBuild } from '../../catalogue/build-number.ts';
import { type BoundName, laneOf, productName } from '../../catalogue/lookup.ts';
import { fail, pass, unknown } from '../judgement.ts';
import { buildText, type KnownBuild, knownBuild, type Measured, measure } from '../known-build.ts';
import type { Judgement, Subject } from '../model.ts';
import { dayText } from '../words.ts';

/** The words in which two cut-offs differ. `update`: "the June 2026 update"; `consequence` is a whole sentence. */
export interface CutOff {
  readonly bound: BoundName;
  readonly update: string;
  readonly met: string;
  readonly consequence: string;
}

/** Judges the build against one of the two cut-offs, by its lane. */
export function judgeCutOff(subject: Subject, cutOff: CutOff): Judgement {
  const known = knownBuild(subject);
  const { outcome, bound } = measure(subject.catalogue, known, cutOff.bound);
  if (known.kind === 'none' || (outcome !== 'meets' && outcome !== 'misses')) return unsettled(subject, known, outcome);

  const build = buildText(subject.catalogue, known);
  const evidence = known.evidence;
  if (outcome === 'meets') {
    return pass({ code: 'new-enough', text: `Build ${build} has ${cutOff.update}: ${cutOff.met}.`, evidence });
  }
  if (bound === 'never') {
    const lane = laneOf(subject.catalogue, known.build);
    const line = lane ? `${productName(lane.product)} ${lane.cu}` : 'its line';
    const text = `Build ${build} is older than ${cutOff.update}, and no update of ${line} reaches it. ${cutOff.consequence}`;
    return fail({ code: 'line-cut-off', text, evidence });
  }
  const text = `Build ${build} is older than ${cutOff.update}. ${cutOff.consequence}`;
  return fail({ code: 'cut-off', text, evidence });
}

/** The verdict where the build, or the catalogue's knowledge of it, does not settle the question. */
export function unsettled(subject: Subject, known: KnownBuild, outcome: Measured['outcome']): Judgement {
  if (known.kind === 'none' || outcome === 'no-build') {
    return unknown({ code: 'no-build', text: 'The report names no build.', evidence: known.evidence });
  }
  if (outcome === 'no-lane') {
    const text = `The catalogue of ${dayText(subject.catalogue.asOf)} does not know builds like ${formatBuild(known.build)}.`;
    return unknown({ code: 'build-not-in-catalogue', text, evidence: known.evidence });
  }
  const text = `Only ${formatBuild(known.build)} is known, which hides the security update; the update decides.`;
  return unknown({ code: 'update-hidden', text, evidence: known.evidence });
}
