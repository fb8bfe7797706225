import type { Instant } from '../core/clock.ts';
import { ok, refuse, type Refused, type Result } from '../core/result.ts';
import { readReason, readText } from '../core/plain-text.ts';
import { approvalsNeeded } from '../people/default-policy.ts';
import { approvingAs } from '../people/approvers.ts';
import { type PersonKey, personOf } from '../people/identity.ts';
import type { Tx } from '../storage/database.ts';
import type { ChangeApp } from './app.ts';
import { isEscalated } from './approvals/asked-for.ts';
import { barsOf } from './approvals/bars.ts';
import { countingApprovals, type Right, rightToVote } from './approvals/right.ts';
import { scopedServers } from './approvals/scoped.ts';
import { insertVote, loadVotes, type StoredVote } from './approvals/store.ts';
import type { Change, ChangeAnswer, ChangeCommand, ChangeRequest, Review } from './model.ts';
import { SAY_WHY } from './say-why.ts';
import { type Pressed, pressChange } from './press.ts';
import { noteByPress } from './transition.ts';

type ReviewCommand = Extract<ChangeCommand, { readonly kind: 'review' }>;

const VERB = 'change.reviewed';
const LONGEST = 500;

/**
 * Decides afterwards about an emergency: another person accepts it, or objects with a reason. The same people are barred as
 * from approving, as many have to accept as the policy asks for, and any objection decides. It changes nothing about the
 * servers. Refuses: `not-allowed`, `not-found`, `invalid` (an objection without a reason), `conflict` (nothing to review).
 */
export async function reviewChange(
  app: ChangeApp,
  request: ChangeRequest,
  command: ReviewCommand,
): Promise<ChangeAnswer> {
  const reason =
    command.verdict === 'objected' ? readReason(command.reason, SAY_WHY) : readText('reason', command.reason, LONGEST);
  if (!reason.ok) return { kind: 'refused', refusal: reason.refusal };
  return pressChange(app, request, {
    may: 'review',
    verb: VERB,
    change: command.change,
    work: (tx, change, now) => review(app, tx, request, { ...command, reason: reason.value }, change, now),
  });
}

async function review(
  app: ChangeApp,
  tx: Tx,
  { actor }: ChangeRequest,
  { verdict, reason }: ReviewCommand,
  change: Change,
  now: Instant,
): Promise<Result<Pressed>> {
  const { review: asked } = change.record;
  if (asked === null) return refuse('conflict', `${change.id} needs no review.`, 'Only an emergency is reviewed.');
  if (asked.decided !== null) return refuse('conflict', `${change.id} is reviewed already.`, 'Its card says by whom.');
  const voter = personOf(actor);
  const bars = await barsOf(tx, change, now);
  const votes = (await loadVotes(tx, [change.id])).filter(({ planHash }) => planHash === change.planHash);
  const { right, rightful } = await rightOf(app, tx, { change, voter, actor, bars, votes }, now);
  if (!right.may) return barred(right.why);

  const vote: StoredVote = {
    change: change.id,
    planHash: change.planHash,
    voter: actor,
    onBehalfOf: right.onBehalfOf?.person ?? null,
    vote: verdict === 'accepted' ? 'approve' : 'reject',
    reason: reason === '' ? null : reason,
    at: now,
  };
  await insertVote(tx, vote);
  const needed = approvalsNeeded(app.policy, change.plan.type, change.plan.risk);
  const given = countingApprovals([...votes, vote], bars, rightful).length;
  const decides = verdict === 'objected' || given >= needed;
  const decided: Review = { ...asked, decided: { at: now, by: actor, verdict, reason: vote.reason } };
  const move = {
    actor,
    verb: VERB,
    patch: decides ? { review: decided } : {},
    detail: { verdict, reason: vote.reason, onBehalfOf: vote.onBehalfOf, decides },
  } as const;
  const { deed } = await noteByPress(tx, app, change, move);
  return ok({ deed, notice: said(change, verdict, decides, needed - given) });
}

interface ReviewCase {
  readonly change: Change;
  readonly voter: PersonKey | null;
  readonly actor: ChangeRequest['actor'];
  readonly bars: Awaited<ReturnType<typeof barsOf>>;
  readonly votes: readonly StoredVote[];
}

const noPerson = { may: false, why: 'no-approver' } as const satisfies Right;

async function rightOf(
  { rules, policy }: ChangeApp,
  tx: Tx,
  { change, voter, actor, bars, votes }: ReviewCase,
  now: Instant,
): Promise<{ readonly right: Right; readonly rightful: ReadonlySet<PersonKey> }> {
  const servers = await scopedServers(
    tx,
    change.plan.servers.map(({ server }) => server),
  );
  const escalated = isEscalated(change, now);
  const as = await approvingAs(tx, rules, policy, actor, [...servers.values()], now, { escalated });
  return { right: voter === null ? noPerson : rightToVote({ voter, ...as, bars, votes }), rightful: as.rightful };
}

function barred(why: Exclude<Right, { readonly may: true }>['why']): Refused {
  const another = 'Another person who may approve such changes reviews it.';
  switch (why) {
    case 'requester':
      return refuse('not-allowed', 'You declared this emergency, so somebody else has to review it.', another);
    case 'author':
      return refuse('not-allowed', 'You shaped this plan, so somebody else has to review it.', another);
    case 'acts-for-author':
      return refuse(
        'not-allowed',
        'You act for somebody who shaped this plan, so somebody else has to review it.',
        another,
      );
    case 'voted':
      return refuse('conflict', 'You have reviewed it already.', another);
    case 'voted-for':
      return refuse('conflict', 'It was reviewed in your place already.', another);
    case 'no-approver':
      return refuse('not-allowed', 'You may not approve changes of these servers.', another);
  }
}

function said({ id }: Change, verdict: ReviewCommand['verdict'], decides: boolean, left: number): string {
  if (verdict === 'objected') return `Your objection to ${id} is kept.`;
  return decides
    ? `${id} is reviewed and accepted.`
    : `You accepted ${id}. ${left} more ${left === 1 ? 'person has' : 'people have'} to.`;
}
