import type { Day, Instant } from '../core/clock.ts';
import { DAY, HOUR, dayOf, instant } from '../core/clock.ts';

// 10:00 in Redmond is 17:00 UTC in summer and 18:00 in winter. The later one counts all year,
// so that no Patch Tuesday counts as passed before its updates are out.
const RELEASED_AT = 18 * HOUR;
const TUESDAY = 2;

/** The second Tuesday of the month that `month` (0 is January) is in. Months beyond the year count on. */
export function patchTuesdayOf(year: number, month: number): Day {
  const first = new Date(Date.UTC(year, month, 1)).getUTCDay();
  const day = 1 + ((TUESDAY - first + 7) % 7) + 7;
  return dayOf(instant(Date.UTC(year, month, day)));
}

/** The first Patch Tuesday after `day`; `day` itself never is one. */
export function patchTuesdayAfter(day: Day): Day {
  const year = Number(day.slice(0, 4));
  const month = Number(day.slice(5, 7)) - 1;
  const sameMonth = patchTuesdayOf(year, month);
  return sameMonth > day ? sameMonth : patchTuesdayOf(year, month + 1);
}

/**
 * The instant at which the updates of the first Patch Tuesday after `asOf` are out. What was known at the end of `asOf`
 * includes a Patch Tuesday on that day. Source: Microsoft releases at 10:00 Pacific on the second Tuesday of a month.
 */
export function nextPatchTuesday(asOf: Day): Instant {
  return instant(Date.parse(`${patchTuesdayAfter(asOf)}T00:00:00Z`) + RELEASED_AT);
}

/** True when updates may be out that a catalogue of `asOf` does not know. */
export function patchTuesdayPassed(asOf: Day, now: Instant): boolean {
  return now >= nextPatchTuesday(asOf);
}

/** The day after `day`. */
export function dayAfter(day: Day): Day {
  return dayOf(instant(Date.parse(`${day}T00:00:00Z`) + DAY));
}
