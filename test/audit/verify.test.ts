import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { sql } from 'kysely';
import { appendRow } from '../../src/audit/append.ts';
import { GENESIS, hashedText } from '../../src/audit/hash.ts';
import { parseHead, type PublishedHead } from '../../src/audit/head.ts';
import type { Deed } from '../../src/audit/model.ts';
import { type AuditVerdict, verifyAudit } from '../../src/audit/verify.ts';
import { instant } from '../../src/core/clock.ts';
import { sha256 } from '../../src/core/ids.ts';
import type { Json } from '../../src/core/json.ts';
import type { Database } from '../../src/storage/database.ts';
import type { AuditTable } from '../../src/storage/schema.ts';
import { onBothDialects } from '../support/database.ts';
import { aDeed, AT, storedRows, write } from './rows.ts';

function verify(database: Database, head: PublishedHead | null = null): Promise<AuditVerdict> {
  return database.read((reader) => verifyAudit(reader, { head }));
}

/** Where it breaks and why; `holds` when it does not. */
async function found(database: Database, head?: string): Promise<string> {
  const published = head === undefined ? null : parseHead(head);
  assert.ok(head === undefined || published !== null);
  const verdict = await verify(database, published);
  return verdict.ok ? 'holds' : `${verdict.seq} ${verdict.fault}`;
}

/** Replaces the whole log by these rows, as somebody with a shell on the database could. */
async function overwrite(database: Database, rows: readonly AuditTable[]): Promise<void> {
  await database.transaction(async (tx) => {
    await tx.deleteFrom('audit').execute();
    for (const row of rows) await tx.insertInto('audit').values(row).execute();
  });
}

async function aLog(database: Database, rows = 5): Promise<AuditTable[]> {
  await write(
    database,
    Array.from({ length: rows }, (_, n) => aDeed({ subject: `report-${n}` })),
  );
  return storedRows(database);
}

const nasty = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string(),
  fc.constantFrom('\0', 'a\0b', '\ud800', '\udc00x', '\u{1F600}', '\u2028', '\x7f', "'); DROP TABLE audit;--", ''),
);
const huge = fc.constantFrom('x', '\0', '"', '\ud800', 'ß').map((unit) => unit.repeat(200_000));
const json: fc.Arbitrary<Json> = fc
  .oneof(fc.jsonValue({ maxDepth: 3 }), fc.dictionary(nasty, nasty), fc.array(nasty))
  .map((value) => value as Json);
const deeds: fc.Arbitrary<Deed> = fc.record({
  actor: fc.oneof(
    nasty.map((user) => ({ kind: 'cli', user }) as const),
    nasty.map((name) => ({ kind: 'user', tenantId: 't', aadObjectId: 'o', name }) as const),
  ),
  verb: nasty,
  subject: nasty.map((text) => text.slice(0, 800)),
  before: fc.oneof({ weight: 20, arbitrary: json }, { weight: 1, arbitrary: huge }),
  after: json,
});

onBothDialects((_name, open) => {
  describe('verifying', () => {
    test('a log of hundreds of rows holds, whatever texts are in it', async () => {
      const database = await open();
      const sample = fc.sample(fc.tuple(deeds, fc.option(json)), { numRuns: 400, seed: 1 });
      let n = 0;
      await database.transaction(async (tx) => {
        for (const [deed, outcome] of sample) {
          n += 1;
          const effect = outcome === null ? null : { key: `key ${n}`, outcome };
          await appendRow(tx, instant(AT + n), deed, effect);
        }
      });

      const verdict = await verify(database);

      assert.ok(verdict.ok, JSON.stringify(verdict));
      assert.equal(verdict.count, 400);
      assert.equal(verdict.head.hash, (await storedRows(database)).at(-1)?.hash);
    });

    test('a change of any column of any row is found at that row', async () => {
      const database = await open();
      await database.transaction(async (tx) => {
        await appendRow(tx, AT, aDeed(), null);
        await appendRow(tx, AT, aDeed({ before: { a: [1] }, after: null }), { key: 'k', outcome: null });
        await appendRow(tx, AT, aDeed({ before: 'null', after: '' }), { key: 'l', outcome: { said: 'yes' } });
      });
      const rows = await storedRows(database);
      const anotherJson = fc.oneof(
        json.map((value) => JSON.stringify(value)),
        fc.constantFrom('', '{', 'null', ' 1', '{"a":[1] }'),
      );
      const other = {
        seq: fc.integer({ min: -5, max: 20 }),
        at: fc.maxSafeInteger(),
        actor: anotherJson,
        verb: nasty,
        subject: nasty,
        before: fc.option(anotherJson),
        after: fc.option(anotherJson),
        effect_key: fc.option(nasty),
        outcome: fc.option(anotherJson),
        previous_hash: fc.oneof(nasty, fc.constantFrom(GENESIS, ...rows.map((row) => row.hash))),
        hash: fc.oneof(nasty, fc.constantFrom(GENESIS, ...rows.map((row) => row.hash))),
      } satisfies { [Column in keyof AuditTable]: fc.Arbitrary<AuditTable[Column]> };
      const columns = Object.keys(other) as (keyof AuditTable)[];
      const tampering = fc
        .constantFrom(...columns)
        .chain((column) =>
          fc.record({ column: fc.constant(column), value: other[column] as fc.Arbitrary<unknown>, place: fc.nat(2) }),
        );

      await fc.assert(
        fc.asyncProperty(tampering, async ({ column, value, place }) => {
          const row = rows[place];
          assert.ok(row);
          const stored = typeof value === 'string' ? value.replaceAll('\0', '\uFFFD') : value;
          fc.pre(stored !== row[column] && !rows.some((one) => one.seq === stored));
          fc.pre(column !== 'effect_key' || !rows.some((one) => one.effect_key === stored && stored !== null));
          await overwrite(database, rows.with(place, { ...row, [column]: value }));

          const verdict = await verify(database);

          assert.equal(verdict.ok, false, `${column} of row ${row.seq}`);
          if (column !== 'seq') assert.equal(!verdict.ok && verdict.seq, row.seq);
        }),
        { numRuns: 150 },
      );
    });

    test('what is no JSON any more is a broken row, not an exception', async () => {
      const database = await open();
      const rows = await aLog(database);

      for (const column of ['actor', 'before', 'after', 'outcome'] as const) {
        for (const text of ['{"file":', '', 'undefined']) {
          await overwrite(
            database,
            rows.map((row) => (row.seq === 3 ? { ...row, [column]: text } : row)),
          );
          assert.equal(await found(database), '3 unreadable');
        }
      }
      await overwrite(
        database,
        rows.map((row) => (row.seq === 3 ? { ...row, at: Number.MAX_SAFE_INTEGER } : row)),
      );
      assert.equal(await found(database), '3 unreadable');
    });

    test('columns that moved into one another do not pass for what they were', async () => {
      const database = await open();
      await write(database, [aDeed({ before: [{ a: 1, after: [2] }], after: [3] })]);
      const [row] = await storedRows(database);
      assert.ok(row);

      // Put together, they give the line that was hashed.
      await overwrite(database, [{ ...row, before: '[{"a":1', after: '[2]}],"after":[3]' }]);

      assert.equal(await found(database), '1 unreadable');
    });

    test('a row that was taken away, put in or swapped is found', async () => {
      const database = await open();
      const rows = await aLog(database);
      const [first, second, third, fourth, fifth] = rows as [
        AuditTable,
        AuditTable,
        AuditTable,
        AuditTable,
        AuditTable,
      ];

      await overwrite(database, [first, second, fourth, fifth]);
      assert.equal(await found(database), '4 out-of-sequence');
      await overwrite(database, [first, second, ...[fourth, fifth].map((row) => ({ ...row, seq: row.seq - 1 }))]);
      assert.equal(await found(database), '3 altered');
      await overwrite(database, [second, third, fourth, fifth]);
      assert.equal(await found(database), '2 out-of-sequence');
      await overwrite(database, [first, { ...third, seq: 2 }, { ...second, seq: 3 }, fourth, fifth]);
      assert.equal(await found(database), '2 altered');
      await overwrite(database, [{ ...first, seq: 0 }, ...rows]);
      assert.equal(await found(database), '0 out-of-sequence');
      await overwrite(database, [...rows.slice(0, 4), { ...fourth, seq: 5 }, { ...fifth, seq: 6 }]);
      assert.equal(await found(database), '5 altered');
      await overwrite(database, rows);
      assert.equal(await found(database), 'holds');
    });

    test('a row that was made anew with a fitting hash breaks the chain at the next one', async () => {
      const database = await open();
      const rows = await aLog(database);
      const forged = (row: AuditTable): AuditTable => {
        const changed = { ...row, subject: 'another' };
        return { ...changed, hash: sha256(hashedText(changed) ?? '') };
      };

      await overwrite(
        database,
        rows.map((row) => (row.seq === 3 ? forged(row) : row)),
      );

      const verdict = await verify(database);
      assert.ok(!verdict.ok);
      assert.deepEqual(verdict, {
        ok: false,
        count: 3,
        seq: 4,
        fault: 'unchained',
        sentence: 'Row 4 does not follow row 3: the hash before it is another one.',
      });
    });

    test('rows taken away from the end show beside a published head, and only there', async () => {
      const database = await open();
      const rows = await aLog(database);
      const heads = rows.map(({ seq, hash }) => `${seq}·${hash.slice(0, 12)}`);
      for (const head of heads) assert.equal(await found(database, head), 'holds');

      await overwrite(database, rows.slice(0, 3));

      assert.equal(await found(database), 'holds');
      assert.equal(await found(database, heads[2]), 'holds');
      assert.equal(await found(database, heads[4]), '5 cut-off');
      assert.equal(await found(database, rows[4]?.hash), 'null cut-off');
      assert.equal(await found(database, '5'), '5 cut-off');
      await overwrite(database, []);
      assert.equal(await found(database), 'holds');
      assert.equal(await found(database, heads[0]), '1 cut-off');
    });

    test('a log that was written anew from some row on shows beside a head from after that row', async () => {
      const database = await open();
      const before = await aLog(database);
      const heads = before.map(({ seq, hash }) => `${seq}·${hash.slice(0, 12)}`);
      await overwrite(database, before.slice(0, 2));
      await write(database, [aDeed({ subject: 'x' }), aDeed(), aDeed(), aDeed()]);

      assert.equal(await found(database), 'holds');
      assert.equal(await found(database, heads[1]), 'holds');
      assert.equal(await found(database, heads[2]), '3 not-as-published');
      assert.equal(await found(database, before[2]?.hash), 'null cut-off');
    });

    test('a head of the time before the first row is part of every log', async () => {
      const database = await open();
      await aLog(database, 1);

      assert.equal(await found(database, `0·${GENESIS.slice(0, 12)}`), 'holds');
      assert.equal(await found(database, GENESIS), 'holds');
      assert.equal(await found(database, '0·000000000000'), '0 not-as-published');
    });

    test('a log longer than a page is read to its end, and a break behind a page is found', async () => {
      const database = await open();
      const rows = await aLog(database, 1_001);
      assert.equal(await found(database, `1001·${rows[1_000]?.hash.slice(0, 12)}`), 'holds');

      await database.transaction((tx) => sql`UPDATE audit SET subject = 'other' WHERE seq = 1001`.execute(tx));
      assert.equal(await found(database), '1001 altered');
      await database.transaction((tx) => sql`DELETE FROM audit WHERE seq = 501`.execute(tx));
      assert.equal(await found(database), '502 out-of-sequence');
    });

    test('the newest rows alone are told apart from those before, which are taken as they stand', async () => {
      const database = await open();
      const rows = await aLog(database, 12);
      const newest = async (count: number) => {
        const verdict = await database.read((reader) => verifyAudit(reader, { newest: count }));
        return verdict.ok ? `holds to ${verdict.head.seq}` : `${verdict.seq} ${verdict.fault}`;
      };
      for (const count of [1, 5, 11, 12, 1_000]) assert.equal(await newest(count), 'holds to 12');

      const changed = rows.map((row) => (row.seq === 7 ? { ...row, subject: 'other' } : row));
      await overwrite(database, changed);
      assert.equal(await newest(5), 'holds to 12');
      assert.deepEqual([await newest(6), await newest(12)], ['7 altered', '7 altered']);

      // Where the row before them is missing, nothing says what they follow: then all are looked at.
      await overwrite(
        database,
        rows.filter(({ seq }) => seq !== 7),
      );
      assert.equal(await newest(5), '8 out-of-sequence');
      await overwrite(database, []);
      assert.equal(await newest(5), 'holds to 0');
    });
  });
});

test('a head is read as a digest prints it, or in part, and nothing else is', () => {
  const hash = '9f2c41d0a3b1';
  for (const [text, head] of [
    ['184·9f2c41d0a3b1', { seq: 184, hash }],
    [' 184 · 9F2C41D0A3B1 ', { seq: 184, hash }],
    ['184:9f2c41d0', { seq: 184, hash: '9f2c41d0' }],
    ['184', { seq: 184, hash: null }],
    ['9f2c41d0a3b1', { seq: null, hash }],
    ['123456789012', { seq: null, hash: '123456789012' }],
    [`184·${sha256('x')}`, { seq: 184, hash: sha256('x') }],
    ['184·9f2c', null],
    ['9f2c', null],
    ['184·9f2c41d0a3bz', null],
    ['-1·9f2c41d0a3b1', null],
    ['', null],
    [`184·${sha256('x')}0`, null],
  ] as const) {
    assert.deepEqual(parseHead(text), head, text);
  }
});
