import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { GENESIS } from '../../src/audit/hash.ts';
import { headText, parseHead } from '../../src/audit/head.ts';
import { cliActor } from '../../src/cli/actor.ts';
import { auditExport } from '../../src/cli/verbs/audit-export.ts';
import { auditVerify } from '../../src/cli/verbs/audit-verify.ts';
import { catalogueLoad } from '../../src/cli/verbs/catalogue-load.ts';
import { ingestPaths } from '../../src/cli/verbs/ingest.ts';
import { HOUR, later } from '../../src/core/clock.ts';
import { sha256 } from '../../src/core/ids.ts';
import { storedRows } from '../audit/rows.ts';
import { readCsv } from '../support/read-csv.ts';
import { temporaryFolder } from '../support/folder.ts';
import { aCliHouse, type CliHouse } from './a-house.ts';

const overlay = { asOf: '2026-11-20', builds: [] };

describe('the audit verbs of the command line', () => {
  let cli: CliHouse;
  let head: string;

  before(async () => {
    cli = await aCliHouse();
    const file = join(cli.folder, 'overlay.json');
    writeFileSync(file, JSON.stringify(overlay));
    const generatedAt = later(cli.clock.now(), -HOUR);
    const report = cli.report({ name: 'BER-EX01', generatedAt });
    assert.equal(await ingestPaths(cli.house, cli.output, [report], true), 0);
    assert.equal(await catalogueLoad(cli.house, cli.output, file, true), 0);
    const newest = (await storedRows(cli.house.database)).at(-1);
    assert.ok(newest);
    head = headText(newest);
  });
  beforeEach(() => {
    cli.printed();
    cli.complained();
  });
  after(() => cli.house.close());

  const verify = (published: string | null, json = false) =>
    auditVerify(cli.house, cli.output, { head: published === null ? null : parseHead(published), json });

  it('what was written by command line has its user as the actor', async () => {
    assert.deepEqual(
      (await storedRows(cli.house.database)).map((row) => [row.verb, JSON.parse(row.actor)]),
      [
        ['report.taken', cliActor()],
        ['catalogue.loaded', cliActor()],
      ],
    );
  });

  it('verify is content with a log that holds, and says what only a head shows', async () => {
    assert.equal(await verify(null), 0);
    assert.match(cli.printed(), new RegExp(`^2 rows, each as it was written\\. Head ${head}\\.\n.*--head`));
    assert.equal(await verify(head), 0);
    assert.match(cli.printed(), /The published head is part of it\./);
    assert.equal(await verify(head, true), 0);
    const { ok, count, head: newest } = JSON.parse(cli.printed());
    assert.deepEqual([ok, count, headText(newest)], [true, 2, head]);
  });

  it('verify finds a log wanting that a published head is not part of', async () => {
    assert.equal(await verify('184·9f2c41d0a3b1'), 1);
    assert.equal(cli.printed(), 'The log ends with row 2, but row 184 was published.\n2 rows before that hold.');
  });

  it('export prints what JSON.parse reads, and a spreadsheet', async () => {
    assert.equal(await auditExport(cli.house, cli.output, { format: 'json', since: null, file: null }), 0);
    const rows = JSON.parse(cli.printed()) as { seq: number }[];
    assert.deepEqual(
      rows.map((row) => row.seq),
      [1, 2],
    );

    assert.equal(await auditExport(cli.house, cli.output, { format: 'csv', since: { seq: 2 }, file: null }), 0);
    assert.deepEqual(
      readCsv(`${cli.printed()}\n`).map((row) => row[0]),
      ['seq', '2'],
    );
  });

  it('export writes a file that is whole or not there', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'audit.json');
    writeFileSync(file, 'the one of yesterday');

    assert.equal(await auditExport(cli.house, cli.output, { format: 'json', since: null, file }), 0);

    assert.equal(cli.printed(), `2 rows written to ${file}, up to ${head}.`);
    assert.equal((JSON.parse(readFileSync(file, 'utf8')) as object[]).length, 2);
    assert.deepEqual(readdirSync(folder), ['audit.json']);
  });

  it('export refuses a file that can not be written, and leaves none', async () => {
    const folder = temporaryFolder();
    const options = { format: 'json', since: null } as const;

    assert.equal(await auditExport(cli.house, cli.output, { ...options, file: join(folder, 'no', 'a.json') }), 2);
    assert.match(cli.complained(), /a\.json can not be written \(ENOENT\)\. Name a file/);
    // It is a folder.
    assert.equal(await auditExport(cli.house, cli.output, { ...options, file: folder }), 2);
    assert.deepEqual(
      readdirSync(join(folder, '..')).filter((name) => name.endsWith('.part')),
      [],
    );
  });

  it('an export is verified by hand the way the document says', { skip: process.platform !== 'linux' }, async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'audit.json');
    await auditExport(cli.house, cli.output, { format: 'json', since: null, file });
    const [, one = '', chain = ''] = blocks('docs/AUDIT.md');
    const run = (script: string) => spawnSync('sh', ['-c', script], { cwd: folder, encoding: 'utf8' }).stdout;
    const [first] = await storedRows(cli.house.database);

    assert.equal(run(one).split(' ')[0], first?.hash);
    assert.equal(run(chain), 'The chain holds.\n');

    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('BER-EX01', 'BER-EX02'));
    assert.match(run(chain), /^altered: \{"seq":1,.*\n$/);
    const [row = '', hash = ''] = /^\{"seq":2,.*,"hash":"([0-9a-f]*)"\}$/m.exec(text) ?? [];
    const forged = row.replace(/"previousHash":"[0-9a-f]*"/, `"previousHash":"${GENESIS}"`);
    const fitting = sha256(forged.replace(/,"hash":"[0-9a-f]*"\}$/, '}'));
    writeFileSync(file, text.replace(row, forged.replace(hash, fitting)));
    assert.match(run(chain), /^unchained: \{"seq":2,/);
  });

  it('verify names the first row that does not hold', async () => {
    await cli.house.database.transaction((tx) =>
      tx.updateTable('audit').set({ subject: 'another' }).where('seq', '=', 2).execute(),
    );

    assert.equal(await verify(null), 1);
    assert.equal(cli.printed(), 'Row 2 was altered: its content has another hash.\n1 row before that holds.');
    assert.equal(await verify(head, true), 1);
    const { ok, seq, fault } = JSON.parse(cli.printed());
    assert.deepEqual([ok, seq, fault], [false, 2, 'altered']);
  });
});

/** The shell commands of a document, block by block. */
function blocks(document: string): string[] {
  return [...readFileSync(document, 'utf8').matchAll(/```sh\n(?<code>[^`]*)```/g)].map(
    (found) => found.groups?.code ?? '',
  );
}
