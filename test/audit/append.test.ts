import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { appendAudit } from '../../src/audit/append.ts';
import { GENESIS } from '../../src/audit/hash.ts';
import { auditHead } from '../../src/audit/head.ts';
import { verifyAudit } from '../../src/audit/verify.ts';
import { sha256 } from '../../src/core/ids.ts';
import { onBothDialects } from '../support/database.ts';
import { aDeed, AT, storedRows, write } from './rows.ts';

onBothDialects((_name, open) => {
  describe('the audit log', () => {
    test('begins with the hash of nothing', async () => {
      const database = await open();

      assert.deepEqual(await database.read(auditHead), { seq: 0, hash: GENESIS });
      assert.deepEqual(await database.read((reader) => verifyAudit(reader)), {
        ok: true,
        count: 0,
        head: { seq: 0, hash: GENESIS },
      });
    });

    test('numbers its rows without a gap, and each holds the hash of the one before', async () => {
      const database = await open();

      const rows = await write(database, [aDeed(), aDeed({ verb: 'digest.set' }), aDeed()]);

      assert.deepEqual(
        rows.map((row) => [row.seq, row.previousHash]),
        [
          [1, GENESIS],
          [2, rows[0]?.hash],
          [3, rows[1]?.hash],
        ],
      );
      assert.equal(new Set(rows.map((row) => row.hash)).size, 3);
      assert.deepEqual(await database.read(auditHead), { seq: 3, hash: rows[2]?.hash });
    });

    test('keeps who did what to what, and what it was before and after', async () => {
      const database = await open();
      const deed = aDeed({ before: { b: [1, null], a: 'x' }, after: null });

      const row = await database.transaction((tx) => appendAudit(tx, AT, deed));

      assert.deepEqual(row, {
        ...deed,
        seq: 1,
        at: AT,
        effectKey: null,
        outcome: null,
        previousHash: GENESIS,
        hash: row.hash,
      });
      assert.deepEqual(await storedRows(database), [
        {
          seq: 1,
          at: AT,
          actor: '{"kind":"cli","user":"ana"}',
          verb: 'report.taken',
          subject: 'a-report',
          before: '{"a":"x","b":[1,null]}',
          after: null,
          effect_key: null,
          outcome: null,
          previous_hash: GENESIS,
          hash: row.hash,
        },
      ]);
    });

    test('loses a row with the transaction that is rolled back, and its number is used again', async () => {
      const database = await open();
      await write(database, [aDeed()]);

      const failing = database.transaction(async (tx) => {
        await appendAudit(tx, AT, aDeed());
        throw new Error('no');
      });

      await assert.rejects(failing, /no/);
      assert.equal((await storedRows(database)).length, 1);
      const [row] = await write(database, [aDeed()]);
      assert.equal(row?.seq, 2);
    });

    test('refuses a subject that no index could hold, alike on both databases', async () => {
      const database = await open();

      await write(database, [aDeed({ subject: '\u{FFFD}'.repeat(800) })]);
      await assert.rejects(write(database, [aDeed({ subject: 'x'.repeat(801) })]), RangeError);
    });

    test('hashes one line of JSON, in a fixed order of members, whatever the order they came in', async () => {
      const database = await open();

      const [row] = await write(database, [aDeed({ after: { größe: 1.5, 'a"b': ['\0', '\ud800', -0, 1e21] } })]);

      const line =
        '{"seq":1,"at":"2026-11-21T09:00:00.000Z","actor":{"kind":"cli","user":"ana"},"verb":"report.taken",' +
        '"subject":"a-report","before":null,"after":{"a\\"b":["\\u0000","\\ud800",0,1e+21],"größe":1.5},' +
        `"effectKey":null,"outcome":null,"previousHash":"${GENESIS}"}`;
      assert.equal(row?.hash, sha256(line));
    });
  });
});
