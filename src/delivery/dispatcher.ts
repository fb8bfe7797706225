import { AsyncResource } from 'node:async_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { SECOND } from '../core/clock.ts';
import type { Handler } from '../jobs/model.ts';
import type { Database } from '../storage/database.ts';
import { attempt } from './attempt.ts';
import type { Claimed } from './claims/claim.ts';
import { createCycle } from './cycle.ts';
import type { DispatcherOptions } from './options.ts';
import type { Ended } from './settle/mark.ts';
import { CLAIM_LASTS } from './timing.ts';

/**
 * Sends what stands in the outbox. What is to happen stands in rows and jobs alone: when this process dies, another's
 * handler goes on from there.
 */
export interface Dispatcher {
  /** For the job `DELIVER`: claims what is due in the job's transaction, and returns while the calls are under way. */
  readonly handler: Handler;
  /** Looks now instead of when the job comes. After a commit that announced something; means nothing for what is sent. */
  nudge(): void;
  /** Resolves when no call is under way and all that ended are marked. */
  idle(): Promise<void>;
  /** Claims nothing more, waits for the calls under way and marks them. */
  stop(): Promise<void>;
}

const CONCURRENCY = 100;
const GATHER = 10;
/** The pause after a cycle that failed, in ms. */
const AGAIN = SECOND;

export function startDispatcher(options: DispatcherOptions): Dispatcher {
  const { database, clock, log, concurrency = CONCURRENCY } = options;
  /** Calls under way, by claim and row: when this process must think of them as lost, on its own clock. */
  const flying = new Map<string, number>();
  const ended: Ended[] = [];
  const waiting: (() => void)[] = [];
  // Whoever nudges may be inside a transaction, which must not become ours.
  const home = new AsyncResource('patchwarden-dispatcher');
  const cycle = createCycle(options);
  let asked = false;
  let looping = false;
  let gathering = false;
  let stopped = false;
  let last: Promise<unknown> = Promise.resolve();
  let takeBackHurry = (): void => {};

  function fly(claimed: Claimed): void {
    const key = `${claimed.token}/${claimed.row.id}`;
    flying.set(key, clock.monotonic() + CLAIM_LASTS);
    void attempt(options, claimed).then((end) => {
      flying.delete(key);
      ended.push(end);
      // Each commit waits for the disk: while most slots are busy, what has ended waits a moment for company.
      if (stopped || flying.size <= concurrency / 2) nudge();
      else gather();
    });
  }

  function gather(): void {
    if (gathering) return;
    gathering = true;
    clock.after(GATHER, () => {
      gathering = false;
      nudge();
    });
  }

  /** One cycle at a time: marks, claims, and begins the calls once both are committed. */
  function turn(transact: Database['transaction'], job: string | null): Promise<void> {
    const mine = last.then(async () => {
      const batch = ended.splice(0);
      try {
        const outcome = await cycle.run(transact, {
          ended: batch,
          slots: stopped ? 0 : concurrency - flying.size,
          isOurs: ({ claim, id }) => (flying.get(`${claim}/${id}`) ?? 0) > clock.monotonic(),
          job,
        });
        for (const claimed of outcome.claimed) fly(claimed);
        if (outcome.more) nudge();
        if (outcome.next !== null) hurry(outcome.next - clock.now());
      } catch (error) {
        ended.unshift(...batch);
        hurry(AGAIN);
        throw error;
      }
    });
    last = mine.catch(() => {});
    return mine;
  }

  function hurry(delay: number): void {
    takeBackHurry();
    takeBackHurry = stopped ? () => {} : clock.after(delay, nudge);
  }

  async function loop(): Promise<void> {
    try {
      while (asked) {
        // What ends in the same turn of the event loop is marked together.
        await nextTurn();
        asked = false;
        await turn(database.transaction, null);
      }
    } catch (error) {
      log.error({ err: error, unmarked: ended.length }, 'the outbox can not be worked on');
      // The rows are taken up at their deadlines, as those of a process that was killed.
      if (stopped) ended.length = 0;
    } finally {
      looping = false;
      if (isIdle()) for (const resolve of waiting.splice(0)) resolve();
    }
  }

  function nudge(): void {
    if (stopped && flying.size === 0 && ended.length === 0) return;
    asked = true;
    if (looping) return;
    looping = true;
    void home.runInAsyncScope(loop);
  }

  const isIdle = (): boolean => !looping && flying.size === 0 && ended.length === 0;

  async function idle(): Promise<void> {
    await last;
    while (!isIdle()) await new Promise<void>((resolve) => waiting.push(resolve));
  }

  return {
    async handler(job, run) {
      if (stopped) throw new Error('the dispatcher is stopped');
      await turn(run.transaction.bind(run), `${job.name}/${job.key}@${job.at}`);
    },
    nudge,
    idle,
    async stop() {
      stopped = true;
      takeBackHurry();
      // Not left to a timer, which would not keep the process alive.
      if (ended.length > 0) nudge();
      await idle();
    },
  };
}
