import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe } from 'node:test';
import type { DatabaseUrl } from '../../src/config/model.ts';
import { type Log, silentLog } from '../../src/core/log.ts';
import type { Database } from '../../src/storage/database.ts';
import { openDatabase } from '../../src/storage/open.ts';
import { temporaryFolder } from './folder.ts';
import { freshPostgresUrl, freshSchemaUrl, stopPostgresAfterwards } from './postgres.ts';

export type DialectName = 'SQLite' | 'PostgreSQL';

/** An empty SQLite database in a folder of its own, which `close` removes. */
export async function openSqlite(log: Log = silentLog): Promise<Database> {
  const folder = temporaryFolder();
  const database = await openDatabase({ kind: 'sqlite', path: join(folder, 'test.db') }, { log });
  return {
    ...database,
    async close() {
      await database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** An empty PostgreSQL database. The test file must call `stopPostgresAfterwards`; `onBothDialects` does. */
export async function openPostgres(log: Log = silentLog): Promise<Database> {
  return openDatabase({ kind: 'postgres', url: await freshSchemaUrl() }, { log });
}

/** Declares the same tests for both dialects. Every database that `open` gave is closed after them. */
export function onBothDialects(declare: (name: DialectName, open: () => Promise<Database>) => void): void {
  declareBoth(freshSchemaUrl, (name, freshUrl) => {
    const opened: Database[] = [];
    after(async () => void (await Promise.all(opened.map((database) => database.close()))));
    declare(name, async () => {
      const database = await openDatabase(await freshUrl(), { log: silentLog });
      opened.push(database);
      return database;
    });
  });
}

/** Like `onBothDialects`, for tests that open one database more than once, or from other processes. */
export function onBothUrls(declare: (name: DialectName, freshUrl: () => Promise<DatabaseUrl>) => void): void {
  declareBoth(freshPostgresUrl, declare);
}

function declareBoth(
  postgresUrl: () => Promise<string>,
  declare: (name: DialectName, freshUrl: () => Promise<DatabaseUrl>) => void,
): void {
  stopPostgresAfterwards();
  describe('on SQLite', () => {
    declare('SQLite', async () => ({ kind: 'sqlite', path: join(temporaryFolder(), 'test.db') }));
  });
  describe('on PostgreSQL', () => {
    declare('PostgreSQL', async () => ({ kind: 'postgres', url: await postgresUrl() }));
  });
}
