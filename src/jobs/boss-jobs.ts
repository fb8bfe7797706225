import { AsyncResource } from 'node:async_hooks';
import { type Clock, MINUTE, SECOND } from '../core/clock.ts';
import type { Log } from '../core/log.ts';
import { type Random, systemRandom } from '../core/random.ts';
import type { Database } from '../storage/database.ts';
import { openBossConnection, within } from './boss-connection.ts';
import { BOSS_TIMES, type BossTimes, createBossQueues } from './boss-queues.ts';
import { countBossJobs, erase, type FetchedJob, lockOwn, touch } from './boss-store.ts';
import { LeaseLost } from './lease-lost.ts';
import type { Handler, JobRun, Jobs, JobsStanding } from './model.ts';
import { runJob } from './run-job.ts';
import { createRunner } from './runner.ts';
import { createTicker } from './ticker.ts';

/** How long a stop waits for the handlers that run, in ms. */
const STOP_PATIENCE = 10 * SECOND;
/** A job that is due within that is waited for here, in ms; a later one goes back. */
const WORTH_WAITING = 2 * SECOND;
/** A transaction that enqueues is over by then, mostly; in ms. */
const SOON = 50;

export interface BossJobsOptions {
  readonly database: Database;
  readonly url: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly random?: Random;
  readonly times?: BossTimes;
}

/**
 * Wake-ups in pg-boss's queues, for any number of processes. A job starts when its instant has come by the database's
 * clock and by the clock of the process that runs it: a clock that is wrong makes it late, never early.
 */
export function openBossJobs(options: BossJobsOptions): Jobs {
  const { database, url, clock, log, random = systemRandom, times = BOSS_TIMES } = options;
  const connection = openBossConnection(url, log);
  const queues = createBossQueues({ connection, log, times });
  const ticker = createTicker(clock, turn);
  const pulse = createTicker(clock, beat);
  const runner = createRunner(clock, () => void ticker.hurry());
  const mine = new Set<FetchedJob>();
  // A turn that begins while a transaction is open would be taken for a part of it.
  const outside = new AsyncResource('patchwarden:jobs');
  const handlers = new Map<string, Handler>();
  let standing: JobsStanding = { role: 'idle' };
  let stopping: Promise<void> | null = null;
  let begun = false;
  let hurrying = false;

  async function turn(): Promise<number> {
    try {
      for (const [name, handler] of handlers) {
        const room = runner.room(name);
        if (room <= 0) continue;
        for (const job of await queues.take(name, room)) await begin(job, handler);
      }
    } catch (error) {
      log.error({ err: error }, 'due jobs could not be looked for');
    }
    return times.poll;
  }

  async function beat(): Promise<number> {
    try {
      if (mine.size > 0) await touch(connection, [...mine]);
    } catch (error) {
      log.warn({ err: error }, 'running jobs could not be kept: others may take them over');
    }
    return times.beat;
  }

  async function begin(job: FetchedJob, handler: Handler): Promise<void> {
    const early = job.at - clock.now();
    if (early > WORTH_WAITING) return queues.putBack(job, Math.min(early, MINUTE), job.attempts);
    if (runner.busy(job.name).has(job.key)) return queues.putBack(job, SECOND, job.attempts);
    mine.add(job);
    runner.start(job.name, job.key, () => handle(job, handler).finally(() => mine.delete(job)));
  }

  async function handle(job: FetchedJob, handler: Handler): Promise<boolean> {
    if (!(await due(job))) return false;
    const run: JobRun = {
      transaction: (work) =>
        database.transaction(async (tx) => {
          if (!(await lockOwn(within(tx), job))) throw new LeaseLost();
          return work(tx);
        }),
    };
    const done = (): Promise<unknown> => erase(connection, job);
    const again = (pause: number): Promise<unknown> => queues.putBack(job, pause, job.attempts + 1);
    return runJob({ job, handler, run, log, random, done, again });
  }

  /** Waits for the job's instant; false: the clock was set back meanwhile, and the job goes back. */
  async function due(job: FetchedJob): Promise<boolean> {
    for (let early = job.at - clock.now(); early > 0; early = job.at - clock.now()) {
      if (early > WORTH_WAITING) {
        await goBack(job, early);
        return false;
      }
      const pause = Math.min(early, times.poll);
      await new Promise<void>((resolve) => void clock.after(pause, resolve));
    }
    return true;
  }

  async function goBack(job: FetchedJob, early: number): Promise<void> {
    try {
      await queues.putBack(job, Math.min(early, MINUTE), job.attempts);
    } catch (error) {
      log.warn({ job: job.name, key: job.key, err: error }, 'a job could not be put back: it comes back by itself');
    }
  }

  function hurrySoon(): void {
    if (hurrying || standing.role !== 'working' || stopping !== null) return;
    hurrying = true;
    outside.runInAsyncScope(() =>
      clock.after(SOON, () => {
        hurrying = false;
        void ticker.hurry();
      }),
    );
  }

  async function stop(): Promise<void> {
    await ticker.stop();
    if (!(await runner.idle(STOP_PATIENCE))) {
      log.warn({}, 'handlers still run: what they write from now on is refused');
      for (const job of mine) await queues.giveUp(job).catch(() => {});
    }
    await pulse.stop();
    await queues.close();
    standing = { role: 'idle' };
  }

  return {
    async enqueue(tx, job) {
      const now = clock.now();
      await queues.put(within(tx), job, job.at <= now ? { in: 0 } : { at: job.at });
      if (job.at <= now + times.poll) hurrySoon();
    },
    async work(byName) {
      if (begun) throw new Error('jobs are worked on already');
      begun = true;
      await queues.open(Object.keys(byName));
      for (const [name, handler] of Object.entries(byName)) handlers.set(name, handler);
      standing = { role: 'working' };
      await pulse.hurry();
      await ticker.hurry();
    },
    standing: () => standing,
    backlog: () => database.read((reader) => countBossJobs(reader, clock.now())),
    stop() {
      stopping ??= stop();
      return stopping;
    },
  };
}
