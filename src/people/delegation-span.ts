import { type Day, type Instant, isDay } from '../core/clock.ts';
import { canonicalZone, dayLater, localDay, resolveLocal } from '../core/local-time.ts';
import { ok, type Refused, type Result, refuse } from '../core/result.ts';

/** Local days a delegation may hold, the first and the last one included. */
export const LONGEST_DELEGATION_DAYS = 90;
/** Days ahead that it may begin. */
const FURTHEST_BEGINNING_DAYS = 365;

/** As a form sends it: local days, both whole; `from` empty: today. */
export interface DelegationDays {
  readonly from: string;
  readonly until: string;
  readonly zone: string;
}

/**
 * The half-open time that some local days come to. One that begins today begins now: nothing is delegated backwards.
 * Refuses: `invalid`, naming the field.
 */
export function delegationSpan(
  days: DelegationDays,
  now: Instant,
): Result<{ readonly starts: Instant; readonly ends: Instant }> {
  const zone = canonicalZone(days.zone);
  if (zone === null) return refuse('invalid', 'The time zone is not known.', 'Write it like Europe/Berlin.');
  const today = localDay(now, zone);
  const from = days.from.trim() || today;
  const until = days.until.trim();
  if (!isDay(from)) return unread('first', from);
  if (until === '') return refuse('invalid', 'The last day is missing.', 'Say until when, 90 days at most.');
  if (!isDay(until)) return unread('last', until);
  if (from < today) return refuse('invalid', `The first day, ${from}, is past.`, 'Choose today or a later day.');
  if (until < from) {
    return refuse('invalid', `The last day, ${until}, is before the first, ${from}.`, 'Choose a later last day.');
  }
  if (from > dayLater(today, FURTHEST_BEGINNING_DAYS)) {
    return refuse('invalid', `The first day, ${from}, is more than a year ahead.`, 'Choose an earlier day.');
  }
  const longest = dayLater(from, LONGEST_DELEGATION_DAYS - 1);
  if (until > longest) {
    return refuse(
      'invalid',
      `A delegation holds ${LONGEST_DELEGATION_DAYS} days at most, and ${from} to ${until} is longer.`,
      `Choose ${longest} or an earlier last day; it can be delegated again then.`,
    );
  }
  const starts = from === today ? now : midnight(from, zone);
  return ok({ starts, ends: midnight(dayLater(until, 1), zone) });
}

function midnight(day: Day, zone: string): Instant {
  return resolveLocal(`${day}T00:00`, zone).at;
}

function unread(which: 'first' | 'last', day: string): Refused {
  return refuse('invalid', `The ${which} day, ${day.slice(0, 40)}, can not be read.`, 'Write it like 2026-12-24.');
}
