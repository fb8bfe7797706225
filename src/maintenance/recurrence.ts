import { patchTuesdayOf } from '../catalogue/patch-tuesday.ts';
import { DAY, type Day, dayOf, instant } from '../core/clock.ts';
import { dayLater, type IsoWeekday, weekdayOf } from '../core/local-time.ts';
import { never } from '../core/result.ts';
import type { Recurrence } from './model.ts';
import { rruleDays } from './rrule.ts';

/** How many days after Patch Tuesday a rule may open: fewer than lie between two of them. */
export const MOST_DAYS_AFTER = 27;

/**
 * The days of the calendar from `first` to `last`, both included, on which a recurrence opens, in their order. Which instants
 * that are is for the zone to say. @throws when an RRULE can't be worked with.
 */
export function daysOf(recurrence: Recurrence, first: Day, last: Day): Day[] {
  switch (recurrence.kind) {
    case 'weekly':
      return daysOfWeek(recurrence.days, first, last);
    case 'monthly':
      return within(
        monthsOf(first, last).flatMap((month) => nthOf(month, recurrence) ?? []),
        first,
        last,
      );
    case 'patch-tuesday':
      return within(
        // What comes after the last one of a month may lie in the next.
        monthsOf(dayLater(first, -MOST_DAYS_AFTER), last).map((month) =>
          dayLater(patchTuesdayOf(Number(month.slice(0, 4)), Number(month.slice(5, 7)) - 1), recurrence.days),
        ),
        first,
        last,
      );
    case 'rrule':
      return rruleDays(recurrence.rrule, recurrence.from, first, last);
    default:
      return never(recurrence);
  }
}

/** Counted as numbers: only the days that are wanted are written out. */
function daysOfWeek(weekdays: readonly IsoWeekday[], first: Day, last: Day): Day[] {
  const start = Date.parse(first) / DAY;
  const end = Date.parse(last) / DAY;
  const startsOn = weekdayOf(first) - 1;
  const days: Day[] = [];
  for (let number = start; number <= end; number += 1) {
    const weekday = ((startsOn + number - start) % 7) + 1;
    if (weekdays.includes(weekday as IsoWeekday)) days.push(dayOf(instant(number * DAY)));
  }
  return days;
}

/** The first day of each month that these days lie in. */
function monthsOf(first: Day, last: Day): Day[] {
  const months: Day[] = [];
  let month = firstOfMonth(first);
  while (month <= last) {
    months.push(month);
    month = firstOfMonth(dayLater(month, 31));
  }
  return months;
}

function firstOfMonth(day: Day): Day {
  return `${day.slice(0, 8)}01` as Day;
}

/** Null: the month has no fifth one. */
function nthOf(month: Day, { nth, weekday }: { readonly nth: number; readonly weekday: IsoWeekday }): Day | null {
  const first = dayLater(month, (weekday - weekdayOf(month) + 7) % 7);
  const inMonth = [0, 7, 14, 21, 28]
    .map((away) => dayLater(first, away))
    .filter((day) => day.slice(0, 7) === month.slice(0, 7));
  return inMonth.at(nth > 0 ? nth - 1 : nth) ?? null;
}

function within(days: readonly Day[], first: Day, last: Day): Day[] {
  return days.filter((day) => day >= first && day <= last);
}
