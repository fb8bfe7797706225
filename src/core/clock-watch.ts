import { type Clock, isoOf, MINUTE } from './clock.ts';
import type { Log } from './log.ts';

const LOOK_EVERY = MINUTE;
const TOLERATED = MINUTE;

export interface ClockWatchOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** Told of each jump of the wall clock: by how many ms, less than 0 when it was set back. */
  readonly jumped: (milliseconds: number) => void;
}

/**
 * Looks every minute whether the wall clock went as far as the one that is never set: a difference of more than a minute
 * is a jump, logged and told once. A machine that was suspended looks like one whose clock was set forward.
 * @returns what ends the watch.
 */
export function watchClock({ clock, log, jumped }: ClockWatchOptions): () => void {
  let stopped = false;
  let last = reading();
  let cancel = clock.after(LOOK_EVERY, look);

  function reading() {
    return { wall: clock.now(), monotonic: clock.monotonic() };
  }

  function look(): void {
    const now = reading();
    const jump = Math.round(now.wall - last.wall - (now.monotonic - last.monotonic));
    last = now;
    if (Math.abs(jump) > TOLERATED) {
      log.warn({ milliseconds: jump, now: isoOf(now.wall) }, 'the wall clock jumped');
      jumped(jump);
    }
    if (!stopped) cancel = clock.after(LOOK_EVERY, look);
  }

  return () => {
    stopped = true;
    cancel();
  };
}
