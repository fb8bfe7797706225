import type { Instant } from '../../core/clock.ts';
import { refuse, type Refusal } from '../../core/result.ts';
import type { Reader } from '../../storage/database.ts';
import type { ChangeApp } from '../app.ts';
import type { ChangeId } from '../plan.ts';
import { conflictsIn } from './conflicts-in.ts';
import { isHeld } from './held-key.ts';
import type { Conflict, Override, StandingConflict } from './model.ts';
import type { PlanShape } from './picture.ts';
import { unborne } from './unborne.ts';

/** What a plan comes into, as things read at `now`. `self`: the change that has this plan, or is to have it. */
export async function conflictsOf(
  reader: Reader,
  { picture }: Pick<ChangeApp, 'picture'>,
  plan: PlanShape,
  { self, now }: { readonly self: ChangeId | null; readonly now: Instant },
): Promise<readonly Conflict[]> {
  const { start, end } = plan.window;
  return conflictsIn(await picture(reader, { plans: [plan], from: start, to: end, now }), plan, self);
}

/** Each conflict of a plan with the newest word that somebody bears it. `plan`: its hash; null: it has none yet. */
export function overridden(
  conflicts: readonly Conflict[],
  overrides: readonly Override[],
  plan: string | null,
): StandingConflict[] {
  const counting = overrides.filter((one) => one.plan === plan);
  return conflicts.map((conflict) => ({
    ...conflict,
    override: counting.findLast(({ keys }) => isHeld(conflict.key, keys)) ?? null,
  }));
}

const MOST_SAID = 5;
const ANOTHER_WINDOW =
  'Choose another window or a safe slot, or leave these servers out. To have an approver override it in writing, propose it all the same.';

/** Why a plan with these conflicts is not taken; null: none that blocks is left without an override. */
export function refusalOfConflicts(
  conflicts: readonly (Conflict | StandingConflict)[],
  hint = ANOTHER_WINDOW,
): Refusal | null {
  const blocking = unborne(conflicts);
  if (blocking.length === 0) return null;
  const more = blocking.length - MOST_SAID;
  const said = [...blocking.slice(0, MOST_SAID).map(({ text }) => text), ...(more > 0 ? [`And ${more} more.`] : [])];
  return refuse('conflict', said.join(' '), hint).refusal;
}
