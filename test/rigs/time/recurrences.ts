import type { IsoWeekday } from '../../../src/core/local-time.ts';
import type { Recurrence } from '../../../src/maintenance/model.ts';
import { daysOn, openings, type WallDay } from './openings.ts';

const codes = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;
const TUESDAY = 2;

/** Maintenance rules on days of the week. */
export const weekly = openings('weekly rules', (near, random) => {
  const some = [1, 2, 3, 4, 5, 6, 7].filter(() => random.between(0, 1) === 1);
  return [[near.weekday], [...new Set([near.weekday, ...some])].sort()].map((days) => ({
    recurrence: { kind: 'weekly', days: days as IsoWeekday[] },
    comes: ({ weekday }) => days.includes(weekday),
  }));
});

/** On the nth or the last such day of a month, as one that counts on a calendar on the wall. */
export const monthly = openings('monthly rules', (near) => {
  const weekday = near.weekday as IsoWeekday;
  const nth = Math.ceil(near.date / 7) as 1 | 2 | 3 | 4 | 5;
  const counted: Recurrence = { kind: 'monthly', nth, weekday };
  const last: Recurrence = { kind: 'monthly', nth: -1, weekday };
  return [
    { recurrence: counted, comes: (day) => day.weekday === weekday && Math.ceil(day.date / 7) === nth },
    { recurrence: last, comes: (day) => day.weekday === weekday && day.date + 7 > day.dates },
  ];
});

/** So many days after the second Tuesday. */
export const patchTuesday = openings('rules after Patch Tuesday', (near, random) => {
  let since = 0;
  while (since < 28 && !isSecondTuesday(daysOn(near.day, -since))) since += 1;
  return [...new Set([Math.min(since, 27), random.between(0, 27)])].map((days) => ({
    recurrence: { kind: 'patch-tuesday', days },
    comes: ({ day }) => isSecondTuesday(daysOn(day, -days)),
  }));
});

/** RRULEs that were counted from up to three years before. */
export const rrules = openings('RRULEs', (near, random) => {
  const every = random.between(1, 9);
  const from = daysOn(near.day, -every * random.between(0, 100));
  const weeks = daysOn(near.day, -7 * every * random.between(0, 20));
  const code = codes[near.weekday - 1];
  const since = (day: string) => Math.round((Date.parse(day) - Date.parse(from)) / 86_400_000);
  const weeksSince = (day: string) => Math.floor((Date.parse(day) - Date.parse(mondayOf(weeks))) / (7 * 86_400_000));
  const rules: readonly (readonly [string, string, (day: WallDay) => boolean])[] = [
    [`FREQ=DAILY;INTERVAL=${every}`, from, ({ day }) => day >= from && since(day) % every === 0],
    [
      `FREQ=WEEKLY;INTERVAL=${every};BYDAY=${code}`,
      weeks,
      ({ day, weekday }) => day >= weeks && weekday === near.weekday && weeksSince(day) % every === 0,
    ],
    [`FREQ=MONTHLY;BYDAY=-1${code}`, from, (day) => day.weekday === near.weekday && day.date + 7 > day.dates],
    [`FREQ=MONTHLY;BYMONTHDAY=${near.date},-1`, from, ({ date, dates }) => date === near.date || date === dates],
    [
      `FREQ=YEARLY;BYMONTH=${Number(near.day.slice(5, 7))};BYMONTHDAY=${near.date}`,
      from,
      ({ day }) => day.slice(5) === near.day.slice(5),
    ],
  ];
  const [rrule, start, comes] = rules[random.between(0, rules.length - 1)] ?? rules[0] ?? [];
  if (!rrule || !start || !comes) return [];
  return [
    {
      recurrence: { kind: 'rrule', rrule, from: start as Extract<Recurrence, { kind: 'rrule' }>['from'] },
      comes: (day) => day.day >= start && comes(day),
    },
  ];
});

function isSecondTuesday(day: string): boolean {
  const noon = new Date(`${day}T12:00:00Z`);
  return noon.getUTCDay() === TUESDAY && noon.getUTCDate() >= 8 && noon.getUTCDate() <= 14;
}

function mondayOf(day: string): string {
  return daysOn(day, -((new Date(`${day}T12:00:00Z`).getUTCDay() + 6) % 7));
}
