import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DAY, HOUR, type Instant, later } from '../../src/core/clock.ts';
import { OperationalError } from '../../src/core/errors.ts';
import { serverId } from '../../src/core/ids.ts';
import { silentLog } from '../../src/core/log.ts';
import { ingest, keep } from '../../src/evidence/ingest.ts';
import type { Intake, Taken } from '../../src/evidence/intake.ts';
import type { ParsedFile } from '../../src/evidence/parse/pool.ts';
import * as store from '../../src/evidence/store.ts';
import type { Database } from '../../src/storage/database.ts';
import { fakeClock } from '../support/clock.ts';
import { onBothDialects } from '../support/database.ts';
import {
  absent,
  anOrganisation,
  aReportFile,
  at,
  fakePool,
  known,
  byCli,
  byHttp,
  bySweep,
} from '../support/evidence.ts';

const BER = serverId('ber-ex01.contoso.test');
const MONDAY = at('2026-11-16T06:00:00Z');
const TUESDAY = later(MONDAY, DAY);
const NOW = '2026-11-21T09:00:00Z';

function anIntake(database: Database) {
  const clock = fakeClock(NOW);
  const pool = fakePool();
  const changes: string[][] = [];
  const intake: Intake = {
    database,
    clock,
    pool,
    log: silentLog,
    evidenceChanged: async (_tx, { servers }) => void changes.push([...servers]),
  };
  return { intake, clock, pool, changes };
}

async function take(intake: Intake, file: ParsedFile, name = 'report.xml'): Promise<Taken> {
  const result = await keep(intake, byCli, name, file);
  assert.ok(result.ok, JSON.stringify(result));
  return result.value;
}

function current(database: Database) {
  return database.read(async (reader) => (await store.currentReports(reader, 'all')).get(BER) ?? null);
}

onBothDialects((_name, open) => {
  describe('taking a report in', () => {
    test('makes its server known and its report current', async () => {
      const database = await open();
      const { intake, pool, changes } = anIntake(database);
      const file = aReportFile();
      pool.put('HealthChecker-BER-EX01.xml', file);

      const result = await ingest(intake, bySweep, { path: '/x', name: 'HealthChecker-BER-EX01.xml' });

      assert.deepEqual(result, {
        ok: true,
        value: {
          outcome: 'taken',
          kind: 'report',
          report: file.id,
          servers: [BER],
          standing: 'current',
          sentence: 'The report of 2026-11-20 06:12 UTC is now the newest of BER-EX01.',
        },
      });
      assert.deepEqual(await database.read((reader) => store.serverRecord(reader, BER)), {
        id: BER,
        name: 'BER-EX01',
        fqdn: 'BER-EX01.contoso.test',
        organisation: anOrganisation(),
        role: 'mailbox',
        displayedBuild: null,
        site: 'Berlin',
        dag: 'DAG-BER',
        listed: false,
        currentReport: file.id,
      });
      assert.deepEqual(await current(database), {
        report: file.id,
        file: 'HealthChecker-BER-EX01.xml',
        receivedAt: at(NOW),
        observation: file.parsed.kind === 'report' && file.parsed.observation,
      });
      assert.deepEqual(changes, [[BER]]);
    });

    test('changes nothing when the same bytes come again, under whatever name', async () => {
      const database = await open();
      const { intake, clock, changes } = anIntake(database);
      await take(intake, aReportFile(), 'first.xml');
      clock.advance(HOUR);

      const again = await take(intake, aReportFile(), 'second.xml');

      assert.equal(again.outcome, 'unchanged');
      assert.equal(
        again.sentence,
        'This report of BER-EX01 is known already: first.xml came in at 2026-11-21 09:00 UTC.',
      );
      assert.equal((await current(database))?.file, 'first.xml');
      assert.equal(changes.length, 1);
      assert.equal((await database.read((reader) => store.reportsOf(reader, BER, { limit: 9, offset: 0 }))).total, 1);
    });

    test('keeps an older report without letting it replace the newer one', async () => {
      const database = await open();
      const { intake, changes } = anIntake(database);
      const newer = aReportFile({ generatedAt: known(TUESDAY) });
      await take(intake, newer);

      const older = await take(intake, aReportFile({ generatedAt: known(MONDAY), site: known('Elsewhere') }));

      assert.equal(older.standing, 'older');
      assert.equal((await current(database))?.report, newer.id);
      assert.equal((await database.read((reader) => store.serverRecord(reader, BER)))?.site, 'Berlin');
      assert.equal(changes.length, 1);
    });

    test('lists a newer report first and calls the one before older', async () => {
      const database = await open();
      const { intake } = anIntake(database);
      await take(intake, aReportFile({ generatedAt: known(MONDAY) }), 'monday.xml');
      await take(intake, aReportFile({ generatedAt: known(TUESDAY) }), 'tuesday.xml');
      await take(intake, aReportFile({ generatedAt: absent }), 'undated.xml');

      const page = await database.read((reader) => store.reportsOf(reader, BER, { limit: 9, offset: 0 }));

      const told = page.rows.map(({ file, standing, build }) => `${file} ${standing} ${build}`);
      assert.deepEqual(told, [
        'tuesday.xml current 15.2.2562.56',
        'monday.xml older 15.2.2562.56',
        'undated.xml undated 15.2.2562.56',
      ]);
    });

    test('knows a server by its full name in whatever case', async () => {
      const database = await open();
      const { intake } = anIntake(database);
      await take(intake, aReportFile({ generatedAt: known(MONDAY) }));

      const taken = await take(intake, aReportFile({ generatedAt: known(TUESDAY), fqdn: 'ber-ex01.CONTOSO.test' }));

      assert.deepEqual(taken.servers, [BER]);
      assert.equal((await database.read((reader) => store.serverRecords(reader, 'all'))).length, 1);
    });

    test('takes nothing at all when what hears of it fails', async () => {
      const database = await open();
      const { intake } = anIntake(database);
      const failing: Intake = { ...intake, evidenceChanged: () => Promise.reject(new Error('no')) };

      await assert.rejects(keep(failing, byCli, 'a.xml', aReportFile()), /no/);

      assert.deepEqual(await database.read((reader) => store.serverRecords(reader, 'all')), []);
      assert.deepEqual(await database.read((reader) => store.organisationSwitches(reader)), new Map());
      assert.equal((await take(intake, aReportFile())).outcome, 'taken');
    });

    test('refuses with the way forward when the database can not be written', async () => {
      const database = await open();
      const { intake } = anIntake(database);
      const busy = new OperationalError('unavailable', 'The database is being written.', 'Try again.');

      const result = await keep(
        { ...intake, database: { ...database, transaction: () => Promise.reject(busy) } },
        byCli,
        'a.xml',
        aReportFile(),
      );

      assert.deepEqual(result, {
        ok: false,
        refusal: { code: 'unavailable', message: 'The database is being written.', hint: 'Try again.' },
      });
    });

    test('keeps a file name as one line', async () => {
      const database = await open();
      const { intake } = anIntake(database);

      await take(intake, aReportFile(), 'a\n\u001b[31mb.xml');

      assert.equal((await current(database))?.file, 'a [31mb.xml');
    });

    test('leaves good evidence alone when a file is refused', async () => {
      const database = await open();
      const { intake, pool } = anIntake(database);
      const good = aReportFile();
      await take(intake, good);
      pool.put('bad.xml', { code: 'invalid', message: 'bad.xml ends in the middle.', hint: 'Copy it again.' });

      const result = await ingest(intake, byHttp, { path: '/x', name: 'bad.xml' });

      assert.ok(!result.ok);
      assert.equal((await current(database))?.report, good.id);
    });
  });

  describe('dates', () => {
    test('a report dated more than an hour after it came is kept and never current, but named as withheld', async () => {
      const database = await open();
      const { intake, changes } = anIntake(database);
      const ahead = (by: number) => known(later(at(NOW), by) as Instant);

      const future = await take(intake, aReportFile({ generatedAt: ahead(HOUR + 1) }), 'ahead.xml');

      assert.equal(future.standing, 'future');
      assert.equal(await current(database), null);
      assert.deepEqual(
        await database.read((reader) => store.withheldReports(reader, 'all')),
        new Map([[BER, { file: 'ahead.xml', generatedAt: later(at(NOW), HOUR + 1) }]]),
      );
      assert.deepEqual(changes, [[BER]]);

      const justNow = await take(intake, aReportFile({ generatedAt: ahead(HOUR) }), 'just-now.xml');
      assert.equal(justNow.standing, 'current');
      assert.deepEqual(await database.read((reader) => store.withheldReports(reader, [BER])), new Map());
    });

    test('an undated report counts only while there is no dated one', async () => {
      const database = await open();
      const { intake } = anIntake(database);
      const undated = aReportFile({ generatedAt: absent });
      const dated = aReportFile({ generatedAt: known(MONDAY) });

      const first = await take(intake, undated);
      assert.equal(first.standing, 'undated');
      assert.equal((await current(database))?.report, undated.id);

      await take(intake, dated);
      assert.equal((await current(database))?.report, dated.id);

      await take(intake, aReportFile({ generatedAt: absent }, 'other bytes'));
      assert.equal((await current(database))?.report, dated.id);
    });
  });

  describe('a report with a short name only', () => {
    const short = (changes = {}) =>
      aReportFile({ fqdn: null, name: 'ber-ex01', generatedAt: known(TUESDAY), ...changes });

    test('joins the one server of its organisation with that name', async () => {
      const database = await open();
      const { intake } = anIntake(database);
      await take(intake, aReportFile({ generatedAt: known(MONDAY) }));
      await take(intake, aReportFile({ fqdn: 'ber-ex01.fabrikam.test', organisation: anOrganisation('Fabrikam') }));

      const taken = await take(intake, short());

      assert.deepEqual(taken.servers, [BER]);
      assert.equal(taken.standing, 'current');
      assert.equal((await database.read((reader) => store.serverRecord(reader, BER)))?.fqdn, 'BER-EX01.contoso.test');
    });

    test('is refused with both names where two servers of its organisation share it', async () => {
      const database = await open();
      const { intake } = anIntake(database);
      await take(intake, aReportFile({ fqdn: 'BER-EX01.contoso.test' }));
      await take(intake, aReportFile({ fqdn: 'BER-EX01.child.contoso.test' }));

      const result = await keep(intake, byCli, 'short.xml', short());

      assert.equal(!result.ok && result.refusal.code, 'ambiguous');
      assert.match(
        result.ok ? '' : result.refusal.message,
        /^short\.xml gives the short name ber-ex01 only, which BER-EX01\.child\.contoso\.test and BER-EX01\.contoso\.test share/,
      );
    });

    test('is refused where its organisation has no such server, naming the stranger', async () => {
      const database = await open();
      const { intake } = anIntake(database);
      await take(intake, aReportFile({ organisation: anOrganisation('Fabrikam'), fqdn: 'ber-ex01.fabrikam.test' }));

      const result = await keep(intake, byCli, 'short.xml', short());

      assert.equal(!result.ok && result.refusal.code, 'not-found');
      assert.match(result.ok ? '' : result.refusal.message, /ber-ex01\.fabrikam\.test is of another organisation/);
      assert.equal((await database.read((reader) => store.serverRecords(reader, 'all'))).length, 1);
    });

    test('is refused where it names no organisation', async () => {
      const database = await open();
      const { intake } = anIntake(database);
      await take(intake, aReportFile({ organisation: null }));

      const result = await keep(intake, byCli, 'short.xml', short({ organisation: null }));

      assert.equal(!result.ok && result.refusal.code, 'not-found');
    });
  });

  describe("the organisation's switch", () => {
    const HAM = serverId('ham-ex01.contoso.test');
    const report = (fqdn: string, on: boolean | null, generatedAt: Instant) =>
      aReportFile({
        fqdn,
        name: fqdn,
        organisationSwitch: on === null ? absent : known(on),
        generatedAt: known(generatedAt),
      });

    async function switchOf(database: Database) {
      return database.read(
        async (reader) => (await store.organisationSwitches(reader)).get(anOrganisation().id) ?? null,
      );
    }

    test('is what the newest report that knows it says, whichever server that came from', async () => {
      const database = await open();
      const { intake } = anIntake(database);
      await take(intake, report(BER, true, MONDAY), 'monday.xml');
      const newest = report(HAM, false, TUESDAY);
      await take(intake, newest, 'tuesday.xml');
      await take(intake, report(BER, null, later(TUESDAY, DAY)), 'silent.xml');

      assert.deepEqual(await switchOf(database), {
        value: known(false),
        at: TUESDAY,
        file: 'tuesday.xml',
        server: HAM,
        report: newest.id,
      });
    });

    test('has all servers of its organisation judged again when it changes, and only the sender otherwise', async () => {
      const database = await open();
      const { intake, changes } = anIntake(database);
      await take(intake, report(BER, true, MONDAY));
      await take(intake, report(HAM, true, later(MONDAY, HOUR)));
      assert.deepEqual(changes.splice(0), [[BER], [HAM]]);

      await take(intake, report(HAM, false, later(MONDAY, 2 * HOUR)));
      assert.deepEqual(
        changes.splice(0).map((ids) => ids.sort()),
        [[BER, HAM]],
      );

      await take(intake, report(HAM, false, TUESDAY));
      assert.deepEqual(
        changes.splice(0).map((ids) => ids.sort()),
        [[BER, HAM]],
        'its age begins anew each day',
      );
    });

    test('is off when two reports of the same moment contradict each other, whichever came first', async () => {
      for (const answers of [
        [true, false],
        [false, true],
      ]) {
        const database = await open();
        const { intake } = anIntake(database);
        for (const [i, on] of answers.entries()) await take(intake, report(i === 0 ? BER : HAM, on, MONDAY));

        assert.deepEqual((await switchOf(database))?.value, known(false));
      }
    });

    test('is not what an Edge server says', async () => {
      const database = await open();
      const { intake } = anIntake(database);
      await take(intake, report(BER, false, MONDAY));
      await take(
        intake,
        aReportFile({ fqdn: 'edge01.contoso.test', role: known('edge'), generatedAt: known(TUESDAY) }),
        'edge.xml',
      );

      assert.deepEqual((await switchOf(database))?.value, known(false));
    });

    test('is not taken from a report without a date or from the future', async () => {
      const database = await open();
      const { intake } = anIntake(database);
      await take(intake, aReportFile({ generatedAt: absent }));
      await take(intake, report(BER, true, later(at(NOW), DAY)));

      assert.equal(await switchOf(database), null);
    });
  });
});
