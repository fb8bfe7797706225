import { mitigationOf, mitigationRemovable } from '../../catalogue/mitigations.ts';
import type { Mitigation } from '../../catalogue/model.ts';
import { evidenceOf, pass, unknown, warn } from '../judgement.ts';
import { knownBuild } from '../known-build.ts';
import { familiesOf, forBuild, listNotKnown } from '../mitigation-families.ts';
import type { Subject } from '../model.ts';
import { onService } from '../preconditions.ts';
import { listText } from '../words.ts';

/** No applied mitigation has outlived its need: M2 breaks OWA features and may go from the July 2026 SU on (Exchange Team, July 2026). */
export const mitigationsLeftover = onService((subject, current) => {
  const applied = current.observation.mitigationsApplied;
  const evidence = evidenceOf(subject, applied);
  const notKnown = listNotKnown(subject, applied, 'applied');
  if (notKnown) return notKnown;

  const leftover = leftoverOf(subject);
  if (leftover.length > 0) {
    const are = leftover.length === 1 ? 'is' : 'are';
    const text = `${listText(leftover.map(({ family }) => family))} ${are} applied, though this build no longer needs ${leftover.length === 1 ? 'it' : 'them'}.`;
    return warn({ code: 'leftover', text, evidence });
  }
  const unsure = appliedTo(subject).filter((one) => removable(subject, one) === 'unknown');
  if (unsure.length > 0) {
    const text = `Whether this build still needs ${listText(unsure.map(({ family }) => family))} is not known.`;
    return unknown({ code: 'need-unknown', text, evidence });
  }
  return pass({ code: 'none-left-over', text: 'No applied mitigation has outlived its need.', evidence });
});

/** The applied mitigations that the build certainly no longer needs. */
export function leftoverOf(subject: Subject): readonly Mitigation[] {
  return appliedTo(subject).filter((one) => removable(subject, one) === true);
}

function appliedTo(subject: Subject): readonly Mitigation[] {
  const applied = subject.current?.observation.mitigationsApplied;
  if (!applied?.known) return [];
  return familiesOf(applied.value).flatMap((family) => mitigationOf(subject.catalogue, family) ?? []);
}

function removable(subject: Subject, mitigation: Mitigation): boolean | 'unknown' {
  return forBuild(subject.catalogue, knownBuild(subject), mitigation, mitigationRemovable);
}
