import { DAY, HOUR, instant } from '../../../src/core/clock.ts';
import { localDay } from '../../../src/core/local-time.ts';
import type { RuleDraft } from '../../../src/maintenance/model.ts';
import type { Database } from '../../../src/storage/database.ts';
import { type Random, seeded } from '../random.ts';
import { deliver, type Order } from './act.ts';
import { aHouse, type House, type Time } from './house.ts';
import { invent } from './invent.ts';
import type { Call, Delivery, Sketch } from './journal.ts';
import { look, type Seen } from './look.ts';
import { BEHIND, WANTED } from './model/evidence.ts';
import { idOf, type World } from './world.ts';

export interface Work {
  readonly world: World;
  readonly seed: number;
  readonly database: Database;
  readonly time: Time;
  /** Names that no other process uses. */
  readonly workers: readonly number[];
  /** Presses that each worker invents. */
  readonly presses: number;
}

const LONGEST_DRIFT = 900;
/** At the end, with how long passes before each: longer than what comes together is waited for. */
const ROUNDS = 6;
const BEFORE = 3;
const PAUSE = 40_000;

/** Several people at a time press, and some presses come to several of them. Gives what became of each delivery. */
export async function work({ world, seed, database, time, workers, presses }: Work): Promise<Delivery[]> {
  const deliveries: Delivery[] = [];
  /** Copies that were not delivered yet. */
  const again: Order[] = [];
  const seen: Seen = new Map();

  async function one(number: number): Promise<void> {
    const random = seeded(seed * 1_000 + number);
    const house = aHouse(world, database, time, () => random.between(0, LONGEST_DRIFT));
    const worker = `w${number}`;
    for (let press = 0; press < presses; ) {
      const copy =
        again.length > 0 && random.between(0, 1) === 0 ? again.splice(random.between(0, again.length - 1), 1)[0] : null;
      if (copy) {
        deliveries.push(await deliver(house, { ...copy, worker }));
        continue;
      }
      const order = await next(house, random, `${worker}-${press}`, worker);
      press += 1;
      for (let more = copies(random); more > 0; more -= 1) if (order.call.about !== 'wake') again.push(order);
      deliveries.push(await deliver(house, order));
    }
  }

  async function next(house: House, random: Random, once: string, worker: string): Promise<Order> {
    const { call, actor, standing, after } = invent(world, random, await look(house, time.now()), seen);
    if (after > 0) await house.pass(after);
    return { once, worker, actor, standing, call };
  }

  await Promise.all(workers.map(one));
  return deliveries;
}

/** Beside the first delivery. */
function copies(random: Random): number {
  return random.between(0, 3) === 0 ? random.between(1, 3) : 0;
}

/** The first report of every server, so that each is in the fleet, and mostly a rule that somebody has approved. */
export async function beginnings({
  world,
  seed,
  database,
  time,
}: Omit<Work, 'workers' | 'presses'>): Promise<Delivery[]> {
  const random = seeded(seed);
  const house = aHouse(world, database, time, () => 1);
  const order = { worker: 'w0', actor: BY_CLI, standing: 'member' } as const;
  const deliveries: Delivery[] = [];
  for (const name of world.servers) {
    const report = firstReport(world, random, name);
    deliveries.push(await deliver(house, { ...order, once: name, call: { about: 'report', report } }));
  }
  if (random.between(0, 9) < 3) return deliveries;
  const draft = firstRule(random);
  const set = { kind: 'set-rule', rule: null, revision: null, draft } as const;
  deliveries.push(await deliver(house, { ...order, once: 'rule', call: { about: 'maintenance', command: set } }));
  const approver = world.people.find(({ roles }) => roles.includes('approver'));
  const [rule] = (await look(house, time.now())).rules;
  if (!approver || !rule) return deliveries;
  const command = { kind: 'approve-rule', rule: rule.id, hash: rule.hash } as const;
  const approve = { ...order, actor: approver.user, once: 'approve', call: { about: 'maintenance', command } } as const;
  return [...deliveries, await deliver(house, approve)];
}

/** Of first reports: some are too old to tell anything, or will be before long. */
const AGES = [HOUR, HOUR, HOUR, HOUR, 8 * DAY - 4 * HOUR, 9 * DAY];

const BY_CLI = { kind: 'cli', user: 'ops' } as const;

function firstReport(world: World, random: Random, name: string): Sketch {
  const sort = random.between(0, 3);
  return {
    server: idOf(name),
    generatedAt: world.start - (AGES[random.between(0, AGES.length - 1)] ?? HOUR),
    build: sort <= 1 ? BEHIND : sort === 2 ? null : WANTED,
    service: sort === 3 ? 'Stopped' : 'Running',
    startType: 'Automatic',
    rewrite: sort !== 1,
    inactive: random.between(0, 5) === 0 ? ['HubTransport'] : [],
    node: random.between(0, 9) === 0 ? 'Down' : 'Up',
    reboot: false,
  };
}

/** Each day, so that it is met. */
function firstRule(random: Random): RuleDraft {
  return {
    name: 'Days',
    zone: random.between(0, 1) === 0 ? 'UTC' : 'Europe/Berlin',
    recurrence: 'weekly',
    days: 'mon, tue, wed, thu, fri, sat, sun',
    number: '',
    rrule: '',
    time: random.between(0, 1) === 0 ? '12:00' : '02:30',
    hours: '8',
    noStartBefore: String(30 * random.between(0, 6)),
    scope: 'all',
    preApproves: true,
  };
}

/** Everything that time still has to do, what one more thing gives rise to when nothing else happens, and that again. */
export async function settle({ world, seed, database, time }: Omit<Work, 'workers' | 'presses'>): Promise<Delivery[]> {
  const house = aHouse(world, database, time, () => 0);
  const order = { once: 'last', worker: 'w0', actor: BY_CLI, standing: 'member' } as const;
  const deliveries: Delivery[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    await house.pass(PAUSE);
    if (round === BEFORE) deliveries.push(await deliver(house, { ...order, call: lastThing(world, seed, time.now()) }));
    else deliveries.push(await deliver(house, { ...order, call: { about: 'wake' } }));
  }
  return deliveries;
}

/** It alters what open plans stand in. */
function lastThing(world: World, seed: number, now: number): Call {
  const name = world.servers[seed % world.servers.length] as string;
  if (seed % 2 === 0) {
    const report = { ...firstReport(world, seeded(seed), name), generatedAt: now, node: 'Down' } as const;
    return { about: 'report', report };
  }
  const day = (at: number): string => localDay(instant(at), 'UTC');
  const span = { fromDate: day(now), fromTime: '', untilDate: day(now + 9 * DAY), untilTime: '', zone: 'UTC' };
  const draft = { name: 'Last', ...span, scope: 'all', effect: 'forbids', reason: 'year-end closing' };
  return { about: 'maintenance', command: { kind: 'set-freeze', draft } };
}
