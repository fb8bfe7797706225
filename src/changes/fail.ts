import { readReason } from '../core/plain-text.ts';
import { SAY_WHY } from './say-why.ts';
import { ok } from '../core/result.ts';
import type { ChangeApp } from './app.ts';
import type { ChangeAnswer, ChangeCommand, ChangeRequest } from './model.ts';
import { pressChange, tooLate } from './press.ts';
import { transitionByPress } from './transition.ts';

type FailCommand = Extract<ChangeCommand, { readonly kind: 'fail' }>;

/**
 * Records that a change that was started did not come to its aim, and why. No evidence makes it another one after that.
 * Refuses: `not-allowed`, `not-found`, `invalid` (no reason), `conflict` (not started, or closed).
 */
export async function failChange(
  app: ChangeApp,
  request: ChangeRequest,
  { change: id, reason: typed }: FailCommand,
): Promise<ChangeAnswer> {
  const reason = readReason(typed, SAY_WHY);
  if (!reason.ok) return { kind: 'refused', refusal: reason.refusal };
  return pressChange(app, request, {
    may: 'fail',
    verb: 'change.failed',
    change: id,
    async work(tx, change, now) {
      const late = tooLate(change, 'fail', now);
      if (late) return late;
      const { finishedAt, finishedBy } = change.record;
      const move = {
        actor: request.actor,
        verb: 'change.failed',
        patch: {
          closing: reason.value,
          finishedAt: finishedAt ?? now,
          finishedBy: finishedBy ?? request.actor,
        },
      } as const;
      const { deed } = await transitionByPress(tx, app, change, 'fail', move);
      return ok({ deed, notice: `${id} is recorded as failed.` });
    },
  });
}
