import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { sql } from 'kysely';
import type { DatabaseUrl } from '../../src/config/model.ts';
import { silentLog } from '../../src/core/log.ts';
import { StorageUnavailable, translateError } from '../../src/storage/errors.ts';
import { openDatabase } from '../../src/storage/open.ts';
import { openSqlite } from '../support/database.ts';
import { temporaryFolder } from '../support/folder.ts';
import { freshPostgresUrl, stopPostgresAfterwards } from '../support/postgres.ts';

stopPostgresAfterwards();

async function refusal(url: DatabaseUrl): Promise<StorageUnavailable> {
  const error = await openDatabase(url, { log: silentLog }).catch((caught: unknown) => caught);
  assert.ok(error instanceof StorageUnavailable, String(error));
  return error;
}

describe('an SQLite database that can not be opened is refused with its path and the cause', () => {
  test('a folder', async () => {
    const path = join(temporaryFolder(), 'folder');
    mkdirSync(path);
    const { message, hint } = await refusal({ kind: 'sqlite', path });
    assert.equal(message, `The database ${path} can not be opened.`);
    assert.match(hint, /DATABASE_URL/);
  });

  test('a file of another kind', async () => {
    const path = join(temporaryFolder(), 'notes.txt');
    writeFileSync(path, 'not a database, but long enough to be taken for one'.repeat(100));
    const { message } = await refusal({ kind: 'sqlite', path });
    assert.equal(message, `The database ${path} is not an SQLite database.`);
  });

  test('a path through a file', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    const { message } = await refusal({ kind: 'sqlite', path: join(file, 'x', 'test.db') });
    assert.match(message, /a part of its path is a file/);
  });
});

test('the folder of a new SQLite database is for its owner only', async () => {
  const folder = join(temporaryFolder(), 'data', 'inner');
  const database = await openDatabase({ kind: 'sqlite', path: join(folder, 'test.db') }, { log: silentLog });
  await database.close();
  if (process.platform !== 'win32') assert.equal(statSync(folder).mode & 0o777, 0o700);
});

test('a folder that was there keeps its rights', async () => {
  const folder = temporaryFolder();
  chmodSync(folder, 0o755);
  const database = await openDatabase({ kind: 'sqlite', path: join(folder, 'test.db') }, { log: silentLog });
  await database.close();
  assert.equal(statSync(folder).mode & 0o777, 0o755);
});

test('a full disk fails the write alone, and says so', async () => {
  const database = await openSqlite();
  const fill = database.transaction(async (tx) => {
    await sql`PRAGMA max_page_count = 1`.execute(tx);
    await tx.insertInto('conversations').values({ id: 'a', welcomed_at: null }).execute();
    await tx
      .insertInto('conversations')
      .values({ id: 'b'.repeat(1_000_000), welcomed_at: null })
      .execute();
  });
  await assert.rejects(fill, { name: 'StorageUnavailable', message: /the disk is full/ });

  assert.deepEqual(await database.read((reader) => reader.selectFrom('conversations').selectAll().execute()), []);
  await database.transaction((tx) => tx.insertInto('conversations').values({ id: 'c', welcomed_at: null }).execute());
  await database.close();
});

describe('a PostgreSQL database that can not be opened is refused without its password', () => {
  test('nothing listens', async () => {
    const port = await closedPort();
    const { message } = await refusal({ kind: 'postgres', url: `postgres://anna:hunter2@127.0.0.1:${port}/fleet` });
    assert.equal(message, `The database postgres://127.0.0.1:${port}/fleet can not be reached: nothing listens there.`);
  });

  test('no such database', async () => {
    const url = new URL(await freshPostgresUrl());
    url.pathname = '/nowhere';
    url.password = 'hunter2';
    const { message, hint } = await refusal({ kind: 'postgres', url: url.href });
    assert.equal(message, `The database postgres://${url.host}/nowhere does not exist.`);
    assert.match(hint, /Create it/);
  });
});

describe('errors from outside the code are told from bugs', () => {
  const cases = [
    ['SQLITE_READONLY_DBMOVED', /read-only/],
    ['SQLITE_IOERR_FSYNC', /disk reports an error/],
    ['SQLITE_CORRUPT', /damaged/],
    ['SQLITE_BUSY_RECOVERY', /written by another process/],
    ['28P01', /user or the password/],
    ['53300', /no free connection/],
    ['57P01', /57P01/],
    ['ECONNRESET', /ECONNRESET/],
  ] as const;

  for (const [code, message] of cases) {
    test(code, () => {
      const translated = translateError('x.db', Object.assign(new Error('raw'), { code }));
      assert.ok(translated instanceof Error && translated.name.startsWith('Storage'));
      assert.match(translated.message, message);
      assert.match(translated.message, /^The database x\.db .*\.$/);
    });
  }

  test('a constraint or a wrong statement stays what it is', () => {
    for (const code of ['SQLITE_CONSTRAINT_UNIQUE', '23505', '42601', 'SQLITE_ERROR', 'ERR_ASSERTION']) {
      const error = Object.assign(new Error('raw'), { code });
      assert.equal(translateError('x.db', error), error);
    }
  });
});

function closedPort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 1));
    });
  });
}
