import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DAY, HOUR, later, MINUTE } from '../../src/core/clock.ts';
import { catchUp } from '../../src/digests/catch-up.ts';
import { onBothDialects } from '../support/database.ts';
import { at } from '../support/evidence.ts';
import { aToldHouse, CHANNEL, stopped } from './house.ts';

onBothDialects((_name, open) => {
  const told = async (command = {}) => aToldHouse(await open(), command);

  describe('settings that change while a digest is due', () => {
    it('hold for the next one: the one that is due is told by those before', async () => {
      const house = await told();
      await house.fleet.report('READY-01', stopped);
      house.clock.set('2026-11-25T07:00:01Z');

      await house.say({ kind: 'set', minimum: 'worse', time: '09:30' });
      await house.wake();

      const [, second, ...more] = await house.digests();
      assert.deepEqual([second?.slot, second?.content.newFailing.total, more], [at('2026-11-25T07:00:00Z'), 1, []]);
      assert.deepEqual(house.told, { posted: 2 });
      await house.deliver();
      house.clock.set('2026-11-25T08:30:00Z');
      await house.wake();
      assert.equal((await house.digests()).length, 2);
    });

    it('take the place of one that is off, or that stopped', async () => {
      const house = await told();
      await house.fleet.report('READY-01', stopped);
      await house.say({ kind: 'off' });
      house.clock.set('2026-11-25T07:00:01Z');
      await house.say({ kind: 'set' });
      assert.equal((await house.digests()).length, 1);
    });

    it('do nothing that was not asked for when they are refused', async () => {
      const house = await told();
      await house.fleet.report('READY-01', stopped);
      house.clock.set('2026-11-25T07:00:01Z');
      const answer = await house.say({ kind: 'set', zone: 'Mars/Base' });
      assert.equal(answer.kind, 'refused');
      assert.equal((await house.digests()).length, 1);
      await house.wake();
      assert.equal((await house.digests()).length, 2);
    });
  });

  describe('a card that stands in the conversation for long', () => {
    it('saves each time what was filled in, and a press that is delivered again saves nothing', async () => {
      const house = await told();
      const once = 'on the card';
      const at0930 = { kind: 'set', time: '09:30' } as const;
      const saved = async () => {
        const rows = await house.database.read((reader) =>
          reader.selectFrom('audit').select('after').where('verb', '=', 'digest.set').orderBy('seq').execute(),
        );
        return rows.slice(1).map(({ after }) => JSON.parse(after ?? '{}').schedule.time);
      };

      for (let delivered = 0; delivered < 4; delivered += 1) await house.say(at0930, { once });
      assert.deepEqual(await saved(), ['09:30']);
      await house.say({ kind: 'set', time: '10:30' }, { once });
      await house.say(at0930, { once });

      assert.deepEqual(await saved(), ['09:30', '10:30']);
    });

    it('does not say that a digest comes when its button was used before', async () => {
      const house = await told();
      const once = 'on the card';
      for (let delivered = 0; delivered < 4; delivered += 1)
        assert.equal((await house.say({ kind: 'now' }, { once })).kind, 'digest-coming');
      assert.equal((await house.digests()).length, 2);

      house.clock.advance(HOUR);
      const answer = await house.say({ kind: 'now' }, { once });

      assert.equal(answer.kind, 'refused');
      assert.match(answer.kind === 'refused' ? answer.refusal.hint : '', /digest now/);
      assert.equal((await house.digests()).length, 2);
    });
  });

  describe('a clock that was a year ahead', () => {
    it('keeps no digest silent for that year, and none is told twice', async () => {
      const house = await told();
      house.clock.set('2027-11-24T07:00:00Z');
      await house.wake();
      await house.deliver();
      house.clock.set('2026-11-24T09:00:00Z');
      await house.fleet.report('READY-01', stopped);
      house.booked.length = 0;

      await catchUp(house.app);

      assert.deepEqual(
        house.booked.filter(({ name }) => name === 'digest').map(({ at: due }) => due),
        [at('2026-11-25T07:00:00Z')],
      );
      house.clock.set('2026-11-25T07:00:00Z');
      const before = (await house.digests()).length;
      await house.wake();
      await house.wake();
      assert.equal((await house.digests()).length, before + 1);
    });

    it('is nothing new where it was a day ahead: what was told early is not told again', async () => {
      const house = await told();
      house.clock.set('2026-11-25T07:00:00Z');
      await house.wake();
      house.clock.set('2026-11-24T09:00:00Z');
      await catchUp(house.app);
      house.clock.set('2026-11-25T07:00:00Z');
      await house.wake();
      assert.deepEqual(house.told, { posted: 1, edited: 1 });
    });
  });

  describe('what an other version stored', () => {
    it('as the last digest keeps no digest from being told', async () => {
      const house = await told();
      await house.fleet.report('READY-01', stopped);
      await house.database.transaction((tx) =>
        tx.updateTable('digests').set({ content: '{"scope":{"by":"room","value":"1"}}' }).execute(),
      );
      house.clock.set('2026-11-25T07:00:00Z');

      await house.wake();

      const rows = await house.database.read((reader) =>
        reader.selectFrom('digests').select(['slot', 'content']).orderBy('composed_at').execute(),
      );
      assert.equal(rows.length, 2);
      assert.equal(JSON.parse(rows[1]?.content ?? '{}').since, null);
    });

    it('as a digest that never arrived keeps none from being told either', async () => {
      const house = await told();
      await house.fleet.report('READY-01', stopped);
      house.clock.set('2026-11-25T07:00:00Z');
      await house.wake();
      await house.database.transaction((tx) =>
        tx.updateTable('digests').set({ content: '{}' }).where('slot', '=', at('2026-11-25T07:00:00Z')).execute(),
      );
      house.clock.set('2026-11-26T07:00:00Z');

      await house.wake();

      const rows = await house.database.read((reader) => reader.selectFrom('digests').select('slot').execute());
      assert.equal(rows.length, 3);
    });
  });

  describe('a state that only a later version knows', () => {
    it('is told as unknown, and keeps no digest from being told', async () => {
      const house = await told();
      await house.fleet.report('READY-01', stopped);
      await house.database.transaction(async (tx) => {
        const rows = await tx.selectFrom('readiness_changes').selectAll().orderBy('seq', 'desc').limit(1).execute();
        for (const { seq, after } of rows)
          await tx
            .updateTable('readiness_changes')
            .set({ after: (after ?? '').replace('"failing"', '"degraded"') })
            .where('seq', '=', seq)
            .execute();
      });
      house.clock.set('2026-11-25T07:00:00Z');

      await house.wake();

      const { unknown } = await house.last();
      assert.deepEqual([(await house.digests()).length, unknown.total], [2, 1]);
    });
  });

  describe('a digest that stops in a conversation that is gone', () => {
    it('is told there when the conversation is back', async () => {
      const house = await told();
      await house.conversation(CHANNEL, { gone_at: house.clock.now() });
      await house.database.transaction((tx) =>
        tx.updateTable('digest_subscriptions').set({ schedule: 'nonsense' }).execute(),
      );
      house.clock.set(later(house.clock.now(), DAY + MINUTE));

      await house.wake();

      assert.deepEqual(
        (await house.outbox()).map(({ kind, state }) => [kind, state]),
        [
          ['digest', 'sent'],
          ['digest-stopped', 'pending'],
        ],
      );
    });
  });
});
