import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sql } from 'kysely';
import { columnType } from '../../src/storage/columns.ts';
import type { Database } from '../../src/storage/database.ts';
import { onBothDialects } from '../support/database.ts';
import { aServer } from './rows.ts';

// Later than int4 can hold, as every instant in milliseconds is.
const NOW = Date.UTC(2026, 10, 21, 9);

async function store(database: Database, rows: readonly ReturnType<typeof aServer>[]): Promise<void> {
  await database.transaction(async (tx) => {
    await tx.deleteFrom('servers').execute();
    await tx.insertInto('servers').values(rows).execute();
  });
}

onBothDialects((_name, open) => {
  test('flags are booleans, instants are numbers and null stays null', async () => {
    const database = await open();
    const row = aServer('a', { listed: true, first_seen: NOW, site: null });

    await store(database, [row, aServer('b', { listed: false })]);

    const rows = await database.read((reader) => reader.selectFrom('servers').selectAll().orderBy('id').execute());
    assert.deepEqual(rows[0], row);
    assert.equal(rows[1]?.listed, false);
  });

  test('flags are booleans under another name, in a join and when returned by an insert', async () => {
    const database = await open();
    const returned = await database.transaction((tx) =>
      tx
        .insertInto('servers')
        .values(aServer('a', { listed: true }))
        .returning(['listed', 'first_seen'])
        .execute(),
    );
    const selected = await database.read((reader) =>
      reader
        .selectFrom(reader.selectFrom('servers').select(['id', 'listed as known']).as('inner'))
        .innerJoin('servers as s', 's.id', 'inner.id')
        .select(['inner.known', 's.listed'])
        .execute(),
    );

    assert.equal(returned[0]?.listed, true);
    assert.deepEqual(selected, [{ known: true, listed: true }]);
  });

  test('flags can be asked for', async () => {
    const database = await open();
    await store(database, [aServer('a', { listed: true }), aServer('b', { listed: false })]);
    const ids = await database.read((reader) =>
      reader.selectFrom('servers').select('id').where('listed', '=', false).execute(),
    );
    assert.deepEqual(ids, [{ id: 'b' }]);
  });

  test('counts and sums are numbers', async () => {
    const database = await open();
    await store(database, [aServer('a', { first_seen: NOW }), aServer('b', { first_seen: NOW })]);
    const [row] = await database.read((reader) =>
      reader
        .selectFrom('servers')
        .select((eb) => [eb.fn.countAll<number>().as('count'), eb.fn.sum<number>('first_seen').as('sum')])
        .execute(),
    );
    assert.deepEqual(row, { count: 2, sum: 2 * NOW });
  });

  test('text is ordered by its bytes, whatever the language of the server', async () => {
    const database = await open();
    const names = fc.uniqueArray(fc.string({ unit: fc.constantFrom(...'aAbBzZ_-.0ä\u{1F600}\uFFFD') }), {
      minLength: 2,
    });
    await fc.assert(
      fc.asyncProperty(names, async (ids) => {
        await store(
          database,
          ids.map((id) => aServer(id)),
        );
        const rows = await database.read((reader) => reader.selectFrom('servers').select('id').orderBy('id').execute());
        const byBytes = [...ids].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
        assert.deepEqual(
          rows.map(({ id }) => id),
          byBytes,
        );
      }),
      { numRuns: 30 },
    );
  });

  test('LIKE minds upper and lower case', async () => {
    const database = await open();
    await store(database, [aServer('Berlin'), aServer('berlin')]);
    const rows = await database.read((reader) =>
      reader.selectFrom('servers').select('id').where('id', 'like', 'ber%').execute(),
    );
    assert.deepEqual(rows, [{ id: 'berlin' }]);
  });

  test('any text comes back as it went in, but for NUL', async () => {
    const database = await open();
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (site) => {
        await store(database, [aServer('a', { site })]);
        const row = await database.read((reader) => reader.selectFrom('servers').select('site').executeTakeFirst());
        assert.equal(row?.site, site.replaceAll('\0', '\uFFFD'));
      }),
      { numRuns: 50 },
    );
  });

  test('a Date and a number that is none are refused', async () => {
    const database = await open();
    for (const wrong of [new Date(NOW), Number.NaN]) {
      await assert.rejects(store(database, [aServer('a', { first_seen: wrong as number })]), TypeError);
    }
  });

  test('a value of the wrong type is refused', async () => {
    const database = await open();
    await assert.rejects(store(database, [aServer('a', { first_seen: 'soon' as unknown as number })]));
    await assert.rejects(store(database, [aServer('a', { role: 'client' as 'edge' })]));
    await assert.rejects(store(database, [aServer('a', { listed: 2 as unknown as boolean })]));
  });

  test('bytes and the largest safe integer come back as they went in', async () => {
    const database = await open();
    const type = (kind: 'bytes' | 'integer') => sql.raw(columnType(database.dialect, kind));
    const bytes = Uint8Array.of(0, 1, 254, 255);
    const rows = await database.transaction(async (tx) => {
      await sql`CREATE TABLE scratch (content ${type('bytes')}, n ${type('integer')})`.execute(tx);
      await sql`INSERT INTO scratch VALUES (${bytes}, ${Number.MAX_SAFE_INTEGER})`.execute(tx);
      return (await sql<{ content: Uint8Array; n: number }>`SELECT * FROM scratch`.execute(tx)).rows;
    });
    assert.deepEqual([...(rows[0]?.content ?? [])], [...bytes]);
    assert.equal(rows[0]?.n, Number.MAX_SAFE_INTEGER);
  });

  test('more statements than are kept prepared give the same answers', async () => {
    const database = await open();
    await store(database, [aServer('a', { listed: true })]);
    for (let limit = 1; limit <= 1_100; limit += 1) {
      const rows = await database.read((reader) =>
        reader
          .selectFrom('servers')
          .select('listed')
          .limit(sql.lit((limit % 600) + 1))
          .execute(),
      );
      assert.deepEqual(rows, [{ listed: true }]);
    }
  });
});
