import { readReason } from '../core/plain-text.ts';
import { SAY_WHY } from './say-why.ts';
import { ok } from '../core/result.ts';
import type { ChangeApp } from './app.ts';
import type { ChangeAnswer, ChangeCommand, ChangeRequest } from './model.ts';
import { pressChange, tooLate } from './press.ts';
import { transitionByPress } from './transition.ts';

type CancelCommand = Extract<ChangeCommand, { readonly kind: 'cancel' }>;

/**
 * Gives up a change that was approved and not started, and says why.
 * Refuses: `not-allowed`, `not-found`, `invalid` (no reason), `conflict` (not approved, started, or closed).
 */
export async function cancelChange(
  app: ChangeApp,
  request: ChangeRequest,
  { change: id, reason: typed }: CancelCommand,
): Promise<ChangeAnswer> {
  const reason = readReason(typed, SAY_WHY);
  if (!reason.ok) return { kind: 'refused', refusal: reason.refusal };
  return pressChange(app, request, {
    may: 'cancel',
    verb: 'change.cancelled',
    change: id,
    async work(tx, change, now) {
      const late = tooLate(change, 'cancel', now);
      if (late) return late;
      const move = {
        actor: request.actor,
        verb: 'change.cancelled',
        patch: { closing: reason.value },
      } as const;
      const { deed } = await transitionByPress(tx, app, change, 'cancel', move);
      return ok({ deed, notice: `${id} is cancelled.` });
    },
  });
}
