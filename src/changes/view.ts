import type { Instant } from '../core/clock.ts';
import { type ServerId, serverId } from '../core/ids.ts';
import { approversOf } from '../people/approvers.ts';
import { approvalsNeeded } from '../people/default-policy.ts';
import { knownPeople } from '../people/directory.ts';
import type { PersonKey } from '../people/identity.ts';
import type { KnownPerson } from '../people/model.ts';
import type { ServerRow } from '../readiness/model.ts';
import { serverRows } from '../readiness/rows.ts';
import type { Reader } from '../storage/database.ts';
import type { ChangeApp } from './app.ts';
import { checklist } from './checklist.ts';
import { isDecisionAsked, isEscalated } from './approvals/asked-for.ts';
import { barsOf, unbarred } from './approvals/bars.ts';
import { countingApprovals } from './approvals/right.ts';
import { type ScopedServersOf, scopedServers } from './approvals/scoped.ts';
import { loadAsked, loadVotes, type StoredAsked, type StoredVote } from './approvals/store.ts';
import { approvalTimes } from './approvals/times.ts';
import { standingConflicts } from './conflicts/standing.ts';
import { editableUntil } from './edit-lock.ts';
import { fixesOf } from './fixes.ts';
import type { Asked, Change, ChangeId, ChangeServerView, ChangeView, Vote } from './model.ts';
import { riskOf } from './risk.ts';
import { stateAt } from './state-at.ts';
import { type ChangeServer, loadChange, loadServers } from './store.ts';
import { aimOf } from './target.ts';

export type ViewApp = Pick<ChangeApp, 'policy' | 'rules' | 'picture'>;

/** A change and everything its card says, as it reads at `now`; null: there is no such change. */
export async function viewOf(
  reader: Reader,
  app: ViewApp,
  which: ChangeId | Change,
  now: Instant,
): Promise<ChangeView | null> {
  const change = typeof which === 'string' ? await loadChange(reader, which) : which;
  if (change === null) return null;
  const state = stateAt(change, now);
  const ids = change.plan.servers.map(({ server }) => server);
  const rows = await serverRows(reader, ids, now);
  const asksFor = isDecisionAsked(change, now);
  const scoped = await scopedServers(reader, idsToScope(change, rows, asksFor));
  const noted = await loadServers(reader, change.id);
  return {
    asOf: now,
    change,
    state,
    servers: serverViews(change, rows, scoped, noted),
    risk: riskOf(change.plan, rows),
    conflicts: state === 'proposed' || state === 'approved' ? await standingConflicts(reader, app, change, now) : [],
    approvals: await approvalsOfPlan(reader, app, change, { asksFor, scoped, now }),
    overrun: state === 'in-progress' && now >= change.plan.window.end,
    reviewOverdue: isReviewOverdue(change, now),
    unproven: state === 'implemented',
    editableUntil: editableUntil(change, app.policy),
  };
}

export function isReviewOverdue({ record: { review } }: Pick<Change, 'record'>, now: Instant): boolean {
  return review !== null && review.decided === null && now >= review.dueAt;
}

interface ApprovalContext {
  readonly asksFor: boolean;
  readonly scoped: ScopedServersOf;
  readonly now: Instant;
}

async function approvalsOfPlan(
  reader: Reader,
  { policy, rules }: ViewApp,
  change: Change,
  { asksFor, scoped, now }: ApprovalContext,
): Promise<ChangeView['approvals']> {
  const { plan, planHash, record } = change;
  const stored = await loadVotes(reader, [change.id]);
  const asked = (await loadAsked(reader, [change.id])).filter((one) => one.planHash === planHash);
  const bars = asksFor ? await barsOf(reader, change, now) : [];
  const servers = plan.servers.flatMap(({ server }) => scoped.get(server) ?? []);
  const { able, rightful } = asksFor
    ? await approversOf(reader, rules, policy, servers, now, { escalated: isEscalated(change, now) })
    : { able: [], rightful: new Set<PersonKey>() };
  const people = await knownPeople(reader, [
    ...asked.map(({ person }) => person),
    ...stored.flatMap(({ onBehalfOf }) => onBehalfOf ?? []),
  ]);
  const current = stored.filter((vote) => vote.planHash === planHash);
  // A decision stands as it was made; before it only what counts counts.
  const standing = asksFor && change.state === 'proposed' ? countingApprovals(current, bars, rightful) : current;
  return {
    // What waits was proposed under a policy that asked for somebody: it is not approved by a change of the policy.
    needed: Math.max(change.state === 'proposed' ? 1 : 0, approvalsNeeded(policy, plan.type, plan.risk)),
    votes: standing.map((vote) => voteOf(vote, people)),
    void: stored.filter((vote) => !standing.includes(vote)).map((vote) => voteOf(vote, people)),
    may: unbarred(able, bars),
    asked: asked.flatMap((one) => askedOf(one, people)),
    lapsesAt: approvalTimes(record.askedAt, plan.window.start, policy).lapsesAt,
  };
}

function serverViews(
  change: Change,
  rows: readonly ServerRow[],
  scoped: ScopedServersOf,
  noted: readonly ChangeServer[],
): ChangeServerView[] {
  const { plan } = change;
  const byId = new Map(rows.map((row) => [row.id, row]));
  const notes = new Map(noted.map((note) => [note.server, note]));
  const nameOf = (id: string): string => (byId.get(serverId(id)) ?? scoped.get(serverId(id)))?.name ?? id;
  return plan.servers.map(({ server, target }) => {
    const row = byId.get(server);
    return {
      id: server,
      name: row?.name ?? nameOf(server),
      site: row?.site ?? scoped.get(server)?.site ?? null,
      dag: row?.dag ?? scoped.get(server)?.dag ?? null,
      readiness: row?.assessment.readiness ?? null,
      build: row?.assessment.build ?? null,
      observedAt: row?.observedAt ?? null,
      target,
      aim: aimOf(target, nameOf),
      fixes: row ? fixesOf(target, row) : '',
      tick: notes.get(server)?.tick ?? null,
      proof: notes.get(server)?.proof ?? null,
      ...(row && change.state === 'in-progress' && { steps: checklist(row, plan) }),
    };
  });
}

function voteOf(vote: StoredVote, people: ReadonlyMap<PersonKey, KnownPerson>): Vote {
  const { voter, vote: given, reason, at, planHash } = vote;
  const onBehalfOf = vote.onBehalfOf === null ? null : (people.get(vote.onBehalfOf) ?? null);
  return { voter, onBehalfOf, vote: given, reason, at, planHash };
}

function askedOf(one: StoredAsked, people: ReadonlyMap<PersonKey, KnownPerson>): Asked[] {
  const person = people.get(one.person);
  return person ? [{ person, at: one.at, reached: one.conversation !== null, fallback: one.fallback }] : [];
}

/** Those of a plan whose scope decides who may approve it, and those that are named but have no row. */
function idsToScope(change: Change, rows: readonly ServerRow[], asksFor: boolean): ServerId[] {
  const told = new Set(asksFor ? [] : rows.map(({ id }) => id));
  return idsToName(change).filter((id) => !told.has(id));
}

/** The servers of a plan and those that replace them. */
function idsToName({ plan }: Change): ServerId[] {
  const ids = plan.servers.flatMap(({ server, target }) =>
    target.kind === 'retired' && target.replacedBy !== null ? [server, serverId(target.replacedBy)] : [server],
  );
  return [...new Set(ids)];
}
