declare const instantBrand: unique symbol;

/** A point in time: whole milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number & { readonly [instantBrand]: true };

/** A calendar day in UTC, `YYYY-MM-DD`. */
export type Day = string & { readonly __day: true };

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Where the time comes from. Domain code gets one handed in and never asks the system. */
export interface Clock {
  now(): Instant;
  /** Milliseconds of a clock that is never set back; only differences mean anything. */
  monotonic(): number;
  /** Calls `action` once after `delay` ms at the earliest; the returned function takes it back. */
  after(delay: number, action: () => void): () => void;
}

// Node fires a longer timer at once instead of late.
const LONGEST_TIMER = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now() as Instant,
  monotonic: () => performance.now(),
  after(delay, action) {
    const timer = setTimeout(action, Math.min(Math.max(delay, 0), LONGEST_TIMER));
    timer.unref();
    return () => clearTimeout(timer);
  },
};

/** @throws RangeError when `milliseconds` is not a whole number that a date can hold. */
export function instant(milliseconds: number): Instant {
  if (!Number.isInteger(milliseconds) || Number.isNaN(new Date(milliseconds).getTime())) {
    throw new RangeError(`not an instant: ${milliseconds}`);
  }
  return milliseconds as Instant;
}

export function later(from: Instant, milliseconds: number): Instant {
  return instant(from + milliseconds);
}

/** ISO 8601 in UTC with milliseconds, `2026-11-21T09:00:00.000Z`. */
export function isoOf(at: Instant): string {
  return new Date(at).toISOString();
}

export function dayOf(at: Instant): Day {
  return isoOf(at).slice(0, 10) as Day;
}

const ISO = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})$/;

/** Reads ISO 8601 with an offset or `Z`. Without one the instant is not known: `null`, as for anything else. */
export function parseInstant(text: string): Instant | null {
  const match = ISO.exec(text.trim());
  if (!match || !isDay(match[1] ?? '')) return null;
  const milliseconds = Date.parse(text.trim());
  return Number.isNaN(milliseconds) ? null : (milliseconds as Instant);
}

/** True for a `YYYY-MM-DD` that exists in the calendar. */
export function isDay(text: string): text is Day {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}
