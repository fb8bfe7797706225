import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Day } from '../../src/core/clock.ts';
import { dayLater, weekdayOf } from '../../src/core/local-time.ts';
import type { Recurrence } from '../../src/maintenance/model.ts';
import { readRrule } from '../../src/maintenance/read-rrule.ts';
import { daysOf } from '../../src/maintenance/recurrence.ts';
import { rruleDays } from '../../src/maintenance/rrule.ts';

const day = (text: string) => text as Day;
const in2027 = (recurrence: Recurrence, from = '2027-01-01', to = '2027-12-31') =>
  daysOf(recurrence, day(from), day(to))
    .map((one) => one.slice(5))
    .join(' ');

describe('daysOf', () => {
  it('finds the nth weekday of each month, and skips a month that has no fifth', () => {
    assert.equal(
      in2027({ kind: 'monthly', nth: 2, weekday: 2 }),
      '01-12 02-09 03-09 04-13 05-11 06-08 07-13 08-10 09-14 10-12 11-09 12-14',
    );
    assert.equal(in2027({ kind: 'monthly', nth: 5, weekday: 6 }), '01-30 05-29 07-31 10-30');
    assert.equal(
      in2027({ kind: 'monthly', nth: -1, weekday: 7 }),
      '01-31 02-28 03-28 04-25 05-30 06-27 07-25 08-29 09-26 10-31 11-28 12-26',
    );
  });

  it('counts from Patch Tuesday into the next month where need be', () => {
    assert.equal(in2027({ kind: 'patch-tuesday', days: 0 }, '2027-01-01', '2027-03-31'), '01-12 02-09 03-09');
    assert.equal(in2027({ kind: 'patch-tuesday', days: 4 }, '2027-01-01', '2027-03-31'), '01-16 02-13 03-13');
    assert.equal(in2027({ kind: 'patch-tuesday', days: 27 }, '2027-01-01', '2027-03-31'), '01-04 02-08 03-08');
  });

  it('has the days at both ends of what is asked for, and none beyond', () => {
    const weekly: Recurrence = { kind: 'weekly', days: [1, 7] };
    assert.equal(in2027(weekly, '2027-02-07', '2027-02-15'), '02-07 02-08 02-14 02-15');
    assert.equal(in2027(weekly, '2027-02-09', '2027-02-08'), '');
  });

  it('is, of a month, what a calendar on the wall shows', () => {
    const spans = fc.tuple(
      fc.nat(3_000),
      fc.nat(60),
      fc.constantFrom(1, 2, 3, 4, 5, -1),
      fc.integer({ min: 1, max: 7 }),
    );
    fc.assert(
      fc.property(spans, ([away, length, nth, weekday]) => {
        const first = dayLater(day('2026-01-01'), away);
        const last = dayLater(first, length);
        const wall = allDays(first, last).filter((one) => weekdayOf(one) === weekday && isNth(one, nth));
        assert.deepEqual(daysOf({ kind: 'monthly', nth, weekday } as Recurrence, first, last), wall);
      }),
    );
  });
});

function allDays(first: Day, last: Day): Day[] {
  const days: Day[] = [];
  for (let one = first; one <= last; one = dayLater(one, 1)) days.push(one);
  return days;
}

function isNth(one: Day, nth: number): boolean {
  const date = Number(one.slice(8));
  return nth > 0 ? Math.ceil(date / 7) === nth : dayLater(one, 7).slice(5, 7) !== one.slice(5, 7);
}

const FROM = day('2026-11-21');
const refusal = (text: string) => {
  const read = readRrule(text, FROM);
  return read.ok ? `taken: ${read.value}` : `${read.refusal.message} ${read.refusal.hint}`;
};

describe('readRrule', () => {
  it('takes what RFC 5545 has for whole days, however it is typed', () => {
    assert.equal(refusal('rrule:freq=monthly; byday=-1sa;'), 'taken: FREQ=MONTHLY;BYDAY=-1SA');
    for (const rrule of [
      'FREQ=DAILY',
      'FREQ=WEEKLY;INTERVAL=2;BYDAY=SA,SU;WKST=MO',
      'FREQ=MONTHLY;BYMONTHDAY=-1',
      'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1',
      'FREQ=YEARLY;BYMONTH=1,7;BYDAY=1SU',
      'FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO',
      'FREQ=YEARLY;BYYEARDAY=100,-1',
      'FREQ=DAILY;INTERVAL=366',
      'COUNT=10;FREQ=DAILY',
      'FREQ=DAILY;UNTIL=20271231',
    ]) {
      assert.equal(refusal(rrule), `taken: ${rrule}`);
    }
  });

  it('refuses the rest, naming the part and its value', () => {
    const cases: readonly (readonly [string, RegExp])[] = [
      ['', /^No RRULE was given\. Write it like FREQ=MONTHLY;BYDAY=-1SA\./],
      ['every saturday', /RRULE can not be EVERYSATURDAY/],
      ['BYDAY=SA', /It has no FREQ/],
      ['FREQ=HOURLY', /FREQ of the RRULE can not be HOURLY\. Write DAILY/],
      ['FREQ=CONSTRUCTOR', /FREQ of the RRULE can not be CONSTRUCTOR/],
      ['FREQ=DAILY;BYHOUR=2', /can not be BYHOUR=2\. The time of day has a field of its own/],
      ['FREQ=DAILY;DTSTART=20261121T000000', /can not be DTSTART=/],
      ['FREQ=DAILY;FREQ=WEEKLY', /can not be FREQ=WEEKLY/],
      ['FREQ=DAILY;X-OWN=1', /can not be X-OWN=1/],
      ['FREQ=DAILY;CONSTRUCTOR=1', /can not be CONSTRUCTOR=1/],
      ['FREQ=DAILY;INTERVAL=0', /INTERVAL of the RRULE can not be 0\. With DAILY, write 1 to 366/],
      ['FREQ=DAILY;INTERVAL=367', /INTERVAL of the RRULE can not be 367/],
      ['FREQ=YEARLY;INTERVAL=9999', /With YEARLY, write 1 to 4/],
      ['FREQ=DAILY;COUNT=1001', /COUNT of the RRULE can not be 1001\. Write 1 to 1000/],
      ['FREQ=DAILY;COUNT=5;UNTIL=20271231', /COUNT or UNTIL, not both/],
      ['FREQ=DAILY;UNTIL=20270230', /UNTIL of the RRULE can not be 20270230\. Write the last day/],
      ['FREQ=DAILY;UNTIL=20271231T220000Z', /UNTIL of the RRULE/],
      ['FREQ=WEEKLY;BYDAY=1SA', /BYDAY of the RRULE can not be 1SA/],
      ['FREQ=MONTHLY;BYDAY=6SA', /BYDAY of the RRULE can not be 6SA/],
      ['FREQ=WEEKLY;BYMONTHDAY=3', /BYMONTHDAY of the RRULE can not be 3/],
      ['FREQ=MONTHLY;BYMONTHDAY=32', /BYMONTHDAY of the RRULE can not be 32/],
      ['FREQ=MONTHLY;BYMONTH=13', /BYMONTH of the RRULE can not be 13/],
      ['FREQ=MONTHLY;BYSETPOS=1', /BYSETPOS needs days/],
      ['FREQ=YEARLY;BYWEEKNO=3;BYDAY=1MO', /BYDAY of the RRULE can not be 1MO/],
      ['FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30', /comes on no day within the next 4 years/],
      ['FREQ=DAILY;UNTIL=20261120', /comes on no day/],
      [`FREQ=DAILY;BYMONTHDAY=${'1,'.repeat(200)}1`, /at most 250 characters/],
    ];
    for (const [text, expected] of cases) assert.match(refusal(text), expected, text);
  });
});

describe('rruleDays', () => {
  const cases: readonly (readonly [string, (one: Day, since: number) => boolean])[] = [
    ['FREQ=DAILY', () => true],
    ['FREQ=DAILY;INTERVAL=5', (_one, since) => since % 5 === 0],
    ['FREQ=WEEKLY', (_one, since) => since % 7 === 0],
    // Weeks begin on Monday; the first one is that of Saturday 21 November.
    [
      'FREQ=WEEKLY;INTERVAL=2;BYDAY=SA,SU',
      (one, since) => weekdayOf(one) >= 6 && Math.floor((since + 5) / 7) % 2 === 0,
    ],
    ['FREQ=MONTHLY;BYMONTHDAY=31', (one) => one.endsWith('-31')],
    ['FREQ=MONTHLY;BYMONTHDAY=-1', (one) => dayLater(one, 1).endsWith('-01')],
    ['FREQ=MONTHLY;BYDAY=-1SA', (one) => weekdayOf(one) === 6 && isNth(one, -1)],
    ['FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13', (one) => weekdayOf(one) === 5 && one.endsWith('-13')],
    ['FREQ=YEARLY;BYMONTH=3,9;BYDAY=1SU', (one) => weekdayOf(one) === 7 && isNth(one, 1) && /-0[39]-/.test(one)],
    ['FREQ=DAILY;COUNT=100', (_one, since) => since < 100],
    ['FREQ=DAILY;UNTIL=20270105', (one) => one <= '2027-01-05'],
    ['FREQ=DAILY;BYDAY=TH;BYMONTH=8;COUNT=9', (one) => weekdayOf(one) === 4 && /-08-/.test(one) && one <= '2028-08-31'],
  ];

  for (const [rrule, comes] of cases) {
    it(`${rrule} is what a count day by day gives, in any part of five years`, () => {
      const all = allDays(FROM, day('2031-12-31')).filter((one, since) => comes(one, since));
      fc.assert(
        fc.property(fc.nat(1_900), fc.nat(500), (away, length) => {
          const first = dayLater(day('2026-10-01'), away);
          const last = dayLater(first, length);
          const expected = all.filter((one) => one >= first && one <= last && one <= '2031-12-31');
          const actual = rruleDays(rrule, FROM, first, last < '2031-12-31' ? last : day('2031-12-31'));
          assert.deepEqual(actual, expected);
        }),
        { numRuns: 30 },
      );
    });
  }

  it('goes on to any year, also of one that is counted', () => {
    assert.deepEqual(rruleDays('FREQ=DAILY;BYDAY=TH;BYMONTH=8;COUNT=959', FROM, day('2066-08-01'), day('2066-08-09')), [
      '2066-08-05',
    ]);
  });
});
