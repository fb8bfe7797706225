import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HOUR, type Instant, later, MINUTE } from '../../src/core/clock.ts';
import { digestHandler } from '../../src/digests/run.ts';
import { verifyAudit } from '../../src/audit/verify.ts';
import { silentLog } from '../../src/core/log.ts';
import { rejudge } from '../../src/readiness/project.ts';
import { openDatabase } from '../../src/storage/open.ts';
import { onBothDialects, onBothUrls } from '../support/database.ts';
import { aBuild, aListedServer, anInventoryFile, at, known } from '../support/evidence.ts';
import { aDigestHouse, aToldHouse, broken, CHANNEL, runOn, stopped, wakeup } from './house.ts';

onBothDialects((_name, open) => {
  const told = async (command = {}) => aToldHouse(await open(), command);

  describe('a digest that is due', () => {
    it('tells all that fails where nothing was told before', async () => {
      const house = await told();

      const content = await house.last();
      assert.equal(content.since, null);
      assert.deepEqual(content.newFailing, {
        total: 1,
        first: [{ id: 'fail-01.contoso.test', name: 'FAIL-01', causes: ['url-rewrite'] }],
      });
      assert.deepEqual(content.totals, { ready: 1, failing: 1, unknown: 0, notApplicable: 0 });
      assert.equal(content.stillFailing, 0);
      assert.equal(content.asOf, at('2026-11-24T07:00:00Z'));
      assert.equal(content.zone, 'Europe/Berlin');
      assert.deepEqual(house.told, { posted: 1 });
      assert.deepEqual(
        (await house.outbox()).map(({ kind, conversation_id, wanted }) => [kind, conversation_id, wanted]),
        [['digest', CHANNEL, 1]],
      );
    });

    it('books the next slot with the digest, and says in the audit log that it was composed', async () => {
      const house = await told();

      assert.equal(house.booked.at(-1)?.name === 'deliver' || house.booked.at(-2)?.name === 'digest', true);
      assert.ok(
        house.booked.some(
          ({ name, key, at: due }) => name === 'digest' && key === CHANNEL && due === at('2026-11-25T07:00:00Z'),
        ),
      );
      const rows = await house.database.read((reader) => reader.selectFrom('audit').selectAll().execute());
      const composed = rows.find(({ verb }) => verb === 'digest.composed');
      assert.equal(composed?.subject, CHANNEL);
      assert.notEqual(composed?.effect_key, null);
      assert.equal((await house.last()).auditHead.seq, (composed?.seq ?? 0) - 1);
      assert.equal((await house.database.read((reader) => verifyAudit(reader))).ok, true);
    });

    it('tells what changed since the last one that arrived', async () => {
      const house = await told();
      await house.fleet.report('FAIL-01');
      await house.fleet.report('READY-01', stopped);
      await house.fleet.report('NEW-01', { ...broken, ...stopped });
      house.clock.set('2026-11-25T07:00:01Z');
      await house.wake();

      const content = await house.last();
      assert.equal(content.since, at('2026-11-24T07:00:00Z'));
      assert.deepEqual(
        content.newFailing.first.map(({ name, causes }) => [name, causes]),
        [
          ['NEW-01', ['mitigation-service', 'url-rewrite']],
          ['READY-01', ['mitigation-service']],
        ],
      );
      assert.deepEqual(
        content.fixed.first.map(({ name, causes }) => [name, causes]),
        [['FAIL-01', ['url-rewrite']]],
      );
      assert.equal(content.stillFailing, 0);
    });

    it('counts what still fails and names what got worse, with what is new of it', async () => {
      const house = await told();
      await house.fleet.report('FAIL-02', broken);
      house.clock.set('2026-11-25T07:00:00Z');
      await house.wake();
      await house.deliver();
      await house.fleet.report('FAIL-02', { ...broken, ...stopped });
      house.clock.set('2026-11-26T07:00:00Z');
      await house.wake();

      const content = await house.last();
      assert.equal(content.stillFailing, 1);
      assert.deepEqual(content.worse.first, [
        { id: 'fail-02.contoso.test', name: 'FAIL-02', causes: ['mitigation-service'] },
      ]);
    });

    it('counts a server whose verdict expired as unknown, once, though nobody judged it anew', async () => {
      const house = await told();
      const eighth = at('2026-12-01T07:00:00Z');
      house.clock.set(eighth);
      await house.fleet.report('FAIL-01', broken);
      house.clock.set(later(eighth, 3 * HOUR));
      await house.wake();
      await house.deliver();

      const content = await house.last();
      assert.deepEqual(
        content.unknown.first.map(({ name, causes }) => [name, causes]),
        [['READY-01', ['evidence-age']]],
      );
      assert.equal(content.evidenceDue, 1);
      assert.deepEqual(content.totals, { ready: 0, failing: 1, unknown: 1, notApplicable: 0 });
      assert.equal(content.stillFailing, 1);

      await house.database.transaction((tx) => rejudge(house.fleet.context, tx, 'all'));
      house.clock.set('2026-12-02T07:00:00Z');
      await house.wake();
      assert.equal((await house.digests()).length, 2);
      assert.equal(house.told.edited, 1);
    });

    it('tells servers that left the fleet, and new builds, by their names', async () => {
      const house = await told();
      const ghost = aListedServer();
      const other = aListedServer({ name: 'GHO-EX02', fqdn: 'GHO-EX02.contoso.test' });
      await house.fleet.take(anInventoryFile([ghost, other]));
      house.clock.set('2026-11-25T07:00:00Z');
      await house.wake();
      await house.deliver();
      const listed = await house.last();
      assert.deepEqual([listed.unknown.total, listed.evidenceDue, listed.releases.length], [2, 2, 0]);

      house.clock.set('2026-11-26T07:00:00Z');
      await house.fleet.take(anInventoryFile([other], 'newer'));
      await house.database.transaction((tx) =>
        tx.insertInto('releases_seen').values({ build: '15.2.2562.56', seen_at: house.clock.now() }).execute(),
      );
      await house.wake();
      const content = await house.last();
      assert.deepEqual(content.left, {
        total: 1,
        first: [{ id: 'gho-ex01.contoso.test', name: 'GHO-EX01', causes: [] }],
      });
      assert.equal(content.stillUnknown, 1);
      assert.deepEqual(content.releases, [{ build: '15.2.2562.56', label: 'Exchange SE RTM Oct26SU' }]);
    });
  });

  describe('nothing new', () => {
    it('edits the foot of the last digest for less than seven days, then posts again', async () => {
      const house = await told();
      for (let day = 25; day <= 30; day += 1) {
        house.clock.set(`2026-11-${day}T07:00:00Z`);
        await house.fleet.report('FAIL-01', broken);
        await house.fleet.report('READY-01');
        await house.wake();
        await house.deliver();
      }
      const [only, ...others] = await house.digests();
      assert.deepEqual(others, []);
      assert.equal(only?.checked_at, at('2026-11-30T07:00:00Z'));
      assert.equal(only?.checked_as, 'unchanged');
      assert.deepEqual(
        (await house.outbox()).map(({ wanted }) => wanted),
        [7],
      );
      assert.deepEqual(house.told, { posted: 1, edited: 6 });

      house.clock.set('2026-12-01T07:00:00Z');
      await house.wake();
      assert.equal((await house.digests()).length, 2);
      assert.equal((await house.last()).stillFailing, 1);
    });

    it('is said of a change below the minimum too, and what changed comes with the next post', async () => {
      const house = await told({ minimum: 'worse' });
      await house.fleet.report('FAIL-01');
      house.clock.set('2026-11-25T07:00:00Z');
      await house.wake();
      await house.deliver();
      assert.deepEqual(
        (await house.digests()).map(({ checked_as }) => checked_as),
        ['below-minimum'],
      );

      await house.fleet.report('READY-01', stopped);
      house.clock.set('2026-11-26T07:00:00Z');
      await house.wake();
      const content = await house.last();
      assert.equal(content.fixed.total, 1);
      assert.equal(content.newFailing.total, 1);
    });

    it('is not posted again where Teams gave no id to change the post by', async () => {
      const house = await told();
      await house.database.transaction((tx) => tx.updateTable('outbox').set({ activity_id: null }).execute());
      house.clock.set('2026-11-25T07:00:00Z');
      await house.wake();
      assert.deepEqual(
        (await house.outbox()).map(({ state, wanted }) => [state, wanted]),
        [['sent', 1]],
      );
    });
  });

  describe('a slot', () => {
    it('is told once, however often its wake-up comes', async () => {
      const house = await told();
      await house.wake();
      house.clock.advance(MINUTE);
      await house.wake();
      assert.equal((await house.digests()).length, 1);
      assert.deepEqual(house.told, { posted: 1 });
    });

    it('is not told again when the clock was set back a day, nor the next one early', async () => {
      const house = await told();
      await house.fleet.report('READY-01', stopped);
      house.clock.set('2026-11-23T07:00:00Z');
      await house.wake();
      house.clock.set('2026-11-24T07:00:00Z');
      await house.wake();
      assert.equal((await house.digests()).length, 1);
      assert.equal(house.booked.at(-1)?.at, at('2026-11-25T07:00:00Z'));

      house.clock.set('2026-11-25T07:00:00Z');
      await house.wake();
      assert.equal((await house.digests()).length, 2);
    });

    it('that comes too early books the right wake-up and nothing else', async () => {
      const house = await told();
      house.clock.set('2026-11-25T06:59:59Z');
      const before = house.booked.length;
      await house.wake();
      assert.deepEqual(house.booked.slice(before), [wakeup(CHANNEL, at('2026-11-25T07:00:00Z'))]);
      assert.equal((await house.digests()).length, 1);
    });

    it('is not for a conversation that turned its digest off, or never had one', async () => {
      const house = await told();
      await house.say({ kind: 'off' });
      house.clock.set('2026-11-25T07:00:00Z');
      const before = house.booked.length;
      await house.wake();
      await house.wake('somewhere else');
      assert.equal((await house.digests()).length, 1);
      assert.equal(house.booked.length, before);
    });

    it('passes on a quiet day: what changed comes with the next', async () => {
      const house = await told({ quiet: { weekdays: [3], dates: ['2026-11-26'] } });
      await house.fleet.report('READY-01', stopped);
      for (const day of ['2026-11-25', '2026-11-26']) {
        house.clock.set(`${day}T07:00:00Z`);
        await house.wake();
      }
      assert.equal((await house.digests()).length, 1);
      house.clock.set('2026-11-27T07:00:00Z');
      await house.wake();
      const content = await house.last();
      assert.deepEqual([content.newFailing.total, content.missed], [1, 0]);
    });
  });

  it('carries the head of the audit log as it stood when it was composed', async () => {
    const house = await told();
    const { seq, hash } = (await house.last()).auditHead;
    const row = await house.database.read((reader) =>
      reader.selectFrom('audit').select('hash').where('seq', '=', seq).executeTakeFirst(),
    );
    assert.equal(row?.hash, hash);
  });

  describe('a scope', () => {
    it('narrows what is told, and a server that moves out of it has left', async () => {
      const house = await aDigestHouse(await open(), { start: '2026-11-23T09:00:00Z' });
      await house.fleet.report('FAIL-01', { ...broken, site: known('Paris') });
      await house.fleet.report('FAIL-02', { ...broken, site: known('Berlin') });
      await house.say({ kind: 'set', scope: 'paris' });
      house.clock.set('2026-11-24T07:00:00Z');
      await house.wake();
      await house.deliver();
      const first = await house.last();
      assert.deepEqual(
        first.newFailing.first.map(({ name }) => name),
        ['FAIL-01'],
      );
      assert.equal(first.totals.failing, 1);

      await house.fleet.report('FAIL-01', { ...broken, site: known('Berlin') });
      await house.fleet.report('FAIL-02', { ...broken, site: known('Paris') });
      house.clock.set('2026-11-25T07:00:00Z');
      await house.wake();
      const second = await house.last();
      assert.deepEqual(
        second.left.first.map(({ name }) => name),
        ['FAIL-01'],
      );
      assert.deepEqual(
        second.newFailing.first.map(({ name }) => name),
        ['FAIL-02'],
      );
      assert.equal(second.stillFailing, 0);
    });

    it('that is changed begins anew: the first digest of it compares with nothing', async () => {
      const house = await told();
      await house.say({ kind: 'set', scope: 'Berlin' });
      house.clock.set('2026-11-25T07:00:00Z');
      await house.wake();
      const content = await house.last();
      assert.deepEqual(
        [content.since, content.newFailing.total, content.scope],
        [null, 1, { by: 'site', value: 'Berlin' }],
      );
    });
  });

  it('tells what is outdated now, and why', async () => {
    const house = await aDigestHouse(await open(), { start: '2026-11-23T09:00:00Z' });
    await house.fleet.report('SERVER-01');
    await house.say({ kind: 'set' });
    house.clock.set('2026-11-24T07:00:00Z');
    await house.wake();
    await house.deliver();
    await house.fleet.report('SERVER-01', { build: known(aBuild('15.2.2562.43')) });
    await house.fleet.report('SERVER-02', { build: known(aBuild('15.2.1544.50')) });
    house.clock.set('2026-11-25T07:00:00Z');
    await house.wake();

    const content = await house.last();
    assert.deepEqual(
      content.newOutdated.first.map(({ name, causes }) => [name, causes]),
      [
        ['SERVER-01', ['latest-update']],
        ['SERVER-02', ['support-lifecycle']],
      ].map((row) => row),
    );
  });

  it('stops a schedule that is not valid any more, loudly and once', async () => {
    const house = await told();
    await house.database.transaction((tx) =>
      tx
        .updateTable('digest_subscriptions')
        .set({ schedule: '{"days":[1],"time":"08:00","zone":"Mars/Base"}' })
        .execute(),
    );
    house.clock.set('2026-11-25T07:00:00Z');
    await house.wake();
    await house.wake();

    assert.deepEqual(
      (await house.outbox()).map(({ kind }) => kind),
      ['digest', 'digest-stopped'],
    );
    const errors = house.logged.filter(({ level }) => level === 'error');
    assert.deepEqual(
      errors.map(({ fields }) => fields),
      [{ conversation: CHANNEL, why: 'Mars/Base is not a time zone known here.' }],
    );
    assert.equal((await house.digests()).length, 1);
  });
});

onBothUrls((_name, freshUrl) => {
  it('one slot makes one digest, whichever of several processes is woken', async () => {
    const url = await freshUrl();
    const [here, there] = await Promise.all([1, 2].map(() => openDatabase(url, { log: silentLog })));
    if (!here || !there) throw new Error('not opened');
    const house = await aDigestHouse(here, { start: '2026-11-23T09:00:00Z' });
    await house.fleet.report('FAIL-01', broken);
    await house.say({ kind: 'set' });
    house.clock.set('2026-11-24T07:00:00Z');
    const job = wakeup(CHANNEL, house.clock.now() as Instant);

    const handlers = [here, there, here, there, here, there].map((database) =>
      digestHandler({ ...house.app, database })(job, runOn(database)),
    );
    await Promise.all(handlers);

    assert.equal((await house.digests()).length, 1);
    assert.equal((await house.outbox()).length, 1);
    assert.deepEqual(house.told, { posted: 1 });
    await Promise.all([here.close(), there.close()]);
  });
});
