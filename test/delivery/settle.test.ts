import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { later } from '../../src/core/clock.ts';
import { type Ending, settle, settleLate } from '../../src/delivery/settle/settle.ts';
import { BUDGET, DOUBT_PAUSES, pauseAfter } from '../../src/delivery/timing.ts';
import type { OutboxTable } from '../../src/storage/schema.ts';
import { NOW } from '../support/factories.ts';

const MINUTE = 60_000;

function aRow(sketch: Partial<OutboxTable> = {}): OutboxTable {
  return {
    id: 'r',
    conversation_id: 'c',
    kind: 'note',
    subject: 's',
    thread: null,
    state: 'sending',
    wanted: 1,
    rendered: 0,
    activity_id: null,
    created_at: NOW,
    sent_at: null,
    due_at: NOW,
    since: NOW,
    attempts: 0,
    doubts: 0,
    claim: 'token',
    deadline: NOW + 20_000,
    last_code: null,
    ...sketch,
  };
}

const HOW = { said: 1, now: NOW, random: () => 0.5 };

describe('what becomes of a row', () => {
  const cases: readonly [Ending, Partial<OutboxTable>][] = [
    [
      { kind: 'sent', activityId: 'a' },
      { state: 'sent', activity_id: 'a', sent_at: NOW, rendered: 1, attempts: 1 },
    ],
    [
      { kind: 'throttled', code: '429', retryAfter: 5_000 },
      { state: 'pending', due_at: NOW + 5_000 },
    ],
    [
      { kind: 'throttled', code: '429', retryAfter: 0 },
      { state: 'pending', due_at: NOW + 1_000 },
    ],
    [
      { kind: 'throttled', code: '429', retryAfter: null },
      { state: 'pending', due_at: NOW + 1_500 },
    ],
    [
      { kind: 'failed', code: '412' },
      { state: 'pending', due_at: NOW + 1_500, last_code: '412', attempts: 1 },
    ],
    [
      { kind: 'later', why: 'roster' },
      { state: 'pending', due_at: NOW + 1_500, last_code: 'roster', attempts: 1 },
    ],
    [
      { kind: 'doubtful', code: 'timeout' },
      { state: 'pending', due_at: NOW + 1_000, doubts: 1 },
    ],
    [
      { kind: 'gone', code: '403' },
      { state: 'pending', due_at: NOW, attempts: 0, last_code: '403' },
    ],
    [
      { kind: 'vanished', code: '404' },
      { state: 'superseded', last_code: '404' },
    ],
    [
      { kind: 'refused', code: '413' },
      { state: 'dead', last_code: '413' },
    ],
    [
      { kind: 'superseded', why: 'fixed' },
      { state: 'superseded', rendered: 1, last_code: 'fixed' },
    ],
  ];
  for (const [ending, expected] of cases) {
    it(`after it was ${ending.kind}${'retryAfter' in ending ? `, wait ${ending.retryAfter}` : ''}`, () => {
      const { row } = settle(aRow(), ending, HOW);

      assert.deepEqual(row, { ...row, ...expected, claim: null, deadline: null });
    });
  }

  it('is sent again when more was wanted meanwhile, even where the try before was the last', () => {
    for (const ending of [
      { kind: 'sent', activityId: 'a' },
      { kind: 'refused', code: '413' },
      { kind: 'superseded', why: 'fixed' },
    ] as const) {
      const { row } = settle(aRow({ wanted: 2, attempts: 4 }), ending, HOW);

      assert.deepEqual([row.state, row.due_at, row.attempts, row.since], ['pending', NOW, 0, NOW], ending.kind);
    }
  });

  it('is tried a last time when a day is over, and no more after', () => {
    const started = aRow({ since: NOW - BUDGET + MINUTE, attempts: 12 });
    const { row } = settle(started, { kind: 'failed', code: '502' }, { ...HOW, random: () => 1 });
    assert.deepEqual([row.state, row.due_at], ['pending', NOW + MINUTE]);

    const last = settle(row, { kind: 'failed', code: '502' }, { ...HOW, now: later(NOW, MINUTE) });
    assert.equal(last.row.state, 'dead');
  });

  it('is given up after as many doubts as there are pauses, unless its message is known', () => {
    const doubt = { kind: 'doubtful', code: 'timeout' } as const;
    const worn = aRow({ doubts: DOUBT_PAUSES.length });

    assert.equal(settle(worn, doubt, HOW).row.state, 'dead');
    const known = settle({ ...worn, activity_id: 'a' }, doubt, HOW).row;
    assert.deepEqual([known.state, known.doubts], ['pending', DOUBT_PAUSES.length]);
  });

  it('takes from a late answer only a message that is not known', () => {
    const sent = { kind: 'sent', activityId: 'a' } as const;

    assert.equal(settleLate(aRow({ state: 'sent', activity_id: 'b' }), sent, 1, NOW), null);
    assert.equal(settleLate(aRow({ state: 'pending' }), { kind: 'failed', code: '502' }, 1, NOW), null);
    assert.equal(settleLate(aRow({ state: 'dead', doubts: DOUBT_PAUSES.length + 1 }), sent, 1, NOW)?.state, 'sent');
    const elsewhere = settleLate(aRow({ claim: 'other' }), sent, 1, NOW);
    assert.deepEqual([elsewhere?.state, elsewhere?.claim, elsewhere?.activity_id], ['sending', 'other', 'a']);
    assert.equal(settleLate(aRow({ state: 'pending', wanted: 2 }), sent, 1, NOW)?.state, 'pending');
  });

  it('waits between tries for one to two seconds at first, then longer, never more than a quarter of an hour', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 500 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (attempts, chance) => {
          const pause = pauseAfter(attempts, () => chance);
          assert.ok(pause >= 1_000 && pause <= 15 * MINUTE, `${pause}`);
          assert.ok(pauseAfter(attempts + 1, () => chance) >= pause);
        },
      ),
    );
  });
});
