import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DAY, later } from '../../src/core/clock.ts';
import { readChecked, readContent } from '../../src/digests/content.ts';
import { readDigest } from '../../src/digests/read.ts';
import { rejudge } from '../../src/readiness/project.ts';
import { onBothDialects } from '../support/database.ts';
import { aBuild, aListedServer, anInventoryFile, known } from '../support/evidence.ts';
import { aToldHouse, broken, type DigestHouse, stopped } from './house.ts';

const names = ({ first }: { readonly first: readonly { readonly name: string }[] }) => first.map(({ name }) => name);

onBothDialects((_name, open) => {
  const told = async (command = {}) => aToldHouse(await open(), command);

  async function on(house: DigestHouse, day: string): Promise<void> {
    house.clock.set(`${day}T07:00:00Z`);
    await house.wake();
    await house.deliver();
  }

  describe('what a digest knows, and how well', () => {
    it('tells that there is no inventory, how old the oldest report is, and of which day the catalogue', async () => {
      const house = await told();
      const content = await house.last();
      assert.deepEqual(content.knowledge, {
        completeness: null,
        oldestReport: Date.parse('2026-11-23T09:00:00Z'),
        newestReport: Date.parse('2026-11-23T09:00:00Z'),
      });
      assert.equal(content.catalogueAsOf, house.app.catalogue().asOf);
    });

    it('counts who of the inventory has reported, of a scope too', async () => {
      const house = await told();
      await house.fleet.take(anInventoryFile([aListedServer()]));
      for (const scope of [null, 'Berlin']) {
        await house.say({ kind: 'set', scope });
        await on(house, scope === null ? '2026-11-25' : '2026-11-26');
        assert.deepEqual((await house.last()).knowledge?.completeness, { listed: 1, reported: 0 });
      }
    });

    it('tells beside those that are ready how many miss an update and how many are out of support', async () => {
      const house = await told();
      await house.fleet.report('BEHIND-01', { build: known(aBuild('15.2.2562.43')) });
      await house.fleet.report('OLD-01', { build: known(aBuild('15.2.1544.50')) });
      await house.fleet.report('FAIL-02', { ...broken, build: known(aBuild('15.2.2562.43')) });
      await on(house, '2026-11-25');
      const { totals, outdated, readyMissingUpdate, readyOutOfSupport } = await house.last();
      assert.deepEqual([totals.ready, outdated, readyMissingUpdate, readyOutOfSupport], [3, 3, 1, 1]);
    });

    it('counts no server as ready, nor as ready and outdated, whose verdict nobody renewed', async () => {
      const house = await told();
      await house.fleet.report('BEHIND-01', { build: known(aBuild('15.2.2562.43')) });
      await on(house, '2026-12-05');
      const content = await house.last();
      assert.deepEqual(content.totals, { ready: 0, failing: 0, unknown: 3, notApplicable: 0 });
      assert.deepEqual([content.readyMissingUpdate, content.neverReported, content.staleEvidence], [0, 0, 3]);
      assert.deepEqual(names(content.fixed), []);
    });
  });

  describe('evidence', () => {
    it('that never came is told apart from evidence that went stale, whatever there is to compare with', async () => {
      const house = await told();
      house.clock.set('2026-11-28T07:00:00Z');
      await house.fleet.take(anInventoryFile([aListedServer()]));
      await house.fleet.report('FAIL-01', broken);
      await on(house, '2026-12-02');
      const compared = await house.last();
      await house.say({ kind: 'off' });
      await house.conversation('other');
      await house.say({ kind: 'now' }, { conversation: 'other' });
      const alone = (await house.digests('other')).at(-1)?.content;

      for (const content of [compared, alone]) {
        assert.deepEqual(
          content?.unknown.first.map(({ name, neverReported }) => [name, neverReported ?? false]).sort(),
          [
            ['GHO-EX01', true],
            ['READY-01', false],
          ],
        );
        assert.deepEqual([content?.evidenceDue, content?.neverCame], [2, 1]);
        assert.deepEqual([content?.neverReported, content?.staleEvidence], [1, 1]);
      }
    });

    it('that goes stale of a server that fails anyway is told, and is worth a post where only what is due is', async () => {
      const house = await told({ minimum: 'due' });
      house.clock.set('2026-11-28T07:00:00Z');
      await house.fleet.report('READY-01');
      house.clock.set('2026-12-02T07:00:00Z');
      await house.database.transaction((tx) => rejudge(house.fleet.context, tx, 'all'));
      await on(house, '2026-12-02');
      const content = await house.last();
      assert.deepEqual([names(content.stale), content.stillFailing, content.unknown.total], [['FAIL-01'], 1, 0]);
    });

    it('is no matter of a server that stops being judged, which is no fix', async () => {
      const house = await told();
      await house.fleet.report('FAIL-01', { role: known('edge') });
      await on(house, '2026-11-25');
      const content = await house.last();
      assert.deepEqual([names(content.fixed), names(content.exempt)], [[], ['FAIL-01']]);
      assert.deepEqual(content.totals, { ready: 1, failing: 0, unknown: 0, notApplicable: 1 });
    });
  });

  it('says that a server joined: a fleet with one server more is not unchanged', async () => {
    const house = await told();
    await house.fleet.report('READY-02');
    await on(house, '2026-11-25');
    const content = await house.last();
    assert.deepEqual([names(content.joined), content.totals.ready], [['READY-02'], 2]);
  });

  describe('a check that posts nothing', () => {
    it('keeps what it found below the minimum, so that the old numbers do not stand for it', async () => {
      const house = await told({ minimum: 'due' });
      await house.fleet.report('READY-01', stopped);
      await house.fleet.report('FAIL-01');
      await house.fleet.report('READY-02');
      await on(house, '2026-11-25');
      const [only] = await house.digests();
      const stored = await house.database.read((reader) => readDigest(reader, only?.id ?? ''));
      assert.equal(stored?.checkedAs, 'below-minimum');
      assert.deepEqual(stored?.checkedState, {
        totals: { ready: 2, failing: 1, unknown: 0, notApplicable: 0 },
        changes: { newFailing: 1, fixed: 1, joined: 1 },
        releases: 0,
      });
    });

    it('says unchanged only where the numbers are those of the digest', async () => {
      const house = await told({ minimum: 'worse' });
      await house.fleet.report('FAIL-01');
      await on(house, '2026-11-25');
      await house.fleet.report('FAIL-01', broken);
      await on(house, '2026-11-26');
      const [only] = await house.digests();
      const stored = await house.database.read((reader) => readDigest(reader, only?.id ?? ''));
      assert.deepEqual([stored?.checkedAs, stored?.checkedState], ['unchanged', null]);
      assert.equal(stored?.content.asOf, Date.parse('2026-11-24T07:00:00Z'));
    });
  });

  it('keeps the moment it was composed at, however late it is delivered', async () => {
    const house = await told();
    await house.fleet.report('READY-01', stopped);
    house.clock.set('2026-11-25T07:00:00Z');
    await house.wake();
    house.clock.set(later(house.clock.now(), DAY / 2));
    await house.fleet.report('READY-01');
    await house.deliver();
    const content = await house.last();
    assert.deepEqual([content.asOf, content.totals.failing], [Date.parse('2026-11-25T07:00:00Z'), 2]);
  });

  describe('a refused scope', () => {
    const unknownSite = { kind: 'set', scope: 'Nowhere' } as const;

    it('names what there is where names may be read, and only products elsewhere', async () => {
      const house = await told();
      await house.fleet.report('PAR-01', { site: known('Paris'), dag: known('DAG-PAR') });
      const hint = async (given: boolean) => {
        const answer = await house.say({ ...unknownSite, scope: 'Pariss' }, { names: given });
        return answer.kind === 'refused' ? `${answer.refusal.message} ${answer.refusal.hint}` : '';
      };
      assert.match(await hint(true), /Did you mean .*Paris \(site\)/);
      assert.doesNotMatch(await hint(false), /DAG-PAR|Paris \(/);
      assert.match(await hint(false), /not listed where guests may read\. Write the full name/);
      const answer = await house.say(unknownSite, { names: false });
      assert.doesNotMatch(JSON.stringify(answer), /Paris|Berlin \(/);
    });
  });
});

it('reads what an earlier version stored as not known, never as nothing', () => {
  const list = { total: 0, first: [] };
  const old = {
    asOf: 1,
    zone: 'UTC',
    scope: null,
    since: null,
    totals: { ready: 1, failing: 0, unknown: 0, notApplicable: 0 },
    outdated: 0,
    ...Object.fromEntries(
      ['newFailing', 'worse', 'fixed', 'unknown', 'known', 'newOutdated', 'updated', 'left'].map((name) => [
        name,
        list,
      ]),
    ),
    stillFailing: 0,
    evidenceDue: 2,
    stillUnknown: 0,
    supportEnded: 0,
    releases: [],
    missed: 0,
    auditHead: { seq: 1, hash: 'x' },
  };
  const content = readContent(JSON.stringify(old));
  assert.deepEqual(
    [content.readyMissingUpdate, content.readyOutOfSupport, content.neverReported, content.staleEvidence],
    [null, null, null, null],
  );
  assert.deepEqual([content.knowledge, content.catalogueAsOf, content.neverCame], [null, null, null]);
  assert.deepEqual([content.stale, content.joined, content.exempt], [list, list, list]);
  assert.equal(readChecked(null), null);
  assert.equal(readChecked('{"totals":{}}'), null);
});
