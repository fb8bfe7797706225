import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { appendRow } from '../../src/audit/append.ts';
import { csvLine } from '../../src/audit/csv.ts';
import { type ExportFormat, exportAudit, type Exported, type Since } from '../../src/audit/export.ts';
import { GENESIS } from '../../src/audit/hash.ts';
import { later } from '../../src/core/clock.ts';
import { sha256 } from '../../src/core/ids.ts';
import type { Database } from '../../src/storage/database.ts';
import { onBothDialects } from '../support/database.ts';
import { readCsv } from '../support/read-csv.ts';
import { aDeed, AT, storedRows, write } from './rows.ts';

async function exported(database: Database, format: ExportFormat, since: Since | null = null) {
  const chunks: string[] = [];
  const done: Exported = await database.read((reader) =>
    exportAudit(reader, { format, since }, (text) => void chunks.push(text)),
  );
  return { ...done, text: chunks.join(''), chunks };
}

interface JsonRow {
  readonly seq: number;
  readonly previousHash: string;
  readonly hash: string;
}

onBothDialects((_name, open) => {
  describe('the export', () => {
    test('as JSON has a row on each line, which without its hash is the text that was hashed', async () => {
      const database = await open();
      await database.transaction(async (tx) => {
        await appendRow(tx, AT, aDeed({ after: { name: 'Ä "x"\n\0' } }), null);
        await appendRow(tx, AT, aDeed({ subject: ',"hash":"00"}' }), { key: 'k', outcome: { said: ['yes'] } });
      });

      const { text, rows, head } = await exported(database, 'json');

      const all = JSON.parse(text) as JsonRow[];
      const stored = await storedRows(database);
      assert.equal(rows, 2);
      assert.deepEqual(head, { seq: 2, hash: stored[1]?.hash });
      assert.deepEqual(all[1], {
        seq: 2,
        at: '2026-11-21T09:00:00.000Z',
        actor: { kind: 'cli', user: 'ana' },
        verb: 'report.taken',
        subject: ',"hash":"00"}',
        before: null,
        after: { file: 'a.xml' },
        effectKey: 'k',
        outcome: { said: ['yes'] },
        previousHash: stored[0]?.hash,
        hash: stored[1]?.hash,
      });
      const lines = text.split('\n').filter((line) => line.startsWith('{'));
      let previous = GENESIS;
      for (const [n, line] of lines.entries()) {
        const hashed = line.replace(/,"hash":"[0-9a-f]*"\},?$/, '}');
        assert.equal(sha256(hashed), all[n]?.hash);
        assert.equal(all[n]?.previousHash, previous);
        previous = sha256(hashed);
      }
      assert.equal(lines.length, 2);
    });

    test('as CSV has a column for each member and one with the text that was hashed', async () => {
      const database = await open();
      await write(database, [aDeed(), aDeed({ subject: '=cmd|calc!A1', verb: '@x', after: 'line\r\n"two", +3' })]);

      const { text } = await exported(database, 'csv');

      const [titles, first, second, ...more] = readCsv(text);
      const stored = await storedRows(database);
      assert.deepEqual(titles, [
        'seq',
        'at',
        'actor',
        'verb',
        'subject',
        'before',
        'after',
        'effectKey',
        'outcome',
        'previousHash',
        'hash',
        'hashed',
      ]);
      assert.deepEqual(first?.slice(0, 11), [
        '1',
        '2026-11-21T09:00:00.000Z',
        '{"kind":"cli","user":"ana"}',
        'report.taken',
        'a-report',
        '',
        '{"file":"a.xml"}',
        '',
        '',
        GENESIS,
        stored[0]?.hash,
      ]);
      assert.deepEqual(second?.slice(3, 7), ["'@x", "'=cmd|calc!A1", '', '"line\\r\\n\\"two\\", +3"']);
      assert.deepEqual(
        [first, second].map((row) => sha256(row?.[11] ?? '')),
        stored.map((row) => row.hash),
      );
      assert.deepEqual(more, []);
    });

    test('of an empty log is an empty list', async () => {
      const database = await open();

      assert.deepEqual((await exported(database, 'json')).text, '[\n]\n');
      assert.equal(readCsv((await exported(database, 'csv')).text).length, 1);
      assert.deepEqual((await exported(database, 'json', { at: AT })).head, null);
    });

    test('begins at a row, or at the first row of an instant or later, and goes on without a gap', async () => {
      const database = await open();
      await write(database, [aDeed()], AT);
      await write(database, [aDeed()], later(AT, 2_000));
      // The clock was set back.
      await write(database, [aDeed()], later(AT, 1_000));
      await write(database, [aDeed()], later(AT, 3_000));
      const seqs = async (since: Since) =>
        (JSON.parse((await exported(database, 'json', since)).text) as JsonRow[]).map((row) => row.seq);

      assert.deepEqual(await seqs({ seq: 3 }), [3, 4]);
      assert.deepEqual(await seqs({ seq: 0 }), [1, 2, 3, 4]);
      assert.deepEqual(await seqs({ seq: 9 }), []);
      assert.deepEqual(await seqs({ at: AT }), [1, 2, 3, 4]);
      assert.deepEqual(await seqs({ at: later(AT, 1_500) }), [2, 3, 4]);
      assert.deepEqual(await seqs({ at: later(AT, 9_000) }), []);
    });

    test('comes in whole lines, page by page', async () => {
      const database = await open();
      await write(
        database,
        Array.from({ length: 1_001 }, () => aDeed()),
      );

      for (const format of ['json', 'csv'] as const) {
        const { text, chunks, rows } = await exported(database, format);
        assert.equal(rows, 1_001);
        assert.ok(chunks.length >= 4);
        assert.ok(chunks.every((chunk) => chunk.endsWith('\n')));
        const length = format === 'json' ? (JSON.parse(text) as JsonRow[]).length : readCsv(text).length - 1;
        assert.equal(length, 1_001);
      }
    });

    test('tells a row that was tampered with as it stands, and stays readable', async () => {
      const database = await open();
      await write(database, [aDeed(), aDeed(), aDeed()]);
      await database.transaction((tx) =>
        tx.updateTable('audit').set({ after: '{"file":', at: Number.MAX_SAFE_INTEGER }).where('seq', '=', 2).execute(),
      );

      const json = JSON.parse((await exported(database, 'json')).text) as Record<string, unknown>[];
      const csv = readCsv((await exported(database, 'csv')).text);

      assert.deepEqual([json.length, csv.length], [3, 4]);
      assert.deepEqual([json[1]?.unreadable, json[1]?.after], [true, '{"file":']);
      assert.deepEqual([csv[2]?.[6], csv[2]?.[11]], ['{"file":', '']);
    });
  });
});

test('no cell of a CSV begins as a formula does, and each reads back as it was written', () => {
  const cell = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string(),
    fc.constantFrom('=1+1', '+1', '-1', '@a', '\t=1', ' =1', '＝1', '\n', '"', ',', ''),
  );

  fc.assert(
    fc.property(fc.array(cell, { minLength: 1 }), (cells) => {
      const [read = [], ...more] = readCsv(csvLine(cells));

      assert.deepEqual(more, []);
      assert.deepEqual(
        read.map((text, n) => (text === cells[n] ? text : text.replace(/^'/, ''))),
        cells,
      );
      assert.ok(read.every((text) => !/^\s*[=+\-@＝＋－＠]|^[\t\r\n]/.test(text)));
    }),
  );
});
