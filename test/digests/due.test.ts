import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { DAY, type Day, HOUR, type Instant, later } from '../../src/core/clock.ts';
import { dayLater, localDay } from '../../src/core/local-time.ts';
import { dueBetween, nextDue, settledUpTo, type Timing, timingProblem } from '../../src/digests/due.ts';
import type { Weekday } from '../../src/digests/model.ts';
import { at } from '../support/evidence.ts';

const week: readonly Weekday[] = [1, 2, 3, 4, 5, 6, 7];
const start = at('2027-03-20T00:00:00Z');

const timings: fc.Arbitrary<Timing> = fc
  .record({
    days: fc.subarray([...week], { minLength: 1 }),
    time: fc.constantFrom('00:00', '02:30', '08:00', '23:59'),
    zone: fc.constantFrom('Europe/Berlin', 'America/New_York', 'UTC', 'Pacific/Apia'),
    weekdays: fc.subarray([...week]),
    dates: fc.array(fc.nat(20), { maxLength: 4 }),
  })
  .map(({ days, time, zone, weekdays, dates }) => ({
    schedule: { days, time, zone },
    quiet: { weekdays, dates: dates.map((n) => dayLater('2027-03-20' as Day, n)) },
  }))
  .filter((timing) => timingProblem(timing) === null);

it('counts the slots that are on no quiet day, as one finds them one after the other', () => {
  fc.assert(
    fc.property(timings, fc.nat(20 * 24), fc.nat(20 * 24), (timing, from, length) => {
      const after = later(start, from * HOUR);
      const upTo = later(after, length * HOUR);
      const slots: Instant[] = [];
      for (let slot = nextDue(timing, after); slot.at <= upTo; slot = nextDue(timing, slot.at)) {
        const quiet = timing.quiet.dates.includes(slot.local.slice(0, 10) as Day);
        assert.equal(quiet, false);
        slots.push(slot.at);
      }
      const { latest, count } = dueBetween(timing, after, upTo);
      assert.deepEqual([latest?.at ?? null, count], [slots.at(-1) ?? null, slots.length]);
    }),
  );
});

it('can not run when its quiet days leave no day', () => {
  const schedule = { days: [6, 7] as const, time: '08:00', zone: 'UTC' };
  assert.equal(timingProblem({ schedule, quiet: { weekdays: [7], dates: [] } }), null);
  assert.match(timingProblem({ schedule, quiet: { weekdays: [6, 7], dates: [] } }) ?? '', /leave no day/);
  assert.match(
    timingProblem({ schedule: { ...schedule, zone: 'x' }, quiet: { weekdays: [], dates: [] } }) ?? '',
    /zone/,
  );
});

it('takes the slot of a day as told when newer rules put it later on that day', () => {
  const timing: Timing = {
    schedule: { days: week, time: '08:00', zone: 'Europe/Berlin' },
    quiet: { weekdays: [], dates: [] },
  };
  const slot = at('2026-11-24T07:00:00Z');
  assert.equal(settledUpTo(timing, slot), slot);
  assert.equal(settledUpTo(timing, later(slot, -HOUR)), slot);
  assert.equal(settledUpTo(timing, later(slot, HOUR)), later(slot, HOUR));
  assert.equal(localDay(later(slot, DAY), 'Europe/Berlin'), '2026-11-25');
});
