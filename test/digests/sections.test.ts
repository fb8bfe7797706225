import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readContent } from '../../src/digests/content.ts';
import type { DigestSections } from '../../src/digests/model.ts';
import { sectionsAt } from '../../src/digests/sections.ts';
import { insertAsked, insertVote } from '../../src/changes/store.ts';
import { rememberPerson } from '../../src/people/directory.ts';
import type { PersonKey } from '../../src/people/identity.ts';
import { DAY, instant, later } from '../../src/core/clock.ts';
import { type AckHouse, anAckHouse } from '../acknowledgements/house.ts';
import { keepChange } from '../attention/changes.ts';
import { known } from '../support/evidence.ts';
import { onBothDialects } from '../support/database.ts';
import { aDigestHouse, aToldHouse, broken, CHANNEL } from './house.ts';

const sections = (
  house: AckHouse,
  scope: Parameters<typeof sectionsAt>[2] = null,
  before: DigestSections | null = null,
) => house.app.database.read((reader) => sectionsAt(reader, house.fleet.clock.now(), scope, before));

const ids = (found: DigestSections) => ({
  waiting: found.waiting.first.map(({ id }) => id),
  windows: found.windows.first.map(({ id }) => id),
  missed: found.missed.first.map(({ id }) => id),
  unproven: found.unproven.first.map(({ id }) => id),
  overdueReviews: found.overdueReviews.first.map(({ id }) => id),
  ending: found.ending.first.map(({ server }) => server.name),
  unattended: found.unattended.first.map(({ name }) => name),
});

/** One change for each section, and one for none. */
async function aBusyHouse(house: AckHouse) {
  const { fleet, app } = house;
  const a = await fleet.report('A', { ...broken, site: known('Berlin') });
  const b = await fleet.report('B', { ...broken, site: known('Paris') });
  await fleet.report('ALONE', { ...broken, site: known('Paris') });
  await house.make([a, b], { until: '2026-11-25' });
  await house.make([b], { until: '2026-12-24' });
  const now = fleet.clock.now();
  const keep = (sketch: Parameters<typeof keepChange>[2]) => keepChange(app.database, now, sketch);
  const asked = { askedAt: later(now, -DAY) };
  const late = await keep({ number: 1, servers: [a], record: asked });
  await keep({ number: 2, servers: [b], record: { askedAt: later(now, -2 * DAY) } });
  await keep({ number: 3, servers: [a], start: '2026-11-20T21:00:00Z' });
  await keep({ number: 4, servers: [a], state: 'approved' });
  await keep({ number: 5, servers: [a], state: 'approved', start: '2026-11-28T09:00:00Z' });
  await keep({ number: 6, servers: [a], state: 'in-progress', start: '2026-11-21T08:00:00Z' });
  await keep({ number: 7, servers: [a], state: 'approved', start: '2026-11-20T20:00:00Z' });
  await keep({ number: 8, servers: [a, b], state: 'implemented', start: '2026-11-19T20:00:00Z' });
  await keep({ number: 9, servers: [a], state: 'verified' });
  const review = { dueAt: now, overdueToldAt: null, decided: null };
  const emergency = { state: 'verified', servers: [a], plan: { type: 'emergency' } } as const;
  await keep({ number: 10, ...emergency, record: { review } });
  await keep({ number: 11, ...emergency, record: { review: { ...review, dueAt: later(now, 30 * DAY) } } });
  const decided = { at: now, by: late.requester, verdict: 'accepted', reason: null } as const;
  await keep({ number: 12, ...emergency, record: { review: { ...review, decided } } });
  return { a, b, late };
}

onBothDialects((_name, open) => {
  describe('what waits for people', () => {
    it('is told by what it waits for, as it reads now', async () => {
      const house = await anAckHouse(await open());
      await aBusyHouse(house);
      const found = await sections(house);
      assert.deepEqual(ids(found), {
        waiting: ['CHG-0002', 'CHG-0001'],
        windows: ['CHG-0006'],
        missed: ['CHG-0007'],
        unproven: ['CHG-0008'],
        overdueReviews: ['CHG-0010'],
        ending: ['A'],
        unattended: ['ALONE'],
      });
      assert.deepEqual(found.standing, { failing: 3, planned: 2, acknowledged: 0, unattended: 1 });
      assert.deepEqual(found.unattended.first[0]?.causes, ['url-rewrite']);
      const [unproven] = found.unproven.first;
      assert.deepEqual(
        unproven?.unproven.map(({ name }) => name),
        ['A', 'B'],
      );

      house.fleet.clock.set('2026-11-21T21:00:00.001Z');
      assert.deepEqual(ids(await sections(house)).windows, ['CHG-0006', 'CHG-0005', 'CHG-0004']);
    });

    it('is narrowed to the servers of a scope', async () => {
      const house = await anAckHouse(await open());
      await aBusyHouse(house);
      assert.deepEqual(ids(await sections(house, { by: 'site', value: 'Paris' })), {
        ...{ waiting: ['CHG-0002'], windows: [], missed: [], unproven: ['CHG-0008'], overdueReviews: [], ending: [] },
        unattended: ['ALONE'],
      });
    });

    it('names who was asked about the plan as it is and has not answered', async () => {
      const house = await anAckHouse(await open());
      const { late } = await aBusyHouse(house);
      const now = house.fleet.clock.now();
      const person = (id: string) => `user:tenant/${id}` as PersonKey;
      const asked = (id: string, planHash = late.planHash) => ({
        ...{ change: late.id, planHash, person: person(id), at: now, conversation: null, fallback: false },
      });
      await house.app.database.transaction(async (tx) => {
        await rememberPerson(tx, now, { tenantId: 'tenant', aadObjectId: 'bo' }, 'Bo Berg');
        await insertAsked(tx, [asked('bo'), asked('cy'), asked('di'), asked('ed'), asked('al', 'an older plan')]);
        const vote = { change: late.id, planHash: late.planHash, vote: 'approve', reason: null, at: now } as const;
        const voter = (id: string) => ({ kind: 'user', tenantId: 'tenant', aadObjectId: id, name: null }) as const;
        await insertVote(tx, { ...vote, voter: voter('cy'), onBehalfOf: null });
        await insertVote(tx, { ...vote, voter: voter('zo'), onBehalfOf: person('ed') });
        await insertVote(tx, { ...vote, planHash: 'an older plan', voter: voter('bo'), onBehalfOf: null });
      });
      const entry = (await sections(house)).waiting.first.find(({ id }) => id === late.id);
      assert.deepEqual([entry?.whom, entry?.whomCount], [['Bo Berg', null], 2]);
    });

    it('counts what the last digest did not have, and what it had', async () => {
      const house = await anAckHouse(await open());
      const { a } = await aBusyHouse(house);
      const first = await sections(house);
      assert.deepEqual(first.fresh, {
        ...{ waiting: 2, windows: 1, missed: 1, unproven: 1, overdueReviews: 1, ending: 1, unattended: 1 },
      });
      const again = await sections(house, null, first);
      assert.deepEqual([again.fresh, again.gone], [{}, 0]);
      await keepChange(house.app.database, house.fleet.clock.now(), { number: 20, servers: [a] });
      house.fleet.clock.advance(1000);
      await house.fleet.report('ALONE', { site: known('Paris') });
      const later = await sections(house, null, first);
      assert.deepEqual([later.fresh, later.gone], [{ waiting: 1, windows: 1 }, 1]);
    });
  });

  describe('a digest', () => {
    it('is posted for what newly waits, stays for what waits still, and says that more has changed where it went', async () => {
      const house = await aToldHouse(await open());
      assert.deepEqual((await house.last()).sections?.fresh, { unattended: 1 });
      const server = await house.fleet.report('FAIL-01', broken);
      const change = { number: 1, servers: [server], start: '2026-12-20T21:00:00Z' };
      await keepChange(house.database, house.clock.now(), change);
      house.clock.set('2026-11-25T07:00:00Z');
      await house.wake();
      await house.deliver();
      assert.deepEqual((await house.digests()).length, 2);
      const told = await house.last();
      assert.deepEqual([told.sections?.fresh, told.sections?.gone], [{ waiting: 1 }, 1]);
      assert.deepEqual(told.sections?.standing, { failing: 1, planned: 1, acknowledged: 0, unattended: 0 });

      house.clock.set('2026-11-26T07:00:00Z');
      await house.wake();
      assert.equal((await house.digests()).at(-1)?.checked_as, 'unchanged');
      await house.database.transaction(async (tx) => {
        await tx.updateTable('changes').set({ state: 'rejected', open: false }).execute();
        await tx.updateTable('change_servers').set({ open: false }).execute();
        await tx.deleteFrom('assessments').where('server_id', '=', server).execute();
      });
      house.clock.set('2026-11-27T07:00:00Z');
      await house.wake();
      const last = (await house.digests()).at(-1);
      assert.deepEqual([(await house.digests()).length, last?.checked_as], [2, 'below-minimum']);
    });

    it('that posts only what has a date is posted for a window, and not for a server that nobody has', async () => {
      const house = await aToldHouse(await open(), { minimum: 'due' });
      await house.fleet.report('FAIL-02', broken);
      house.clock.set('2026-11-25T07:00:00Z');
      await house.wake();
      assert.equal((await house.digests()).length, 1);
      const server = await house.fleet.report('FAIL-02', broken);
      await keepChange(house.database, house.clock.now(), { number: 1, servers: [server], state: 'approved' });
      house.clock.set('2026-11-26T07:00:00Z');
      await house.wake();
      assert.equal((await house.digests()).length, 2);
    });

    it('of an earlier version without sections still reads, and so does one whose sections can not be read', async () => {
      const house = await aDigestHouse(await open());
      await house.fleet.report('FAIL-01', broken);
      await house.say({ kind: 'now' });
      const content = await house.last();
      assert.ok(content.sections);
      const { sections: _, ...older } = content;
      assert.deepEqual(readContent(JSON.stringify(older)), older);
      const odd = { ...content, sections: { waiting: 'later' } };
      assert.deepEqual(readContent(JSON.stringify(odd)), { ...older, sections: null });
      assert.deepEqual(readContent(JSON.stringify(content)), content);

      await house.deliver();
      await house.database.transaction((tx) =>
        tx
          .updateTable('digests')
          .set({ content: JSON.stringify(older) })
          .where('conversation_id', '=', CHANNEL)
          .execute(),
      );
      house.clock.advance(1000);
      await house.say({ kind: 'now' });
      const next = await house.last();
      assert.deepEqual([next.since, next.sections?.fresh], [instant(content.asOf), { unattended: 1 }]);
    });
  });
});
