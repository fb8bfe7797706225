import { DAY, type Day, type Instant, instant, isDay } from '../core/clock.ts';
import { dayLater, localDay, resolveLocal } from '../core/local-time.ts';
import type { Acknowledgement } from './model.ts';

/** How long before the end its author is reminded, in ms. */
const REMINDED_BEFORE = DAY;

/** The first instant after a local day: where its midnight is skipped, the end of the gap. @throws RangeError for an unknown zone. */
export function endOfDay(day: Day, zone: string): Instant {
  return resolveLocal(`${dayLater(day, 1)}T00:00`, zone).at;
}

/** The last local day that may be chosen. */
export function longestDay(now: Instant, zone: string, longestDays: number): Day {
  return dayLater(localDay(now, zone), longestDays);
}

/** The last local day that an acknowledgement covers. */
export function lastDay({ until, zone }: Pick<Acknowledgement, 'until' | 'zone'>): Day {
  return localDay(instant(until - 1), zone);
}

/** Null: no day of the calendar. */
export function dayIn(text: string): Day | null {
  const trimmed = text.trim();
  return isDay(trimmed) ? trimmed : null;
}

/** Null: it is made so late that it would be reminded of at once. */
export function remindAt({ madeAt, until }: Pick<Acknowledgement, 'madeAt' | 'until'>): Instant | null {
  const at = until - REMINDED_BEFORE;
  return at > madeAt ? instant(at) : null;
}

export interface Timed extends Pick<Acknowledgement, 'madeAt' | 'until'> {
  readonly remindedAt: Instant | null;
}

/** What time alone asks for now, and when to look again; a process that slept past the end does not remind any more. */
export function dueOf(
  ack: Timed,
  now: Instant,
): { readonly due: 'end' | 'remind' | null; readonly next: Instant | null } {
  if (now >= ack.until) return { due: 'end', next: null };
  const reminder = ack.remindedAt === null ? remindAt(ack) : null;
  if (reminder === null) return { due: null, next: ack.until };
  return now >= reminder ? { due: 'remind', next: ack.until } : { due: null, next: reminder };
}
