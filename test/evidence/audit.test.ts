import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { verifyAudit } from '../../src/audit/verify.ts';
import { DAY, later } from '../../src/core/clock.ts';
import { silentLog } from '../../src/core/log.ts';
import { keep } from '../../src/evidence/ingest.ts';
import type { EvidenceChanged } from '../../src/evidence/intake.ts';
import type { Database } from '../../src/storage/database.ts';
import { storedRows } from '../audit/rows.ts';
import { fakeClock } from '../support/clock.ts';
import { onBothDialects } from '../support/database.ts';
import {
  aListedServer,
  anInventoryFile,
  aReportFile,
  at,
  byCli,
  byHttp,
  bySweep,
  fakePool,
  known,
} from '../support/evidence.ts';

const NOW = at('2026-11-21T09:00:00Z');

function anIntake(database: Database, evidenceChanged: EvidenceChanged = async () => {}) {
  const clock = fakeClock('2026-11-21T09:00:00Z');
  return { database, clock, pool: fakePool(), log: silentLog, evidenceChanged };
}

async function told(database: Database) {
  return (await storedRows(database)).map(({ at, actor, verb, subject, before, after }) => ({
    at,
    actor: JSON.parse(actor),
    verb,
    subject,
    before,
    after: JSON.parse(after ?? 'null'),
  }));
}

onBothDialects((_name, open) => {
  describe('a file that is taken in', () => {
    test('is in the audit log with who brought it, where from, and whether it counts', async () => {
      const database = await open();
      const report = aReportFile();

      await keep(anIntake(database), byHttp, 'HealthChecker-BER-EX01.xml', report);

      assert.deepEqual(await told(database), [
        {
          at: NOW,
          actor: { kind: 'token', name: '0123456789ab' },
          verb: 'report.taken',
          subject: report.id,
          before: null,
          after: {
            file: 'HealthChecker-BER-EX01.xml',
            door: 'http',
            standing: 'current',
            server: 'ber-ex01.contoso.test',
            generatedAt: '2026-11-20T06:12:44.000Z',
          },
        },
      ]);
    });

    test('is told as an inventory with how many servers it lists and no longer lists', async () => {
      const database = await open();
      const intake = anIntake(database);
      const first = anInventoryFile([aListedServer(), aListedServer({ name: 'B', fqdn: 'b.contoso.test' })]);
      const second = anInventoryFile([aListedServer()]);

      await keep(intake, bySweep, 'first.xml', first);
      intake.clock.advance(1_000);
      await keep(intake, bySweep, 'second.xml', second);

      assert.deepEqual(
        (await told(database)).map(({ actor, verb, subject, after }) => ({ actor, verb, subject, after })),
        [
          {
            actor: { kind: 'system', job: 'folder' },
            verb: 'inventory.taken',
            subject: first.id,
            after: { file: 'first.xml', door: 'folder', standing: 'current', listed: 2, withdrawn: 0 },
          },
          {
            actor: { kind: 'system', job: 'folder' },
            verb: 'inventory.taken',
            subject: second.id,
            after: { file: 'second.xml', door: 'folder', standing: 'current', listed: 1, withdrawn: 1 },
          },
        ],
      );
    });

    test('has its row even while it does not count', async () => {
      const database = await open();

      await keep(anIntake(database), byCli, 'a.xml', aReportFile({ generatedAt: known(later(NOW, DAY)) }));

      const [row] = await told(database);
      assert.equal(row?.after.standing, 'future');
    });

    test('has no second row when the same bytes come again, whoever brings them', async () => {
      const database = await open();
      await keep(anIntake(database), byCli, 'a.xml', aReportFile());

      await keep(anIntake(database), byHttp, 'b.xml', aReportFile());

      assert.equal((await storedRows(database)).length, 1);
    });

    test('leaves no row when it is refused, or when its intake fails', async () => {
      const database = await open();
      const failing = anIntake(database, () => Promise.reject(new Error('no judge')));

      await keep(anIntake(database), byCli, 'empty.xml', anInventoryFile([]));
      await assert.rejects(keep(failing, byCli, 'a.xml', aReportFile()), /no judge/);

      assert.deepEqual(await storedRows(database), []);
    });

    test('is not kept when its row can not be written', async () => {
      const database = await open();
      await database.transaction((tx) => tx.schema.alterTable('audit').renameTo('audit_away').execute());

      await assert.rejects(keep(anIntake(database), byCli, 'a.xml', aReportFile()), /audit/);

      const reports = await database.read((reader) => reader.selectFrom('reports').selectAll().execute());
      assert.deepEqual(reports, []);
    });

    test('joins the others in one chain, however many come at once', async () => {
      const database = await open();
      const intake = anIntake(database);

      await Promise.all(
        Array.from({ length: 20 }, (_, n) =>
          keep(intake, byCli, `${n}.xml`, aReportFile({ fqdn: `s${n}.contoso.test` })),
        ),
      );

      const verdict = await database.read((reader) => verifyAudit(reader));
      assert.equal(verdict.ok, true);
      assert.equal(verdict.count, 20);
    });
  });
});
