import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { HOUR, instant } from '../../src/core/clock.ts';
import { silentLog } from '../../src/core/log.ts';
import { keep } from '../../src/evidence/ingest.ts';
import type { ParsedFile } from '../../src/evidence/parse/pool.ts';
import { currentReports, organisationSwitches } from '../../src/evidence/store.ts';
import { fakeClock } from '../support/clock.ts';
import { openSqlite } from '../support/database.ts';
import { absent, anOrganisation, aReportFile, at, fakePool, known, byCli } from '../support/evidence.ts';

const NOW = at('2026-11-21T09:00:00Z');

const aReport = fc
  .record({
    server: fc.constantFrom('a', 'b', 'C'),
    organisation: fc.constantFrom('Contoso', 'Fabrikam'),
    hours: fc.option(fc.integer({ min: -4, max: 3 }), { freq: 4 }),
    on: fc.option(fc.boolean(), { freq: 3 }),
    bytes: fc.integer({ min: 0, max: 2 }),
  })
  .map(({ server, organisation, hours, on, bytes }) =>
    aReportFile(
      {
        name: server,
        fqdn: `${server}.${organisation}.test`,
        organisation: anOrganisation(organisation),
        generatedAt: hours === null ? absent : known(instant(NOW + hours * HOUR)),
        organisationSwitch: on === null ? absent : known(on),
      },
      String(bytes),
    ),
  );

const arrivals = fc
  .array(aReport, { minLength: 1, maxLength: 9 })
  .chain((reports) => fc.tuple(fc.constant(reports), fc.shuffledSubarray(reports, { minLength: reports.length })));

async function afterTaking(reports: readonly ParsedFile[]) {
  const database = await openSqlite();
  const intake = {
    database,
    clock: fakeClock(NOW),
    pool: fakePool(),
    log: silentLog,
    evidenceChanged: async () => {},
  };
  try {
    for (const report of reports) assert.ok((await keep(intake, byCli, report.id, report)).ok);
    return await database.read(async (reader) => ({
      current: await currentReports(reader, 'all'),
      switches: await organisationSwitches(reader),
      standings: await reader.selectFrom('reports').select(['id', 'standing']).orderBy('id').execute(),
    }));
  } finally {
    await database.close();
  }
}

test('whatever the order in which reports come, the same are current and the same switch holds', async () => {
  await fc.assert(
    fc.asyncProperty(arrivals, async ([reports, shuffled]) => {
      assert.deepEqual(await afterTaking(shuffled), await afterTaking(reports));
    }),
    { numRuns: 60 },
  );
});
