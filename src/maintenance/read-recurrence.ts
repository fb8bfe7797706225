import type { Day } from '../core/clock.ts';
import type { IsoWeekday } from '../core/local-time.ts';
import { ok, type Result } from '../core/result.ts';
import { missing, wrong } from './fields.ts';
import type { Recurrence, RuleDraft } from './model.ts';
import { readRrule } from './read-rrule.ts';
import { MOST_DAYS_AFTER } from './recurrence.ts';
import { weekdaysIn } from './weekdays.ts';

type Fields = Pick<RuleDraft, 'recurrence' | 'days' | 'number' | 'rrule'>;

const places: Readonly<Record<string, 1 | 2 | 3 | 4 | 5 | -1>> = {
  ...{ '1': 1, '2': 2, '3': 3, '4': 4, '5': 5, '-1': -1 },
  ...{ '1st': 1, '2nd': 2, '3rd': 3, '4th': 4, '5th': 5 },
  ...{ first: 1, second: 2, third: 3, fourth: 4, fifth: 5, last: -1 },
};

/** `from`: the day from which an RRULE is counted. Refuses, naming the field and its value: `invalid`. */
export function readRecurrence(draft: Fields, from: Day): Result<Recurrence> {
  const kind = draft.recurrence.trim().toLowerCase();
  switch (kind) {
    case '':
      return missing('recurrence', KINDS);
    case 'weekly':
      return readWeekly(draft.days);
    case 'monthly':
      return readMonthly(draft);
    case 'patch-tuesday':
      return readPatchTuesday(draft.number);
    case 'rrule': {
      const rrule = readRrule(draft.rrule, from);
      return rrule.ok ? ok({ kind, rrule: rrule.value, from }) : rrule;
    }
    default:
      return wrong('recurrence', draft.recurrence, KINDS);
  }
}

const KINDS = 'Choose weekly, monthly, patch-tuesday or rrule.';

function readWeekly(text: string): Result<Recurrence> {
  const days = readDays(text, 'Write them like sat, sun.');
  return days.ok ? ok({ kind: 'weekly', days: days.value }) : days;
}

function readMonthly({ days: text, number }: Fields): Result<Recurrence> {
  const days = readDays(text, 'Write one, for example tue.');
  if (!days.ok) return days;
  const [weekday] = days.value;
  if (weekday === undefined || days.value.length > 1) return wrong('day', text, 'Write one, for example tue.');
  const place = number.trim().toLowerCase();
  if (place === '') return missing('number', 'Say which of the month: 1 to 5, or last.');
  const nth = Object.hasOwn(places, place) ? places[place] : undefined;
  return nth === undefined
    ? wrong('number', number, 'Say which of the month: 1 to 5, or last.')
    : ok({ kind: 'monthly', nth, weekday });
}

function readPatchTuesday(number: string): Result<Recurrence> {
  const hint = `Say how many days after it: 0 to ${MOST_DAYS_AFTER}, for example 3.`;
  const days = number.trim();
  if (days === '') return missing('number of days after Patch Tuesday', hint);
  if (!/^\d{1,2}$/.test(days) || Number(days) > MOST_DAYS_AFTER) {
    return wrong('number of days after Patch Tuesday', number, hint);
  }
  return ok({ kind: 'patch-tuesday', days: Number(days) });
}

function readDays(text: string, hint: string): Result<readonly IsoWeekday[]> {
  const read = weekdaysIn(text);
  if ('unknown' in read) return wrong('day', read.unknown, hint);
  return read.days.length === 0 ? missing('day', hint) : ok(read.days);
}
