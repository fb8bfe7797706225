import type { Instant } from '../../core/clock.ts';
import { refuse, type Refusal } from '../../core/result.ts';
import type { Reader } from '../../storage/database.ts';
import type { ChangeApp } from '../app.ts';
import type { ChangeId, Conflict, Plan } from '../model.ts';

/** What a plan comes into by every rule. `self`: the change that is edited. */
export async function conflictsOf(
  reader: Reader,
  { conflicts }: Pick<ChangeApp, 'conflicts'>,
  plan: Plan,
  { self, now }: { readonly self: ChangeId | null; readonly now: Instant },
): Promise<readonly Conflict[]> {
  const found: Conflict[] = [];
  for (const rule of conflicts) found.push(...(await rule(reader, plan, self, now)));
  return found;
}

const MOST_SAID = 5;

/** Why a plan with these conflicts is not taken; null: none of them keeps it from that. */
export function refusalOfConflicts(conflicts: readonly Conflict[]): Refusal | null {
  const blocking = conflicts.filter(({ blocks }) => blocks);
  if (blocking.length === 0) return null;
  const more = blocking.length - MOST_SAID;
  const said = [...blocking.slice(0, MOST_SAID).map(({ text }) => text), ...(more > 0 ? [`And ${more} more.`] : [])];
  return refuse('conflict', said.join(' '), 'Choose another window, or leave these servers out.').refusal;
}
