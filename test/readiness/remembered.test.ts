import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { after, describe, it, test } from 'node:test';
import { DAY, HOUR, later } from '../../src/core/clock.ts';
import { silentLog } from '../../src/core/log.ts';
import { countFleetChanges } from '../../src/evidence/fleet-changes.ts';
import { rejudge } from '../../src/readiness/project.ts';
import { type Fleet, rememberedFleet } from '../../src/readiness/remembered.ts';
import { startWatch } from '../../src/readiness/watch.ts';
import type { Database, Tx } from '../../src/storage/database.ts';
import { openDatabase } from '../../src/storage/open.ts';
import { onBothUrls } from '../support/database.ts';
import { absent, aListedServer, anInventoryFile, aReportFile, known } from '../support/evidence.ts';
import { aFleet, type TestFleet } from './fleets.ts';
import { catalogue, NOW } from './subjects.ts';

const failing = { kind: 'failing', scope: null, cause: null, now: NOW, page: 1, pageSize: 12 } as const;

/** Commits that have nothing to do with the fleet, as jobs, posts and people make them. */
const unrelated: Readonly<Record<string, (tx: Tx, n: number) => Promise<unknown>>> = {
  'a wake-up': (tx, n) =>
    tx
      .insertInto('jobs')
      .values({ name: 'digest', key: `${n}`, run_at: n, payload: 'null', due_at: n, attempts: 0, asked: 1 })
      .execute(),
  'a send': (tx, n) =>
    tx
      .insertInto('sends')
      .values({ id: `send-${n}`, conversation_id: '19:a', claimed_at: n, counts_at: n })
      .execute(),
  'another counter': (tx, n) =>
    tx
      .insertInto('counters')
      .values({ name: `other-${n}`, n })
      .execute(),
};

/** Everything that writes what is asked of the fleet. Each is run on a fleet of one listed and one reporting server. */
const writes: Readonly<Record<string, (fleet: TestFleet) => Promise<unknown>>> = {
  'the first report of a server': (fleet) => fleet.report('NEW-01'),
  'a newer report': (fleet) => fleet.report('BER-EX01', { urlRewrite: known(false) }),
  'an older report': (fleet) => fleet.report('BER-EX01', { generatedAt: known(later(NOW, -DAY)) }),
  'a report from the future': (fleet) => fleet.report('GHO-EX01', { generatedAt: known(later(NOW, 2 * DAY)) }),
  'a report without a date': (fleet) => fleet.report('GHO-EX01', { generatedAt: absent }),
  "a report that knows the organisation's switch": (fleet) =>
    fleet.report('MUC-EX01', { organisationSwitch: known(false) }),
  'an inventory that lists one more': (fleet) =>
    fleet.take(anInventoryFile([aListedServer(), aListedServer({ name: 'GHO-EX02', fqdn: 'GHO-EX02.contoso.test' })])),
  'an inventory without a server that never reported': (fleet) =>
    fleet.take(anInventoryFile([aListedServer({ name: 'GHO-EX02', fqdn: 'GHO-EX02.contoso.test' })])),
  'another catalogue': (fleet) =>
    fleet.database.transaction((tx) =>
      rejudge({ ...fleet.context, catalogue: () => ({ ...catalogue, id: 'newer' }) }, tx, 'all'),
    ),
  'time alone': async (fleet) => {
    fleet.clock.advance(9 * DAY);
    const watch = startWatch({ database: fleet.database, context: fleet.context, log: silentLog });
    await watch.caughtUp;
    await watch.stop();
  },
};

/** Counts what is read of the database. */
function counted(database: Database): { readonly database: Database; reads(): number } {
  let count = 0;
  return {
    database: {
      ...database,
      read(work) {
        count += 1;
        return database.read(work);
      },
    },
    reads: () => count,
  };
}

/** Every row that an answer is made of. */
const everything = (database: Database) =>
  database.read(async (reader) => [
    await reader.selectFrom('servers').selectAll().orderBy('id').execute(),
    await reader.selectFrom('organisations').selectAll().orderBy('id').execute(),
    await reader.selectFrom('reports').selectAll().orderBy('id').execute(),
    await reader.selectFrom('assessments').selectAll().orderBy('server_id').execute(),
    await reader.selectFrom('assessment_causes').selectAll().orderBy('server_id').orderBy('check_id').execute(),
  ]);

onBothUrls((_name, freshUrl) => {
  const opened: Database[] = [];
  after(async () => void (await Promise.all(opened.map((database) => database.close()))));

  /** One fleet; the process that remembers it, and another that writes. */
  async function twoProcesses() {
    const url = await freshUrl();
    const [own, other] = [await openDatabase(url, { log: silentLog }), await openDatabase(url, { log: silentLog })];
    opened.push(own, other);
    const fleet = aFleet(other);
    await fleet.take(anInventoryFile([aListedServer()], 'first'));
    await fleet.report('BER-EX01');
    fleet.clock.advance(HOUR);
    const { database, reads } = counted(own);
    return { own, other, fleet, reads, remembered: rememberedFleet(database) };
  }

  async function answers(remembered: Fleet) {
    return [
      await remembered.list(failing),
      await remembered.names(),
      await remembered.scopes(),
      await remembered.causes(failing),
    ] as const;
  }
  function same(a: Awaited<ReturnType<typeof answers>>, b: Awaited<ReturnType<typeof answers>>): boolean[] {
    return a.map((answer, at) => answer === b[at]);
  }

  describe('a commit that leaves the fleet as it is keeps the memory, at the price of one read:', () => {
    for (const [name, write] of Object.entries(unrelated)) {
      it(name, async () => {
        const { own, other, remembered, reads } = await twoProcesses();
        const before = await answers(remembered);

        for (const [n, by] of [own, other, own].entries()) {
          await by.transaction((tx) => write(tx, n));
          const asked = reads();
          assert.deepEqual(same(before, await answers(remembered)), [true, true, true, true]);
          assert.equal(reads() - asked, 1);
        }
        const asked = reads();
        await answers(remembered);
        assert.equal(reads(), asked, 'nothing was committed and still something was read');
      });
    }

    it('a change of the fleet that is taken back', async () => {
      const { other, fleet, remembered, reads } = await twoProcesses();
      const before = await answers(remembered);
      const asked = reads();

      await assert.rejects(
        other.transaction(async (tx) => {
          await rejudge(fleet.context, tx, 'all');
          throw new Error('no');
        }),
        /no/,
      );

      assert.deepEqual(same(before, await answers(remembered)), [true, true, true, true]);
      assert.ok(reads() - asked <= 1);
    });

    it('the same file once more', async () => {
      const { fleet, remembered } = await twoProcesses();
      const before = await answers(remembered);
      await fleet.take(anInventoryFile([aListedServer()], 'first'));
      assert.deepEqual(same(before, await answers(remembered)), [true, true, true, true]);
    });
  });

  describe('a commit that changes the fleet drops the memory:', () => {
    for (const [name, write] of Object.entries(writes)) {
      it(name, async () => {
        const { own, fleet, remembered } = await twoProcesses();
        const before = await answers(remembered);
        const [stored, changes] = [await everything(own), await own.read(countFleetChanges)];

        await write(fleet);

        assert.notDeepEqual(await everything(own), stored, 'it wrote nothing, so it proves nothing');
        assert.ok((await own.read(countFleetChanges)) > changes);
        assert.deepEqual(same(before, await answers(remembered)), [false, false, false, false]);
      });
    }

    it('made by this very process', async () => {
      const { own, fleet, remembered } = await twoProcesses();
      assert.equal((await remembered.names()).length, 2);
      await aFleet(own).take(aReportFile({ name: 'NEW-01', fqdn: 'NEW-01.contoso.test' }));
      assert.equal((await remembered.names()).length, 3);
      await own.transaction((tx) => rejudge(fleet.context, tx, 'all'));
      assert.equal((await remembered.list(failing)).total, 0);
    });
  });

  it('forgets what expires although nothing is committed', async () => {
    const { remembered } = await twoProcesses();
    const before = await remembered.summary(NOW, catalogue.asOf);
    const expired = await remembered.summary(later(NOW, 9 * DAY), catalogue.asOf);
    assert.deepEqual([before.totals.unknown, expired.totals.unknown], [1, 2]);
  });

  it('is never behind, however asking and writing fall together', async () => {
    const { fleet, remembered } = await twoProcesses();
    for (let n = 0; n < 12; n += 1) {
      const asking = Array.from({ length: 4 }, () => remembered.names());
      const written = fleet.report(`NEW-${n}`);
      await Promise.all([...asking, written, remembered.names()]);
      assert.equal((await remembered.names()).length, 3 + n);
    }
  });
});

test('whatever writes a table of the fleet says so first', () => {
  const write =
    /\.(?:insertInto|updateTable|deleteFrom)\('(?:servers|organisations|reports|assessments|assessment_causes)'/g;
  const folder = new URL('../../src/', import.meta.url);
  const silent: string[] = [];
  let found = 0;
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!path.endsWith('.ts')) continue;
    const text = readFileSync(new URL(path.replaceAll('\\', '/'), folder), 'utf8');
    for (const { index } of text.matchAll(write)) {
      found += 1;
      const start = text.lastIndexOf('\nexport async function ', index);
      if (start < 0 || !text.slice(start, index).includes('await fleetChanges(tx);')) silent.push(`${path}:${index}`);
    }
  }
  assert.ok(found >= 10, `only ${found} writes were found`);
  assert.deepEqual(silent, []);
});
