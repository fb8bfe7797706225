import { actorKey } from '../../../../src/core/actor.ts';
import type { ChangeCommand, Draft } from '../../../../src/changes/model.ts';
import type { Delivery } from '../journal.ts';
import { resolve } from './calendar.ts';
import { becomes, type ModelChange, type ModelPlan, readAt, rightTo } from './changes.ts';
import { blockers, isAmong, unborne } from './conflicts.ts';
import { gatesOf, isStale, type ModelTarget, numbers, readinessOf } from './evidence.ts';
import { onMaintenance } from './judge-maintenance.ts';
import { onPeople } from './judge-people.ts';
import { blockedBy, done, type Judgement, nothing, refused } from './judgement.ts';
import { isCovered, isPastLastStart } from './maintenance.ts';
import type { Model } from './model.ts';
import { accountIn, accountOf, actsFor, has, may, mayApproveAtAll } from './people.ts';
import { riskOf } from './risk.ts';

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
      const deed = ['approve', 'reject', 'review', 'override'].includes(call.command.kind);
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
    case 'maintenance': {
      const { kind } = call.command;
      const lifts = kind === 'lift-freeze' && standing !== 'guest' && has(model.people, actor, 'approver');
      const allowed =
        kind === 'approve-rule'
          ? mayApproveAtAll(model.people, actor, standing, now)
          : lifts || may(model.people, actor, standing, 'operate');
      if (!allowed) return refused('the role');
      return repeated ? { is: 'repeated', why: 'pressed before' } : onMaintenance(model, delivery, call.command, now);
    }
    case 'people':
      if (repeated) return { is: 'repeated', why: 'pressed before' };
      return onPeople(model, delivery, call.command, now);
  }
}

function onChange(model: Model, { actor }: Delivery, command: ChangeCommand, now: number): Judgement {
  if (command.kind === 'propose') {
    return onDraft(model, command, { now, before: null });
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
      const blocked = command.kind === 'approve' ? blockedBy(unborne(model, change, now)) : null;
      return blocked ?? done();
    }
    case 'override': {
      const voter = accountOf(actor);
      if (state !== 'proposed' && state !== 'approved') return refused(`it is ${state}`);
      const of = { ...change, votes: [] };
      if (voter === null || !rightTo(model.people, of, { voter, escalated: change.escalated, now })) {
        return refused('no right to override');
      }
      if (command.plan !== change.hash) return refused('another plan');
      const borne = unborne(model, change, now).filter((key) => isAmong(key, command.keys));
      return borne.length === 0 ? refused('nothing to override') : done();
    }
    case 'edit': {
      if (becomes(state, 'edit') === null) return refused(`it is ${state}`);
      if (now >= change.plan.window.start - model.world.policy.editLockMinutes * 60_000) return refused('locked');
      if (command.plan !== change.hash) return refused('another plan');
      if (command.draft.type === 'emergency') return refused('not that type');
      return onDraft(model, command, { now, before: change });
    }
    case 'withdraw': {
      if (becomes(state, 'withdraw') === null) return refused(`it is ${state}`);
      return isTheirs(model, actor, change, now) ? done() : refused('not theirs');
    }
    case 'start':
      if (becomes(state, 'start') === null) return refused(`it is ${state}`);
      if (now < change.plan.window.start) return refused('too early');
      return (
        blockedBy(unborne(model, change, now, { start: now, end: change.plan.window.end })) ??
        (isPastLastStart(model, change.plan, now) ? refused('past the last start') : done())
      );
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
      const plan = { ...change.plan, window };
      if (plan.type === 'standard' && !isCovered(model, plan)) return refused('no rule approves it');
      return blockedBy(blockers(model, plan, change.id, now)) ?? done();
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

export function windowOf({
  date,
  time,
  hours,
  zone,
}: Pick<Draft, 'date' | 'time' | 'hours' | 'zone'>): ModelPlan['window'] {
  const start = resolve(`${date}T${time}`, zone);
  return { start, end: start + Number(hours) * 3_600_000 };
}

/** What was filled in, as a plan. */
export function planOf(model: Model, draft: Draft, now: number): ModelPlan {
  const type = draft.type as ModelPlan['type'];
  const window = type === 'emergency' ? { start: now, end: now + Number(draft.hours) * 3_600_000 } : windowOf(draft);
  const servers = draft.servers.map(({ server, target }) => ({ server, target: targetOf(target) }));
  return { type, servers, window, risk: riskOf(model, servers, draft.risk) };
}

function targetOf(text: string): ModelTarget {
  const [kind = '', value = ''] = text.split(':');
  return { kind, ...(kind === 'build' && { build: value }), ...(kind === 'gate' && { gate: value }) };
}

function onDraft(
  model: Model,
  { draft, despite = false }: { readonly draft: Draft; readonly despite?: boolean },
  { now, before }: { readonly now: number; readonly before: ModelChange | null },
): Judgement {
  if (draft.servers.some(({ server }) => !model.fleet.current.has(server) || model.fleet.retired.has(server))) {
    return refused('not in the fleet');
  }
  const plan = planOf(model, draft, now);
  if (plan.type !== 'emergency' && plan.window.start <= now) return refused('the window is not ahead');
  let told = true;
  for (const { server, target } of draft.servers) {
    const kept = before?.plan.servers.find((one) => one.server === server)?.target;
    if (kept && textOf(kept) === target) continue;
    const fits = isTarget(model, server, target, now);
    if (fits === false) return refused('a target that is met');
    if (fits === null) told = false;
  }
  const same = before !== null && sameReason(before, draft);
  const refusal =
    (plan.type === 'standard' && !isCovered(model, plan) ? refused('no rule approves it') : null) ??
    (despite ? null : blockedBy(blockers(model, plan, before?.id ?? null, now)));
  if (same) return { is: 'either', why: 'it may be the same plan' };
  return refusal ?? (told ? done() : { is: 'either', why: 'its targets' });
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
