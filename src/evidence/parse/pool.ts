import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import type { Worker } from 'node:worker_threads';
import { silentLog } from '../../core/log.ts';
import type { Log } from '../../core/log.ts';
import type { Refused, Result } from '../../core/result.ts';
import type { Answer, Job, ParsedFile } from './job.ts';
import { parseLimits } from './limits.ts';
import type { ParseLimits } from './limits.ts';
import { spoken, stopping, tooHungry, tooSlow, workerDied } from './refusals.ts';
import { startWorker } from './start-worker.ts';
import { growingPath, sweep } from './sweep.ts';

export type { ParsedFile } from './job.ts';
export type { ParseLimits } from './limits.ts';

export interface ParsePool {
  /**
   * Reads a file as a report or an inventory and keeps a copy of it in the store. Files wait for a free worker in the
   * order in which they came. `name` is what refusals call it. Never throws for what a file holds or does.
   */
  parse(file: { readonly path: string; readonly name: string }): Promise<Result<ParsedFile>>;
  /** Ends every worker; files under way and waiting are refused. */
  close(): Promise<void>;
}

interface Waiting {
  readonly job: Job;
  readonly settle: (answer: Answer) => void;
}

/** One place for a worker, which is started when first needed and replaced when it dies. */
interface Place {
  worker: Worker | null;
  current: Waiting | null;
  timer: NodeJS.Timeout | undefined;
}

/**
 * Workers by default: the processors but one, at least two (one waits for its disk now and then), at most four. They
 * start with the first file.
 */
export function startParsePool(options: {
  readonly store: string;
  readonly workers?: number;
  readonly limits?: Partial<ParseLimits>;
  readonly log?: Log;
}): ParsePool {
  const { log = silentLog } = options;
  const limits = { ...parseLimits, ...options.limits };
  const size = options.workers ?? Math.min(4, Math.max(2, availableParallelism() - 1));
  const places: Place[] = Array.from({ length: size }, () => ({ worker: null, current: null, timer: undefined }));
  const queue: Waiting[] = [];
  const endings = new Set<Promise<unknown>>();
  let closed = false;
  const swept = sweep(options.store);

  function next(): void {
    const place = places.find((one) => one.current === null);
    const waiting = place === undefined ? undefined : queue.shift();
    if (place === undefined || waiting === undefined) return;
    place.current = waiting;
    place.worker ??= start(place);
    place.worker.ref();
    place.timer = setTimeout(() => drop(place, tooSlow(waiting.job.name, limits)), limits.maxTime);
    place.worker.postMessage(waiting.job);
  }

  function start(place: Place): Worker {
    const worker = startWorker(import.meta.url, 'worker', {
      name: 'parse',
      resourceLimits: { maxOldGenerationSizeMb: limits.maxHeap, maxYoungGenerationSizeMb: 32 },
    });
    const mine = () => place.worker === worker;
    worker.on('message', (answer: Answer) => mine() && finish(place, answer));
    worker.on('error', (error) => {
      log.error({ err: error }, 'a parse worker failed');
      if (mine()) drop(place, (job) => refusalFor(error, job, limits));
    });
    worker.on('exit', () => mine() && drop(place, (job) => workerDied(job.name)));
    return worker;
  }

  function finish(place: Place, answer: Answer): void {
    const done = place.current;
    clearTimeout(place.timer);
    place.current = null;
    // An idle worker keeps no process alive.
    place.worker?.unref();
    done?.settle(answer);
    next();
  }

  /** Ends a worker and refuses its file once nothing of it can be written any more. */
  function drop(place: Place, refusal: Refused | ((job: Job) => Refused)): void {
    const { worker, current } = place;
    clearTimeout(place.timer);
    place.worker = null;
    const ending = end(worker, current).then(() => {
      endings.delete(ending);
      if (current === null) return;
      finish(place, typeof refusal === 'function' ? refusal(current.job) : refusal);
    });
    endings.add(ending);
  }

  async function end(worker: Worker | null, current: Waiting | null): Promise<void> {
    await worker?.terminate();
    if (current !== null) await rm(current.job.copy, { force: true }).catch(() => {});
  }

  return {
    async parse(file) {
      const job: Job = {
        path: file.path,
        name: spoken(file.name),
        store: options.store,
        copy: growingPath(options.store),
        limits,
      };
      await swept;
      if (closed) return stopping(job.name);
      return new Promise((settle) => {
        queue.push({ job, settle });
        next();
      });
    },
    async close() {
      closed = true;
      for (const { job, settle } of queue.splice(0)) settle(stopping(job.name));
      for (const place of places) if (place.worker !== null) drop(place, (job) => stopping(job.name));
      await Promise.all([swept, ...endings]);
    },
  };
}

function refusalFor(error: unknown, job: Job, limits: ParseLimits): Refused {
  const memory = error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
  return memory ? tooHungry(job.name, limits) : workerDied(job.name);
}
