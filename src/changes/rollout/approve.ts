import { appendAudit } from '../../audit/append.ts';
import { onceOnly } from '../../audit/once.ts';
import type { Instant } from '../../core/clock.ts';
import { ok, type Refused, refuse, type Result } from '../../core/result.ts';
import { countText } from '../../readiness/words.ts';
import type { Tx } from '../../storage/database.ts';
import type { ChangeApp } from '../app.ts';
import { type Cast, castVote } from '../approvals/cast.ts';
import { blockingOf, giveApproval, onBehalf } from '../approvals/give.ts';
import type { Change, ChangeAnswer, ChangeRequest } from '../model.ts';
import { authorise } from '../permissions.ts';
import { SHOWN, settle } from '../press.ts';
import { stateAt } from '../state-at.ts';
import { tellApproved } from '../tell-approved.ts';
import type { Rollout, RolloutCommand } from './model.ts';
import { loadRollout } from './store.ts';
import { hashOfWaiting, rolloutViewOf, unknownRollout } from './view.ts';

type ApproveCommand = Extract<RolloutCommand, { readonly kind: 'approve-rollout' }>;

interface Outcome {
  readonly notice: string;
}

/**
 * Gives one person's approval of every change of a rollout that waits, as they saw them: all of them or none. Those on which
 * they have voted already keep that vote.
 * Refuses: `not-allowed` (as for each change), `not-found`, `conflict` (none waits, they are other plans by now, one stands in
 * a conflict that nobody has overridden: it is named).
 */
export async function approveRollout(
  app: ChangeApp,
  request: ChangeRequest,
  command: ApproveCommand,
): Promise<ChangeAnswer> {
  let hidden = false;
  const done = await app.database.transaction(async (tx): Promise<Result<Outcome>> => {
    const forbidden = await authorise(tx, app, request, 'approve');
    hidden = forbidden !== null;
    return forbidden ? { ok: false, refusal: forbidden } : run(app, tx, request, command);
  });
  const refusal = done.ok ? null : done.refusal;
  if (refusal && (hidden || !SHOWN.has(refusal.code))) return { kind: 'refused', refusal };
  const view = await app.database.read((reader) => rolloutViewOf(reader, app, command.rollout, app.clock.now()));
  if (!view) return { kind: 'refused', refusal: refusal ?? unknownRollout(command.rollout) };
  return { ...view, notice: done.ok ? done.value.notice : `${done.refusal.message} ${done.refusal.hint}` };
}

async function run(
  app: ChangeApp,
  tx: Tx,
  request: ChangeRequest,
  { rollout: id, hash }: ApproveCommand,
): Promise<Result<Outcome>> {
  const now = app.clock.now();
  const rollout = await loadRollout(tx, id);
  if (!rollout) return { ok: false, refusal: unknownRollout(id) };
  const waiting = await waitingOf(app, tx, rollout, now);
  const once = [id, request.once, hash].join(' ');
  return onceOnly<Outcome>(tx, now, { actor: request.actor, verb: 'rollout.approve', once }, async () => {
    const stale = notAsSeen(rollout, waiting, hash);
    if (stale) return stale;
    const casts = await castAll(app, tx, request, waiting, now);
    return casts.ok ? ok(await giveAll(app, tx, request, { rollout, casts: casts.value, now })) : casts;
  });
}

async function waitingOf(app: ChangeApp, tx: Tx, { changes }: Rollout, now: Instant): Promise<Change[]> {
  const found: Change[] = [];
  for (const id of changes) {
    const change = await settle(tx, app, id, now);
    if (change && stateAt(change, now) === 'proposed') found.push(change);
  }
  return found;
}

function notAsSeen({ id }: Rollout, waiting: readonly Change[], hash: string): Refused | null {
  if (waiting.length === 0) {
    return refuse('conflict', `No change of ${id} waits for approval.`, 'Its card shows what became of each.');
  }
  if (hashOfWaiting(waiting) === hash) return null;
  return refuse(
    'conflict',
    `${id} is not what you saw any more: a change of it was edited or decided.`,
    'Look at the changes as they are now and decide on those.',
  );
}

type Casts = readonly { readonly change: Change; readonly cast: Cast }[];

/** Nothing is written before every one of them may be given. */
async function castAll(
  app: ChangeApp,
  tx: Tx,
  request: ChangeRequest,
  waiting: readonly Change[],
  now: Instant,
): Promise<Result<Casts>> {
  const casts: { change: Change; cast: Cast }[] = [];
  let voted: Refused | null = null;
  for (const change of waiting) {
    const cast = await castVote(tx, app, request, change, now, {
      vote: 'approve',
      plan: change.planHash,
      reason: null,
    });
    // Of a proposal as it is nothing else is a conflict.
    if (!cast.ok && cast.refusal.code === 'conflict') {
      voted = cast;
      continue;
    }
    const refusal = cast.ok ? await blockingOf(tx, app, change, now) : cast.refusal;
    if (refusal) return { ok: false, refusal: { ...refusal, message: `${change.id}: ${refusal.message}` } };
    if (cast.ok) casts.push({ change, cast: cast.value });
  }
  return casts.length === 0 && voted ? { ok: false, refusal: voted.refusal } : ok(casts);
}

async function giveAll(
  app: ChangeApp,
  tx: Tx,
  request: ChangeRequest,
  { rollout, casts, now }: { readonly rollout: Rollout; readonly casts: Casts; readonly now: Instant },
) {
  const missing: number[] = [];
  for (const { change, cast } of casts) {
    const { approves, next, deed, needed, given } = await giveApproval(tx, app, request, change, cast);
    await appendAudit(tx, now, deed);
    if (approves) await tellApproved(tx, app, next);
    else missing.push(needed - given);
  }
  const approved = casts.length - missing.length;
  const changes = casts.map(({ change }) => change.id);
  const after = { changes, plans: casts.map(({ change }) => change.planHash), approved };
  const whose = casts[0] ? onBehalf(casts[0].cast) : '';
  return {
    deed: { actor: request.actor, verb: 'rollout.approved', subject: rollout.id, before: null, after },
    outcome: { notice: `${whose}${noticeOf(rollout, casts.length, missing)}` },
  };
}

/** `missing`: how many more approvals each takes that is not approved yet. */
function noticeOf({ id }: Rollout, given: number, missing: readonly number[]): string {
  const approved = given - missing.length;
  const are = approved === 1 ? 'is' : 'are';
  if (missing.length === 0) return `${countText(approved, 'change')} of ${id} ${are} approved.`;
  const counts = `Your approval of ${countText(given, 'change')} of ${id} counts.`;
  const left = `${missing.length} ${missing.length === 1 ? 'waits' : 'wait'} for ${peopleText(missing)}.`;
  return approved === 0 ? `${counts} ${left}` : `${counts} ${approved} ${are} approved, ${left}`;
}

/** `one more person`, `2 more people`, `1 to 3 more people`. */
function peopleText(missing: readonly number[]): string {
  const [least, most] = [Math.min(...missing), Math.max(...missing)];
  if (most === 1) return 'one more person';
  return least === most ? `${most} more people` : `${least} to ${most} more people`;
}
