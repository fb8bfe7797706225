import { actorName } from '../../core/actor-name.ts';
import type { Deed } from '../../audit/model.ts';
import type { Instant } from '../../core/clock.ts';
import { ok, type Refusal, type Result } from '../../core/result.ts';
import { approvalsNeeded } from '../../people/default-policy.ts';
import type { Tx } from '../../storage/database.ts';
import type { ChangeApp } from '../app.ts';
import { refusalOfConflicts } from '../conflicts/conflicts-of.ts';
import { standingConflicts } from '../conflicts/standing.ts';
import type { Change, ChangeRequest } from '../model.ts';
import { type Move, noteByPress, transitionByPress } from '../transition.ts';
import { type Cast, castVote } from './cast.ts';
import { countingApprovals } from './right.ts';
import { insertVote } from './store.ts';

const OVERRIDE_FIRST = 'An approver has to override it in writing, or it has to be edited.';

/** What an approval did. */
export interface Given {
  readonly next: Change;
  readonly deed: Deed;
  /** Whether it was the last one that the policy asks for. */
  readonly approves: boolean;
  /** How many count by now, and how many are needed. */
  readonly given: number;
  readonly needed: number;
}

/**
 * Whether this person may approve this plan now. The rules of conflicts are asked again: what was free when it was proposed
 * may be taken by now. Nothing is written. Refuses as `castVote`, and `conflict` (one that blocks and nobody has overridden).
 */
export async function approvalOf(
  tx: Tx,
  app: Pick<ChangeApp, 'policy' | 'rules' | 'picture'>,
  request: Pick<ChangeRequest, 'actor'>,
  change: Change,
  { plan, now }: { readonly plan: string; readonly now: Instant },
): Promise<Result<Cast>> {
  const cast = await castVote(tx, app, request, change, now, { vote: 'approve', plan, reason: null });
  if (!cast.ok) return cast;
  const conflict = await blockingOf(tx, app, change, now);
  return conflict ? { ok: false, refusal: conflict } : ok(cast.value);
}

/** Why a change can't be approved as things stand, whoever does it; null: nothing blocks it that nobody has overridden. */
export async function blockingOf(
  tx: Tx,
  app: Pick<ChangeApp, 'picture'>,
  change: Change,
  now: Instant,
): Promise<Refusal | null> {
  return refusalOfConflicts(await standingConflicts(tx, app, change, now), OVERRIDE_FIRST);
}

/** Writes an approval that may be given; the last one that is needed approves the change. Its deed is the caller's to log. */
export async function giveApproval(
  tx: Tx,
  app: Pick<ChangeApp, 'clock' | 'jobs' | 'policy' | 'metrics'>,
  { actor }: Pick<ChangeRequest, 'actor'>,
  change: Change,
  cast: Cast,
): Promise<Given> {
  await insertVote(tx, cast.vote);
  const needed = Math.max(1, approvalsNeeded(app.policy, change.plan.type, change.plan.risk));
  const given = countingApprovals(cast.votes, cast.bars, cast.rightful).length;
  const move = moveOf(actor, cast, { given, needed });
  const approves = given >= needed;
  const moved = approves
    ? await transitionByPress(tx, app, change, 'approve', {
        ...move,
        verb: 'change.approved',
        patch: { decidedAt: app.clock.now() },
      })
    : await noteByPress(tx, app, change, move);
  return { ...moved, approves, given, needed };
}

function moveOf(
  actor: ChangeRequest['actor'],
  { principal, vote }: Cast,
  { given, needed }: { readonly given: number; readonly needed: number },
): Move {
  const onBehalfOf = principal && { person: principal.person, name: principal.name };
  return { actor, verb: 'change.voted', detail: { vote: vote.vote, onBehalfOf, given, needed } };
}

/** Both names are kept; the one who stands in hears for whom. */
export function onBehalf({ principal }: Pick<Cast, 'principal'>): string {
  return principal === null ? '' : `For ${actorName({ kind: 'user', ...principal })}: `;
}
