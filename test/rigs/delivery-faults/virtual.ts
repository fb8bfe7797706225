import type { Handler, JobRun, Wakeup, WakeupBook } from '../../../src/jobs/model.ts';
import type { Database } from '../../../src/storage/database.ts';
import type { FakeClock } from '../../support/clock.ts';
import { settled } from '../../support/clock.ts';

/** What is under way in real time, which has to end before virtual time may go on. */
export class Busy {
  #count = 0;

  get count(): number {
    return this.#count;
  }

  async during<T>(work: () => Promise<T>): Promise<T> {
    this.#count++;
    try {
      return await work();
    } finally {
      this.#count--;
    }
  }

  /** The same database, whose use counts. */
  watch(database: Database): Database {
    return {
      ...database,
      read: (work) => this.during(() => database.read(work)),
      transaction: (work) => this.during(() => database.transaction(work)),
    };
  }
}

/**
 * Wake-ups in virtual time: each is handed, when it falls due, to the process that `pick` names. That they are durable
 * and taken over is the jobs room's promise and tested there; here they only come.
 */
export class VirtualJobs implements WakeupBook {
  readonly #clock: FakeClock;
  readonly #busy: Busy;
  readonly #pick: () => Readonly<Record<string, Handler>>;
  readonly #waiting = new Set<string>();
  readonly #run: JobRun;

  constructor(clock: FakeClock, busy: Busy, run: JobRun, pick: () => Readonly<Record<string, Handler>>) {
    this.#clock = clock;
    this.#busy = busy;
    this.#run = run;
    this.#pick = pick;
  }

  async enqueue(_tx: unknown, job: Wakeup): Promise<void> {
    const key = `${job.name} ${job.key} ${job.at}`;
    if (this.#waiting.has(key)) return;
    this.#waiting.add(key);
    // At least 1 ms later: the transaction that enqueues has to be committed first.
    this.#clock.after(Math.max(job.at - this.#clock.now(), 1), () => {
      this.#waiting.delete(key);
      void this.#busy.during(async () => this.#pick()[job.name]?.(job, this.#run));
    });
  }
}

/** Lets virtual time pass in steps, each only when nothing of the step before is under way, until `done` or `longest` ms. */
export async function pass(
  clock: FakeClock,
  quiet: () => boolean,
  done: () => boolean,
  longest: number,
): Promise<void> {
  const STEP = 10;
  for (let passed = 0; passed < longest; passed += STEP) {
    await until(quiet);
    if (done()) return;
    clock.advance(STEP);
  }
}

/** Twice in a row, with turns of the event loop between: what ends may begin something. */
async function until(quiet: () => boolean): Promise<void> {
  for (let times = 0; times < 3; ) {
    await settled();
    times = quiet() ? times + 1 : 0;
  }
}
