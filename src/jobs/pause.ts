import { MINUTE, SECOND } from '../core/clock.ts';
import type { Random } from '../core/random.ts';

export const LONGEST_PAUSE = 5 * MINUTE;

/**
 * How long a job that failed `attempts` times (1, 2 …) waits for its next run, in ms: about a second at first, twice as
 * long each time, at most `LONGEST_PAUSE`; at least half of that, so that jobs that failed together come back apart.
 */
export function pauseAfter(attempts: number, random: Random): number {
  const longest = Math.min(LONGEST_PAUSE, SECOND * 2 ** Math.min(attempts, 30));
  return Math.round(longest * (0.5 + random() / 2));
}
