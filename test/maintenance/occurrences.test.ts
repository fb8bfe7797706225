import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { DAY, HOUR, type Instant, instant, isoOf, MINUTE } from '../../src/core/clock.ts';
import { localAt, resolveLocal, weekdayOf } from '../../src/core/local-time.ts';
import type { Recurrence } from '../../src/maintenance/model.ts';
import {
  nextOccurrences,
  occurrencesOf,
  openAt,
  ruleProblem,
  type RuleTimes,
} from '../../src/maintenance/occurrences.ts';
import { at } from '../support/evidence.ts';
import { aRule } from './rules.ts';

const times = (over: Partial<RuleTimes> = {}): RuleTimes => aRule(over);

function starts(rule: RuleTimes, from: string, to: string): string[] {
  return occurrencesOf(rule, at(from), at(to)).map(({ local, start }) => `${local} = ${isoOf(start).slice(0, 16)}Z`);
}

const daily: Recurrence = { kind: 'weekly', days: [1, 2, 3, 4, 5, 6, 7] };
const sundays: Recurrence = { kind: 'weekly', days: [7] };

describe('occurrencesOf', () => {
  it('opens on each of its days of the week, overnight, on the day on which it starts', () => {
    assert.deepEqual(starts(times(), '2026-11-21T00:00:00Z', '2026-12-05T00:00:00Z'), [
      '2026-11-21T22:00 = 2026-11-21T21:00Z',
      '2026-11-28T22:00 = 2026-11-28T21:00Z',
    ]);
    const [first] = occurrencesOf(
      times({ noStartBefore: HOUR }),
      at('2026-11-21T00:00:00Z'),
      at('2026-11-22T00:00:00Z'),
    );
    assert.deepEqual(first, {
      start: at('2026-11-21T21:00:00Z'),
      end: at('2026-11-22T01:00:00Z'),
      lastStart: at('2026-11-22T00:00:00Z'),
      local: '2026-11-21T22:00',
      kind: 'exact',
      remarks: [],
    });
  });

  it('is half-open at both ends', () => {
    const [start, end] = ['2026-11-21T21:00:00.000Z', '2026-11-22T01:00:00.000Z'];
    const count = (from: string, to: string) => occurrencesOf(times(), at(from), at(to)).length;
    assert.equal(count('2026-11-21T20:00:00Z', start), 0);
    assert.equal(count('2026-11-21T20:00:00Z', '2026-11-21T21:00:00.001Z'), 1);
    assert.equal(count(end, '2026-11-22T03:00:00Z'), 0);
    assert.equal(count('2026-11-22T00:59:59.999Z', '2026-11-22T03:00:00Z'), 1);
    assert.equal(count(end, start), 0);
    assert.equal(openAt(times(), at(start))?.local, '2026-11-21T22:00');
    assert.equal(openAt(times(), instant(at(start) - 1)), null);
    assert.equal(openAt(times(), at(end)), null);
  });

  it('finds one that began up to seven days before', () => {
    const week = times({ length: 7 * DAY });
    assert.deepEqual(starts(week, '2026-11-28T20:59:00Z', '2026-11-28T20:59:30Z'), [
      '2026-11-21T22:00 = 2026-11-21T21:00Z',
    ]);
    // Where one follows another without a gap, the moment belongs to the later one.
    assert.equal(openAt(week, at('2026-11-28T21:00:00Z'))?.local, '2026-11-28T22:00');
    const overlapping = times({ recurrence: daily, length: 36 * HOUR });
    assert.equal(openAt(overlapping, at('2026-11-28T21:00:00Z'))?.local, '2026-11-28T22:00');
    assert.equal(occurrencesOf(overlapping, at('2026-11-28T21:00:00Z'), at('2026-11-28T21:01:00Z')).length, 2);
  });

  it('opens at the first time after where the clocks skip its time, for as long, and says so', () => {
    const rule = times({ recurrence: sundays, time: '02:30' });
    const [opened] = occurrencesOf(rule, at('2027-03-28T00:00:00Z'), at('2027-03-29T00:00:00Z'));
    assert.equal(isoOf(opened?.start ?? instant(0)), '2027-03-28T01:00:00.000Z');
    assert.equal(isoOf(opened?.end ?? instant(0)), '2027-03-28T05:00:00.000Z');
    assert.equal(opened?.kind, 'gap');
    assert.deepEqual(opened?.remarks, [
      '02:30 does not exist on Sun 28 Mar 2027 in Europe/Berlin: it starts at 03:00.',
    ]);
  });

  it('opens at the first of two, and says when the clocks go meanwhile', () => {
    const rule = times({ recurrence: sundays, time: '02:30' });
    const [twice] = occurrencesOf(rule, at('2027-10-31T00:00:00Z'), at('2027-11-01T00:00:00Z'));
    assert.equal(isoOf(twice?.start ?? instant(0)), '2027-10-31T00:30:00.000Z');
    assert.equal(twice?.kind, 'overlap');
    assert.deepEqual(twice?.remarks, [
      '02:30 comes twice on Sun 31 Oct 2027 in Europe/Berlin: it starts at the first.',
      'The clocks in Europe/Berlin go back by 1 hour meanwhile: 4 hours from 02:30 end at 05:30.',
    ]);
    const [night] = occurrencesOf(times(), at('2027-03-27T12:00:00Z'), at('2027-03-28T12:00:00Z'));
    assert.equal(night?.kind, 'exact');
    assert.match(night?.remarks[0] ?? '', /go forward by 1 hour meanwhile: 4 hours from 22:00 end at 03:00/);
  });

  it('is one occurrence where two local days come to one instant', () => {
    const rule = times({ recurrence: daily, time: '00:00', zone: 'Pacific/Apia', length: HOUR });
    const found = starts(rule, '2011-12-29T00:00:00Z', '2012-01-01T09:00:00Z');
    assert.deepEqual(found, [
      '2011-12-29T00:00 = 2011-12-29T10:00Z',
      '2011-12-31T00:00 = 2011-12-30T10:00Z',
      '2012-01-01T00:00 = 2011-12-31T10:00Z',
    ]);
    const skipped = starts({ ...rule, time: '22:00' }, '2011-12-30T09:00:00Z', '2011-12-31T12:00:00Z');
    assert.deepEqual(skipped, ['2011-12-30T22:00 = 2011-12-30T10:00Z', '2011-12-31T22:00 = 2011-12-31T08:00Z']);
  });

  it('never opens in a zone that is not known here, at no time of day, or by what is no RRULE, and never throws', () => {
    const broken: RuleTimes[] = [
      times({ zone: 'Europe/Atlantis' }),
      times({ time: '25:00' }),
      times({ recurrence: { kind: 'rrule', rrule: 'FREQ=SOMETIMES', from: '2026-11-21' as never } }),
    ];
    for (const rule of broken) {
      assert.deepEqual(occurrencesOf(rule, at('2026-11-01T00:00:00Z'), at('2027-11-01T00:00:00Z')), []);
      assert.equal(openAt(rule, at('2026-11-21T21:30:00Z')), null);
      assert.deepEqual(nextOccurrences(rule, at('2026-11-01T00:00:00Z'), 3), []);
      assert.match(ruleProblem(rule) ?? '', /so it never opens\.$/);
    }
    assert.equal(ruleProblem(times()), null);
  });

  it('finds the next ones however far apart they are, the one that is open first', () => {
    const now = at('2026-11-21T23:00:00Z');
    assert.deepEqual(
      nextOccurrences(times(), now, 3).map(({ local }) => local),
      ['2026-11-21T22:00', '2026-11-28T22:00', '2026-12-05T22:00'],
    );
    const leap = times({
      recurrence: { kind: 'rrule', rrule: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29', from: '2026-11-21' as never },
    });
    assert.deepEqual(
      nextOccurrences(leap, now, 3).map(({ local }) => local),
      ['2028-02-29T22:00', '2032-02-29T22:00'],
    );
  });
});

const zones = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Pacific/Apia', 'Africa/Casablanca', 'UTC'];
const recurrences: fc.Arbitrary<Recurrence> = fc.oneof(
  fc.subarray([1, 2, 3, 4, 5, 6, 7] as const, { minLength: 1 }).map((days): Recurrence => ({ kind: 'weekly', days })),
  fc.record({
    kind: fc.constant('monthly' as const),
    nth: fc.constantFrom(1, 2, 3, 4, 5, -1),
    weekday: fc.constantFrom(1, 2, 3, 4, 5, 6, 7),
  }),
  fc.record({ kind: fc.constant('patch-tuesday' as const), days: fc.nat(27) }),
  fc
    .constantFrom('FREQ=DAILY;INTERVAL=3', 'FREQ=MONTHLY;BYDAY=-1SA', 'FREQ=WEEKLY;BYDAY=MO,FR', 'FREQ=DAILY;COUNT=500')
    .map((rrule): Recurrence => ({ kind: 'rrule', rrule, from: '2026-01-05' as never })),
);
const minutes = fc.nat(1_439).map((minute) => isoOf(instant(minute * MINUTE)).slice(11, 16));
const rules: fc.Arbitrary<RuleTimes> = fc
  .record({
    zone: fc.constantFrom(...zones),
    recurrence: recurrences,
    time: minutes,
    length: fc.integer({ min: 15, max: 7 * 24 * 60 }).map((length) => length * MINUTE),
    part: fc.double({ min: 0, max: 0.99, noNaN: true }),
  })
  .map(({ part, ...rule }) => ({ ...rule, noStartBefore: Math.floor((rule.length * part) / MINUTE) * MINUTE }));
const FIRST = Date.parse('2026-12-15T00:00:00Z');
const moment = fc.nat(500 * 24 * 60).map((minute): Instant => instant(FIRST + minute * MINUTE));

describe('the occurrences of a rule', () => {
  it('are the same, asked for in a wider span or a narrower one', () => {
    fc.assert(
      fc.property(rules, fc.tuple(moment, moment, moment, moment), (rule, moments) => {
        const [a, b, c, d] = [...moments].sort((one, other) => one - other) as [Instant, Instant, Instant, Instant];
        const wider = occurrencesOf(rule, a, d).filter(({ start, end }) => start < c && end > b && b < c);
        assert.deepEqual(occurrencesOf(rule, b, c), wider);
      }),
      { numRuns: 60 },
    );
  });

  it('last as long as the rule says from a start that its local time comes to, in order, each once', () => {
    fc.assert(
      fc.property(rules, moment, (rule, from) => {
        const found = occurrencesOf(rule, from, instant(from + 70 * DAY));
        for (const [index, { start, end, lastStart, local, kind }] of found.entries()) {
          assert.equal(end - start, rule.length);
          assert.equal(end - lastStart, rule.noStartBefore);
          assert.deepEqual({ at: start, kind }, resolveLocal(local, rule.zone));
          assert.equal(local.slice(11), rule.time);
          if (kind !== 'gap') assert.equal(localAt(start, rule.zone), local);
          if (rule.recurrence.kind === 'weekly') {
            assert.ok(rule.recurrence.days.includes(weekdayOf(local.slice(0, 10) as never)));
          }
          assert.ok(index === 0 || start > (found[index - 1]?.start ?? start));
          assert.ok(start < from + 70 * DAY && end > from);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('hold from their start up to their end, and not at it', () => {
    fc.assert(
      fc.property(rules, moment, (rule, from) => {
        for (const { start, end } of occurrencesOf(rule, from, instant(from + 40 * DAY)).slice(0, 3)) {
          const open = (moment: number) => openAt(rule, instant(moment));
          assert.equal(open(start)?.start, start);
          const before = open(start - 1);
          assert.ok(before === null || before.start < start);
          const last = open(end - 1);
          assert.ok(last !== null && last.start >= start && last.end >= end);
          const after = open(end);
          assert.ok(after === null || after.end > end);
        }
      }),
      { numRuns: 40 },
    );
  });
});
