import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readDigest } from '../../src/digests/read.ts';
import { onBothDialects } from '../support/database.ts';
import { at } from '../support/evidence.ts';
import { aToldHouse, CHANNEL, stopped } from './house.ts';

onBothDialects((_name, open) => {
  const told = async (command = {}) => aToldHouse(await open(), command);

  describe('after downtime', () => {
    it('the latest missed slot is sent within the grace, and the others are counted', async () => {
      const house = await told();
      house.clock.set('2026-11-27T12:59:00Z');
      await house.wake();
      assert.equal((await house.last()).missed, 2);
      assert.deepEqual(house.told, { posted: 2, missed: 2 });
    });

    it('nothing is sent after the grace, and the next one says how many were missed', async () => {
      const house = await told();
      house.clock.set('2026-11-27T13:00:01Z');
      await house.wake();
      assert.equal((await house.digests()).length, 1);
      assert.deepEqual(house.told, { posted: 1, missed: 3 });

      house.clock.set('2026-11-28T07:00:00Z');
      await house.wake();
      const [, second] = await house.digests();
      assert.equal(second?.content.missed, 3);
      await house.deliver();
      house.clock.set('2026-11-29T07:00:00Z');
      await house.wake();
      assert.deepEqual(house.told, { posted: 2, missed: 3, edited: 1 });
    });

    it('slots of a conversation that was gone are not counted, and the next digest tells it all', async () => {
      const house = await told();
      await house.conversation(CHANNEL, { gone_at: house.clock.now() });
      await house.fleet.report('READY-01', stopped);
      house.clock.set('2026-11-25T07:00:00Z');
      await house.wake();
      assert.equal((await house.digests()).length, 1);

      await house.conversation(CHANNEL, { gone_at: null });
      house.clock.set('2026-11-26T07:00:00Z');
      await house.wake();
      const content = await house.last();
      assert.deepEqual([content.newFailing.total, content.missed], [1, 0]);
    });
  });

  describe('a digest that never arrived', () => {
    it('gives way to the next, which tells its news and says that one was missed', async () => {
      const house = await told();
      await house.fleet.report('READY-01', stopped);
      house.clock.set('2026-11-25T07:00:00Z');
      await house.wake();
      house.clock.set('2026-11-26T07:00:00Z');
      await house.wake();
      house.clock.set('2026-11-27T07:00:00Z');
      await house.wake();

      assert.deepEqual(
        (await house.outbox()).map(({ state }) => state),
        ['sent', 'superseded', 'superseded', 'pending'],
      );
      const content = await house.last();
      assert.equal(content.since, at('2026-11-24T07:00:00Z'));
      assert.deepEqual([content.newFailing.total, content.missed], [1, 2]);
      assert.equal(house.told.superseded, 2);
      const [, second, , newest] = await house.digests();
      const overtaken = (id = '') => house.database.read(async (reader) => (await readDigest(reader, id))?.overtaken);
      assert.deepEqual([await overtaken(second?.id), await overtaken(newest?.id)], [true, false]);
    });
  });

  it('counts nothing as missed with a post that is under way, and tells its news once more', async () => {
    const house = await told();
    await house.fleet.report('READY-01', stopped);
    house.clock.set('2026-11-25T07:00:00Z');
    await house.wake();
    await house.database.transaction((tx) =>
      tx.updateTable('outbox').set({ state: 'sending' }).where('state', '=', 'pending').execute(),
    );
    house.clock.set('2026-11-26T07:00:00Z');
    await house.wake();
    const content = await house.last();
    assert.deepEqual([content.newFailing.total, content.missed], [1, 0]);
  });
});
