import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { silentLog } from '../../../src/core/log.ts';
import type { Intake } from '../../../src/evidence/intake.ts';
import { takeInPaths } from '../../../src/evidence/sources/paths.ts';
import type { PathOutcome } from '../../../src/evidence/sources/paths.ts';
import type { Database } from '../../../src/storage/database.ts';
import { fakeClock } from '../../support/clock.ts';
import { openSqlite } from '../../support/database.ts';
import { aListedServer, anInventoryFile, aReportFile, fakePool, byCli } from '../../support/evidence.ts';
import { temporaryFolder } from '../../support/folder.ts';

function told(outcomes: readonly PathOutcome[], dir: string): string[] {
  return outcomes.map((one) => `${one.path.replace(dir, '').replaceAll('\\', '/')} ${one.outcome}`);
}

describe('files and folders named on the command line', () => {
  let database: Database;
  before(async () => {
    database = await openSqlite();
  });
  after(() => database.close());

  function setUp() {
    const dir = temporaryFolder();
    const pool = fakePool();
    const clock = fakeClock();
    const intake: Intake = { database, clock, pool, log: silentLog, evidenceChanged: async () => {} };
    function put(...names: string[]): void {
      for (const name of names) {
        mkdirSync(join(dir, name, '..'), { recursive: true });
        writeFileSync(join(dir, name), name);
      }
    }
    return { dir, pool, intake, put };
  }

  test('each says what became of it, in an order that is always the same', async () => {
    const { dir, pool, intake, put } = setUp();
    put('z.xml', 'sub/a.xml', 'sub/a.txt', 'sub/b.xml', 'bad.xml', '.hidden.xml', 'notes.md');
    pool.put('z.xml', aReportFile({ fqdn: 'z.contoso.test' }));
    pool.put('a.xml', aReportFile({ fqdn: 'a.contoso.test' }));
    pool.put('b.xml', aReportFile({ fqdn: 'a.contoso.test' }));
    const progress: string[] = [];

    const outcomes = await takeInPaths(
      intake,
      byCli.actor,
      [join(dir, 'z.xml'), dir, join(dir, 'missing.xml')],
      ({ done, total }) => void progress.push(`${done}/${total}`),
    );

    assert.deepEqual(told(outcomes, dir), [
      '/z.xml taken',
      '/bad.xml refused',
      '/sub/a.txt skipped',
      '/sub/a.xml taken',
      '/sub/b.xml unchanged',
      '/missing.xml refused',
    ]);
    assert.deepEqual(progress, ['1/6', '2/6', '3/6', '4/6', '5/6', '6/6']);
    const last = outcomes.at(-1);
    assert.equal(last?.outcome === 'refused' && last.refusal.code, 'not-found');
  });

  test('a file that is named is looked into whatever its name', async () => {
    const { dir, pool, intake, put } = setUp();
    put('export.bin');
    pool.put('export.bin', aReportFile({ fqdn: 'bin.contoso.test' }));

    assert.deepEqual(told(await takeInPaths(intake, byCli.actor, [join(dir, 'export.bin')]), dir), [
      '/export.bin taken',
    ]);
  });

  test('a report with a short name finds the server that a later file brings', async () => {
    const { dir, pool, intake, put } = setUp();
    put('a.xml', 'b.xml');
    pool.put('a.xml', aReportFile({ fqdn: null, name: 'GHO-EX01' }));
    pool.put('b.xml', anInventoryFile([aListedServer()]));

    assert.deepEqual(told(await takeInPaths(intake, byCli.actor, [dir]), dir), ['/b.xml taken', '/a.xml taken']);
  });
});
