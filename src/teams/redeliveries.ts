import type { Clock } from '../core/clock.ts';
import { MINUTE } from '../core/clock.ts';

const REMEMBERED_FOR = 10 * MINUTE;
const MOST = 10_000;

/**
 * Activities seen lately. Teams sends a message again, under the same id, when it was not acknowledged in 15 seconds.
 * Saves work only: what must not happen twice is held by the database.
 */
export class Redeliveries {
  /** In the order of arrival, so the oldest come first. */
  readonly #seen = new Map<string, number>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#seen.size;
  }

  /** True when this activity was here before; remembers it otherwise. */
  isRepeated(conversation: string, activity: string): boolean {
    const now = this.#clock.monotonic();
    this.#forget(now);
    const key = `${conversation} ${activity}`;
    if (this.#seen.has(key)) return true;
    this.#seen.set(key, now);
    return false;
  }

  #forget(now: number): void {
    for (const [key, at] of this.#seen) {
      if (this.#seen.size < MOST && now - at < REMEMBERED_FOR) return;
      this.#seen.delete(key);
    }
  }
}
