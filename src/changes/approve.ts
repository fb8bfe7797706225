import { actorName } from '../core/actor-name.ts';
import type { Instant } from '../core/clock.ts';
import { ok, type Result } from '../core/result.ts';
import { approvalsNeeded } from '../people/default-policy.ts';
import type { Tx } from '../storage/database.ts';
import type { ChangeApp } from './app.ts';
import { type Cast, castVote } from './approvals/cast.ts';
import { countingApprovals } from './approvals/right.ts';
import { insertVote } from './approvals/store.ts';
import { sayToRequester } from './call.ts';
import { refusalOfConflicts } from './conflicts/conflicts-of.ts';
import { standingConflicts } from './conflicts/standing.ts';
import type { Change, ChangeAnswer, ChangeCommand, ChangeRequest } from './model.ts';
import { type Pressed, pressChange } from './press.ts';
import { type Move, noteByPress, transitionByPress } from './transition.ts';
import { windowText } from './window-words.ts';

type ApproveCommand = Extract<ChangeCommand, { readonly kind: 'approve' }>;

const OVERRIDE_FIRST = 'An approver has to override it in writing, or it has to be edited.';

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
  const cast = await castVote(tx, app, request, change, now, { vote: 'approve', plan, reason: null });
  if (!cast.ok) return cast;
  const conflict = refusalOfConflicts(await standingConflicts(tx, app, change, now), OVERRIDE_FIRST);
  if (conflict) return { ok: false, refusal: conflict };

  await insertVote(tx, cast.value.vote);
  const needed = Math.max(1, approvalsNeeded(app.policy, change.plan.type, change.plan.risk));
  const { votes, bars, rightful } = cast.value;
  const given = countingApprovals(votes, bars, rightful).length;
  const move = moveOf(request, cast.value, { given, needed });
  if (given < needed) {
    const { deed } = await noteByPress(tx, app, change, move);
    const left = needed - given;
    const notice = `Your approval counts: ${given} of ${needed}. ${left} more ${left === 1 ? 'is' : 'are'} needed.`;
    return ok({ deed, notice: `${onBehalf(cast.value)}${notice}` });
  }
  const decided: Move = { ...move, verb: 'change.approved', patch: { decidedAt: now } };
  const { next, deed } = await transitionByPress(tx, app, change, 'approve', decided);
  await sayToRequester(tx, app, next, 'decided');
  const notice = `${change.id} is approved. Its window is ${windowText(change.plan.window)}.`;
  return ok({ deed, notice: `${onBehalf(cast.value)}${notice}` });
}

function moveOf(
  { actor }: ChangeRequest,
  { principal, vote }: Cast,
  { given, needed }: { readonly given: number; readonly needed: number },
): Move {
  const onBehalfOf = principal && { person: principal.person, name: principal.name };
  return { actor, verb: 'change.voted', detail: { vote: vote.vote, onBehalfOf, given, needed } };
}

/** Both names are kept; the one who stands in hears for whom. */
function onBehalf({ principal }: Cast): string {
  return principal === null ? '' : `For ${actorName({ kind: 'user', ...principal })}: `;
}
