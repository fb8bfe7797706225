import { mitigationOf, mitigationRemovable } from '../../catalogue/mitigations.ts';
import type { BuildNumber, Mitigation } from '../../catalogue/model.ts';
import { leftoverOf } from '../checks/mitigations-leftover.ts';
import { familiesOf } from '../mitigation-families.ts';
import type { Subject } from '../model.ts';
import { listText } from '../words.ts';
import type { Move } from './move.ts';

/**
 * Removal of what the build does not need, or will not need once it has `target`.
 * An update does not remove a mitigation (learn.microsoft.com, EEMS), and M2 breaks OWA features.
 */
export function removeMitigations(subject: Subject, target: BuildNumber | null): Move | null {
  const now = leftoverOf(subject);
  const then = target ? removableAt(subject, target) : [];
  const all = [...new Set([...now, ...then])].filter(({ removal }) => removal !== null);
  if (all.length === 0) return null;

  const families = listText(all.map(({ family }) => family));
  return {
    kind: 'remove-mitigation',
    summary: `Remove ${families}, which this build no longer needs.`,
    steps: all.map((one) =>
      now.includes(one)
        ? `Remove ${one.family}: ${one.removal}`
        : `After the update, remove ${one.family}: ${one.removal}`,
    ),
  };
}

function removableAt(subject: Subject, target: BuildNumber): readonly Mitigation[] {
  const applied = subject.current?.observation.mitigationsApplied;
  if (!applied?.known) return [];
  return familiesOf(applied.value)
    .flatMap((family) => mitigationOf(subject.catalogue, family) ?? [])
    .filter((one) => mitigationRemovable(subject.catalogue, one, target) === true);
}
