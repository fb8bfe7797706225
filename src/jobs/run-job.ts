import type { Log } from '../core/log.ts';
import type { Random } from '../core/random.ts';
import { LeaseLost } from './lease-lost.ts';
import type { Handler, JobRun, Wakeup } from './model.ts';
import { pauseAfter } from './pause.ts';

export interface Turn {
  readonly job: Wakeup & { readonly attempts: number };
  readonly handler: Handler;
  readonly run: JobRun;
  readonly log: Log;
  readonly random: Random;
  /** Stores that the handler succeeded. */
  done(): Promise<unknown>;
  /** Stores that it failed: it comes back after `pause` ms. */
  again(pause: number): Promise<unknown>;
}

/** Runs a handler and has its outcome stored. Never rejects; true: it is stored. */
export async function runJob({ job, handler, run, log, random, done, again }: Turn): Promise<boolean> {
  const { name, key, at, payload } = job;
  const fields = { job: name, key };
  try {
    const failure = await attempt(() => handler({ name, key, at, payload }, run));
    if (failure === null) {
      await done();
    } else {
      const attempts = job.attempts + 1;
      const pause = pauseAfter(attempts, random);
      log.warn({ ...fields, err: failure.error, attempts, pause }, 'a job failed and comes back');
      await again(pause);
    }
    return true;
  } catch (error) {
    if (error instanceof LeaseLost) log.info(fields, 'a job goes on in another process');
    else log.error({ ...fields, err: error }, 'how a job ended could not be stored: it runs again');
    return false;
  }
}

/** @throws LeaseLost; any other failure is a value. */
async function attempt(work: () => Promise<void>): Promise<{ readonly error: unknown } | null> {
  try {
    await work();
    return null;
  } catch (error) {
    if (error instanceof LeaseLost) throw error;
    return { error };
  }
}
