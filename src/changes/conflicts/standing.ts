import type { Instant } from '../../core/clock.ts';
import type { Reader } from '../../storage/database.ts';
import type { ChangeApp } from '../app.ts';
import type { Change } from '../model.ts';
import { conflictsIn } from './conflicts-in.ts';
import { conflictsOf, overridden } from './conflicts-of.ts';
import type { StandingConflict } from './model.ts';
import type { Picture } from './picture.ts';

/** What a change stands in at `now`, each with who has overridden it. `plan`: another window than its own, say. */
export async function standingConflicts(
  reader: Reader,
  app: Pick<ChangeApp, 'picture'>,
  change: Pick<Change, 'id' | 'plan' | 'planHash' | 'record'>,
  now: Instant,
  plan = change.plan,
): Promise<StandingConflict[]> {
  const found = await conflictsOf(reader, app, plan, { self: change.id, now });
  return overridden(found, change.record.overrides, change.planHash);
}

/** The same of its own plan, in a picture that was loaded for it. Pure. */
export function standingIn(
  picture: Picture,
  { id, plan, planHash, record }: Pick<Change, 'id' | 'plan' | 'planHash' | 'record'>,
): StandingConflict[] {
  return overridden(conflictsIn(picture, plan, id), record.overrides, planHash);
}

/** What tells conflicts apart, each once. */
export function keysOf(conflicts: readonly Pick<StandingConflict, 'key'>[]): string[] {
  return [...new Set(conflicts.map(({ key }) => key))].sort();
}
