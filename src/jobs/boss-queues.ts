import type PgBoss from 'pg-boss';
import { isoOf, type Instant, SECOND } from '../core/clock.ts';
import type { Log } from '../core/log.ts';
import type { BossConnection, BossDb } from './boss-connection.ts';
import { erase, type FetchedJob, fromRow, lockWaiting, SCHEMA, singletonKey, toData } from './boss-store.ts';
import type { Wakeup } from './model.ts';

export interface BossTimes {
  /** Seconds after which a job whose process is silent counts as left behind. */
  readonly expireSeconds: number;
  /** How often jobs left behind are looked for; a pg-boss that finds itself a moment early leaves a round out. */
  readonly maintenanceSeconds: number;
  /** How often a process says that it is there, in ms. */
  readonly beat: number;
  /** How often due jobs are looked for, in ms. */
  readonly poll: number;
}

/** At worst 6 + 2 × 8 + 1 seconds until a killed process's job runs elsewhere. */
export const BOSS_TIMES: BossTimes = { expireSeconds: 6, maintenanceSeconds: 8, beat: 2 * SECOND, poll: SECOND };

/** Not the lock of the domain's writers: whoever enqueues holds that one. */
const QUEUE_LOCK = 7_282_411_594;
/** A process that was killed gives a job back without its fault: there is no number of turns after which it is given up. */
const RETRIES = 1_000_000_000;
/** pg-boss throws waiting jobs away after that. */
const RETENTION_DAYS = 3_650;

/** When a job may start: an instant by the database's clock, or so many ms from now. */
export type Start = { readonly at: Instant } | { readonly in: number };

/** Puts jobs into pg-boss's queues and takes them out. */
export interface BossQueues {
  /** Waiting already, it stays one job. */
  put(db: BossDb, job: Wakeup, start: Start): Promise<void>;
  /** Due jobs of one name, which are this process's from now on. @throws when the database does not answer. */
  take(name: string, most: number): Promise<readonly FetchedJob[]>;
  /** Puts a fetched job back. */
  putBack(job: FetchedJob, pause: number, attempts: number): Promise<void>;
  /** Leaves it to whoever asks first. */
  giveUp(job: FetchedJob): Promise<void>;
  /** Begins to look for jobs left behind; creates what the queues need. */
  open(names: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

export interface BossQueuesOptions {
  readonly connection: BossConnection;
  readonly log: Log;
  readonly times: BossTimes;
}

export function createBossQueues({ connection, log, times }: BossQueuesOptions): BossQueues {
  const queues = new Map<string, Promise<void>>();
  let booking: Promise<PgBoss> | null = null;
  let keeping: PgBoss | null = null;

  async function construct(db: BossDb, supervise: boolean): Promise<PgBoss> {
    const { default: Boss } = await import('pg-boss');
    const boss = new Boss({
      db,
      schema: SCHEMA,
      // Its cron; ours are rows.
      schedule: false,
      supervise,
      maintenanceIntervalSeconds: times.maintenanceSeconds,
    });
    boss.on('error', (error) => log.warn({ err: error }, 'the job queues could not be kept'));
    return boss;
  }

  async function start(supervise: boolean): Promise<PgBoss> {
    const boss = await construct(connection, supervise);
    return boss.start();
  }

  /** The one that only books: it makes schema and tables, and keeps nothing running. */
  function book(): Promise<PgBoss> {
    booking ??= start(false).catch((error: unknown) => {
      booking = null;
      throw error;
    });
    return booking;
  }

  /** Without its queue, pg-boss takes a job and says nothing. */
  async function ensure(name: string): Promise<void> {
    if (!queues.has(name)) queues.set(name, create(name));
    try {
      await queues.get(name);
    } catch (error) {
      queues.delete(name);
      throw error;
    }
  }

  async function create(name: string): Promise<void> {
    await book();
    await connection.transaction(async (db) => {
      // Two that create queues at once would wait for each other until PostgreSQL ends one.
      await db.executeSql('SELECT pg_advisory_xact_lock($1)', [QUEUE_LOCK]);
      const boss = await construct(db, false);
      // `short`: of two alike that wait, one stays; one that runs does not keep a later one out.
      await boss.createQueue(name, { name, policy: 'short' });
    });
  }

  async function send(db: BossDb, job: Wakeup, start: Start, attempts: number): Promise<boolean> {
    const boss = await book();
    const id = await boss.send(job.name, toData(job, attempts), {
      db,
      singletonKey: singletonKey(job),
      startAfter: 'at' in start ? isoOf(start.at) : start.in / SECOND,
      expireInSeconds: times.expireSeconds,
      retryLimit: RETRIES,
      retryDelay: 0,
      retryBackoff: false,
      retentionDays: RETENTION_DAYS,
    });
    return id !== null;
  }

  return {
    async put(db, job, start) {
      await ensure(job.name);
      for (let tries = 0; tries < 5; tries += 1) {
        if (await send(db, job, start, 0)) return;
        // One that waits may begin before this transaction ends, and would then not see what it has written.
        if (await lockWaiting(db, job)) return;
      }
      throw new Error(`the job queue ${job.name} takes no job`);
    },
    async take(name, most) {
      const boss = await book();
      let failure: unknown = null;
      // pg-boss itself takes every error for "nothing is due".
      const db: BossDb = {
        executeSql: (text, values) =>
          connection.executeSql(text, values).catch((error: unknown) => {
            failure = error;
            throw error;
          }),
      };
      const rows = await boss.fetch(name, { batchSize: most, includeMetadata: true, priority: false, db });
      if (failure !== null) throw failure;
      const jobs: FetchedJob[] = [];
      for (const row of rows) {
        const job = fromRow(row);
        if (job) {
          jobs.push(job);
        } else {
          log.error({ job: name, id: row.id }, 'a job that can not be read is put aside');
          await boss.cancel(name, row.id);
        }
      }
      return jobs;
    },
    async putBack(job, pause, attempts) {
      await connection.transaction(async (db) => {
        if (await erase(db, job)) await send(db, job, { in: pause }, attempts);
      });
    },
    async giveUp(job) {
      const boss = await book();
      await boss.fail(job.name, job.id);
    },
    async open(names) {
      for (const name of names) await ensure(name);
      keeping = await start(true);
    },
    async close() {
      await keeping?.stop({ graceful: false });
      await connection.close();
    },
  };
}
