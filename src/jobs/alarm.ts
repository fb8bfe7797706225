import type { Clock, Instant } from '../core/clock.ts';

/** Rings at the earliest of the instants it was set for, and is off then. */
export interface Alarm {
  setFor(at: Instant): void;
  off(): void;
}

/** `ring` must not throw. */
export function createAlarm(clock: Clock, ring: () => void): Alarm {
  let next: Instant | null = null;
  let takeBack = (): void => {};

  function off(): void {
    takeBack();
    next = null;
  }

  return {
    setFor(at) {
      const now = clock.now();
      // One that has not rung though its time is over was set by a clock that has jumped since.
      if (next !== null && next <= at && next > now) return;
      off();
      next = at;
      takeBack = clock.after(Math.max(1, at - now), () => {
        next = null;
        ring();
      });
    },
    off,
  };
}
