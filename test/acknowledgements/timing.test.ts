import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { dueOf, endOfDay, lastDay, longestDay, remindAt } from '../../src/acknowledgements/timing.ts';
import { DAY, type Day, HOUR, instant, isoOf, later, parseInstant } from '../../src/core/clock.ts';
import { dayLater, localAt, localDay } from '../../src/core/local-time.ts';

const zones = ['Europe/Berlin', 'America/Havana', 'Asia/Kathmandu', 'Pacific/Apia', 'America/Sao_Paulo', 'UTC'];
const moment = fc.integer({ min: Date.UTC(2010, 0, 1), max: Date.UTC(2030, 0, 1) }).map(instant);

describe('the end of a day', () => {
  const cases: readonly [day: string, zone: string, end: string, why: string][] = [
    ['2026-11-27', 'Europe/Berlin', '2026-11-27T23:00:00.000Z', 'winter'],
    ['2026-10-25', 'Europe/Berlin', '2026-10-25T23:00:00.000Z', 'a day of 25 hours'],
    ['2026-03-29', 'Europe/Berlin', '2026-03-29T22:00:00.000Z', 'a day of 23 hours'],
    ['2026-03-07', 'America/Havana', '2026-03-08T05:00:00.000Z', 'midnight is skipped: the end of the gap'],
    ['2011-12-29', 'Pacific/Apia', '2011-12-30T10:00:00.000Z', 'a whole day is skipped'],
  ];
  for (const [day, zone, end, why] of cases) {
    it(`${day} in ${zone}: ${why}`, () => assert.equal(isoOf(endOfDay(day as Day, zone)), end));
  }

  it('is the first instant that is not of that day any more', () => {
    fc.assert(
      fc.property(moment, fc.constantFrom(...zones), (at, zone) => {
        const day = localDay(at, zone);
        const end = endOfDay(day, zone);
        assert.ok(at < end, `${localAt(at, zone)} is before the end`);
        assert.ok(localDay(end, zone) > day);
        assert.equal(lastDay({ until: end, zone }), day);
      }),
    );
  });
});

it('counts the longest in days of the zone', () => {
  const now = parseInstant('2026-11-21T23:30:00Z');
  assert.ok(now !== null);
  assert.equal(longestDay(now, 'Europe/Berlin', 90), dayLater('2026-11-22' as Day, 90));
  assert.equal(longestDay(now, 'UTC', 1), '2026-11-22');
});

describe('what time asks for', () => {
  it('is at most one reminder, at least a day long before the end, then the end', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 95 * 24 }),
        fc.array(fc.integer({ min: 1, max: 96 * 24 }), { maxLength: 20 }),
        (hours, looks) => {
          const madeAt = instant(Date.UTC(2026, 10, 21));
          const until = later(madeAt, hours * HOUR);
          let remindedAt = null as ReturnType<typeof instant> | null;
          let reminders = 0;
          for (const look of [...looks].sort((a, b) => a - b)) {
            const now = later(madeAt, look * HOUR);
            const { due, next } = dueOf({ madeAt, until, remindedAt }, now);
            assert.equal(due === 'end', now >= until);
            if (due !== 'end') assert.ok(next !== null && next > now && next <= until);
            if (due !== 'remind') continue;
            assert.ok(now >= until - DAY && now < until);
            reminders += 1;
            remindedAt = now;
          }
          assert.ok(reminders <= 1);
          if (hours <= 24) assert.equal(reminders, 0);
        },
      ),
    );
  });

  it('is a look at every moment that matters, when each look is followed by the next', () => {
    const madeAt = instant(0);
    const until = later(madeAt, 5 * DAY);
    const first = dueOf({ madeAt, until, remindedAt: null }, madeAt);
    assert.deepEqual(first, { due: null, next: remindAt({ madeAt, until }) });
    assert.deepEqual(dueOf({ madeAt, until, remindedAt: null }, later(madeAt, 4 * DAY)), {
      due: 'remind',
      next: until,
    });
    assert.deepEqual(dueOf({ madeAt, until, remindedAt: later(madeAt, 4 * DAY) }, until), { due: 'end', next: null });
  });
});
