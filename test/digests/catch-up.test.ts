import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DAY, HOUR, later } from '../../src/core/clock.ts';
import { TZDATA } from '../../src/core/local-time.ts';
import { catchUp } from '../../src/digests/catch-up.ts';
import { pruneHistory } from '../../src/digests/change-log.ts';
import { digestHealth, listSubscriptions, readStopped } from '../../src/digests/read.ts';
import type { DigestSubscriptionsTable } from '../../src/storage/schema.ts';
import { onBothDialects } from '../support/database.ts';
import { at, known } from '../support/evidence.ts';
import { aDigestHouse, CHANNEL } from './house.ts';

onBothDialects((_name, open) => {
  async function subscribed() {
    const house = await aDigestHouse(await open(), { start: '2026-11-23T09:00:00Z' });
    await house.fleet.report('FAIL-01', { urlRewrite: known(false) });
    await house.say({ kind: 'set' });
    house.booked.length = 0;
    const store = (change: Partial<DigestSubscriptionsTable>) =>
      house.database.transaction((tx) => tx.updateTable('digest_subscriptions').set(change).execute());
    const row = () =>
      house.database.read((reader) => reader.selectFrom('digest_subscriptions').selectAll().executeTakeFirstOrThrow());
    return { ...house, store, row };
  }

  describe('at start', () => {
    it('books again what is due some time, overdue or not, however often it is done', async () => {
      const house = await subscribed();
      house.clock.set('2026-11-24T09:00:00Z');
      await catchUp(house.app);
      await catchUp(house.app);
      assert.deepEqual(
        house.booked.map(({ name, key, at: due }) => [name, key, due]),
        Array.from({ length: 2 }, () => ['digest', CHANNEL, at('2026-11-24T07:00:00Z')]),
      );
    });

    it('resolves the next slot again under other time zone rules, and never tells a day twice', async () => {
      const house = await subscribed();
      const told = at('2026-11-25T06:00:00Z');
      await house.store({ tzdata: 'old', last_slot: told, next_slot: at('2026-11-26T06:00:00Z') });
      house.clock.set('2026-11-25T06:30:00Z');
      await catchUp(house.app);

      const row = await house.row();
      assert.deepEqual(
        [row.tzdata, row.last_slot, row.next_slot],
        [TZDATA, at('2026-11-25T07:00:00Z'), at('2026-11-26T07:00:00Z')],
      );
      house.clock.set('2026-11-25T07:00:00Z');
      await house.wake();
      assert.equal((await house.digests()).length, 0);
    });

    it('leaves a digest alone that is off', async () => {
      const house = await subscribed();
      await house.say({ kind: 'off' });
      await house.store({ schedule: 'nonsense', tzdata: 'old' });
      await catchUp(house.app);
      assert.deepEqual([house.booked.length, (await house.outbox()).length], [0, 0]);
    });

    for (const [what, change, why] of [
      [
        'a zone that is not known any more',
        { schedule: '{"days":[1],"time":"08:00","zone":"Mars/Base"}' },
        /Mars\/Base/,
      ],
      ['a schedule that can not be read', { schedule: 'nonsense' }, /can not be read/],
      ['quiet days that leave none', { quiet: '{"weekdays":[1,2,3,4,5,6,7],"dates":[]}' }, /leave no day/],
    ] as const) {
      it(`stops ${what}, and says so once: in the log, in the conversation, in the health`, async () => {
        const house = await subscribed();
        await house.store(change);
        await catchUp(house.app);
        await catchUp(house.app);

        assert.deepEqual(
          (await house.outbox()).map(({ kind }) => kind),
          ['digest-stopped'],
        );
        assert.equal(house.logged.filter(({ level }) => level === 'error').length, 1);
        const { invalid } = await house.database.read(digestHealth);
        assert.deepEqual(
          invalid.map(({ conversation }) => conversation),
          [CHANNEL],
        );
        assert.match(invalid[0]?.why ?? '', why);
        assert.match((await house.database.read((reader) => readStopped(reader, CHANNEL)))?.why ?? '', why);
        assert.equal((await house.row()).next_slot, null);

        await house.say({ kind: 'set', zone: 'UTC', quiet: { weekdays: [], dates: [] }, days: [1] });
        assert.deepEqual(await house.database.read(digestHealth), { invalid: [] });
        assert.equal(await house.database.read((reader) => readStopped(reader, CHANNEL)), null);
      });
    }

    it('goes through more subscriptions than one step', async () => {
      const house = await subscribed();
      const row = await house.row();
      await house.database.transaction(async (tx) => {
        for (let n = 0; n < 450; n += 1) {
          const conversation = `c${n}`;
          await tx.insertInto('conversations').values({ id: conversation, welcomed_at: null }).execute();
          await tx
            .insertInto('digest_subscriptions')
            .values({ ...row, conversation_id: conversation })
            .execute();
        }
      });
      await catchUp(house.app);
      assert.equal(new Set(house.booked.map(({ key }) => key)).size, 451);
      assert.equal((await house.database.read(listSubscriptions)).length, 451);
    });
  });

  describe('what is older than 400 days', () => {
    it('is deleted, but never what a subscription was not told yet, nor the newest', async () => {
      const house = await subscribed();
      const seqs = async () =>
        (
          await house.database.read((reader) =>
            reader.selectFrom('readiness_changes').select('seq').orderBy('seq').execute(),
          )
        ).map(({ seq }) => seq);
      house.clock.set('2026-11-24T07:00:00Z');
      await house.wake();
      await house.deliver();
      await house.fleet.report('FAIL-01');
      await house.fleet.report('OTHER-01');
      const prune = () => house.database.transaction((tx) => pruneHistory(tx, later(house.clock.now(), 401 * DAY)));

      await prune();
      assert.deepEqual(await seqs(), [2, 3]);
      await house.say({ kind: 'off' });
      await prune();
      assert.deepEqual(await seqs(), [3]);

      await house.say({ kind: 'set' });
      house.clock.set('2026-11-25T07:00:00Z');
      await house.fleet.report('FAIL-01', { urlRewrite: known(false) });
      house.clock.set(later(house.clock.now(), HOUR));
      await house.wake();
      const content = await house.last();
      assert.deepEqual([content.since, content.newFailing.total], [null, 1]);
    });
  });
});
