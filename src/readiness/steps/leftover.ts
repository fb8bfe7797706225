import { mitigationOf, mitigationRemovable } from '../../catalogue/mitigations.ts';
import type { BuildNumber, Mitigation } from '../../catalogue/model.ts';
import { leftoverOf } from '../checks/mitigations-leftover.ts';
import { familiesOf } from '../mitigation-families.ts';
import type { Subject } from '../model.ts';
import { listText } from '../words.ts';
import type { Move } from './move.ts';

/**
 * Removal of what the build does not need, or will not need once `update` is installed. A security update does not remove
 * a mitigation; a cumulative update does where it overwrites web.config (learn.microsoft.com, EEMS). M2 breaks OWA features.
 */
export function removeMitigations(subject: Subject, update: Move | null): Move | null {
  const now = leftoverOf(subject);
  const then = update?.target ? removableAt(subject, update.target.build) : [];
  const all = [...new Set([...now, ...then])].filter(({ removal }) => removal !== null);
  if (all.length === 0) return null;

  const families = listText(all.map(({ family }) => family));
  return {
    kind: 'remove-mitigation',
    summary: `Remove ${families}: this build no longer needs ${all.length === 1 ? 'it' : 'them'}.`,
    steps: all.map((one) => `${opening(one.family, update)}: ${inSentence(one.removal ?? '')}`),
  };
}

function opening(family: string, update: Move | null): string {
  if (!update) return `Remove ${family}`;
  if (update.kind === 'install-update') return `After the update, remove ${family}`;
  return `After the update, remove ${family} if it is still there, for a cumulative update overwrites web.config`;
}

function inSentence(sentence: string): string {
  return sentence.replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase());
}

function removableAt(subject: Subject, target: BuildNumber): readonly Mitigation[] {
  const applied = subject.current?.observation.mitigationsApplied;
  if (!applied?.known) return [];
  return familiesOf(applied.value)
    .flatMap((family) => mitigationOf(subject.catalogue, family) ?? [])
    .filter((one) => mitigationRemovable(subject.catalogue, one, target) === true);
}
