import type { Instant } from '../../core/clock.ts';
import type { Reader } from '../../storage/database.ts';
import type { ChangeApp } from '../app.ts';
import type { Change } from '../model.ts';
import { conflictsOf, overridden } from './conflicts-of.ts';
import type { StandingConflict } from './model.ts';

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

/** What tells conflicts apart, each once. */
export function keysOf(conflicts: readonly Pick<StandingConflict, 'key'>[]): string[] {
  return [...new Set(conflicts.map(({ key }) => key))].sort();
}
