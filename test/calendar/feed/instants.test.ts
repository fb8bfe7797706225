import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { feedOf } from '../../../src/calendar/feed/feed-of.ts';
import { HOUR, isoOf, instant, MINUTE } from '../../../src/core/clock.ts';
import type { IsoWeekday } from '../../../src/core/local-time.ts';
import { zoneNames } from '../../../src/core/local-time.ts';
import type { Recurrence } from '../../../src/maintenance/model.ts';
import { occurrencesOf } from '../../../src/maintenance/occurrences.ts';
import { inOrder, readWithIcalJs, readWithNodeIcal, type ReadTime } from '../../support/calendar-readers.ts';
import { aFeed, aFeedRule, SPAN } from './feeds.ts';

const readers = { 'ical.js': readWithIcalJs, 'node-ical': readWithNodeIcal } as const;
const zones = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Africa/Casablanca', 'UTC'];
/** Overnight, longer than a day, in a gap, twice, from midnight, and an ordinary one. */
const windows: readonly (readonly [time: string, length: number])[] = [
  ['22:00', 4 * HOUR],
  ['22:00', 26 * HOUR],
  ['02:30', 30 * MINUTE],
  ['02:30', 60 * HOUR],
  ['01:45', 26 * HOUR],
  ['00:00', 2 * HOUR],
  ['10:15', 8 * HOUR],
];
const from = '2026-01-05' as Extract<Recurrence, { kind: 'rrule' }>['from'];

const recurrences: Readonly<Record<string, Recurrence>> = {
  'every Sunday': { kind: 'weekly', days: [7] },
  'every day': { kind: 'weekly', days: [1, 2, 3, 4, 5, 6, 7] },
  'the second Saturday': { kind: 'monthly', nth: 2, weekday: 6 },
  'the fifth Sunday': { kind: 'monthly', nth: 5, weekday: 7 },
  'the last Sunday': { kind: 'monthly', nth: -1, weekday: 7 },
  'Patch Tuesday': { kind: 'patch-tuesday', days: 0 },
  'three days after Patch Tuesday': { kind: 'patch-tuesday', days: 3 },
  'two weeks after Patch Tuesday': { kind: 'patch-tuesday', days: 14 },
  'twenty days after Patch Tuesday, maybe in the next month': { kind: 'patch-tuesday', days: 20 },
  'every other Sunday': { kind: 'rrule', rrule: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=SU', from },
  'the last day of a month': { kind: 'rrule', rrule: 'FREQ=MONTHLY;BYMONTHDAY=-1', from },
  'the last working day of a month': { kind: 'rrule', rrule: 'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1', from },
  'every third day, forty times': { kind: 'rrule', rrule: 'FREQ=DAILY;INTERVAL=3;COUNT=40', from },
  'once a year, on the last Sunday of March': { kind: 'rrule', rrule: 'FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU', from },
};

function shown(times: readonly Pick<ReadTime, 'start' | 'end'>[]): string[] {
  return times.map(({ start, end }) => `${isoOf(instant(start))} – ${isoOf(instant(end))}`);
}

function agrees(zone: string, recurrence: Recurrence, time: string, length: number): void {
  const times = { zone, recurrence, time, length, noStartBefore: 0 };
  const opened = occurrencesOf(times, SPAN.from, SPAN.until);

  const text = feedOf(aFeed({ rules: [aFeedRule({ zone, recurrence }, opened)] }));

  for (const [name, read] of Object.entries(readers)) {
    const hint = `${name}: ${zone} ${JSON.stringify(recurrence)} ${time} ${length / HOUR} h`;
    assert.deepEqual(shown(inOrder(read(text))), shown(opened), hint);
  }
}

describe('the events of a rule over two years, as two readers expand them', () => {
  for (const zone of zones) {
    for (const [name, recurrence] of Object.entries(recurrences)) {
      test(`${name} in ${zone} is what the rule says, instant for instant`, () => {
        for (const [time, length] of windows) agrees(zone, recurrence, time, length);
      });
    }
  }

  const stumbles: readonly (readonly [what: string, zone: string, rrule: string])[] = [
    ['a week that begins where midnight is skipped', 'America/Santiago', 'FREQ=WEEKLY;BYDAY=SU,MO;WKST=SU'],
    ['days on the way to the next one that skip midnight', 'Africa/Cairo', 'FREQ=DAILY;BYDAY=MO'],
    ['a last day that is a weekday too', 'UTC', 'FREQ=MONTHLY;BYMONTHDAY=-2;BYDAY=MO'],
    ['weekdays counted from both ends of a month', 'UTC', 'FREQ=MONTHLY;BYDAY=5WE,-1SA'],
    ['a 30th that February lacks', 'UTC', 'FREQ=MONTHLY;BYMONTHDAY=30,26;BYDAY=TH'],
    ['the last day among all days', 'UTC', 'FREQ=DAILY;BYMONTHDAY=-1'],
  ];
  for (const [what, zone, rrule] of stumbles) {
    test(`${what}, over which readers stumble, is told so that they do not`, () => {
      agrees(zone, { kind: 'rrule', rrule, from }, '00:00', 15 * MINUTE);
    });
  }

  const weekday = fc.integer({ min: 1, max: 7 }).map((day) => day as IsoWeekday);
  const dayCode = fc.constantFrom('MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU');
  const someDays = fc.uniqueArray(dayCode, { minLength: 1, maxLength: 3 }).map((days) => days.join(','));
  const someDates = fc
    .uniqueArray(fc.integer({ min: -31, max: 31 }), { minLength: 1, maxLength: 3 })
    .map((dates) => dates.filter((date) => date !== 0).join(',') || '1');
  const interval = fc.integer({ min: 1, max: 5 });
  const someOrdinals = fc
    .uniqueArray(fc.tuple(fc.constantFrom('', 1, 2, 4, 5, -1, -2), dayCode), { minLength: 1, maxLength: 3 })
    .map((days) => days.map(([nth, day]) => `${nth}${day}`).join(','));
  const anyRrule = fc.oneof(
    fc.tuple(interval, someDays).map(([every, days]) => `FREQ=WEEKLY;INTERVAL=${every};BYDAY=${days}`),
    fc.tuple(interval, dayCode).map(([every, start]) => `FREQ=WEEKLY;INTERVAL=${every};BYDAY=SU,MO;WKST=${start}`),
    fc.tuple(interval, someDates).map(([every, dates]) => `FREQ=MONTHLY;INTERVAL=${every};BYMONTHDAY=${dates}`),
    fc.tuple(someDates, someDays).map(([dates, days]) => `FREQ=MONTHLY;BYMONTHDAY=${dates};BYDAY=${days}`),
    fc
      .tuple(interval, fc.integer({ min: -5, max: 5 }), dayCode)
      .map(([every, nth, day]) => `FREQ=MONTHLY;INTERVAL=${every};BYDAY=${nth === 0 ? '' : nth}${day}`),
    fc
      .tuple(fc.integer({ min: 1, max: 40 }), someDays)
      .map(([every, days]) => `FREQ=DAILY;INTERVAL=${every};BYDAY=${days}`),
    interval.map((every) => `FREQ=MONTHLY;INTERVAL=${every}`),
    fc.tuple(someDates, someOrdinals).map(([dates, days]) => `FREQ=MONTHLY;BYMONTHDAY=${dates};BYDAY=${days}`),
    fc.tuple(interval, someOrdinals).map(([every, days]) => `FREQ=MONTHLY;INTERVAL=${every};BYDAY=${days}`),
    fc.tuple(interval, someDates).map(([every, dates]) => `FREQ=DAILY;INTERVAL=${every};BYMONTHDAY=${dates}`),
    fc.integer({ min: 1, max: 12 }).map((month) => `FREQ=DAILY;BYMONTH=${month}`),
  );
  const anyRecurrence: fc.Arbitrary<Recurrence> = fc.oneof(
    fc.uniqueArray(weekday, { minLength: 1 }).map((days): Recurrence => ({ kind: 'weekly', days })),
    fc
      .tuple(fc.constantFrom(1 as const, 2 as const, 3 as const, 4 as const, 5 as const, -1 as const), weekday)
      .map(([nth, on]): Recurrence => ({ kind: 'monthly', nth, weekday: on })),
    fc.integer({ min: 0, max: 27 }).map((days): Recurrence => ({ kind: 'patch-tuesday', days })),
    anyRrule.map((rrule): Recurrence => ({ kind: 'rrule', rrule, from })),
  );
  const anyTime = fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom(0, 15, 30, 45))
    .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`);

  test('any recurrence, in any zone, at any time, of any length', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zoneNames()),
        anyRecurrence,
        anyTime,
        fc.integer({ min: 1, max: 4 * 72 }).map((quarters) => quarters * 15 * MINUTE),
        agrees,
      ),
      { numRuns: 100 },
    );
  });
});
