import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { DAY, type Day, HOUR, instant, parseInstant } from '../../src/core/clock.ts';
import { dayLater, localAt, localDay } from '../../src/core/local-time.ts';
import { delegationSpan, LONGEST_DELEGATION_DAYS } from '../../src/people/delegation-span.ts';

const NOW = instant(Date.parse('2026-11-23T09:00:00Z'));

describe('the days of a delegation', () => {
  it('begin now where they begin today', () => {
    for (const from of ['', '2026-11-23']) {
      const span = delegationSpan({ from, until: '2026-11-23', zone: 'Europe/Berlin' }, NOW);
      assert.deepEqual(span, { ok: true, value: { starts: NOW, ends: parseInstant('2026-11-23T23:00:00Z') } });
    }
  });

  it('are those of their zone', () => {
    const span = delegationSpan({ from: '', until: '2026-11-24', zone: 'pacific/auckland' }, NOW);
    assert.deepEqual(span, { ok: true, value: { starts: NOW, ends: parseInstant('2026-11-24T11:00:00Z') } });
  });

  it('hold whole, whatever the clocks do, and never longer than they may', () => {
    const zones = fc.constantFrom('UTC', 'Europe/Berlin', 'America/St_Johns', 'Pacific/Apia', 'Africa/Cairo');
    const moments = fc.integer({ min: NOW, max: NOW + 400 * DAY }).map(instant);
    fc.assert(
      fc.property(
        zones,
        moments,
        fc.integer({ min: 1, max: 365 }),
        fc.integer({ min: 0, max: 120 }),
        (zone, now, ahead, more) => {
          const from = dayLater(localDay(now, zone), ahead);
          const until = dayLater(from, more);
          const span = delegationSpan({ from, until, zone }, now);
          assert.equal(span.ok, more < LONGEST_DELEGATION_DAYS);
          if (!span.ok) return;
          const { starts, ends } = span.value;
          assert.equal(localDay(starts, zone), from);
          assert.notEqual(localDay(instant(starts - 1), zone), from);
          assert.equal(localDay(instant(ends - 1), zone), until as Day);
          assert.notEqual(localDay(ends, zone), until);
          assert.ok(ends - starts <= LONGEST_DELEGATION_DAYS * DAY + HOUR, localAt(ends, zone));
        },
      ),
      { numRuns: 150 },
    );
  });
});
