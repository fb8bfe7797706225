import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { instant } from '../../src/core/clock.ts';
import { silentLog } from '../../src/core/log.ts';
import type { Database } from '../../src/storage/database.ts';
import { SchemaRefused } from '../../src/storage/errors.ts';
import { type Migration, migrate, migrationHash } from '../../src/storage/migrate.ts';
import { migrations } from '../../src/storage/migrations/all.ts';
import { openDatabase } from '../../src/storage/open.ts';
import { onBothUrls } from '../support/database.ts';

const options = { log: silentLog, now: instant(0) };

/** What a released migration does never changes: databases out there carry these hashes. */
const RELEASED: Record<number, { sqlite: string; postgres: string }> = {
  1: {
    sqlite: '28a818c80e3cee6a0963a3fbe3a51aa321b664273c333f4dac62fb12591d05a2',
    postgres: 'ae2ceb55074066b234ee2fb1b708e9bb88809b94e78840e6fde5280ed4ba8e1d',
  },
  2: {
    sqlite: '6cd94c39a2ef1fe192e7712d3e26b9fde8cb60f1aab2825701bd8cceb36fb2f7',
    postgres: 'e3983198c6a3cd9c116e5efab2803647cca688762ba86ed741f85bbc549fa448',
  },
  3: {
    sqlite: 'af697679da6d3ed89138fb838cd01c9cb61954b7a133ed86607153d4fcf02461',
    postgres: 'c1c05b7f7dbcb0aa243bf052e8298fd3d58d56192ff982000f185b1384367b6d',
  },
  4: {
    sqlite: '856c5474585fd3cceed083dad4ee0f8a430d7d1ea1940ff58359ddda6be9405c',
    postgres: 'c5899c6187312cb7faef710d2136a009af0823bd10979da1f1085e640f3ab53a',
  },
};

function next(...statements: readonly string[]): Migration {
  return { number: migrations.length + 1, name: 'one more', statements: () => statements };
}

async function tableNames(database: Database): Promise<readonly string[]> {
  const query =
    database.dialect === 'sqlite'
      ? sql<{ name: string }>`SELECT name FROM sqlite_schema WHERE type = 'table'`
      : sql<{ name: string }>`SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema()`;
  return database.read(async (reader) => (await query.execute(reader)).rows.map(({ name }) => name));
}

test('migrations are numbered from 1 without a gap', () => {
  assert.deepEqual(
    migrations.map(({ number }) => number),
    migrations.map((_, index) => index + 1),
  );
});

test('released migrations are what they were', () => {
  const now = migrations.map((migration) => [
    migration.number,
    { sqlite: migrationHash('sqlite', migration), postgres: migrationHash('postgres', migration) },
  ]);
  assert.deepEqual(
    Object.fromEntries(now),
    RELEASED,
    'write a new migration; only one that no database has yet may change, and then its hash here with it',
  );
});

onBothUrls((_name, freshUrl) => {
  async function open(): Promise<Database> {
    return openDatabase(await freshUrl(), { log: silentLog });
  }

  test('a database that is up to date is not written', async () => {
    const database = await open();
    const before = await database.revision();
    await migrate(database, migrations, options);
    assert.equal(await database.revision(), before);
    await database.close();
  });

  test('only what is missing is applied, and it is logged', async () => {
    const database = await open();
    const lines: object[] = [];
    const log = { ...silentLog, info: (fields: object) => void lines.push(fields) };

    await migrate(database, [...migrations, next('CREATE TABLE extra (n integer)')], { ...options, log });

    assert.ok((await tableNames(database)).includes('extra'));
    assert.deepEqual(lines, [{ number: migrations.length + 1, name: 'one more' }]);
    await database.close();
  });

  test('a migration that fails leaves nothing of itself', async () => {
    const database = await open();
    const broken = next('CREATE TABLE half (n integer)', 'CREATE NONSENSE');
    await assert.rejects(migrate(database, [...migrations, broken], options), /NONSENSE/);
    assert.ok(!(await tableNames(database)).includes('half'));

    await migrate(database, [...migrations, next('CREATE TABLE whole (n integer)')], options);
    assert.ok((await tableNames(database)).includes('whole'));
    await database.close();
  });

  test('a newer schema is refused, and nothing is written', async () => {
    const url = await freshUrl();
    const newer = await openDatabase(url, { log: silentLog });
    await migrate(newer, [...migrations, next('CREATE TABLE future (n integer)')], options);
    const before = await newer.revision();

    const refused = await openDatabase(url, { log: silentLog }).catch((error: unknown) => error);

    assert.ok(refused instanceof SchemaRefused, String(refused));
    assert.match(refused.message, new RegExp(`schema ${migrations.length + 1}; .* up to ${migrations.length}`));
    assert.match(refused.hint, /newer version/);
    assert.equal(await newer.revision(), before);
    await newer.close();
  });

  test('a migration that was changed after it ran is refused by its number', async () => {
    const database = await open();
    const [first, ...rest] = migrations;
    assert.ok(first);
    const changed = { ...first, statements: () => ['SELECT 1'] };
    await assert.rejects(migrate(database, [changed, ...rest], options), {
      name: 'SchemaRefused',
      message: /migration 1 /,
    });
    await database.close();
  });

  test('two processes that start at once make one schema', async () => {
    const url = await freshUrl();
    const both = await Promise.all([openDatabase(url, { log: silentLog }), openDatabase(url, { log: silentLog })]);
    const rows = await both[0].read((reader) => sql<{ number: number }>`SELECT number FROM migrations`.execute(reader));
    assert.equal(rows.rows.length, migrations.length);
    await Promise.all(both.map((database) => database.close()));
  });
});
