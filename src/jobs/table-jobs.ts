import { AsyncResource } from 'node:async_hooks';
import { hostname } from 'node:os';
import { type Clock, later, SECOND } from '../core/clock.ts';
import type { Log } from '../core/log.ts';
import { type Random, systemRandom } from '../core/random.ts';
import type { Database } from '../storage/database.ts';
import { createAlarm } from './alarm.ts';
import { createLease, LEASE_TIMES, type LeaseTimes } from './lease.ts';
import type { Handler, JobRun, Jobs, JobsStanding } from './model.ts';
import { runJob } from './run-job.ts';
import { createRunner } from './runner.ts';
import * as store from './store.ts';
import { createTicker } from './ticker.ts';

/** How long a stop waits for the handlers that run, in ms. */
const STOP_PATIENCE = 10 * SECOND;

export interface TableJobsOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  /** Of the holder, as others are told it; the machine and the process unless told otherwise. */
  readonly name?: string;
  readonly random?: Random;
  readonly times?: LeaseTimes;
}

/** Wake-ups as rows beside the domain's own. One process works, the others stand by. */
export function openTableJobs(options: TableJobsOptions): Jobs {
  const { database, clock, log, random = systemRandom, times = LEASE_TIMES } = options;
  const holder = options.name ?? `${hostname()}:${process.pid}`;
  const lease = createLease({
    database,
    clock,
    holder,
    times,
    alongside: (tx) => store.endOverlongPauses(tx, clock.now()),
  });
  const ticker = createTicker(clock, turn);
  const runner = createRunner(clock, () => void ticker.hurry());
  // A turn that begins while a transaction is open would be taken for a part of it.
  const outside = new AsyncResource('patchwarden:jobs');
  const handlers = new Map<string, Handler>();
  const alarm = createAlarm(clock, hurryAfterCommit);
  let standing: JobsStanding = { role: 'idle' };
  let stopping: Promise<void> | null = null;
  let hurrying = false;
  let begun = false;

  async function turn(): Promise<number> {
    try {
      const seen = await lease.look();
      become(seen.held ? { role: 'working' } : { role: 'standby', holder: seen.holder });
      return seen.held ? await startDue(seen.epoch) : times.poll;
    } catch (error) {
      log.error({ err: error }, 'due jobs could not be looked for');
      return times.poll;
    }
  }

  function become(next: JobsStanding): void {
    if (next.role !== standing.role) log.info({ ...next, own: holder }, 'the role in running jobs changed');
    standing = next;
  }

  /** Gives the pause until the next look, in ms. */
  async function startDue(epoch: number): Promise<number> {
    for (const [name, handler] of handlers) {
      const most = runner.room(name);
      if (most <= 0) continue;
      const due = await database.read((reader) =>
        store.dueJobs(reader, clock.now(), { name, busy: runner.busy(name), most }),
      );
      for (const job of due) runner.start(name, job.key, () => handle(job, handler, epoch));
    }
    const next = await database.read((reader) => store.nextDue(reader, clock.now(), [...handlers.keys()]));
    return next === null ? times.poll : Math.min(times.poll, next - clock.now());
  }

  function handle(job: store.StoredJob, handler: Handler, epoch: number): Promise<boolean> {
    const run: JobRun = {
      transaction: (work) =>
        database.transaction(async (tx) => {
          await lease.check(tx, epoch);
          return work(tx);
        }),
    };
    const done = (): Promise<void> => run.transaction((tx) => store.removeJob(tx, job));
    const again = (pause: number): Promise<void> =>
      run.transaction((tx) => store.postponeJob(tx, job, later(clock.now(), pause)));
    return runJob({ job, handler, run, log, random, done, again });
  }

  function hurryAfterCommit(): void {
    if (hurrying || standing.role !== 'working' || stopping !== null) return;
    hurrying = true;
    // Transactions take turns, so an empty one has its turn when the caller's is over.
    const turnComes = outside.runInAsyncScope(() =>
      database.transaction(async () => {
        hurrying = false;
      }),
    );
    turnComes.then(
      () => void ticker.hurry(),
      () => {
        hurrying = false;
      },
    );
  }

  async function stop(): Promise<void> {
    alarm.off();
    await ticker.stop();
    if (!(await runner.idle(STOP_PATIENCE))) log.warn({}, 'handlers still run: what they write from now on is refused');
    try {
      await lease.release();
    } catch (error) {
      log.warn({ err: error }, 'the work could not be given up: others wait until it runs out');
    }
    standing = { role: 'idle' };
  }

  return {
    async enqueue(tx, job) {
      await store.keepJob(tx, job);
      if (standing.role !== 'working' || stopping !== null) return;
      if (job.at <= clock.now()) hurryAfterCommit();
      else outside.runInAsyncScope(() => alarm.setFor(job.at));
    },
    async work(byName) {
      if (begun) throw new Error('jobs are worked on already');
      begun = true;
      for (const [name, handler] of Object.entries(byName)) handlers.set(name, handler);
      await ticker.hurry();
    },
    standing: () => standing,
    backlog: () => database.read((reader) => store.countJobs(reader, clock.now())),
    stop() {
      stopping ??= stop();
      return stopping;
    },
  };
}
