import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { HOUR, instant, MINUTE } from '../../../src/core/clock.ts';
import { silentLog } from '../../../src/core/log.ts';
import { actOnDigest } from '../../../src/digests/act.ts';
import { DIGEST, type DigestApp } from '../../../src/digests/app.ts';
import type { DigestCommand, Weekday } from '../../../src/digests/model.ts';
import { digestHandler } from '../../../src/digests/run.ts';
import type { Jobs } from '../../../src/jobs/model.ts';
import { openTableJobs } from '../../../src/jobs/table-jobs.ts';
import { openDatabase } from '../../../src/storage/open.ts';
import { ANA, aDigestHouse, type DigestHouse } from '../../digests/house.ts';
import { type FakeClock, settled } from '../../support/clock.ts';
import type { Random } from '../random.ts';
import { type Walk, walk } from './walk.ts';

/** Slots are at the hour or half past it, moves five minutes later: a move is noticed before the next slot. */
const LOOK_EVERY = 20 * MINUTE;
const LONGEST_WALK = 20 * 24 * HOUR;
const MOVES = 8;

/** Days before a change of the clocks; the last zone has none. */
const starts: readonly (readonly [zone: string, start: string])[] = [
  ['Europe/Berlin', '2027-03-24T09:05:00Z'],
  ['Europe/Berlin', '2027-10-27T09:05:00Z'],
  ['Australia/Lord_Howe', '2027-03-31T09:05:00Z'],
  ['America/Nuuk', '2027-03-24T09:05:00Z'],
  ['Africa/Cairo', '2027-04-26T09:05:00Z'],
  ['America/New_York', '2027-11-03T09:05:00Z'],
  ['UTC', '2026-12-28T09:05:00Z'],
];
const times = ['00:00', '01:30', '02:00', '02:30', '08:00', '23:30'];

export interface ClockTally {
  /** How often the clock was set or time passed, with a process running. */
  readonly moves: number;
  /** Digests told, each at a slot of its own. */
  readonly told: number;
  readonly missed: number;
  readonly wrong: readonly string[];
}

interface Subscribed {
  readonly conversation: string;
  readonly days: readonly Weekday[];
  readonly time: string;
}

/** From one wall time to a later one, while the process runs. */
interface Stretch {
  readonly from: number;
  readonly to: number;
}

/**
 * Lets a process run whose clock is set by up to a day back and forth, with one daily and one weekly digest in it, and
 * compares which slots were told, and how many were counted as missed, with what a reader of P8 and P9 would expect.
 */
export async function clockMoves(rounds: number, random: Random, scratch: string): Promise<ClockTally> {
  const wrong: string[] = [];
  let [moves, told, missed] = [0, 0, 0];
  for (let round = 1; round <= rounds; round += 1) {
    const folder = join(scratch, `round-${round}`);
    const seen = await oneRound(random, folder);
    moves += seen.moves;
    told += seen.told;
    missed += seen.missed;
    wrong.push(...seen.wrong.map((one) => `round ${round}: ${one}`));
    rmSync(folder, { recursive: true, force: true });
  }
  return { moves, told, missed, wrong };
}

async function oneRound(random: Random, folder: string): Promise<ClockTally> {
  const [zone, start] = starts[random.between(0, starts.length - 1)] ?? ['UTC', '2026-12-28T09:05:00Z'];
  const grace = random.between(1, 12) * HOUR;
  const database = await openDatabase({ kind: 'sqlite', path: join(folder, 'clock.db') }, { log: silentLog });
  const house = await aDigestHouse(database, { zone, grace, start });
  const jobs = openTableJobs({
    database,
    clock: house.clock,
    log: silentLog,
    times: { ttl: LONGEST_WALK, renewEvery: LONGEST_WALK / 2, poll: LOOK_EVERY },
  });
  const counted = { missed: 0 };
  const metrics: DigestApp['metrics'] = {
    composed(result, count) {
      if (result === 'missed') counted.missed += count;
    },
  };
  const app: DigestApp = { ...house.app, jobs, metrics };
  try {
    await jobs.work({ [DIGEST]: digestHandler(app) });
    const subscribed = [
      await subscribe(app, house, { conversation: 'daily', days: [1, 2, 3, 4, 5, 6, 7], time: timeOf(random) }),
      await subscribe(app, house, { conversation: 'weekly', days: someDays(random), time: timeOf(random) }),
    ];
    const begun = house.clock.now();
    const stretches = await move(house.clock, jobs, random);
    const expected = subscribed.map((one) => ({ one, ...expect(slotsOf(one, zone, begun), stretches, begun, grace) }));
    const wrong: string[] = [];
    let told = 0;
    for (const { one, slots } of expected) {
      const actual = (await house.digests(one.conversation)).map(({ slot }) => slot ?? 0);
      told += actual.length;
      if (actual.join() !== slots.join()) {
        wrong.push(
          `${zone} ${JSON.stringify(one)}: told ${said(actual)}; expected ${said(slots)}; ${JSON.stringify(stretches)}`,
        );
      }
    }
    const missed = expected.reduce((sum, one) => sum + one.missed, 0);
    if (counted.missed !== missed) wrong.push(`${zone} ${counted.missed} were counted as missed; expected ${missed}`);
    return { moves: stretches.length, told, missed: counted.missed, wrong };
  } finally {
    await jobs.stop();
    await database.close();
  }
}

async function subscribe(app: DigestApp, house: DigestHouse, one: Subscribed): Promise<Subscribed> {
  await house.conversation(one.conversation);
  const command: DigestCommand = { kind: 'set', days: one.days, time: one.time };
  const request = { actor: ANA, command, once: one.conversation, mayManage: true, thread: null };
  const answer = await actOnDigest(app, { ...request, conversation: one.conversation });
  if (answer.kind !== 'digest-settings') throw new Error(`not set: ${JSON.stringify(answer)}`);
  return one;
}

/** Lets time pass and sets the clock, by turns. Every wall time at which something begins or ends is five minutes past. */
async function move(clock: FakeClock, jobs: Jobs, random: Random): Promise<readonly Stretch[]> {
  const stretches: Stretch[] = [];
  for (let count = 0; count < MOVES; count += 1) {
    if (count > 0) clock.set(instant(clock.now() + random.between(-48, 48) * (HOUR / 2)));
    const from = clock.now();
    const length = random.between(1, 72) * (HOUR / 2);
    for (let passed = 0; passed < length; passed += HOUR / 2) {
      await clock.run(HOUR / 2);
      await quiet(clock, jobs);
    }
    stretches.push({ from, to: clock.now() });
  }
  return stretches;
}

/** Waits until everything that is due has been seen to. */
async function quiet(clock: FakeClock, jobs: Jobs): Promise<void> {
  for (let turns = 0; turns < 1_000; turns += 1) {
    if (clock.waiting > 0) return;
    await settled();
  }
  throw new Error(`the process hangs: ${JSON.stringify(await jobs.backlog())}`);
}

/** What is told, and how many are missed: what is late is told once if not later than the grace, the rest as it comes. */
function expect(
  slots: readonly number[],
  stretches: readonly Stretch[],
  setAt: number,
  grace: number,
): { readonly slots: readonly number[]; readonly missed: number } {
  const told: number[] = [];
  let done = setAt;
  let missed = 0;
  for (const { from, to } of stretches) {
    const late = slots.filter((slot) => slot > done && slot <= from);
    const latest = late.at(-1);
    if (latest !== undefined) {
      const inTime = from - latest <= grace;
      missed += late.length - (inTime ? 1 : 0);
      if (inTime) told.push(latest);
      done = latest;
    }
    for (const slot of slots.filter((one) => one > Math.max(done, from) && one <= to)) {
      told.push(slot);
      done = slot;
    }
  }
  return { slots: told, missed };
}

function slotsOf({ days, time }: Subscribed, zone: string, from: number): readonly number[] {
  const reached = walkFrom(zone, from).byTime.get(time) ?? [];
  return reached.filter(({ weekday }) => days.includes(weekday as Weekday)).map(({ at }) => at);
}

// Rounds begin where others began.
const walks = new Map<string, Walk>();

function walkFrom(zone: string, from: number): Walk {
  const known = walks.get(`${zone} ${from}`);
  if (known) return known;
  const walked = walk(zone, from, from + LONGEST_WALK);
  walks.set(`${zone} ${from}`, walked);
  return walked;
}

function timeOf(random: Random): string {
  return times[random.between(0, times.length - 1)] ?? '08:00';
}

function someDays(random: Random): readonly Weekday[] {
  const first = random.between(1, 6) as Weekday;
  return random.between(0, 1) === 0 ? [first] : [first, 7];
}

function said(slots: readonly number[]): string {
  return slots.map((slot) => new Date(slot).toISOString().slice(0, 16)).join(', ') || 'none';
}
