import { gateIds } from '../model.ts';
import { type Move, type Situation, hasReason, isUnknown } from './move.ts';

/** Fresh evidence comes first where there is none, or none that still counts. */
export function collectEvidence(situation: Situation): Move | null {
  if (!isUnknown(situation, 'evidence-age')) return null;
  const { name } = situation.subject.server;
  const dated =
    hasReason(situation, 'evidence-age', 'future-report') || hasReason(situation, 'evidence-age', 'not-yet');
  return {
    kind: 'collect-evidence',
    summary: `Run Health Checker on ${name} and send in its report.`,
    steps: [
      ...(dated ? [`Check the clock of ${name}: its report is dated in the future.`] : []),
      `Run Health Checker on ${name} and send in the XML file it writes; a scheduled task keeps it fresh.`,
    ],
  };
}

/** What the report should tell and does not, apart from the heartbeat, which Health Checker can't bring about. */
export function completeEvidence(situation: Situation): Move | null {
  const open = gateIds.filter(
    (id) => id !== 'evidence-age' && id !== 'mitigations-heartbeat' && isUnknown(situation, id),
  );
  if (open.length === 0 || isUnknown(situation, 'evidence-age')) return null;
  const { name } = situation.subject.server;
  if (open.every((id) => hasReason(situation, id, 'build-not-in-catalogue'))) {
    return {
      kind: 'collect-evidence',
      summary: 'Load a newer catalogue: this one does not know the build.',
      steps: ['Load a newer catalogue with "patchwarden catalogue load FILE": this one does not know the build.'],
    };
  }
  const exact = isUnknown(situation, 'exact-build');
  const what = exact ? 'with an exact build, taken from ExSetup.exe' : 'without gaps';
  return {
    kind: 'collect-evidence',
    summary: `Get a report of ${name} ${what}.`,
    steps: [
      `Run the newest Health Checker on ${name} itself, as a local administrator with View-Only Organization Management, to get a report ${what}.`,
    ],
  };
}
