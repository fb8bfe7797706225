import type { IsoWeekday } from '../../core/local-time.ts';
import { never } from '../../core/result.ts';
import type { Recurrence } from '../../maintenance/model.ts';

const weekdays = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;
const TUESDAY = 2;
/** The days of a month on which its second Tuesday may fall. */
const PATCH_TUESDAY = { first: 8, last: 14 } as const;
/** Every month has them. */
const SHORTEST_MONTH = 28;

/**
 * A recurrence as RRULE, counted from one of its own days and without an end; null: iCalendar can't say it, or readers
 * differ in how they read it.
 */
export function rruleOf(recurrence: Recurrence): string | null {
  switch (recurrence.kind) {
    case 'weekly':
      return `FREQ=WEEKLY;BYDAY=${recurrence.days.map(dayName).join(',')}`;
    case 'monthly':
      return `FREQ=MONTHLY;BYDAY=${recurrence.nth}${dayName(recurrence.weekday)}`;
    case 'patch-tuesday':
      return afterPatchTuesday(recurrence.days);
    case 'rrule':
      return ofItsOwn(recurrence.rrule);
    default:
      return never(recurrence);
  }
}

/** "The second Tuesday and three days" is no second Friday: it is the Friday among the days 11 to 17. */
function afterPatchTuesday(days: number): string | null {
  const first = PATCH_TUESDAY.first + days;
  const last = PATCH_TUESDAY.last + days;
  // From there on it may fall into the next month.
  if (first < 1 || last > SHORTEST_MONTH) return null;
  const weekday = ((((TUESDAY - 1 + days) % 7) + 7) % 7) + 1;
  const range = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  return `FREQ=MONTHLY;BYDAY=${dayName(weekday as IsoWeekday)};BYMONTHDAY=${range.join(',')}`;
}

/** Without its end, which is told by the number of times. */
function ofItsOwn(rrule: string): string | null {
  const parts = rrule.split(';').filter((part) => !/^(?:COUNT|UNTIL)=/.test(part));
  const said = parts.filter((part) => !/^(?:INTERVAL=\d+|WKST=[A-Z]{2})$/.test(part)).sort();
  return readAlike.some((shape) => shape.test(said.join(';'))) ? parts.join(';') : null;
}

/** Parts in their order by name. In others, such as days counted from both ends of a month, readers find more than there are. */
const readAlike: readonly RegExp[] = [
  /^FREQ=DAILY$/,
  /^(?:BYDAY=[A-Z,]+;)?FREQ=WEEKLY$/,
  /^(?:(?:BYDAY|BYMONTHDAY)=(?:[\dA-Z,]+|-\d+[A-Z]*);)?FREQ=MONTHLY$/,
];

function dayName(day: IsoWeekday): string {
  return weekdays[day - 1] ?? '';
}
