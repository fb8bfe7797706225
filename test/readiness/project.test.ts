import assert from 'node:assert/strict';
import { it } from 'node:test';
import { DAY, HOUR } from '../../src/core/clock.ts';
import { serverId } from '../../src/core/ids.ts';
import { rejudge, type Standing } from '../../src/readiness/project.ts';
import { findServer } from '../../src/readiness/rows.ts';
import type { Database } from '../../src/storage/database.ts';
import { onBothDialects } from '../support/database.ts';
import { aBuild, aListedServer, anInventoryFile, known } from '../support/evidence.ts';
import { aFleet } from './fleets.ts';

const causes = (database: Database) =>
  database.read((reader) =>
    reader.selectFrom('assessment_causes').selectAll().orderBy('server_id').orderBy('check_id').execute(),
  );

onBothDialects((_name, open) => {
  it('stores the judgement of a report, its causes, and tells the listeners before and after', async () => {
    const told: [string | undefined, string | undefined][] = [];
    const database = await open();
    const fleet = aFleet(database, [
      async (_tx, judged) => {
        for (const { before, after } of judged) told.push([before?.assessment.readiness, after?.assessment.readiness]);
      },
    ]);

    const id = await fleet.report('BER-EX01', { build: known(aBuild('15.2.2562.37')) });
    const row = await database.read((reader) => findServer(reader, id, fleet.clock.now()));

    assert.equal(row?.assessment.readiness, 'failing');
    assert.equal(row?.file, 'BER-EX01.xml');
    assert.equal(row?.observedAt, fleet.clock.now());
    assert.deepEqual(await causes(database), [{ server_id: id, check_id: 'ocs-signing', verdict: 'fail' }]);

    fleet.clock.advance(HOUR);
    await fleet.report('BER-EX01');
    const now = await database.read((reader) => findServer(reader, id, fleet.clock.now()));
    assert.equal(now?.assessment.readiness, 'ready');
    assert.deepEqual(await causes(database), []);
    assert.deepEqual(told, [
      [undefined, 'failing'],
      ['failing', 'ready'],
    ]);
  });

  it('takes the report back with a listener that throws', async () => {
    const database = await open();
    const fleet = aFleet(database, [() => Promise.reject(new Error('no'))]);

    await assert.rejects(fleet.report('BER-EX01'), /no/);
    const rows = await database.read((reader) => reader.selectFrom('servers').select('id').execute());
    assert.deepEqual(rows, []);
  });

  it('judges a listed server that never reported as unknown, and forgets one that left', async () => {
    const told: (Standing | null)[] = [];
    const database = await open();
    const fleet = aFleet(database, [async (_tx, judged) => void told.push(...judged.map(({ after }) => after))]);
    const ghost = aListedServer();
    const other = aListedServer({ name: 'GHO-EX02', fqdn: 'GHO-EX02.contoso.test' });

    await fleet.take(anInventoryFile([ghost, other]));
    const id = serverId(ghost.fqdn);
    const row = await database.read((reader) => findServer(reader, id, fleet.clock.now()));
    assert.equal(row?.assessment.readiness, 'unknown');
    assert.equal(row?.assessment.checks[0]?.reasons[0]?.code, 'never-reported');
    assert.equal(row?.assessment.nextStep.kind, 'collect-evidence');
    assert.equal(row?.listed, true);

    fleet.clock.advance(HOUR);
    await fleet.take(anInventoryFile([other], 'newer'));
    assert.equal(await database.read((reader) => findServer(reader, id, fleet.clock.now())), null);
    assert.equal(told.at(-1), null);
    assert.equal(
      (await causes(database)).some(({ server_id }) => server_id === id),
      false,
    );
  });

  it('judges all servers of an organisation anew when its switch changes, naming the report that said so', async () => {
    const database = await open();
    const fleet = aFleet(database);
    const id = await fleet.report('BER-EX01');

    fleet.clock.advance(HOUR);
    await fleet.report('MUC-EX01', { organisationSwitch: known(false) });
    const row = await database.read((reader) => findServer(reader, id, fleet.clock.now()));

    const check = row?.assessment.checks.find((one) => one.id === 'mitigations-enabled');
    assert.equal(check?.verdict, 'fail');
    assert.equal(check?.evidence.file, 'MUC-EX01.xml');
  });

  it('does not let an organisation count from a report that is too old', async () => {
    const database = await open();
    const fleet = aFleet(database);
    const id = await fleet.report('BER-EX01');
    fleet.clock.advance(8 * DAY - HOUR);
    await fleet.report('BER-EX01', { organisationSwitch: { known: false, why: 'absent', path: 'x' } });

    fleet.clock.advance(HOUR);
    await database.transaction((tx) => rejudge(fleet.context, tx, [id]));
    const row = await database.read((reader) => findServer(reader, id, fleet.clock.now()));
    const wanting = row?.assessment.checks.filter(({ gate, verdict }) => gate && verdict !== 'pass');
    assert.deepEqual(
      wanting?.map((one) => [one.id, one.verdict]),
      [['mitigations-enabled', 'unknown']],
    );
  });

  it('judges the whole fleet, more than one step of it', async () => {
    const database = await open();
    const fleet = aFleet(database);
    const many = Array.from({ length: 230 }, (_, n) => aListedServer({ name: `S${n}`, fqdn: `s${n}.contoso.test` }));
    await fleet.take(anInventoryFile(many));
    await database.transaction((tx) => tx.deleteFrom('assessments').execute());

    await database.transaction((tx) => rejudge(fleet.context, tx, 'all'));
    const rows = await database.read((reader) => reader.selectFrom('assessments').select('readiness').execute());
    assert.equal(rows.length, 230);
  });
});
