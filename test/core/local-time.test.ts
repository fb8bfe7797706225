import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { HOUR, type Day, type Instant, MINUTE, instant, isoOf } from '../../src/core/clock.ts';
import {
  canonicalZone,
  dayLater,
  localAt,
  localDay,
  localTime,
  resolveLocal,
  TZDATA,
  weekdayOf,
  zoneNames,
} from '../../src/core/local-time.ts';

const zones = zoneNames();
const anyZone = fc.constantFrom(...zones);
const from = Date.parse('2020-01-01T00:00:00Z');
const anyInstant = fc.integer({ min: 0, max: 20 * 366 * 24 * 60 }).map((minutes) => instant(from + minutes * MINUTE));

function at(iso: string): Instant {
  return instant(Date.parse(iso));
}

const cases: readonly [name: string, local: string, zone: string, expected: string, kind: string][] = [
  ['an ordinary time', '2026-11-23T08:00', 'Europe/Berlin', '2026-11-23T07:00Z', 'exact'],
  ['a time in a gap', '2027-03-28T02:30', 'Europe/Berlin', '2027-03-28T01:00Z', 'gap'],
  ['the first moment of a gap', '2027-03-28T02:00', 'Europe/Berlin', '2027-03-28T01:00Z', 'gap'],
  ['the end of a gap', '2027-03-28T03:00', 'Europe/Berlin', '2027-03-28T01:00Z', 'exact'],
  ['the minute before a gap', '2027-03-28T01:59', 'Europe/Berlin', '2027-03-28T00:59Z', 'exact'],
  ['a time that comes twice', '2027-10-31T02:30', 'Europe/Berlin', '2027-10-31T00:30Z', 'overlap'],
  ['the first moment of an overlap', '2027-10-31T02:00', 'Europe/Berlin', '2027-10-31T00:00Z', 'overlap'],
  ['the end of an overlap', '2027-10-31T03:00', 'Europe/Berlin', '2027-10-31T02:00Z', 'exact'],
  ['half an hour of summer time', '2026-10-04T02:15', 'Australia/Lord_Howe', '2026-10-03T15:30Z', 'gap'],
  ['half an hour twice', '2027-04-04T01:45', 'Australia/Lord_Howe', '2027-04-03T14:45Z', 'overlap'],
  ['a skipped day', '2011-12-30T10:00', 'Pacific/Apia', '2011-12-30T10:00Z', 'gap'],
  ['the last minute before a skipped day', '2011-12-29T23:59', 'Pacific/Apia', '2011-12-30T09:59Z', 'exact'],
  ['winter time that counts as negative', '2027-03-28T01:30', 'Europe/Dublin', '2027-03-28T01:00Z', 'gap'],
  ['two hours of summer time', '2027-03-28T02:30', 'Antarctica/Troll', '2027-03-28T01:00Z', 'gap'],
  ['two hours twice', '2027-10-31T01:30', 'Antarctica/Troll', '2027-10-30T23:30Z', 'overlap'],
  ['a gap at midnight', '2026-09-06T00:30', 'America/Santiago', '2026-09-06T04:00Z', 'gap'],
  ['a gap that ends the day', '2027-03-27T23:30', 'America/Nuuk', '2027-03-28T01:00Z', 'gap'],
  ['no summer time during Ramadan', '2023-03-19T02:30', 'Africa/Casablanca', '2023-03-19T01:30Z', 'overlap'],
  ['the return of it after Ramadan', '2023-04-23T02:30', 'Africa/Casablanca', '2023-04-23T02:00Z', 'gap'],
  ['the side of the date line changed back', '1969-09-30T12:00', 'Pacific/Kwajalein', '1969-09-30T01:00Z', 'overlap'],
  ['seconds in the offset', '1971-06-01T12:00', 'Africa/Monrovia', '1971-06-01T12:44:30Z', 'exact'],
  ['UTC', '2026-11-23T08:00', 'UTC', '2026-11-23T08:00Z', 'exact'],
];

for (const [name, local, zone, expected, kind] of cases) {
  test(`a local time resolves: ${name}`, () => {
    assert.deepEqual(resolveLocal(local, zone), { at: at(expected), kind });
  });
}

test('what is no local time, and a zone nobody knows, are errors', () => {
  for (const local of [
    '2026-02-30T08:00',
    '2026-11-23T24:00',
    '2026-11-23T08:60',
    '2026-11-23',
    '2026-11-23T08:00:00',
    '',
  ]) {
    assert.throws(() => resolveLocal(local, 'UTC'), RangeError, local);
  }
  assert.throws(() => resolveLocal('2026-11-23T08:00', 'Mars/Olympus'), RangeError);
  assert.throws(() => localAt(at('2026-11-23T08:00Z'), 'Mars/Olympus'), RangeError);
});

describe('properties over every zone and twenty years', () => {
  test('what the clocks show resolves to a moment at which they show it, and to no later one', () => {
    fc.assert(
      fc.property(anyZone, anyInstant, (zone, moment) => {
        const local = localAt(moment, zone);
        const { at: resolved, kind } = resolveLocal(local, zone);

        assert.notEqual(kind, 'gap');
        assert.ok(resolved <= moment);
        assert.equal(localAt(resolved, zone), local);
      }),
      { numRuns: 400 },
    );
  });

  test('a later local time never resolves to an earlier moment', () => {
    fc.assert(
      fc.property(anyZone, anyInstant, fc.integer({ min: 1, max: 3 * 24 * 60 }), (zone, moment, minutes) => {
        const first = new Date(moment).toISOString().slice(0, 16);
        const second = new Date(moment + minutes * MINUTE).toISOString().slice(0, 16);

        assert.ok(resolveLocal(first, zone).at <= resolveLocal(second, zone).at);
      }),
      { numRuns: 400 },
    );
  });

  test('it agrees with Temporal where Temporal states the same rule, and near every change of the clocks', () => {
    fc.assert(
      fc.property(anyZone, anyInstant, fc.integer({ min: -180, max: 180 }), (zone, moment, minutes) => {
        const change = Temporal.Instant.fromEpochMilliseconds(moment)
          .toZonedDateTimeISO(zone)
          .getTimeZoneTransition('next');
        const near = (change?.epochMilliseconds ?? moment) + minutes * MINUTE;
        const local = new Date(near + offsetAt(near - HOUR * 4, zone)).toISOString().slice(0, 16);

        assert.equal(isoOf(resolveLocal(local, zone).at), isoOf(byTemporal(local, zone)), `${local} ${zone}`);
      }),
      { numRuns: 400 },
    );
  });
});

function offsetAt(moment: number, zone: string): number {
  return Temporal.Instant.fromEpochMilliseconds(Math.floor(moment)).toZonedDateTimeISO(zone).offsetNanoseconds / 1e6;
}

/** The rule in Temporal's terms: in a gap, the change itself; of two, the earlier. */
function byTemporal(local: string, zone: string): Instant {
  const plain = Temporal.PlainDateTime.from(local);
  const earlier = plain.toZonedDateTime(zone, { disambiguation: 'earlier' });
  if (earlier.toPlainDateTime().equals(plain)) return instant(earlier.epochMilliseconds);
  const change = earlier.getTimeZoneTransition('next');
  assert.ok(change);
  return instant(change.epochMilliseconds);
}

describe('names of zones', () => {
  test('every name is known in any letter case and keeps its usual spelling', () => {
    assert.ok(zones.length > 590, `${zones.length}`);
    for (const name of zones) {
      assert.equal(canonicalZone(name), name);
      assert.equal(canonicalZone(` ${name.toUpperCase()} `), name);
      assert.equal(canonicalZone(name.toLowerCase()), name);
    }
  });

  test('an alias stays what was asked for, whatever the runtime would call it', () => {
    for (const name of ['Asia/Calcutta', 'Asia/Kolkata', 'Europe/Kyiv', 'Europe/Kiev', 'UTC', 'Etc/UTC', 'GMT']) {
      assert.equal(canonicalZone(name.toLowerCase()), name);
    }
  });

  for (const text of [
    '+02:00',
    'UTC+2',
    'GMT+2',
    'CET5',
    'PST',
    'IST',
    'ACT',
    'SystemV/AST4',
    'Etc/Unknown',
    'Factory',
    'Mars/Olympus',
    'Berlin',
    '',
    'Europe/',
    'Europe Berlin',
  ]) {
    test(`"${text}" is no zone`, () => {
      assert.equal(canonicalZone(text), null);
    });
  }

  test('what the clocks show is known in every zone today and in ten years', () => {
    for (const zone of zones) {
      assert.match(localAt(at('2026-11-21T09:00Z'), zone), /^2026-11-2[012]T\d\d:\d\d$/);
      assert.match(localAt(at('2036-11-21T09:00Z'), zone), /^2036-11-2[012]T\d\d:\d\d$/);
    }
  });
});

test('day, time and weekday are those of the zone', () => {
  const moment = at('2026-11-22T23:30:59.999Z');

  assert.equal(localDay(moment, 'Europe/Berlin'), '2026-11-23');
  assert.equal(localTime(moment, 'Europe/Berlin'), '00:30');
  assert.equal(localDay(moment, 'America/New_York'), '2026-11-22');
  assert.equal(localTime(moment, 'Asia/Kathmandu'), '05:15');
  assert.deepEqual(
    ['2026-11-22', '2026-11-23', '2024-02-29', '1969-12-31'].map((day) => weekdayOf(day as Day)),
    [7, 1, 4, 3],
  );
});

test('days are counted over months, years and leap days', () => {
  assert.equal(dayLater('2026-12-31' as Day, 1), '2027-01-01');
  assert.equal(dayLater('2028-03-01' as Day, -1), '2028-02-29');
  assert.equal(dayLater('2026-11-23' as Day, 0), '2026-11-23');
});

test('the version of the time zone rules is known', () => {
  assert.match(TZDATA, /^20\d\d[a-z]$|^icu /);
});
