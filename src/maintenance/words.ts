import { DAY, MINUTE } from '../core/clock.ts';
import { dayLater, type IsoWeekday } from '../core/local-time.ts';
import { never } from '../core/result.ts';
import { countText, listText } from '../readiness/words.ts';
import type { Freeze, MaintenanceRule, Recurrence } from './model.ts';
import { rruleText } from './rrule.ts';
import { weekdayName } from './weekdays.ts';
import { lengthText, localDayText, localText } from './window-words.ts';
import type { Day } from '../core/clock.ts';

const WHOLE_WEEK = 7;
const ordinals = { 1: 'first', 2: 'second', 3: 'third', 4: 'fourth', 5: 'fifth', [-1]: 'last' } as const;

/** `every Saturday, 22:00 to 02:00 Europe/Berlin (4 hours)`: what a rule asks for, whatever the clocks do to one day. */
export function whenText({
  recurrence,
  time,
  length,
  zone,
}: Pick<MaintenanceRule, 'recurrence' | 'time' | 'length' | 'zone'>) {
  const days = recurrenceText(recurrence);
  // The end of what lasts a day or longer would be taken for one on the same day.
  if (length >= DAY) return `${days}, ${time} ${zone} for ${lengthText(length)}`;
  return `${days}, ${time} to ${timeAfter(time, length)} ${zone} (${lengthText(length)})`;
}

/** `every Saturday`, `last Sunday of each month`, `3 days after Patch Tuesday`. */
export function recurrenceText(recurrence: Recurrence): string {
  switch (recurrence.kind) {
    case 'weekly':
      return weeklyText(recurrence.days);
    case 'monthly':
      return `${ordinals[recurrence.nth]} ${weekdayName(recurrence.weekday)} of each month`;
    case 'patch-tuesday':
      return recurrence.days === 0 ? 'Patch Tuesday' : `${countText(recurrence.days, 'day')} after Patch Tuesday`;
    case 'rrule':
      return textOfRrule(recurrence);
    default:
      return never(recurrence);
  }
}

/** As it was asked for, in its own zone: `Sun 20 Dec 2026, 18:00 to Mon 4 Jan 2027, 06:00 Europe/Berlin`; whole days without times. */
export function freezeText({ localStart, localEnd, zone }: Pick<Freeze, 'localStart' | 'localEnd' | 'zone'>): string {
  if (!isMidnight(localStart) || !isMidnight(localEnd)) {
    return `${localText(localStart)} to ${localText(localEnd)} ${zone}`;
  }
  const first = localStart.slice(0, 10);
  const last = dayLater(localEnd.slice(0, 10) as Day, -1);
  const days = first === last ? localDayText(first) : `${localDayText(first)} to ${localDayText(last)}`;
  return `${days}, whole ${first === last ? 'day' : 'days'} ${zone}`;
}

function weeklyText(days: readonly IsoWeekday[]): string {
  return days.length === WHOLE_WEEK ? 'every day' : `every ${listText(days.map(weekdayName))}`;
}

/** In words where the library finds them, else as it stands. */
function textOfRrule({ rrule, from }: Extract<Recurrence, { readonly kind: 'rrule' }>): string {
  try {
    return `${rruleText(rrule, from)}, from ${localDayText(from)}`;
  } catch {
    return rrule;
  }
}

function timeAfter(time: string, length: number): string {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  const after = (hours * 60 + minutes + Math.round(length / MINUTE)) % (24 * 60);
  return `${two(Math.floor(after / 60))}:${two(after % 60)}`;
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}

function isMidnight(local: string): boolean {
  return local.endsWith('T00:00');
}
