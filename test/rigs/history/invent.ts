import type { ChangeCommand, Draft, Plan } from '../../../src/changes/model.ts';
import type { Actor } from '../../../src/core/actor.ts';
import { DAY, HOUR, instant, MINUTE } from '../../../src/core/clock.ts';
import { localAt } from '../../../src/core/local-time.ts';
import type { ServerId } from '../../../src/core/ids.ts';
import { personKey } from '../../../src/people/identity.ts';
import type { Standing } from '../../../src/people/model.ts';
import type { Random } from '../random.ts';
import { inventMaintenance, type OpeningAhead, openingAhead } from './invent-maintenance.ts';
import type { Call, Sketch } from './journal.ts';
import { type Seen, type Sight, TARGETS } from './look.ts';
import { BEHIND, WANTED } from './model/evidence.ts';
import { idOf, type Person, type User, type World } from './world.ts';

export interface Idea {
  readonly call: Call;
  readonly actor: Actor;
  readonly standing: Standing;
  /** How long passes before, in ms. */
  readonly after: number;
}

const DECIDING: readonly string[] = ['approve', 'reject', 'review', 'override'];

/** What somebody does next. */
export function invent(world: World, random: Random, sight: Sight, seen: Seen): Idea {
  const any = <T>(list: readonly T[]): T => list[random.between(0, list.length - 1)] as T;
  const chance = (percent: number): boolean => random.between(1, 100) <= percent;
  for (const { id, hash } of [...sight.changes, ...sight.rules]) {
    const hashes = seen.get(id) ?? [];
    if (!hashes.includes(hash)) seen.set(id, [...hashes, hash]);
  }
  const holding = (role: 'operator' | 'approver'): readonly Person[] =>
    world.people.filter(({ user, roles }) => roles.includes(role) || world.admins.includes(user.aadObjectId));
  const roll = random.between(1, 100);
  if (roll <= 8) return { ...somebody('operator'), call: { about: 'wake' }, after: pause() };
  if (roll <= 24) return { ...somebody('operator'), call: { about: 'report', report: aReport() }, after: 0 };
  if (roll <= 28) {
    const who = somebody('operator');
    return { ...who, call: ack(who.actor), after: 0 };
  }
  if (roll <= 30) return { ...somebody('operator'), call: { about: 'server', command: server() }, after: 0 };
  if (roll <= 36) return { ...somebody('operator'), call: people(), after: 0 };
  if (roll <= 47) {
    const command = inventMaintenance(world, random, sight, seen);
    const decides = command.kind === 'approve-rule' || (command.kind === 'lift-freeze' && chance(50));
    const who = somebody(decides ? 'approver' : 'operator');
    return { ...who, call: { about: 'maintenance', command }, after: 0 };
  }
  const command = change();
  const who = somebody(DECIDING.includes(command.kind) ? 'approver' : 'operator');
  return { ...who, call: { about: 'change', command }, after: command.kind === 'start' ? waiting(command.change) : 0 };

  /** Mostly one whom it is for. Sometimes written in other letters, which is the same person. */
  function somebody(role: 'operator' | 'approver'): { actor: Actor; standing: Standing } {
    if (chance(4)) return { actor: world.guest, standing: 'guest' };
    if (chance(3)) return { actor: { kind: 'cli', user: 'ops' }, standing: 'member' };
    const { user } = any(chance(60) ? holding(role) : world.people);
    const alias: User = { ...user, tenantId: user.tenantId.toUpperCase(), aadObjectId: user.aadObjectId.toUpperCase() };
    return { actor: chance(15) ? alias : user, standing: chance(10) ? 'untold' : 'member' };
  }

  /** Whoever starts mostly waits for the window. */
  function waiting(id: string): number {
    const window = sight.changes.find((one) => one.id === id && one.state === 'approved')?.plan.window;
    const ahead = (window?.start ?? sight.now) - sight.now;
    return ahead > 0 && ahead < 3 * DAY && chance(60) ? ahead + random.between(0, 20) * MINUTE : 0;
  }

  function pause(): number {
    const [next] = sight.changes.filter(({ state, plan }) => state === 'approved' && plan.window.start > sight.now);
    if (next && chance(50)) return next.plan.window.start - sight.now + random.between(0, 10) * MINUTE;
    if (chance(85)) return random.between(1, 20) * MINUTE;
    return chance(85) ? random.between(1, 12) * HOUR : random.between(1, 9) * DAY;
  }

  function aReport(): Sketch {
    const worked = sight.changes.filter(({ state }) =>
      ['in-progress', 'implemented', 'missed', 'approved'].includes(state),
    );
    const target = worked.length > 0 && chance(60) ? any(any(worked).plan.servers).server : idOf(any(world.servers));
    const good = worked.some(({ plan }) => plan.servers.some(({ server }) => server === target))
      ? chance(65)
      : chance(10);
    const bad = <T>(value: T, others: readonly T[]): T => (good || chance(60) ? value : any(others));
    const age = chance(75)
      ? random.between(0, 20 * MINUTE)
      : chance(50)
        ? random.between(0, 9 * DAY)
        : -random.between(0, 3 * HOUR);
    return {
      server: target,
      generatedAt: sight.now - age,
      build: bad<string | null>(WANTED, [BEHIND, BEHIND, null]),
      service: bad<string | null>('Running', ['Stopped', null]),
      startType: bad('Automatic', ['Manual']),
      rewrite: bad(true, [false]),
      inactive: bad<string[] | null>([], [['HubTransport'], null]),
      node: bad<'Up' | 'Down' | null>('Up', ['Down', 'Up', null]),
      reboot: bad<boolean | null>(false, [true, null]),
    };
  }

  function day(from: number): string {
    return new Date(sight.now + from * DAY).toISOString().slice(0, 10);
  }

  function ack(actor: Actor): Call {
    const mine = sight.acks.filter(
      ({ author }) => JSON.stringify(author).toLowerCase() === JSON.stringify(actor).toLowerCase(),
    );
    if (sight.acks.length > 0 && chance(35)) {
      const { id } = any(mine.length > 0 && chance(70) ? mine : sight.acks);
      return { about: 'acknowledgement', command: { kind: 'withdraw', id } };
    }
    const some = world.servers.filter(() => chance(35)).map((name) => idOf(name) as ServerId);
    const servers = some.length > 0 ? some : [idOf(any(world.servers)) as ServerId];
    const until = day(any([0, 1, 2, 5, -1]));
    return { about: 'acknowledgement', command: { kind: 'make', servers, until, zone: 'UTC', reason: 'waits' } };
  }

  function server() {
    const id = idOf(any(world.servers)) as ServerId;
    return chance(45)
      ? ({ kind: 'retire', server: id, replacedBy: null, reason: 'old' } as const)
      : ({ kind: 'revive', server: id, reason: 'back' } as const);
  }

  function people(): Call {
    const person = any(world.people).user;
    const one = { person: personKey(person), name: person.name };
    if (sight.delegations.length > 0 && chance(30)) {
      const { id } = any(sight.delegations);
      return { about: 'people', command: { kind: 'end-delegation', delegation: id } };
    }
    if (chance(65)) {
      const requesters = sight.changes.flatMap(({ requester }) => (requester.kind === 'user' ? [requester] : []));
      const principal = requesters.length > 0 && chance(50) ? any(requesters) : any(world.people).user;
      const other = chance(60) ? { principal: { person: personKey(principal), name: principal.name } } : {};
      const from = chance(75) ? '' : day(random.between(-1, 2));
      const span = { from, until: day(random.between(0, 4)), zone: 'UTC', reason: 'on leave' };
      return { about: 'people', command: { kind: 'delegate', ...one, ...other, ...span } };
    }
    const role = any(['operator', 'approver', 'approver', 'admin', 'viewer'] as const);
    return { about: 'people', command: { kind: chance(60) ? 'grant' : 'revoke', role, ...one } };
  }

  function draft(before: Plan | null): Draft {
    const hours = any(['0.5', '1', '1', '4']);
    const opening = chance(50) ? openingAhead(world, sight, any) : null;
    const start = opening ? any(startsIn(opening, Number(hours) * HOUR)) : beginning(Number(hours) * HOUR);
    const zone = chance(15) ? 'Europe/Berlin' : 'UTC';
    const local = localAt(instant(start), zone);
    const kept =
      before !== null && chance(70)
        ? before.servers.map(({ server, target }) => ({
            server: server as string,
            target:
              target.kind === 'build'
                ? `build:${target.build}`
                : target.kind === 'gate'
                  ? `gate:${target.gate}`
                  : 'retired',
            order: '',
          }))
        : null;
    const within = (opening?.servers ?? world.servers).filter((name) => sight.offers.has(idOf(name)));
    const names = within.length > 0 && chance(90) ? within : world.servers;
    const first = random.between(0, names.length - 1);
    const chosen = names.slice(first, first + random.between(1, 2)).map((name) => {
      const offered = sight.offers.get(idOf(name)) ?? [];
      const targets = offered.length > 0 && chance(85) ? offered : TARGETS;
      const milder = targets.filter((target) => target !== 'retired');
      return { server: idOf(name), target: any(milder.length > 0 && chance(85) ? milder : targets), order: '' };
    });
    const usual = chance(opening?.approves ? 70 : 3) ? 'standard' : 'normal';
    return {
      type: before === null && chance(14) ? 'emergency' : usual,
      servers: kept ?? chosen,
      date: local.slice(0, 10),
      time: local.slice(11, 16),
      hours,
      zone,
      reason: before !== null && chance(5) ? before.reason : `reason ${random.between(1, 1_000_000)}`,
      risk: chance(usual === 'standard' ? 10 : 25) ? 'high' : '',
      impact: '',
      backout: '',
      adPrep: false,
    };
  }

  /** With the opening, or as late in it as that may be. */
  function startsIn({ start, end, lastStart }: OpeningAhead, length: number): readonly number[] {
    return [start, Math.max(start, Math.min(lastStart - 15 * MINUTE, end - length))];
  }

  /** Some minutes or hours ahead; or at the very edge of something else. */
  function beginning(length: number): number {
    const kinds = [
      sight.changes.map(({ plan }) => plan.window),
      sight.freezes.filter(({ liftedAt, effect }) => liftedAt === null && effect === 'forbids'),
    ].map((spans) => spans.filter(({ end }) => end > sight.now));
    const spans = any(kinds.filter(({ length: count }) => count > 0).concat([[]]));
    if (spans.length > 0 && chance(45)) {
      const { start, end } = any(spans);
      const at = any([end, start - length, start]);
      if (at > sight.now && at % MINUTE === 0) return at;
    }
    return (
      Math.ceil(sight.now / MINUTE) * MINUTE +
      random.between(chance(10) ? -1 : 1, 60) * any([2 * MINUTE, 20 * MINUTE, HOUR])
    );
  }

  function change(): ChangeCommand {
    const open = sight.changes.filter(({ state }) =>
      ['proposed', 'approved', 'in-progress', 'implemented', 'missed'].includes(state),
    );
    if (sight.changes.length === 0 || (open.length < 4 && chance(22)) || chance(6))
      return { kind: 'propose', draft: draft(null), despite: chance(35) };
    const one = any(open.length > 0 && chance(94) ? open : sight.changes);
    const id = { change: one.id };
    const plan = chance(88) ? one.hash : any(seen.get(one.id) ?? [one.hash]);
    const window = draft(null);
    /** All that the card says, some of it, or what another card says. */
    const borne = (): readonly string[] =>
      chance(60) ? one.keys : chance(75) ? one.keys.slice(random.between(0, 1), 2) : any(sight.changes).keys;
    const all: Readonly<Record<string, () => ChangeCommand>> = {
      approve: () => ({ kind: 'approve', ...id, plan }),
      reject: () => ({ kind: 'reject', ...id, plan, reason: 'no' }),
      edit: () => ({ kind: 'edit', ...id, plan, draft: draft(one.plan), despite: chance(35) }),
      override: () => ({ kind: 'override', ...id, plan, keys: borne(), reason: 'it has to be' }),
      withdraw: () => ({ kind: 'withdraw', ...id }),
      start: () => ({ kind: 'start', ...id }),
      tick: () => ({ kind: 'tick', ...id, server: any(one.plan.servers).server, done: chance(75) }),
      finish: () => ({ kind: 'finish', ...id }),
      fail: () => ({ kind: 'fail', ...id, reason: 'it broke' }),
      cancel: () => ({ kind: 'cancel', ...id, reason: 'not now' }),
      postpone: () => ({
        kind: 'postpone',
        ...id,
        date: window.date,
        time: window.time,
        hours: window.hours,
        zone: window.zone,
      }),
      review: () => ({ kind: 'review', ...id, verdict: chance(75) ? 'accepted' : 'objected', reason: 'seen' }),
    };
    const fitting: Readonly<Record<string, readonly string[]>> = {
      proposed: [
        'approve',
        'approve',
        'approve',
        'approve',
        'approve',
        'approve',
        'edit',
        'edit',
        'reject',
        'withdraw',
      ],
      approved: ['start', 'start', 'start', 'start', 'edit', 'postpone', 'cancel', 'approve'],
      'in-progress': ['tick', 'tick', 'finish', 'finish', 'fail', 'review', 'review', 'start'],
      implemented: ['fail', 'review', 'finish'],
      missed: ['postpone', 'cancel', 'start'],
    };
    if (one.keys.length > 0 && chance(50)) return all.override?.() ?? { kind: 'show', ...id };
    const usual = (fitting[one.state] ?? []).filter((name) => name !== 'review' || one.plan.type === 'emergency');
    const names = chance(88) && usual.length > 0 ? usual : Object.keys(all);
    return all[any(names)]?.() ?? { kind: 'show', ...id };
  }
}
