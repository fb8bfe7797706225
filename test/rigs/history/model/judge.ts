import { actorKey } from '../../../../src/core/actor.ts';
import type { ChangeCommand, Draft } from '../../../../src/changes/model.ts';
import type { PeopleCommand } from '../../../../src/people/model.ts';
import type { Delivery } from '../journal.ts';
import { becomes, collides, type ModelChange, type ModelPlan, readAt, rightTo } from './changes.ts';
import { gatesOf, isStale, numbers, readinessOf } from './evidence.ts';
import type { Model } from './model.ts';
import { accountIn, accountOf, actsFor, endOf, has, holds, human, may, mayApproveAtAll } from './people.ts';

/**
 * What a delivery has to come to: it is done, refused, finds nothing to do, or gets what its press was answered with before.
 * `either`: what the plan's servers need is not told exactly enough by the model.
 */
export type Judgement = { readonly is: 'done' | 'refused' | 'nothing' | 'repeated' | 'either'; readonly why: string };

const done = (why = 'allowed'): Judgement => ({ is: 'done', why });
const refused = (why: string): Judgement => ({ is: 'refused', why });
const nothing = (why: string): Judgement => ({ is: 'nothing', why });

/** What makes two deliveries one press. */
export function pressOf({ actor, once, call }: Delivery): string {
  return JSON.stringify([actorKey(actor), once, call]);
}

export function judge(model: Model, delivery: Delivery, now: number): Judgement {
  const { actor, standing, call } = delivery;
  const repeated = model.effects.has(pressOf(delivery));
  switch (call.about) {
    case 'report':
    case 'wake':
      return done();
    case 'change': {
      const deed = ['approve', 'reject', 'review'].includes(call.command.kind);
      const allowed = deed
        ? mayApproveAtAll(model.people, actor, standing, now)
        : may(model.people, actor, standing, 'operate');
      if (!allowed) return refused('the role');
      return repeated ? { is: 'repeated', why: 'pressed before' } : onChange(model, delivery, call.command, now);
    }
    case 'acknowledgement':
    case 'server':
      if (!may(model.people, actor, standing, 'operate')) return refused('the role');
      if (repeated) return { is: 'repeated', why: 'pressed before' };
      return call.about === 'server' ? onServer(model, call.command) : onAck(model, delivery, now);
    case 'people':
      if (repeated) return { is: 'repeated', why: 'pressed before' };
      return onPeople(model, delivery, call.command, now);
  }
}

function onChange(model: Model, { actor }: Delivery, command: ChangeCommand, now: number): Judgement {
  if (command.kind === 'propose') {
    if (command.draft.type === 'standard') return refused('no rule approves a standard change');
    return onDraft(model, command.draft, { now, before: null });
  }
  if (!('change' in command) || command.change === null) return refused('nothing that writes');
  const change = model.changes.get(command.change);
  if (!change) return refused('no such change');
  const state = readAt(change, now);
  switch (command.kind) {
    case 'approve':
    case 'reject': {
      const voter = accountOf(actor);
      if (becomes(state, command.kind) === null) return refused(`it is ${state}`);
      if (voter === null || !rightTo(model.people, change, { voter, escalated: change.escalated, now })) {
        return refused('no right to vote');
      }
      if (command.plan !== change.hash) return refused('another plan');
      if (command.kind === 'approve' && collides(model.changes.values(), change.plan, change.id, now)) {
        return refused('another change of its servers');
      }
      return done();
    }
    case 'edit': {
      if (becomes(state, 'edit') === null) return refused(`it is ${state}`);
      if (now >= change.plan.window.start - model.world.policy.editLockMinutes * 60_000) return refused('locked');
      if (command.plan !== change.hash) return refused('another plan');
      if (command.draft.type !== 'normal') return refused('not that type');
      return onDraft(model, command.draft, { now, before: change });
    }
    case 'withdraw': {
      if (becomes(state, 'withdraw') === null) return refused(`it is ${state}`);
      return isTheirs(model, actor, change, now) ? done() : refused('not theirs');
    }
    case 'start':
      if (becomes(state, 'start') === null) return refused(`it is ${state}`);
      return now < change.plan.window.start ? refused('too early') : done();
    case 'finish':
    case 'fail':
    case 'cancel':
      return becomes(state, command.kind) === null ? refused(`it is ${state}`) : done();
    case 'tick':
      return onTick(change, state, command.server, command.done);
    case 'postpone': {
      if (becomes(state, 'postpone') === null) return refused(`it is ${state}`);
      const window = windowOf(command);
      if (window.start <= now) return refused('the window is not ahead');
      if (window.start === change.plan.window.start && window.end === change.plan.window.end)
        return refused('the same');
      const clash = collides(model.changes.values(), { ...change.plan, window }, change.id, now);
      return clash ? refused('another change of its servers') : done();
    }
    case 'review': {
      const { review } = change;
      const voter = accountOf(actor);
      if (review === null || review.decided) return refused('nothing to review');
      const escalated = review.overdue || now >= review.dueAt;
      if (voter === null || !rightTo(model.people, change, { voter, escalated, now })) return refused('no right');
      return done();
    }
    default:
      return refused('nothing that writes');
  }
}

function isTheirs(model: Model, actor: Delivery['actor'], { requester }: ModelChange, now: number): boolean {
  if (actorKey(actor) === requester || has(model.people, actor, 'admin')) return true;
  const account = accountOf(actor);
  return account !== null && actsFor(model.people, account, now).includes(accountIn(requester));
}

function onTick({ plan, ticks }: ModelChange, state: string, server: string, on: boolean): Judgement {
  if (state !== 'in-progress') return refused(`it is ${state}`);
  const order = plan.servers.map((one) => one.server);
  const place = order.indexOf(server as string);
  if (place < 0) return refused('not in the plan');
  if (ticks.has(server) === on) return nothing('as it is');
  const wrong = on
    ? order.slice(0, place).some((one) => !ticks.has(one))
    : order.slice(place + 1).some((one) => ticks.has(one));
  return wrong ? refused('out of order') : done();
}

export function windowOf({ date, time, hours }: Pick<Draft, 'date' | 'time' | 'hours'>): ModelPlan['window'] {
  const start = Date.parse(`${date}T${time}:00Z`);
  return { start, end: start + Number(hours) * 3_600_000 };
}

function onDraft(
  model: Model,
  draft: Draft,
  { now, before }: { readonly now: number; readonly before: ModelChange | null },
): Judgement {
  const urgent = draft.type === 'emergency';
  const window = urgent ? { start: now, end: now + Number(draft.hours) * 3_600_000 } : windowOf(draft);
  if (!urgent && window.start <= now) return refused('the window is not ahead');
  let told = true;
  for (const { server, target } of draft.servers) {
    if (!model.fleet.current.has(server) || model.fleet.retired.has(server)) return refused('not in the fleet');
    const kept = before?.plan.servers.find((one) => one.server === server)?.target;
    if (kept && textOf(kept) === target) continue;
    const fits = isTarget(model, server, target, now);
    if (fits === false) return refused('a target that is met');
    if (fits === null) told = false;
  }
  const plan = { type: draft.type as 'normal', risk: 'low' as const, window };
  const servers = draft.servers.map(({ server }) => ({ server, target: { kind: 'retired' } }));
  if (collides(model.changes.values(), { ...plan, servers }, before?.id ?? null, now)) {
    return told || before === null || !sameReason(before, draft)
      ? refused('another change of its servers')
      : { is: 'either', why: 'it may be the same plan' };
  }
  if (before !== null && sameReason(before, draft)) return { is: 'either', why: 'it may be the same plan' };
  return told ? done() : { is: 'either', why: 'its targets' };
}

function sameReason({ plan }: ModelChange, draft: Draft): boolean {
  return (plan as ModelPlan & { readonly reason?: string }).reason === draft.reason;
}

function textOf({ kind, build, gate }: ModelPlan['servers'][number]['target']): string {
  return kind === 'build' ? `build:${build}` : kind === 'gate' ? `gate:${gate}` : kind;
}

/** Whether a server may be planned to come to it; null: that hangs on more than the model tells. */
function isTarget({ fleet }: Model, server: string, target: string, now: number): boolean | null {
  if (target === 'retired') return true;
  const report = fleet.current.get(server);
  if (!report || isStale(report, now) || report.reboot !== false) return null;
  const [kind, what = ''] = target.split(':');
  if (kind === 'build') return report.build === null ? null : numbers(report.build) < numbers(what);
  const verdict = gatesOf(report)[what];
  return verdict === 'pass' ? readinessOf(report, now) === 'unknown' : true;
}

function onAck(model: Model, { actor, call }: Delivery, now: number): Judgement {
  if (call.about !== 'acknowledgement') return refused('no acknowledgement');
  const { command } = call;
  if (command.kind === 'withdraw') {
    const ack = model.acks.get(command.id);
    if (!ack) return refused('no such acknowledgement');
    if (ack.author !== actorKey(actor) && !has(model.people, actor, 'admin')) return refused('not theirs');
    return ack.ended !== null || now >= ack.until ? refused('it has ended') : done();
  }
  if (command.kind !== 'make') return refused('nothing that writes');
  if (Date.parse(`${command.until}T00:00:00Z`) + 86_400_000 <= now) return refused('the day is over');
  return command.servers.some((server) => isOpenToAck(model, server, now)) ? done() : refused('nothing fails');
}

export function isOpenToAck({ fleet }: Model, server: string, now: number): boolean {
  const report = fleet.current.get(server);
  return report !== undefined && !fleet.retired.has(server) && readinessOf(report, now) !== 'ready';
}

function onServer({ fleet }: Model, command: { readonly kind: string; readonly server?: string }): Judgement {
  const retired = fleet.retired.has(command.server ?? '');
  if (command.kind === 'retire') return retired ? nothing('retired already') : done();
  return retired ? done() : refused('not retired');
}

function onPeople(model: Model, { actor, standing }: Delivery, command: PeopleCommand, now: number): Judgement {
  const { people } = model;
  const admin = may(people, actor, standing, 'administer');
  const account = accountOf(actor);
  switch (command.kind) {
    case 'grant':
    case 'revoke': {
      if (!admin) return refused('the role');
      const of = accountIn(command.person);
      const direct = people.grants.get(of) ?? new Set();
      if (command.kind === 'grant') return direct.has(command.role) ? nothing('held already') : done();
      if (direct.has(command.role)) return done();
      const elsewhere = model.world.admins.includes(human(of)) || direct.has('admin');
      return elsewhere ? refused('held by other means') : nothing('not held');
    }
    case 'delegate': {
      const from = command.principal ? accountIn(command.principal.person) : account;
      if (standing === 'guest' || from === null) return refused('the role');
      const own = from === account;
      if (own ? !holds(people, from, 'approver') : !admin) return refused('the role');
      const to = accountIn(command.person);
      if (human(to) === human(from)) return refused('their own delegate');
      if (!own && !holds(people, from, 'approver')) return refused('nothing to delegate');
      const today = new Date(now).toISOString().slice(0, 10);
      const starts = command.from === '' || command.from === today ? now : Date.parse(`${command.from}T00:00:00Z`);
      const ends = Date.parse(`${command.until}T00:00:00Z`) + 86_400_000;
      if ((command.from !== '' && command.from < today) || ends <= starts) return refused('its days');
      const theirs = [...people.delegations.values()].filter((one) => one.from === from && endOf(one) > now);
      const overlap = theirs.some((one) => one.to === to && one.starts < ends && starts < one.ends);
      return overlap || theirs.length >= 10 ? refused('it overlaps') : done();
    }
    case 'end-delegation': {
      const delegation = people.delegations.get(command.delegation);
      if (standing === 'guest' || !delegation) return refused('the role, or no such delegation');
      if (delegation.from !== account && !admin) return refused('not theirs');
      return endOf(delegation) <= now ? refused('it is over') : done();
    }
    default:
      return refused('nothing that writes');
  }
}
