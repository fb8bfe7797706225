import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HOUR, instant, later } from '../../src/core/clock.ts';
import { type ServerId, serverId } from '../../src/core/ids.ts';
import { rejudge } from '../../src/readiness/project.ts';
import { aBuild, aListedServer, anInventoryFile, known } from '../support/evidence.ts';
import { onBothDialects } from '../support/database.ts';
import { type AckHouse, ADA, anAckHouse, broken, CHANNEL, madeOf, silent, stopped } from './house.ts';

async function anAcknowledged(house: AckHouse, changes: object = broken): Promise<{ server: ServerId; id: string }> {
  const server = await house.fleet.report('BER-EX01', changes);
  return { server, id: madeOf(await house.make([server])).id };
}

/** A report an hour later. */
async function then(house: AckHouse, changes: object): Promise<void> {
  house.fleet.clock.advance(HOUR);
  await house.fleet.report('BER-EX01', changes);
}

async function endOf(house: AckHouse) {
  const [row] = await house.rows();
  return row?.ended_as ?? null;
}

onBothDialects((_name, open) => {
  it('ends when the server is ready, and says so in the thread where it was made', async () => {
    const house = await anAckHouse(await open());
    const { server, id } = await anAcknowledged(house);
    await then(house, {});
    assert.equal(await endOf(house), 'ready');
    assert.deepEqual(
      (await house.posts()).map(({ subject, kind, thread }) => ({ subject, kind, thread })),
      [{ subject: `${id} ended`, kind: 'acknowledgement', thread: 'message-1' }],
    );
    const deed = (await house.deeds()).at(-1);
    assert.deepEqual([deed?.verb, deed?.subject], ['acknowledgement.ended', server]);
    assert.match(deed?.actor ?? '', /"job":"acknowledgement"/);
    assert.equal(JSON.parse(deed?.after ?? '{}').as, 'ready');
  });

  it('ends when it gets worse, with what is worse', async () => {
    const house = await anAckHouse(await open());
    await anAcknowledged(house);
    await then(house, { ...broken, ...stopped });
    const [row] = await house.rows();
    assert.equal(row?.ended_as, 'worse');
    assert.match(row?.ended_why ?? '', /^It got worse\. .*MSExchangeMitigation/);
  });

  it('ends when an unknown server turns out to fail', async () => {
    const house = await anAckHouse(await open());
    await anAcknowledged(house, silent);
    await then(house, { ocsProbe: known(503) });
    const [row] = await house.rows();
    assert.equal(row?.ended_as, 'worse');
    assert.match(row?.ended_why ?? '', /^It was unknown and fails now\./);
  });

  it('ends when another build helps nothing, and stays when it helps', async () => {
    const worse = await anAckHouse(await open());
    await anAcknowledged(worse, { ...broken, build: known(aBuild('15.2.2562.37')) });
    await then(worse, { ...broken, build: known(aBuild('15.2.2562.35')) });
    assert.match(
      (await worse.rows())[0]?.ended_why ?? '',
      /^It runs build 15\.2\.2562\.35 now instead of 15\.2\.2562\.37/,
    );

    const better = await anAckHouse(await open());
    await anAcknowledged(better, { ...broken, build: known(aBuild('15.2.2562.37')) });
    await then(better, broken);
    assert.equal(await endOf(better), null);
  });

  it('stays with fewer causes, and with evidence that says less', async () => {
    const house = await anAckHouse(await open());
    await anAcknowledged(house, { ...broken, ...stopped });
    await then(house, broken);
    await then(house, { ...broken, ...silent });
    house.fleet.clock.advance(9 * 24 * HOUR - 3 * HOUR);
    await house.fleet.database.transaction((tx) => rejudge(house.fleet.context, tx, 'all'));
    assert.equal(await endOf(house), null);
    assert.deepEqual(await house.posts(), []);
  });

  it('ends with a server that is retired, and with one that has left the fleet', async () => {
    const house = await anAckHouse(await open());
    const { server } = await anAcknowledged(house);
    await house.fleet.database.transaction(async (tx) => {
      await tx
        .insertInto('retirements')
        .values({ server_id: server, at: 0, by: JSON.stringify(ADA), why: 'project Thames', replaced_by: null })
        .execute();
      await rejudge(house.fleet.context, tx, [server]);
    });
    assert.deepEqual(
      (await house.rows()).map((row) => [row.ended_as, row.ended_why]),
      [['retired', 'The server was retired: project Thames']],
    );

    const other = await anAckHouse(await open());
    await other.fleet.take(anInventoryFile([aListedServer(), aListedServer({ name: 'B', fqdn: 'b.contoso.test' })]));
    madeOf(await other.make([serverId('gho-ex01.contoso.test')]));
    other.fleet.clock.advance(HOUR);
    await other.fleet.take(anInventoryFile([aListedServer({ name: 'B', fqdn: 'b.contoso.test' })]));
    assert.equal(await endOf(other), 'gone');

    const edge = await anAckHouse(await open());
    await anAcknowledged(edge, silent);
    await then(edge, { role: known('edge') });
    assert.match((await edge.rows())[0]?.ended_why ?? '', /^The gates do not apply/);
  });

  describe('while its server is being updated', () => {
    it('is ended by no report of that time, better or worse, also when it is judged again later', async () => {
      for (const report of [{}, { ...broken, ...stopped }, silent]) {
        const house = await anAckHouse(await open());
        const { server } = await anAcknowledged(house);
        const from = house.fleet.clock.now();
        house.busy.set(server, { from: later(from, 1), to: later(from, 2 * HOUR) });
        await then(house, report);
        assert.equal(await endOf(house), null);
        house.fleet.clock.advance(3 * HOUR);
        await house.fleet.database.transaction((tx) => rejudge(house.fleet.context, tx, 'all'));
        assert.equal(await endOf(house), null);
        await then(house, {});
        assert.equal(await endOf(house), 'ready');
      }
    });

    it('is ended by a report of before that comes late', async () => {
      const house = await anAckHouse(await open());
      const { server } = await anAcknowledged(house);
      house.fleet.clock.advance(HOUR);
      const generatedAt = known(house.fleet.clock.now());
      house.fleet.clock.advance(HOUR);
      const now = house.fleet.clock.now();
      house.busy.set(server, { from: now, to: later(now, HOUR) });
      await house.fleet.report('BER-EX01', { ...broken, ...stopped, generatedAt });
      assert.equal(await endOf(house), 'worse');
    });
  });

  describe('time', () => {
    it('reminds a day before the end, then ends it, however often it is woken', async () => {
      const house = await anAckHouse(await open());
      const { id } = await anAcknowledged(house);
      await house.wake(id);
      assert.deepEqual(await house.posts(), []);
      house.fleet.clock.set('2026-11-29T23:00:00Z');
      await house.wake(id);
      await house.wake(id);
      assert.deepEqual(
        (await house.posts()).map(({ subject, wanted }) => [subject, wanted]),
        [[`${id} remind`, 1]],
      );
      assert.equal(
        house.booked.filter(({ name }) => name === 'acknowledgement').at(-1)?.at,
        Date.parse('2026-11-30T23:00:00Z'),
      );
      house.fleet.clock.set('2026-11-30T22:59:59.999Z');
      await house.wake(id);
      assert.equal(await endOf(house), null);
      house.fleet.clock.set('2026-11-30T23:00:00Z');
      await house.wake(id);
      await house.wake(id);
      assert.equal(await endOf(house), 'expired');
      assert.deepEqual(
        (await house.posts()).map(({ subject, state }) => [subject, state]),
        [
          [`${id} remind`, 'superseded'],
          [`${id} ended`, 'pending'],
        ],
      );
      assert.equal((await house.deeds()).length, 2);
    });

    it('ends it at read time, though nothing woke it, and once when evidence comes later', async () => {
      const house = await anAckHouse(await open());
      await anAcknowledged(house);
      house.fleet.clock.set('2026-12-01T09:00:00Z');
      const list = await house.say({ kind: 'list' });
      assert.deepEqual(list.kind === 'acks' && list.rows, []);
      assert.equal(await endOf(house), null);
      await then(house, {});
      const [row] = await house.rows();
      assert.deepEqual([row?.ended_as, row?.ended_at], ['expired', Date.parse('2026-11-30T23:00:00Z')]);
    });

    it('does not remind of one that ends within a day, nor after a sleep past its end', async () => {
      const house = await anAckHouse(await open());
      const server = await house.fleet.report('BER-EX01', broken);
      const { id } = madeOf(await house.make([server], { until: '2026-11-21' }));
      await house.wake(id);
      house.fleet.clock.set('2026-11-25T09:00:00Z');
      await house.wake(id);
      assert.deepEqual(
        (await house.posts()).map(({ subject }) => subject),
        [`${id} ended`],
      );
    });

    it('says nothing where the conversation is gone, and still ends it', async () => {
      const house = await anAckHouse(await open());
      const { id } = await anAcknowledged(house);
      await house.fleet.database.transaction((tx) =>
        tx
          .updateTable('conversations')
          .set({ gone_at: instant(1), gone_why: 'x' })
          .where('id', '=', CHANNEL)
          .execute(),
      );
      house.fleet.clock.set('2026-12-01T09:00:00Z');
      await house.wake(id);
      assert.equal(await endOf(house), 'expired');
      assert.deepEqual(await house.posts(), []);
    });

    it('draws a reminder that stands anew when it ends', async () => {
      const house = await anAckHouse(await open());
      const { id } = await anAcknowledged(house);
      house.fleet.clock.set('2026-11-30T09:00:00Z');
      await house.wake(id);
      await house.fleet.database.transaction((tx) =>
        tx
          .updateTable('outbox')
          .set({ state: 'sent', rendered: 1, activity_id: 'a-1', sent_at: instant(1) })
          .execute(),
      );
      await house.say({ kind: 'withdraw', id });
      assert.deepEqual(
        (await house.posts()).map(({ subject, state, wanted }) => [subject, state, wanted]),
        [[`${id} remind`, 'pending', 2]],
      );
    });
  });
});
