import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { DAY, type Instant, instant, MINUTE } from '../../src/core/clock.ts';
import { localAt, weekdayOf, zoneNames } from '../../src/core/local-time.ts';
import type { Day } from '../../src/core/clock.ts';
import { changeRemark, describeDays, describeSchedule } from '../../src/digests/describe-schedule.ts';
import type { Schedule, Weekday } from '../../src/digests/model.ts';
import { nextSlot, scheduleProblem, slotsBetween } from '../../src/digests/schedule.ts';

const DAILY: readonly Weekday[] = [1, 2, 3, 4, 5, 6, 7];

function at(iso: string): Instant {
  return instant(Date.parse(iso));
}

function schedule(days: readonly Weekday[], time: string, zone: string): Schedule {
  return { days, time, zone };
}

/** Slots after `after` up to `upTo`, as they come one after the other: `local = UTC`. */
function walk(plan: Schedule, after: Instant, upTo: Instant): string[] {
  const found: string[] = [];
  for (let slot = nextSlot(plan, after); slot.at <= upTo; slot = nextSlot(plan, slot.at)) {
    found.push(`${slot.local} = ${new Date(slot.at).toISOString().slice(0, 16)}Z`);
  }
  return found;
}

const walks: readonly [name: string, plan: Schedule, after: string, upTo: string, expected: readonly string[]][] = [
  [
    'weekdays leave the weekend out',
    schedule([1, 2, 3, 4, 5], '08:00', 'Europe/Berlin'),
    '2026-11-19T07:00Z',
    '2026-11-24T07:00Z',
    [
      '2026-11-20T08:00 = 2026-11-20T07:00Z',
      '2026-11-23T08:00 = 2026-11-23T07:00Z',
      '2026-11-24T08:00 = 2026-11-24T07:00Z',
    ],
  ],
  [
    'a slot at the very moment is not the next one',
    schedule([1], '09:00', 'UTC'),
    '2026-11-23T09:00Z',
    '2026-12-07T09:00Z',
    ['2026-11-30T09:00 = 2026-11-30T09:00Z', '2026-12-07T09:00 = 2026-12-07T09:00Z'],
  ],
  [
    'the weekday is the one of the zone',
    schedule([1], '08:00', 'Pacific/Auckland'),
    '2026-11-20T00:00Z',
    '2026-11-24T00:00Z',
    ['2026-11-23T08:00 = 2026-11-22T19:00Z'],
  ],
  [
    'a time in the gap is the first moment after it',
    schedule(DAILY, '02:30', 'Europe/Berlin'),
    '2027-03-27T01:30Z',
    '2027-03-29T12:00Z',
    ['2027-03-28T02:30 = 2027-03-28T01:00Z', '2027-03-29T02:30 = 2027-03-29T00:30Z'],
  ],
  [
    'a time that comes twice comes once, the first time',
    schedule(DAILY, '02:30', 'Europe/Berlin'),
    '2027-10-30T12:00Z',
    '2027-11-01T12:00Z',
    ['2027-10-31T02:30 = 2027-10-31T00:30Z', '2027-11-01T02:30 = 2027-11-01T01:30Z'],
  ],
  [
    'during the second showing the first is past',
    schedule(DAILY, '02:30', 'Europe/Berlin'),
    '2027-10-31T01:10Z',
    '2027-11-01T12:00Z',
    ['2027-11-01T02:30 = 2027-11-01T01:30Z'],
  ],
  [
    'local slots that come to one moment are one',
    schedule(DAILY, '00:00', 'Pacific/Apia'),
    '2011-12-28T12:00Z',
    '2012-01-01T00:00Z',
    [
      '2011-12-29T00:00 = 2011-12-29T10:00Z',
      '2011-12-31T00:00 = 2011-12-30T10:00Z',
      '2012-01-01T00:00 = 2011-12-31T10:00Z',
    ],
  ],
  [
    'a slot of a skipped day comes when the next day begins',
    schedule([5], '17:00', 'Pacific/Apia'),
    '2011-12-28T12:00Z',
    '2012-01-06T12:00Z',
    ['2011-12-30T17:00 = 2011-12-30T10:00Z', '2012-01-06T17:00 = 2012-01-06T03:00Z'],
  ],
];

for (const [name, plan, after, upTo, expected] of walks) {
  test(name, () => {
    assert.deepEqual(walk(plan, at(after), at(upTo)), expected);
    const { latest, count } = slotsBetween(plan, at(after), at(upTo));
    assert.equal(count, expected.length);
    assert.equal(latest && `${latest.local} = ${new Date(latest.at).toISOString().slice(0, 16)}Z`, expected.at(-1));
  });
}

test('a slot of today that the clocks showed before they went back to yesterday is past', () => {
  const plan = schedule(DAILY, '00:00', 'America/St_Johns');
  const yesterdayAgain = at('2010-11-07T03:00Z');

  assert.equal(localAt(yesterdayAgain, plan.zone), '2010-11-06T23:30');
  assert.equal(slotsBetween(plan, at('2010-11-06T12:00Z'), yesterdayAgain).latest?.local, '2010-11-07T00:00');
  assert.equal(nextSlot(plan, yesterdayAgain).local, '2010-11-08T00:00');
});

test('between two slots there is none, and both ends are told apart', () => {
  const plan = schedule(DAILY, '08:00', 'UTC');

  assert.deepEqual(slotsBetween(plan, at('2026-11-23T08:00Z'), at('2026-11-24T07:59Z')), { latest: null, count: 0 });
  assert.equal(slotsBetween(plan, at('2026-11-23T08:00Z'), at('2026-11-24T08:00Z')).count, 1);
  assert.equal(slotsBetween(plan, at('2026-11-23T07:59Z'), at('2026-11-24T08:00Z')).count, 2);
  assert.equal(slotsBetween(plan, at('2026-11-23T08:00Z'), at('2026-11-23T08:00Z')).count, 0);
  assert.equal(slotsBetween(plan, at('2026-11-23T08:00Z'), at('2026-01-01T08:00Z')).count, 0);
});

const zones = zoneNames();
const anySchedule: fc.Arbitrary<Schedule> = fc.record({
  days: fc.subarray([...DAILY], { minLength: 1 }),
  time: fc
    .integer({ min: 0, max: 24 * 60 - 1 })
    .map((minutes) => new Date(minutes * MINUTE).toISOString().slice(11, 16)),
  zone: fc.oneof(fc.constantFrom(...zones), fc.constantFrom('Pacific/Apia', 'Africa/Casablanca', 'America/Nuuk')),
});
// Apia skips a day in 2011.
const anyMoment = fc
  .integer({ min: 0, max: 30 * 366 * 24 * 60 })
  .map((minutes) => instant(Date.parse('2010-01-01T00:00:00Z') + minutes * MINUTE));

describe('properties over every zone and thirty years', () => {
  test('the next slot comes after the moment, on a day and at the time of the schedule, and within eight days', () => {
    fc.assert(
      fc.property(anySchedule, anyMoment, (plan, after) => {
        const slot = nextSlot(plan, after);

        assert.ok(slot.at > after && slot.at <= after + 9 * DAY);
        assert.equal(slot.local.slice(11), plan.time);
        assert.ok(plan.days.includes(weekdayOf(slot.local.slice(0, 10) as Day)));
        assert.ok(localAt(slot.at, plan.zone) >= slot.local);
      }),
      { numRuns: 500 },
    );
  });

  test('slots strictly increase, and asking from any moment between gives the same ones', () => {
    fc.assert(
      fc.property(anySchedule, anyMoment, fc.nat(1_000_000), (plan, after, share) => {
        const first = nextSlot(plan, after);
        const second = nextSlot(plan, first.at);
        const between = instant(first.at + Math.floor(((second.at - first.at - 1) * share) / 1_000_000));

        assert.ok(second.at > first.at && second.local > first.local);
        assert.deepEqual(nextSlot(plan, between), second);
        assert.deepEqual(nextSlot(plan, instant(first.at - 1)), first);
      }),
      { numRuns: 400 },
    );
  });

  test('counting gives what walking gives', () => {
    fc.assert(
      fc.property(anySchedule, anyMoment, fc.integer({ min: 0, max: 500 * 24 * 60 }), (plan, after, minutes) => {
        const upTo = instant(after + minutes * MINUTE);
        const walked = walk(plan, after, upTo);
        const { latest, count } = slotsBetween(plan, after, upTo);

        assert.equal(count, walked.length);
        assert.equal(latest?.local, walked.at(-1)?.slice(0, 16));
      }),
      { numRuns: 60 },
    );
  });

  test('counting over a skipped day gives what walking gives', () => {
    fc.assert(
      fc.property(anySchedule, fc.nat(30 * 24 * 60), fc.nat(30 * 24 * 60), (plan, before, beyond) => {
        const skipping = { ...plan, zone: 'Pacific/Apia' };
        const middle = Date.parse('2011-12-30T10:00:00Z');
        const after = instant(middle - before * MINUTE);
        const upTo = instant(middle + beyond * MINUTE);

        assert.equal(slotsBetween(skipping, after, upTo).count, walk(skipping, after, upTo).length);
      }),
      { numRuns: 150 },
    );
  });
});

test('a year of downtime is counted at once', () => {
  const plan = schedule(DAILY, '08:00', 'Europe/Berlin');
  const after = at('2026-01-01T00:00Z');
  nextSlot(plan, after);

  const begun = performance.now();
  for (let run = 0; run < 100; run += 1) slotsBetween(plan, after, at('2027-01-01T00:00Z'));

  assert.equal(slotsBetween(plan, after, at('2027-01-01T00:00Z')).count, 365);
  assert.ok(performance.now() - begun < 500);
});

describe('a schedule that can run has no problem, and one that can not says which', () => {
  const good = schedule([1, 3, 5], '08:00', 'Europe/Berlin');
  const table: readonly [Partial<Schedule>, RegExp | null][] = [
    [{}, null],
    [{ zone: 'Asia/Calcutta', time: '00:00' }, null],
    [{ days: DAILY, time: '23:59' }, null],
    [{ days: [] }, /names no day/],
    [{ days: [3, 1] }, /order/],
    [{ days: [1, 1] }, /order/],
    [{ days: [8 as Weekday] }, /days/],
    [{ days: [1.5 as Weekday] }, /days/],
    [{ time: '24:00' }, /24:00 is not a time/],
    [{ time: '8:00' }, /8:00 is not a time/],
    [{ time: '08:60' }, /08:60/],
    [{ zone: 'Mars/Olympus' }, /Mars\/Olympus is not a time zone/],
    [{ zone: '' }, /time zone/],
    [{ zone: '+02:00' }, /time zone/],
  ];
  for (const [change, expected] of table) {
    test(`${JSON.stringify(change)}`, () => {
      const problem = scheduleProblem({ ...good, ...change });

      if (expected === null) assert.equal(problem, null);
      else assert.match(problem ?? '', expected);
    });
  }
});

test('a schedule without a day, or of an unknown zone, is an error instead of no slot', () => {
  assert.throws(() => nextSlot(schedule([], '08:00', 'UTC'), at('2026-11-23T08:00Z')), RangeError);
  assert.throws(() => nextSlot(schedule([1], '08:00', 'Mars/Olympus'), at('2026-11-23T08:00Z')), RangeError);
});

test('days and schedules are described in the words they can be asked for with', () => {
  assert.equal(describeSchedule(schedule([1, 2, 3, 4, 5], '07:30', 'Europe/Berlin')), 'weekdays 07:30 Europe/Berlin');
  assert.equal(describeDays(DAILY), 'daily');
  assert.equal(describeDays([6, 7]), 'weekends');
  assert.equal(describeDays([1]), 'Monday');
  assert.equal(describeDays([1, 3, 5]), 'Mon, Wed, Fri');
});

describe('what the clocks do to a slot is said in words', () => {
  const table: readonly [local: string, zone: string, expected: string | null][] = [
    ['2027-03-27T02:30', 'Europe/Berlin', null],
    ['2027-03-28T02:30', 'Europe/Berlin', '02:30 does not exist on 28 March 2027: posted at 03:00'],
    ['2027-10-31T02:30', 'Europe/Berlin', '02:30 comes twice on 31 October 2027: posted the first time'],
    ['2027-03-27T23:30', 'America/Nuuk', '23:30 does not exist on 27 March 2027: posted at 00:00 on 28 March 2027'],
    [
      '2011-12-30T10:00',
      'Pacific/Apia',
      '10:00 does not exist on 30 December 2011: posted at 00:00 on 31 December 2011',
    ],
  ];
  for (const [local, zone, expected] of table) {
    test(`${local} ${zone}`, () => {
      const day = local.slice(0, 10) as Day;
      const slot = nextSlot(
        schedule([weekdayOf(day)], local.slice(11), zone),
        instant(Date.parse(`${local}Z`) - 2 * DAY),
      );

      assert.equal(slot.local, local);
      assert.equal(changeRemark(slot, zone), expected);
    });
  }
});
