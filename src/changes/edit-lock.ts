import { later, type Instant, MINUTE } from '../core/clock.ts';
import { refuse, type Refusal } from '../core/result.ts';
import { localAt } from '../core/local-time.ts';
import type { Policy } from '../people/policy.ts';
import type { Change } from './model.ts';
import { refusalOf } from './refusals.ts';
import { stateAt } from './state-at.ts';
import { after } from './states.ts';
import { localText } from './window-words.ts';

/** From then on a plan stays as it is, so that nobody finds another one than they prepared for. */
export function editableUntil(
  { plan }: Pick<Change, 'plan'>,
  { editLockMinutes }: Pick<Policy, 'editLockMinutes'>,
): Instant {
  return later(plan.window.start, -editLockMinutes * MINUTE);
}

/** Why a change is not edited at `now`: its state, or that its window is too near. Null: it is. */
export function notEditable(change: Change, policy: Pick<Policy, 'editLockMinutes'>, now: Instant): Refusal | null {
  const state = stateAt(change, now);
  if (after(state, 'edit') === null) return refusalOf(change.id, state, 'edit');
  const until = editableUntil(change, policy);
  if (now < until) return null;
  const { zone } = change.plan.window;
  const way = state === 'approved' ? 'Postpone it, or cancel it and plan anew.' : 'Withdraw it and plan anew.';
  return refuse('conflict', `${change.id} could be edited until ${localText(localAt(until, zone))} ${zone}.`, way)
    .refusal;
}
