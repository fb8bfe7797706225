import { compareBuilds, formatBuild } from '../../catalogue/build-number.ts';
import { isNewerThanCatalogue, laneOf, newestOf, productName, releaseName } from '../../catalogue/lookup.ts';
import type { BuildNumber, Lane, Release } from '../../catalogue/model.ts';
import { nextPatchTuesday, patchTuesdayPassed } from '../../catalogue/patch-tuesday.ts';
import { isEsuOnly, supportOn } from '../../catalogue/support.ts';
import { newestPublicOf } from '../../catalogue/updates.ts';
import { dayOf } from '../../core/clock.ts';
import { adding, fail, pass, unknown, warn } from '../judgement.ts';
import { buildText, type KnownBuild, knownBuild } from '../known-build.ts';
import type { Judgement, Subject } from '../model.ts';
import { missingReport } from '../preconditions.ts';
import { dayText } from '../words.ts';
import { unsettled } from './cut-off.ts';

type Exact = Extract<KnownBuild, { kind: 'exact' }>;

/** The codes with which this check says that an update is missing. */
export const missingUpdateCodes: readonly string[] = ['update-missing', 'esu-update-missing'];

/** The build is the newest of its lane, as far as the catalogue's date tells. */
export function latestUpdate(subject: Subject): Judgement {
  const known = knownBuild(subject);
  const missing = missingReport(subject);
  if (missing) return unknown({ ...missing, evidence: known.evidence });
  if (known.kind === 'none') return unsettled(subject, known, 'no-build');

  const lane = laneOf(subject.catalogue, known.build);
  if (!lane) {
    return isNewerThanCatalogue(subject.catalogue, known.build)
      ? newerThanCatalogue(subject, known.build, known)
      : unsettled(subject, known, 'no-lane');
  }
  if (known.kind === 'displayed') return unsettled(subject, known, 'unsettled');

  const newest = newestOf(lane);
  const difference = compareBuilds(known.build, newest.build);
  if (difference > 0) return newerThanCatalogue(subject, known.build, known);
  return difference < 0 ? behind(subject, known, lane) : atNewest(subject, known, lane);
}

function newerThanCatalogue(subject: Subject, build: BuildNumber, known: KnownBuild): Judgement {
  const asOf = dayText(subject.catalogue.asOf);
  const text = `Build ${formatBuild(build)} is newer than the catalogue of ${asOf}, so whether it is the newest is not known.`;
  return unknown({ code: 'newer-than-catalogue', text, evidence: known.evidence });
}

function behind(subject: Subject, known: Exact, lane: Lane): Judgement {
  const build = buildText(subject.catalogue, known);
  const open = newestPublicOf(subject.catalogue, lane);
  if (compareBuilds(known.build, open.build) < 0) {
    const text = `Build ${build} is older than ${releaseText(open)}, the newest public update of its line.`;
    return fail({ code: 'update-missing', text, evidence: known.evidence });
  }
  const newest = releaseText(newestOf(lane));
  const text = `Build ${build} has every public update. Later ones, up to ${newest}, went to holders of Extended Security Updates only.`;
  return warn({ code: 'esu-update-missing', text, evidence: known.evidence });
}

function atNewest(subject: Subject, known: Exact, lane: Lane): Judgement {
  const { catalogue, now } = subject;
  const build = buildText(catalogue, known);
  const line = `${productName(lane.product)} ${lane.cu}`;
  const evidence = known.evidence;
  const next = nextPatchTuesday(catalogue.asOf);

  if (supportOn(catalogue, lane.product, lane.cu, dayOf(next)).state === 'ended') {
    const text = `Build ${build} is the newest of ${line}, and Microsoft makes no more updates for it.`;
    return withEsuNote(subject, known, pass({ code: 'newest', text, evidence }));
  }
  if (patchTuesdayPassed(catalogue.asOf, now)) {
    const text = `Build ${build} was the newest of ${line} on ${dayText(catalogue.asOf)}, but a Patch Tuesday has passed since.`;
    return withEsuNote(subject, known, warn({ code: 'patch-tuesday-passed', text, evidence }));
  }
  const text = `Build ${build} is the newest of ${line}.`;
  return withEsuNote(subject, known, pass({ code: 'newest', text, evidence, until: next }));
}

function withEsuNote(subject: Subject, known: Exact, judgement: Judgement): Judgement {
  if (!isEsuOnly(subject.catalogue, known.build)) return judgement;
  return adding(judgement, {
    code: 'esu-only',
    text: 'ESU only: this build was made for holders of Extended Security Updates.',
  });
}

function releaseText(release: Release): string {
  return `${formatBuild(release.build)} (${releaseName(release)}${release.inferred ? ', name inferred' : ''})`;
}
