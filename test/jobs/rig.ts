import { setImmediate as nextTurn } from 'node:timers/promises';
import { sql } from 'kysely';
import type { DatabaseUrl } from '../../src/config/model.ts';
import { type Clock, type Instant, later, SECOND, systemClock } from '../../src/core/clock.ts';
import { silentLog } from '../../src/core/log.ts';
import { openBossJobs } from '../../src/jobs/boss-jobs.ts';
import type { BossTimes } from '../../src/jobs/boss-queues.ts';
import type { LeaseTimes } from '../../src/jobs/lease.ts';
import type { Jobs } from '../../src/jobs/model.ts';
import { openTableJobs } from '../../src/jobs/table-jobs.ts';
import type { Database } from '../../src/storage/database.ts';
import { openDatabase } from '../../src/storage/open.ts';
import { type FakeClock, fakeClock } from '../support/clock.ts';

/** One database with as many "processes" on it as a test opens, and time that passes. */
export interface Rig {
  readonly clock: Clock;
  readonly database: Database;
  /** One more process, as far as jobs can tell; stopped when the rig is closed. */
  open(name?: string): Jobs;
  /** An instant so many ms from now. */
  in(milliseconds: number): Instant;
  /** Lets time pass until `event` has come; fails after a minute of it (ten seconds where time is real). */
  until<T>(event: Promise<T>): Promise<T>;
  /** Lets time pass. */
  pass(milliseconds: number): Promise<void>;
  /** Lets time pass while the caller has a transaction open, which jobs may be waiting for. */
  passInside(milliseconds: number): Promise<void>;
  /** Makes whoever runs jobs look as if others had taken them over. */
  steal(): Promise<void>;
  close(): Promise<void>;
}

/** Quicker than in production, slower than a busy machine. */
export const QUICK_LEASE: LeaseTimes = { ttl: 1_500, renewEvery: 300, poll: 100 };
export const QUICK_BOSS: BossTimes = { expireSeconds: 1, maintenanceSeconds: 1, beat: 300, poll: 100 };

export interface FakeRig extends Rig {
  readonly clock: FakeClock;
}

export async function tableRig(url: DatabaseUrl): Promise<FakeRig> {
  const clock = fakeClock();
  const database = await openDatabase(url, { log: silentLog });
  const { watched, quiet } = watch(database);
  const opened: Jobs[] = [];

  async function step(milliseconds: number): Promise<void> {
    clock.advance(milliseconds);
    await quiet();
  }

  async function until<T>(event: Promise<T>): Promise<T> {
    const arrived = settling(event);
    const end = clock.monotonic() + 60 * SECOND;
    await quiet();
    while (!arrived()) {
      if (clock.monotonic() > end) throw new Error('it did not come within a minute');
      await step(100);
    }
    return event;
  }

  async function pass(milliseconds: number): Promise<void> {
    await quiet();
    for (let passed = 0; passed < milliseconds; passed += 100) await step(Math.min(100, milliseconds - passed));
  }

  return {
    clock,
    database,
    open(name = 'a process') {
      const jobs = openTableJobs({ database: watched, clock, log: silentLog, name, random: () => 0.5 });
      opened.push(jobs);
      return jobs;
    },
    in: (milliseconds) => later(clock.now(), milliseconds),
    until,
    pass,
    async passInside(milliseconds) {
      for (let passed = 0; passed < milliseconds; passed += 100) {
        clock.advance(100);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
    async steal() {
      await database.transaction((tx) =>
        tx
          .updateTable('leases')
          .set((eb) => ({ holder: 'a thief', epoch: eb('epoch', '+', 1) }))
          .execute(),
      );
    },
    async close() {
      await until(Promise.all(opened.map((jobs) => jobs.stop())));
      await database.close();
    },
  };
}

export async function bossRig(url: string): Promise<Rig> {
  const database = await openDatabase({ kind: 'postgres', url }, { log: silentLog });
  const opened: Jobs[] = [];
  const clock = systemClock;
  const waited = (milliseconds: number): Promise<void> =>
    new Promise((resolve) => void setTimeout(resolve, milliseconds));
  return {
    clock,
    database,
    open() {
      const jobs = openBossJobs({ database, url, clock, log: silentLog, random: () => 0.5, times: QUICK_BOSS });
      opened.push(jobs);
      return jobs;
    },
    in: (milliseconds) => later(clock.now(), milliseconds),
    until: (event) => withinTenSeconds(event),
    pass: waited,
    passInside: waited,
    async steal() {
      await database.transaction((tx) =>
        sql`UPDATE patchwarden_jobs.job SET retry_count = retry_count + 1 WHERE state = 'active'`.execute(tx),
      );
    },
    async close() {
      await Promise.all(opened.map((jobs) => jobs.stop()));
      await database.close();
    },
  };
}

export async function withinTenSeconds<T>(event: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('it did not come within ten seconds')), 10 * SECOND);
  });
  try {
    return await Promise.race([event, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

/** A database that can tell when nothing is asked of it: fake time must not run ahead of real queries. */
function watch(database: Database): { readonly watched: Database; quiet(): Promise<void> } {
  let pending = 0;
  async function counted<T>(work: () => Promise<T>): Promise<T> {
    pending += 1;
    try {
      return await work();
    } finally {
      pending -= 1;
    }
  }
  return {
    watched: {
      ...database,
      read: (work) => counted(() => database.read(work)),
      transaction: (work) => counted(() => database.transaction(work)),
    },
    async quiet() {
      for (let turns = 0; turns < 5; turns = pending > 0 ? 0 : turns + 1) await nextTurn();
    },
  };
}

function settling(event: Promise<unknown>): () => boolean {
  let settled = false;
  const note = (): void => {
    settled = true;
  };
  event.then(note, note);
  return () => settled;
}

/** A promise that a test or a handler keeps from the outside. */
export function gate<T = void>(): { readonly opened: Promise<T>; open(value: T): void } {
  let open: (value: T) => void = () => {};
  const opened = new Promise<T>((resolve) => {
    open = resolve;
  });
  return { opened, open: (value) => open(value) };
}
