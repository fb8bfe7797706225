import assert from 'node:assert/strict';
import { it } from 'node:test';
import { DAY, HOUR, type Instant, later } from '../../src/core/clock.ts';
import { pruneHistory } from '../../src/digests/change-log.ts';
import { onBothDialects } from '../support/database.ts';
import { aToldHouse, CHANNEL, stopped } from './house.ts';

onBothDialects((_name, open) => {
  async function aLongTimeAgo() {
    const house = await aToldHouse(await open());
    const start = house.clock.now();
    await house.fleet.report('READY-01', stopped);
    house.clock.set(later(start, DAY));
    await house.wake();
    await house.deliver();
    await house.fleet.report('READY-01');
    house.clock.set(later(start, 2 * DAY));
    await house.wake();
    const prune = (at: Instant) => house.database.transaction((tx) => pruneHistory(tx, at));
    const posts = async () => (await house.outbox()).map(({ kind, state, subject }) => [kind, state, subject]);
    const ids = (await house.digests()).map(({ id }) => id);
    return { ...house, start, prune, posts, ids };
  }

  it('deletes posts of digests that were deleted for their age, and keeps what digests still refer to', async () => {
    const house = await aLongTimeAgo();
    await house.deliver();
    const [, second, third] = house.ids;

    await house.prune(later(house.start, 400 * DAY + HOUR));
    assert.deepEqual(await house.posts(), [
      ['digest', 'sent', second],
      ['digest', 'sent', third],
    ]);
    assert.deepEqual(
      (await house.digests()).map(({ id }) => id),
      [second, third],
    );

    await house.prune(later(house.start, 900 * DAY));
    assert.deepEqual(await house.posts(), [['digest', 'sent', third]]);
    assert.deepEqual(
      (await house.digests()).map(({ id }) => id),
      [third],
    );
  });

  it('keeps the last digest that arrived, however old: the next one is the difference to it', async () => {
    const house = await aLongTimeAgo();
    await house.database.transaction((tx) =>
      tx.updateTable('outbox').set({ state: 'dead' }).where('state', '=', 'pending').execute(),
    );
    const [, second, third] = house.ids;

    await house.prune(later(house.start, 401 * DAY + HOUR));

    assert.deepEqual(await house.posts(), [
      ['digest', 'sent', second],
      ['digest', 'dead', third],
    ]);
    assert.deepEqual(
      (await house.digests()).map(({ id }) => id),
      [second, third],
    );
  });

  it('keeps what was given up until somebody decides, and what was announced again lately', async () => {
    const house = await aLongTimeAgo();
    await house.deliver();
    const old = (subject: string, kind: string, state: 'sent' | 'dead' | 'dropped', since: Instant) =>
      house.database.transaction((tx) =>
        tx
          .insertInto('outbox')
          .values({
            ...{ id: subject, conversation_id: CHANNEL, kind, subject, thread: null, state, wanted: 1, rendered: 1 },
            ...{ activity_id: 'a', created_at: house.start, sent_at: house.start, due_at: since, since },
            ...{ attempts: 1, doubts: 0, claim: null, deadline: null, last_code: null },
          })
          .execute(),
      );
    const now = later(house.start, 401 * DAY);
    await old('given-up', 'digest', 'dead', house.start);
    await old('let-go', 'digest', 'dropped', house.start);
    await old('stopped-1', 'digest-stopped', 'sent', house.start);
    await old('stopped-2', 'digest-stopped', 'sent', later(now, -DAY));
    await old('elsewhere', 'change', 'sent', house.start);

    await house.prune(now);

    const left = (await house.posts()).map(([, , subject]) => subject);
    for (const gone of ['let-go', 'stopped-1']) assert.ok(!left.includes(gone), gone);
    for (const kept of ['given-up', 'stopped-2', 'elsewhere']) assert.ok(left.includes(kept), kept);
  });
});
