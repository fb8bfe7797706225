import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Clock, type Instant, instant, parseInstant } from '../../src/core/clock.ts';

/** A clock that moves only when told to. Starts on the day the sample fleet is judged, unless told otherwise. */
export interface FakeClock extends Clock {
  /** Lets `milliseconds` pass and runs what falls due, in order, each at its own moment. */
  advance(milliseconds: number): void;
  /** Like `advance`, but lets promises settle after each action. */
  run(milliseconds: number): Promise<void>;
  /** Sets the wall clock, as an operator or NTP does: no time passes, so nothing falls due. */
  set(to: Instant | string): void;
  /** How many actions wait to fall due. */
  readonly waiting: number;
}

interface Waiting {
  readonly due: number;
  readonly action: () => void;
}

export function fakeClock(start: Instant | string = '2026-11-21T09:00:00Z'): FakeClock {
  let wall: number = read(start);
  let passed = 0;
  const queue = new Set<Waiting>();

  /** The earliest action due by `end`; of two at one moment the one asked for first. */
  function next(end: number): Waiting | null {
    let earliest: Waiting | null = null;
    for (const entry of queue) {
      if (entry.due <= end && (earliest === null || entry.due < earliest.due)) earliest = entry;
    }
    return earliest;
  }

  function moveTo(moment: number): void {
    wall += moment - passed;
    passed = moment;
  }

  function step(end: number): boolean {
    const entry = next(end);
    moveTo(entry ? Math.max(entry.due, passed) : end);
    if (!entry) return false;
    queue.delete(entry);
    entry.action();
    return true;
  }

  return {
    now: () => instant(wall),
    monotonic: () => passed,
    after(delay, action) {
      const entry = { due: passed + Math.max(delay, 0), action };
      queue.add(entry);
      return () => void queue.delete(entry);
    },
    advance(milliseconds) {
      const end = passed + milliseconds;
      while (step(end));
    },
    async run(milliseconds) {
      const end = passed + milliseconds;
      await settled();
      while (step(end)) await settled();
    },
    set(to) {
      wall = read(to);
    },
    get waiting() {
      return queue.size;
    },
  };
}

/** Waits until what was ready to run has run: promises, then a few turns of the event loop. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await nextTurn();
}

function read(moment: Instant | string): Instant {
  if (typeof moment === 'number') return moment;
  const parsed = parseInstant(moment);
  if (parsed === null) throw new RangeError(`not an instant: ${moment}`);
  return parsed;
}
