import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { overlaps, sameServer } from '../../../src/changes/conflicts/same-server.ts';
import { conflictsOf, refusalOfConflicts } from '../../../src/changes/conflicts/conflicts-of.ts';
import { changeStates, type ChangeState } from '../../../src/changes/states.ts';
import type { Change, ChangeId, ChangeWindow } from '../../../src/changes/model.ts';
import { insertChange } from '../../../src/changes/store.ts';
import { freshRecord } from '../../../src/changes/fresh-record.ts';
import { planHash } from '../../../src/changes/hash.ts';
import { changeId } from '../../../src/changes/next-id.ts';
import { HOUR, type Instant, instant, later } from '../../../src/core/clock.ts';
import { onBothDialects } from '../../support/database.ts';
import { at } from '../../support/evidence.ts';
import { ANA } from '../plan-house.ts';
import { aPlan, aWindow } from '../plans.ts';

const NOW = at('2026-11-21T09:00:00Z');

function aChange(number: number, state: ChangeState, window: ChangeWindow = aWindow()): Change {
  const plan = aPlan({ window });
  return {
    id: changeId(number),
    revision: 1,
    state,
    requester: ANA,
    plan,
    planHash: planHash(plan),
    createdAt: NOW,
    dueAt: null,
    record: freshRecord({ author: ANA, place: null, now: NOW }),
  };
}

describe('overlaps', () => {
  it('is half-open, symmetric, and agrees with the minutes that both hold', () => {
    const span = fc
      .tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 1, max: 10 }))
      .map(([start, length]) => ({ start: instant(start), end: instant(start + length) }));
    fc.assert(
      fc.property(span, span, (a, b) => {
        const shared = Array.from({ length: 40 }, (_, minute) => minute).some(
          (minute) => minute >= a.start && minute < a.end && minute >= b.start && minute < b.end,
        );
        assert.equal(overlaps(a, b), shared);
        assert.equal(overlaps(b, a), shared);
      }),
    );
  });
});

onBothDialects((_name, open) => {
  it('counts what is still to be worked on, and nothing else', async () => {
    const database = await open();
    await database.transaction(async (tx) => {
      for (const [index, state] of changeStates.entries()) await insertChange(tx, aChange(index + 1, state));
    });
    const found = await database.read((reader) => sameServer(reader, aPlan(), null, NOW));
    const claimed = ['proposed', 'approved', 'in-progress'].map((state) =>
      changeId(changeStates.indexOf(state as ChangeState) + 1),
    );
    assert.deepEqual([...new Set(found.map(({ with: id }) => id))].sort(), claimed.sort());
    assert.equal(found.length, 2 * claimed.length);
  });

  it('leaves out the change itself, other windows and what reads as lapsed or missed', async () => {
    const database = await open();
    await database.transaction(async (tx) => {
      await insertChange(tx, aChange(1, 'proposed'));
      await insertChange(tx, aChange(2, 'approved'));
    });
    const conflictsAt = async (now: Instant, self: ChangeId | null = null, over: Partial<ChangeWindow> = {}) =>
      database.read(async (reader) => {
        const found = await sameServer(reader, aPlan({ window: aWindow(over) }), self, now);
        return [...new Set(found.map(({ with: id }) => id))];
      });
    const { start, end } = aWindow();
    assert.deepEqual(await conflictsAt(NOW), ['CHG-0001', 'CHG-0002']);
    assert.deepEqual(await conflictsAt(NOW, changeId(1)), ['CHG-0002']);
    assert.deepEqual(await conflictsAt(NOW, null, { start: end, end: later(end, HOUR) }), []);
    assert.deepEqual(await conflictsAt(start), ['CHG-0002']);
    assert.deepEqual(await conflictsAt(end), []);
  });

  it('keeps every plan but an emergency from being proposed', async () => {
    const database = await open();
    await database.transaction((tx) => insertChange(tx, aChange(1, 'approved')));
    const app = { conflicts: [sameServer] };
    const found = (type: 'normal' | 'emergency') =>
      database.read((reader) => conflictsOf(reader, app, aPlan({ type }), { self: null, now: NOW }));
    const normal = await found('normal');
    assert.equal(normal.length, 2);
    assert.equal(refusalOfConflicts(normal)?.code, 'conflict');
    const emergency = await found('emergency');
    assert.equal(emergency.length, 2);
    assert.equal(refusalOfConflicts(emergency), null);
  });
});
