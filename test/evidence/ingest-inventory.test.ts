import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HOUR } from '../../src/core/clock.ts';
import { serverId } from '../../src/core/ids.ts';
import { silentLog } from '../../src/core/log.ts';
import { keep } from '../../src/evidence/ingest.ts';
import type { Intake, Taken } from '../../src/evidence/intake.ts';
import type { ParsedFile } from '../../src/evidence/parse/pool.ts';
import * as store from '../../src/evidence/store.ts';
import type { Database } from '../../src/storage/database.ts';
import { fakeClock } from '../support/clock.ts';
import { onBothDialects } from '../support/database.ts';
import {
  aBuild,
  absent,
  aListedServer,
  anInventoryFile,
  anOrganisation,
  aReportFile,
  fakePool,
  known,
  byCli,
  bySweep,
} from '../support/evidence.ts';

const GHO = serverId('gho-ex01.contoso.test');
const BER = serverId('ber-ex01.contoso.test');

function anIntake(database: Database) {
  const clock = fakeClock('2026-11-21T09:00:00Z');
  const changes: string[][] = [];
  const evidenceChanged: Intake['evidenceChanged'] = async (_tx, { servers }) => void changes.push([...servers].sort());
  return {
    intake: { database, clock, pool: fakePool(), log: silentLog, evidenceChanged } satisfies Intake,
    clock,
    changes,
  };
}

async function take(intake: Intake, file: ParsedFile, name = 'inventory.xml'): Promise<Taken> {
  const result = await keep(intake, bySweep, name, file);
  assert.ok(result.ok, JSON.stringify(result));
  return result.value;
}

const listed = (name: string, changes = {}) => aListedServer({ name, fqdn: `${name}.contoso.test`, ...changes });

function fleet(database: Database): Promise<string[]> {
  return database.read(async (reader) =>
    (await store.serverRecords(reader, 'all')).map(({ id, listed }) => `${id}${listed ? ' listed' : ''}`),
  );
}

onBothDialects((_name, open) => {
  test('a listed server without a report joins the fleet with what the inventory says of it', async () => {
    const database = await open();
    const { intake, changes } = anIntake(database);

    const taken = await take(intake, anInventoryFile([listed('GHO-EX01')]));

    assert.equal(taken.standing, 'current');
    assert.equal(taken.sentence, 'The inventory lists 1 server.');
    assert.deepEqual(await database.read((reader) => store.serverRecord(reader, GHO)), {
      id: GHO,
      name: 'GHO-EX01',
      fqdn: 'GHO-EX01.contoso.test',
      organisation: anOrganisation(),
      role: 'mailbox',
      displayedBuild: aBuild('15.2.2562.17'),
      site: 'Berlin',
      dag: null,
      listed: true,
      currentReport: null,
    });
    assert.deepEqual(changes, [[GHO]]);
  });

  test('completeness is not known before the first inventory, and counted after it', async () => {
    const database = await open();
    const { intake } = anIntake(database);
    await take(intake, aReportFile());
    assert.equal(await database.read(store.inventoryCompleteness), null);

    await take(intake, anInventoryFile([listed('GHO-EX01'), listed('BER-EX01')]));

    assert.deepEqual(await database.read(store.inventoryCompleteness), { listed: 2, reported: 1 });
  });

  test('an inventory never overwrites what a report says', async () => {
    const database = await open();
    const { intake } = anIntake(database);
    await take(intake, aReportFile({ site: known('Berlin'), role: known('mailbox') }));

    await take(intake, anInventoryFile([listed('ber-ex01', { site: known('Paris'), role: known('edge') })]));

    const record = await database.read((reader) => store.serverRecord(reader, BER));
    assert.deepEqual(
      [record?.name, record?.site, record?.role, record?.listed, record?.displayedBuild],
      ['BER-EX01', 'Berlin', 'mailbox', true, aBuild('15.2.2562.17')],
    );
  });

  test('a report that comes after the inventory keeps its server listed', async () => {
    const database = await open();
    const { intake } = anIntake(database);
    await take(intake, anInventoryFile([listed('BER-EX01', { site: known('Paris') })]));
    await take(intake, aReportFile({ site: known('Berlin'), role: absent }));

    const record = await database.read((reader) => store.serverRecord(reader, BER));
    assert.deepEqual([record?.site, record?.role, record?.listed], ['Berlin', 'mailbox', true]);
  });

  test('a server that is listed no more stays while it has reports and leaves the fleet without one', async () => {
    const database = await open();
    const { intake, clock, changes } = anIntake(database);
    await take(intake, aReportFile());
    await take(intake, anInventoryFile([listed('BER-EX01'), listed('GHO-EX01'), listed('NEW-EX01')]));
    changes.length = 0;
    clock.advance(HOUR);

    const taken = await take(intake, anInventoryFile([listed('NEW-EX01')]));

    assert.equal(taken.sentence, 'The inventory lists 1 server; 2 servers listed before are not in it.');
    assert.deepEqual(await fleet(database), [BER, 'new-ex01.contoso.test listed']);
    assert.deepEqual(changes, [[BER, GHO]]);
  });

  test('decides for the organisations in it only', async () => {
    const database = await open();
    const { intake, clock } = anIntake(database);
    const fabrikam = { organisation: anOrganisation('Fabrikam') };
    await take(intake, anInventoryFile([listed('A'), listed('B', fabrikam)]));
    clock.advance(HOUR);

    await take(intake, anInventoryFile([listed('C')]));

    assert.deepEqual(await fleet(database), ['b.contoso.test listed', 'c.contoso.test listed']);
  });

  test('of two inventories the one received later decides, also where the clock was set back', async () => {
    const database = await open();
    const { intake, clock } = anIntake(database);
    await take(intake, anInventoryFile([listed('A')]));
    clock.set('2026-11-21T08:00:00Z');

    const earlier = await take(intake, anInventoryFile([listed('B')]));

    assert.equal(earlier.standing, 'older');
    assert.deepEqual(await fleet(database), ['a.contoso.test listed']);
  });

  test('works where no organisation is named', async () => {
    const database = await open();
    const { intake, clock } = anIntake(database);
    const nameless = { organisation: null };
    await take(intake, anInventoryFile([listed('A', nameless), listed('B', nameless)]));
    clock.advance(HOUR);

    await take(intake, anInventoryFile([listed('B', nameless)]));

    assert.deepEqual(await fleet(database), ['b.contoso.test listed']);
    assert.equal((await database.read((reader) => store.serverRecords(reader, 'all')))[0]?.organisation, null);
  });

  test('the same inventory twice changes nothing', async () => {
    const database = await open();
    const { intake, changes } = anIntake(database);
    await take(intake, anInventoryFile([listed('A'), listed('B')]));

    const again = await take(intake, anInventoryFile([listed('A'), listed('B')]));

    assert.equal(again.outcome, 'unchanged');
    assert.deepEqual(again.servers, ['a.contoso.test', 'b.contoso.test']);
    assert.equal(changes.length, 1);
  });

  test('a newer inventory that says the same has nobody judged again', async () => {
    const database = await open();
    const { intake, clock, changes } = anIntake(database);
    await take(intake, anInventoryFile([listed('A')]));
    clock.advance(HOUR);

    const again = await take(intake, anInventoryFile([listed('A')], 'other bytes'));

    assert.equal(again.outcome, 'taken');
    assert.equal(changes.length, 1);
  });

  for (const [what, servers, message] of [
    ['a server without Fqdn', [listed('A'), listed('B', { fqdn: ' ' })], /lists B without its Fqdn/],
    [
      'a server whose Fqdn is no name',
      [listed('A', { fqdn: 'a<b>\n' })],
      /lists A with an Fqdn that is no server name/,
    ],
    ['no server', [], /lists no server/],
  ] as const) {
    test(`an inventory with ${what} is refused as a whole`, async () => {
      const database = await open();
      const { intake } = anIntake(database);

      const result = await keep(intake, byCli, 'inventory.xml', anInventoryFile(servers));

      assert.equal(!result.ok && result.refusal.code, 'invalid');
      assert.match(result.ok ? '' : result.refusal.message, message);
      assert.deepEqual(await fleet(database), []);
    });
  }

  test('ten thousand servers are listed in one go', async () => {
    const database = await open();
    const { intake } = anIntake(database);
    const names = Array.from({ length: 10_000 }, (_, number) => `EX${number}`);

    await take(intake, anInventoryFile(names.map((name) => listed(name))));

    assert.deepEqual(await database.read(store.inventoryCompleteness), { listed: 10_000, reported: 0 });
  });
});
