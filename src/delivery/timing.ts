import { HOUR, type Instant, MINUTE, SECOND } from '../core/clock.ts';
import type { Random } from '../core/random.ts';

/** A `Messenger` ends a call after this long, in ms. */
export const SEND_TIMEOUT = 10 * SECOND;
/** How long a row is its claimer's, in ms: time to render, the call, and to say how it ended. */
export const CLAIM_LASTS = 20 * SECOND;
/** How far the clocks of two processes may be apart, in ms. What lies further ahead was written before a clock was set back. */
export const CLOCK_SKEW = MINUTE;
/** What Teams may ask a conversation to wait for, in ms: its longest window. */
export const LONGEST_WAIT = HOUR;
/** How long one message is tried for, in ms. */
export const BUDGET = 24 * HOUR;

/**
 * Pauses after each call that may have arrived; after the last of them the message is given up. Short at first, as most
 * faults are over at once; then long, as each call may be one more copy in the conversation.
 */
export const DOUBT_PAUSES: readonly number[] = [
  SECOND,
  4 * SECOND,
  20 * SECOND,
  2 * MINUTE,
  15 * MINUTE,
  HOUR,
  6 * HOUR,
];

const SHORTEST_PAUSE = SECOND;
const LONGEST_PAUSE = 15 * MINUTE;

/** The pause after the try number `attempts` (from 1) failed: doubles, and between half and all of it by chance. */
export function pauseAfter(attempts: number, random: Random): number {
  const whole = Math.min(SHORTEST_PAUSE * 2 ** Math.min(attempts, 20), LONGEST_PAUSE);
  return Math.round(whole / 2 + (whole / 2) * random());
}

export function earliest(instants: readonly (Instant | null)[]): Instant | null {
  return instants.reduce((first, at) => (at !== null && (first === null || at < first) ? at : first), null);
}
