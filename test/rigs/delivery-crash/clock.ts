import { type Clock, instant } from '../../../src/core/clock.ts';

/** The machine's clock, some time ahead. It can be made to stand still, and goes on from a later time then. */
export interface MovedClock extends Clock {
  hold(): void;
  /** Everything that fell due while it stood, or is due by the new time, happens now. */
  release(ahead: number): void;
}

interface Timer {
  readonly due: number;
  readonly action: () => void;
  handle: NodeJS.Timeout | null;
}

export function movedClock(first: number): MovedClock {
  const timers = new Set<Timer>();
  let ahead = first;
  let held = false;
  const monotonic = (): number => performance.now() + ahead - first;

  function arm(timer: Timer): void {
    timer.handle = setTimeout(
      () => {
        if (held) return;
        if (timer.due > monotonic()) return arm(timer);
        timers.delete(timer);
        timer.action();
      },
      Math.min(Math.max(0, timer.due - monotonic()), 60_000),
    );
  }

  return {
    now: () => instant(Date.now() + ahead),
    monotonic,
    after(delay, action) {
      const timer: Timer = { due: monotonic() + delay, action, handle: null };
      timers.add(timer);
      if (!held) arm(timer);
      return () => {
        timers.delete(timer);
        if (timer.handle) clearTimeout(timer.handle);
      };
    },
    hold() {
      held = true;
      for (const { handle } of timers) if (handle) clearTimeout(handle);
    },
    release(next) {
      held = false;
      ahead = next;
      for (const timer of timers) arm(timer);
    },
  };
}
