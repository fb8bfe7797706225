import type { Instant } from '../core/clock.ts';
import { ok, type Result } from '../core/result.ts';
import { windowText } from '../maintenance/window-words.ts';
import type { Tx } from '../storage/database.ts';
import type { ChangeApp } from './app.ts';
import { approvalOf, giveApproval, onBehalf } from './approvals/give.ts';
import { sayToRequester } from './call.ts';
import type { Change, ChangeAnswer, ChangeCommand, ChangeRequest } from './model.ts';
import { type Pressed, pressChange } from './press.ts';
import { tellApproved } from './tell-approved.ts';

type ApproveCommand = Extract<ChangeCommand, { readonly kind: 'approve' }>;

/**
 * Gives one person's approval of the plan that they saw; the last one that the policy asks for approves the change. The
 * rules of conflicts are asked again: what was free when it was proposed may be taken by now.
 * Refuses: `not-allowed` (no approver of these servers, the requester, an author, whoever acts for one), `not-found`,
 * `conflict` (decided already, another plan, voted already, a conflict that blocks and that nobody has overridden).
 */
export async function approveChange(
  app: ChangeApp,
  request: ChangeRequest,
  { change: id, plan }: ApproveCommand,
): Promise<ChangeAnswer> {
  return pressChange(app, request, {
    may: 'approve',
    verb: 'change.approve',
    change: id,
    filledIn: plan,
    work: (tx, change, now) => approve(app, tx, request, change, { plan, now }),
  });
}

async function approve(
  app: ChangeApp,
  tx: Tx,
  request: ChangeRequest,
  change: Change,
  { plan, now }: { readonly plan: string; readonly now: Instant },
): Promise<Result<Pressed>> {
  const cast = await approvalOf(tx, app, request, change, { plan, now });
  if (!cast.ok) return cast;
  const { next, deed, approves, given, needed } = await giveApproval(tx, app, request, change, cast.value);
  const whose = onBehalf(cast.value);
  if (!approves) {
    const left = needed - given;
    const counts = `Your approval counts: ${given} of ${needed}. ${left} more ${left === 1 ? 'is' : 'are'} needed.`;
    return ok({ deed, notice: `${whose}${counts}` });
  }
  await tellApproved(tx, app, next);
  await sayToRequester(tx, app, next, 'decided');
  return ok({ deed, notice: `${whose}${change.id} is approved. Its window is ${windowText(change.plan.window)}.` });
}
