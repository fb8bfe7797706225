import { readReason } from '../core/plain-text.ts';
import { SAY_WHY } from './say-why.ts';
import type { Instant } from '../core/clock.ts';
import { ok, type Result } from '../core/result.ts';
import type { Tx } from '../storage/database.ts';
import type { ChangeApp } from './app.ts';
import { castVote } from './approvals/cast.ts';
import { insertVote } from './approvals/store.ts';
import { sayToRequester } from './call.ts';
import type { Change, ChangeAnswer, ChangeCommand, ChangeRequest } from './model.ts';
import { type Pressed, pressChange } from './press.ts';
import { type Move, transitionByPress } from './transition.ts';

type RejectCommand = Extract<ChangeCommand, { readonly kind: 'reject' }>;

/**
 * Rejects the plan that the person saw, with a reason: one rejection decides, however many have approved.
 * Refuses: as `approveChange`, and `invalid` (no reason).
 */
export async function rejectChange(
  app: ChangeApp,
  request: ChangeRequest,
  { change: id, plan, reason: typed }: RejectCommand,
): Promise<ChangeAnswer> {
  const reason = readReason(typed, SAY_WHY);
  if (!reason.ok) return { kind: 'refused', refusal: reason.refusal };
  return pressChange(app, request, {
    may: 'reject',
    verb: 'change.rejected',
    change: id,
    filledIn: plan,
    work: (tx, change, now) => reject(app, tx, request, change, { plan, reason: reason.value, now }),
  });
}

async function reject(
  app: ChangeApp,
  tx: Tx,
  request: ChangeRequest,
  change: Change,
  { plan, reason, now }: { readonly plan: string; readonly reason: string; readonly now: Instant },
): Promise<Result<Pressed>> {
  const cast = await castVote(tx, app, request, change, now, { vote: 'reject', plan, reason });
  if (!cast.ok) return cast;
  const { vote, principal } = cast.value;
  await insertVote(tx, vote);
  const move: Move = {
    actor: request.actor,
    verb: 'change.rejected',
    patch: { decidedAt: now, closing: reason },
    detail: { onBehalfOf: principal && { person: principal.person, name: principal.name } },
  };
  const { next, deed } = await transitionByPress(tx, app, change, 'reject', move);
  await sayToRequester(tx, app, next, 'decided');
  return ok({ deed, notice: `${change.id} is rejected.` });
}
