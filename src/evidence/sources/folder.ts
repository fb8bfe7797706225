import { SECOND } from '../../core/clock.ts';
import type { Clock, Instant } from '../../core/clock.ts';
import { OperationalError } from '../../core/errors.ts';
import type { Log } from '../../core/log.ts';
import type { Intake } from '../intake.ts';
import { openMemory } from './memory.ts';
import type { SweepMemory } from './memory.ts';
import { retries } from './retries.ts';
import { settling } from './settling.ts';
import { sweep } from './sweep.ts';
import type { SweepResult } from './sweep.ts';

export interface SweepOptions {
  /** Milliseconds from the end of one sweep to the next. */
  readonly interval?: number;
  /** Milliseconds between the two looks that must find a file the same. */
  readonly settle?: number;
  /** Files that are parsed at the same time. */
  readonly atOnce?: number;
  /** Milliseconds without an answer after which the folder counts as unreachable. */
  readonly patience?: number;
}

export interface SweepStatus {
  readonly dir: string;
  /** End of the last sweep that reached the folder. */
  readonly lastSweepAt: Instant | null;
  /** Since when the folder can't be read; null: it can. */
  readonly unreachableSince: Instant | null;
  readonly cause: string | null;
  /** Files that wait until they stop growing or can be read, as of the last sweep. */
  readonly pending: number;
  /** Files in the folder that stand refused. */
  readonly refused: number;
}

export interface FolderSweep {
  /** Sweeps once more, after the one that may be running. */
  sweepOnce(): Promise<SweepResult>;
  status(): SweepStatus;
  /** Begins no further file and waits for those in hand, at most `patience`. */
  stop(): Promise<void>;
}

export interface SweepSetup {
  readonly dir: string;
  readonly intake: Intake;
  readonly clock: Clock;
  readonly log: Log;
  readonly options?: SweepOptions;
}

const UNREACHABLE: SweepResult = {
  reachable: false,
  complete: false,
  seen: 0,
  waiting: 0,
  taken: 0,
  unchanged: 0,
  refused: 0,
  standRefused: 0,
  unavailable: 0,
};

/**
 * Sweeps a folder for reports, at once and then again and again. It looks instead of being told: file servers do not
 * reliably tell. Outlives the folder going away and coming back, and what the database refuses.
 */
export function startSweep({ dir, intake, clock, log, options = {} }: SweepSetup): FolderSweep {
  const { interval = 10 * SECOND, settle = 2 * SECOND, atOnce = 3, patience = 30 * SECOND } = options;
  const looks = settling(settle);
  const failures = retries();
  const complaints = new Map<string, string>();
  let memory: SweepMemory | null = null;
  let stopping = false;
  let running: Promise<unknown> = Promise.resolve();
  let cancelNext = (): void => {};
  let lastSweepAt: Instant | null = null;
  let outage: { since: Instant; cause: string } | null = null;
  let pending = 0;
  let refused = 0;

  function lost(cause: string): void {
    if (outage) return;
    outage = { since: clock.now(), cause };
    log.warn({ dir, cause }, 'the report folder can not be read');
  }

  function found(): void {
    if (!outage) return;
    log.info({ dir, since: outage.since }, 'the report folder can be read again');
    outage = null;
  }

  async function once(): Promise<SweepResult> {
    const watch = watchdog(clock, patience, () => lost('it does not answer'));
    try {
      memory ??= await openMemory(intake.database);
      const stopped = () => stopping;
      const looking = { onFound: watch.feed, onLooked: watch.stop };
      const result = await sweep({
        dir,
        intake,
        clock,
        log,
        memory,
        settling: looks,
        retries: failures,
        complaints,
        atOnce,
        stopped,
        ...looking,
      });
      found();
      lastSweepAt = clock.now();
      pending = result.waiting + result.unavailable;
      refused = result.standRefused;
      return result;
    } catch (error) {
      if (error instanceof OperationalError) log.warn({ dir, cause: error.message }, 'the sweep could not be stored');
      else if (isSystemError(error)) lost(error.message);
      else log.error({ dir, err: error }, 'the sweep failed');
      return UNREACHABLE;
    } finally {
      watch.stop();
    }
  }

  function sweepOnce(): Promise<SweepResult> {
    const mine = running.then(once);
    running = mine;
    return mine;
  }

  async function loop(): Promise<void> {
    const began = clock.monotonic();
    const result = await sweepOnce();
    if (stopping) return;
    // Soon again for files that only need their second look, but never so often that looking is all it does.
    const soon = Math.min(interval, Math.max(settle, clock.monotonic() - began));
    cancelNext = clock.after(result.waiting > 0 ? soon : interval, () => void loop());
  }

  void loop();
  return {
    sweepOnce,
    status: () => ({
      dir,
      lastSweepAt,
      unreachableSince: outage?.since ?? null,
      cause: outage?.cause ?? null,
      pending,
      refused,
    }),
    async stop() {
      stopping = true;
      cancelNext();
      let cancel = (): void => {};
      const enough = new Promise<void>((resolve) => {
        cancel = clock.after(patience, resolve);
      });
      await Promise.race([running, enough]);
      cancel();
    },
  };
}

/** Calls `bark` each time that `patience` goes by without a `feed`, for as long as the folder is being looked through. */
function watchdog(clock: Clock, patience: number, bark: () => void): { feed(): void; stop(): void } {
  let cancel = clock.after(patience, bark);
  return {
    feed() {
      cancel();
      cancel = clock.after(patience, bark);
    },
    stop: () => cancel(),
  };
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && typeof (error as NodeJS.ErrnoException).code === 'string';
}
