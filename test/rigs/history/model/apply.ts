import { type Actor, actorKey } from '../../../../src/core/actor.ts';
import { boundTo, endedBy } from './acks.ts';
import { becomes, type ModelPlan, readAt, rightTo, countsNow, type ModelChange } from './changes.ts';
import { proven } from './evidence.ts';
import { isOpenToAck, windowOf } from './judge.ts';
import { isWorkedOn, type Model, needed } from './model.ts';
import { accountIn, accountOf } from './people.ts';
import type { Delivery } from '../journal.ts';

/** One row of the log, parsed. */
export interface Row {
  readonly seq: number;
  readonly at: number;
  readonly actor: Actor;
  readonly verb: string;
  readonly subject: string;
  readonly before: Json | null;
  readonly after: Json | null;
  readonly outcome: Json | null;
}

interface Json {
  // biome-ignore lint/suspicious/noExplicitAny: what the log holds is judged member by member
  readonly [member: string]: any;
}

/** What a row means for the model; throws where the model does not allow it. */
export function apply(model: Model, row: Row, delivery: Delivery): undefined {
  if (row.verb.startsWith('change.')) return onChange(model, row, delivery);
  const { fleet, people } = model;
  switch (row.verb) {
    case 'report.taken':
    case 'server.retired':
    case 'server.revived':
      return;
    case 'role.granted':
    case 'role.revoked': {
      const account = accountIn(row.subject);
      wrong(people.grants.get(account), (roles) => !same([...(roles ?? [])], row.before?.roles), 'roles before');
      people.grants.set(account, new Set(row.after?.roles as string[]));
      return;
    }
    case 'delegation.set': {
      const { from, to, starts, ends } = row.after as Json;
      const span = { starts: Date.parse(starts), ends: Date.parse(ends) };
      people.delegations.set(row.subject, { from: accountIn(from), to: accountIn(to), ...span, ended: null });
      return;
    }
    case 'delegation.ended': {
      const delegation = people.delegations.get(row.subject);
      if (!delegation) throw new Error('there is no such delegation');
      delegation.ended = row.at;
      return;
    }
    case 'acknowledgement.made': {
      const report = fleet.current.get(row.subject);
      if (!report || !isOpenToAck(model, row.subject, row.at)) throw new Error('nothing fails there');
      const open = openAck(model, row.subject);
      const replaced = (row.before?.id as string | undefined) ?? null;
      if ((open?.id ?? null) !== replaced) throw new Error(`it replaces ${replaced}, not ${open?.id ?? null}`);
      if (open) open.ended = 'replaced';
      const { id, until } = row.after as Json;
      const author = actorKey(row.actor);
      model.acks.set(id, { id, server: row.subject, author, until, bound: boundTo(report, row.at), ended: null });
      return;
    }
    case 'acknowledgement.withdrawn': {
      const ack = model.acks.get(row.after?.id as string);
      if (!ack || ack.ended !== null) throw new Error('it has ended already');
      ack.ended = 'withdrawn';
      return;
    }
    case 'acknowledgement.ended':
      return endAck(model, row);
    default:
      throw new Error(`nothing is known of ${row.verb}`);
  }
}

function openAck(model: Model, server: string) {
  return [...model.acks.values()].find((one) => one.server === server && one.ended === null);
}

function endAck(model: Model, { after, at, subject }: Row): undefined {
  const ack = model.acks.get(after?.id as string);
  if (!ack || ack.ended !== null) throw new Error('it has ended already');
  const as = after?.as as string;
  ack.ended = as;
  const report = model.fleet.current.get(subject);
  if (as === 'expired') return must(at >= ack.until, 'its time is not over');
  must(at < ack.until, 'its time was over before');
  if (as === 'retired') return must(model.fleet.retired.has(subject), 'the server is not retired');
  if (!report) throw new Error('there is no report');
  must(!isWorkedOn(model, subject, report.generatedAt), 'the server was being updated');
  const expected = endedBy(ack, report, at);
  must(expected === undefined || expected === as, `the evidence says ${expected}`);
}

/** After evidence: what it must have ended and did not. */
export function unended(model: Model, server: string, now: number): string | null {
  const ack = openAck(model, server);
  const report = model.fleet.current.get(server);
  if (!ack || !report) return null;
  if (now >= ack.until) return `${ack.id} has expired`;
  if (model.fleet.retired.has(server)) return `${ack.id} is of a retired server`;
  if (isWorkedOn(model, server, report.generatedAt)) return null;
  const as = endedBy(ack, report, now);
  return as ? `${ack.id} is ${as}` : null;
}

function onChange(model: Model, row: Row, delivery: Delivery): undefined {
  const { verb, subject, after, before, at } = row;
  if (verb === 'change.proposed' || verb === 'change.declared') return begin(model, row, delivery);
  const change = model.changes.get(subject);
  if (!change) throw new Error('there is no such change');
  must(before?.state === change.state, `it was ${change.state}, not ${before?.state}`);
  must(before?.plan === change.hash, 'it had another plan');
  const state = readAt(change, at);
  const go = (event: string, from = change.state): undefined => {
    const next = becomes(from, event);
    if (next === null) throw new Error(`${event} does not happen to what is ${from}`);
    change.state = next;
  };
  switch (verb) {
    case 'change.edited':
    case 'change.postponed': {
      go(verb === 'change.edited' ? 'edit' : 'postpone', state);
      const plan = after?.planned as ModelPlan;
      must(after?.plan !== change.hash, 'the plan has the hash that the earlier one had');
      replan(change, plan, after?.plan as string);
      change.authors = [...new Set([...change.authors, actorKey(row.actor)])];
      return asked(delivery, plan, verb);
    }
    case 'change.voted':
    case 'change.approved':
    case 'change.rejected': {
      if (row.actor.kind === 'system') {
        must(needed(model, change) === 0, 'the policy asks for people');
        return go('approve', state);
      }
      must(state === 'proposed', `it is ${state}`);
      vote(model, change, row, verb === 'change.rejected' ? 'reject' : 'approve', change.escalated);
      if (verb === 'change.rejected') return go('reject');
      const count = countsNow(model.people, change, change.escalated, at);
      must(count >= Math.max(1, needed(model, change)) === (verb === 'change.approved'), `${count} approvals count`);
      return verb === 'change.approved' ? go('approve') : undefined;
    }
    case 'change.reviewed': {
      const { review } = change;
      if (review === null || review.decided) throw new Error('nothing is to be reviewed');
      const objected = after?.verdict === 'objected';
      const escalated = review.overdue || at >= review.dueAt;
      vote(model, change, row, objected ? 'reject' : 'approve', escalated);
      const decides = objected || countsNow(model.people, change, escalated, at) >= needed(model, change);
      must(after?.decides === decides, `deciding is ${decides}`);
      review.decided = decides;
      return;
    }
    case 'change.withdrawn':
      return go('withdraw', state);
    case 'change.started':
      must(at >= change.plan.window.start, 'its window has not begun');
      go('start', state);
      change.startedAt = at;
      return;
    case 'change.ticked':
    case 'change.unticked':
      must(state === 'in-progress', `it is ${state}`);
      if (verb === 'change.ticked') change.ticks.add(after?.server as string);
      else change.ticks.delete(after?.server as string);
      return;
    case 'change.finished':
      go('finish', state);
      change.finishedAt = at;
      return;
    case 'change.failed':
      go('fail', state);
      change.finishedAt ??= at;
      return;
    case 'change.cancelled':
      return go('cancel', state);
    case 'change.evidence':
      must(change.startedAt !== null, 'it was not started');
      must(row.actor.kind === 'system', 'a person can not prove anything');
      return;
    case 'change.moot':
      must(allProven(model, change, at), 'the evidence does not show it');
      must(state === 'proposed', `it is ${state}`);
      return go('fulfil');
    case 'change.verified':
      must(allProven(model, change, at), 'the evidence does not show it');
      must(row.actor.kind === 'system', 'a person can not prove anything');
      must(state !== 'in-progress' || at >= change.plan.window.end, 'its window is not over');
      return go('prove', state);
    default:
      return byTime(change, row, state, go);
  }
}

function byTime(
  change: ModelChange,
  { verb, at, actor }: Row,
  state: string,
  go: (event: string) => undefined,
): undefined {
  const { start, end } = change.plan.window;
  must(actor.kind === 'system', 'a person can not do that');
  must(!change.done.has(verb), 'that was done already');
  change.done.add(verb);
  switch (verb) {
    case 'change.lapsed':
      must(at >= start, 'its window has not begun');
      return go('lapse');
    case 'change.missed':
      must(at >= end, 'its window is not over');
      return go('miss');
    case 'change.reminded':
      return must(state === 'proposed', `it is ${state}`);
    case 'change.escalated':
      must(state === 'proposed', `it is ${state}`);
      change.escalated = true;
      return;
    case 'change.called-soon':
      return must(state === 'approved' && at < start, `it is ${state}`);
    case 'change.called-start':
      return must(state === 'approved' && at >= start && at < end, `it is ${state}`);
    case 'change.called-end':
    case 'change.overran':
      return must(state === 'in-progress' && at >= end, `it is ${state}`);
    case 'change.evidence-asked':
      return must(state === 'implemented', `it is ${state}`);
    case 'change.review-overdue': {
      const { review } = change;
      if (review === null || review.decided || at < review.dueAt) throw new Error('no review is overdue');
      review.overdue = true;
      return;
    }
    default:
      throw new Error(`nothing is known of ${verb}`);
  }
}

function begin(model: Model, row: Row, delivery: Delivery): undefined {
  const { subject, after, at, actor } = row;
  must(subject === `CHG-${String(model.changes.size + 1).padStart(4, '0')}`, 'its number is not the next');
  const plan = after?.planned as ModelPlan;
  const urgent = row.verb === 'change.declared';
  must(urgent === (plan.type === 'emergency'), 'only an emergency begins at once');
  asked(delivery, plan, row.verb);
  const change: ModelChange = {
    id: subject,
    requester: actorKey(actor),
    createdAt: at,
    state: urgent ? 'in-progress' : 'proposed',
    plan,
    hash: after?.plan as string,
    authors: [actorKey(actor)],
    votes: [],
    ticks: new Set(),
    startedAt: urgent ? at : null,
    finishedAt: null,
    escalated: false,
    review: null,
    done: new Set(),
  };
  if (urgent && needed(model, change) > 0) {
    change.review = { dueAt: at + model.world.policy.reviewDays * 86_400_000, overdue: false, decided: false };
  }
  model.changes.set(subject, change);
}

/** Whether a plan is what was filled in. */
function asked({ call }: Delivery, plan: ModelPlan, verb: string): undefined {
  if (call.about !== 'change') throw new Error('nobody asked for a plan');
  const { command } = call;
  if (command.kind === 'postpone') return must(same(windowOf(command), spanOf(plan)), 'another window');
  if (command.kind !== 'propose' && command.kind !== 'edit') throw new Error('nobody asked for a plan');
  const { draft } = command;
  if (verb !== 'change.declared') must(same(windowOf(draft), spanOf(plan)), 'another window');
  const servers = plan.servers.map(({ server }) => server);
  must(
    same(
      servers,
      draft.servers.map(({ server }) => server),
    ),
    'other servers',
  );
}

function spanOf({ window: { start, end } }: ModelPlan): ModelPlan['window'] {
  return { start, end };
}

/** Votes stay with the plan that they were given on; nothing that time did to it counts any more. */
function replan(change: ModelChange, plan: ModelPlan, hash: string): undefined {
  change.plan = plan;
  change.hash = hash;
  change.escalated = false;
  change.ticks = new Set();
  change.done = new Set();
}

function vote(model: Model, change: ModelChange, row: Row, given: string, escalated: boolean): undefined {
  const voter = accountOf(row.actor);
  const right = voter === null ? null : rightTo(model.people, change, { voter, escalated, now: row.at });
  if (voter === null || right === null) throw new Error('they have no right to vote on it');
  const told = row.after?.onBehalfOf as { person: string } | string | null | undefined;
  const key = typeof told === 'string' ? told : (told?.person ?? null);
  const principal = key === null ? null : accountIn(key);
  if (right.own) must(principal === null, 'they vote in their own right');
  else must(principal !== null && right.for.includes(principal), 'they can not vote for that person');
  change.votes.push({ voter, for: principal, vote: given, plan: change.hash });
}

export function allProven(model: Model, change: ModelChange, now: number): boolean {
  const since = change.startedAt ?? change.createdAt;
  return change.plan.servers.every(({ server, target }) => proven(model.fleet, server, target, since, now));
}

/** After evidence on a server: a change that it proves and that is open all the same. */
export function unproven(model: Model, server: string, now: number): string | null {
  for (const change of model.changes.values()) {
    if (!change.plan.servers.some((one) => one.server === server) || !allProven(model, change, now)) continue;
    const state = readAt(change, now);
    const closes = ['proposed', 'approved', 'missed', 'implemented'].includes(state);
    if (closes || (state === 'in-progress' && now >= change.plan.window.end)) return `${change.id} is ${state}`;
  }
  return null;
}

function must(holds: boolean, otherwise: string): undefined {
  if (!holds) throw new Error(otherwise);
}

function wrong<T>(value: T, is: (value: T) => boolean, what: string): undefined {
  must(!is(value), what);
}

function same(one: unknown, other: unknown): boolean {
  const plain = (value: unknown) => JSON.stringify(Array.isArray(value) ? [...value] : value);
  return plain(one) === plain(other);
}
