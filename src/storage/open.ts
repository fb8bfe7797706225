import { AsyncLocalStorage } from 'node:async_hooks';
import { Kysely, type KyselyPlugin, sql } from 'kysely';
import type { DatabaseUrl } from '../config/model.ts';
import { type Clock, systemClock } from '../core/clock.ts';
import type { Log } from '../core/log.ts';
import { type Database, type Tx, WRITE_PATIENCE } from './database.ts';
import { translateError } from './errors.ts';
import { migrate, type Migration } from './migrate.ts';
import { migrations } from './migrations/all.ts';
import { patiently } from './patience.ts';
import { postgresDialect, WRITE_LOCK } from './postgres.ts';
import type { Tables } from './schema.ts';
import { openSqliteFile, type SqliteFile, sqliteDialect } from './sqlite.ts';

export interface OpenOptions {
  readonly log: Log;
  /** Dates the migrations; the system's unless told otherwise. */
  readonly clock?: Clock;
  /** The schema that it is brought to: the newest unless told otherwise. */
  readonly schema?: readonly Migration[];
  /** How long a write waits for another process's, in ms; `WRITE_PATIENCE` unless told otherwise. */
  readonly patience?: number;
}

/**
 * Opens the database and brings it to its schema.
 * @throws StorageUnavailable when it can't be opened, SchemaRefused when its schema is newer or was changed.
 */
export async function openDatabase(
  url: DatabaseUrl,
  { log, clock = systemClock, schema = migrations, patience = WRITE_PATIENCE }: OpenOptions,
): Promise<Database> {
  const database =
    url.kind === 'sqlite' ? await openSqlite(url.path, patience) : openPostgres(url.url, { log, patience });
  try {
    await migrate(database, schema, { log, now: clock.now() });
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function openSqlite(path: string, patience: number): Promise<Database> {
  const writing = await openSqliteFile(path, 'write', patience);
  let reading: SqliteFile;
  try {
    reading = await openSqliteFile(path, 'read', patience);
  } catch (error) {
    writing.close();
    throw error;
  }
  // Changes whenever any other connection commits: the writing one here, or another process.
  const version = reading.prepare('PRAGMA data_version').pluck();
  return assemble({
    dialect: 'sqlite',
    subject: path,
    reader: new Kysely<Tables>({ dialect: sqliteDialect(reading, path, patience) }),
    writer: new Kysely<Tables>({ dialect: sqliteDialect(writing, path, patience) }),
    enter: async () => {},
    leave: async () => {},
    revision: () => patiently(path, patience, () => String(version.get())),
    close: async () => void [reading.close(), writing.close()],
  });
}

function openPostgres(url: string, options: { readonly log: Log; readonly patience: number }): Database {
  const reader = new Kysely<Tables>({ dialect: postgresDialect(url, 'read', options) });
  const writer = new Kysely<Tables>({ dialect: postgresDialect(url, 'write', options) });
  const counter = sql<{ n: number }>`SELECT n FROM write_counter`;
  return assemble({
    dialect: 'postgres',
    subject: withoutSecrets(url),
    reader,
    writer,
    // READ COMMITTED, so that what is read after the lock is what the writer before left.
    enter: async (tx) => void (await sql`SELECT pg_advisory_xact_lock(${WRITE_LOCK})`.execute(tx)),
    // At the end: after a swallowed error it fails, where COMMIT would silently roll back.
    leave: async (tx) => void (await sql`UPDATE write_counter SET n = n + 1`.execute(tx)),
    revision: async () => String((await counter.execute(reader)).rows[0]?.n),
    close: async () => void (await Promise.all([reader.destroy(), writer.destroy()])),
  });
}

interface Parts {
  readonly dialect: Database['dialect'];
  /** How messages name the database. */
  readonly subject: string;
  readonly reader: Kysely<Tables>;
  readonly writer: Kysely<Tables>;
  /** First and last statement of every transaction. */
  enter(tx: Tx): Promise<void>;
  leave(tx: Tx): Promise<void>;
  revision(): Promise<string>;
  close(): Promise<void>;
}

function assemble(parts: Parts): Database {
  const { dialect, subject, writer } = parts;
  const inside = new AsyncLocalStorage<{ open: boolean }>();
  const oneAtATime = queue();
  let closed: Promise<void> | null = null;

  function refuseInside(what: string): void {
    if (inside.getStore()?.open) throw new Error(`${what} inside a transaction: use the transaction's own handle`);
  }
  const reader = parts.reader.withPlugin(beforeEachQuery(() => refuseInside('the root connection was used')));

  async function transact<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const state = { open: true };
    try {
      return await writer
        .transaction()
        .setIsolationLevel('read committed')
        .execute((tx) =>
          inside.run(state, async () => {
            await parts.enter(tx);
            const result = await work(tx);
            await parts.leave(tx);
            return result;
          }),
        );
    } catch (error) {
      throw translateError(subject, error);
    } finally {
      state.open = false;
    }
  }

  return {
    dialect,
    async read(work) {
      refuseInside('read() was called');
      try {
        return await work(reader);
      } catch (error) {
        throw translateError(subject, error);
      }
    },
    async transaction(work) {
      refuseInside('transaction() was called');
      return oneAtATime(() => transact(work));
    },
    async revision() {
      try {
        return await parts.revision();
      } catch (error) {
        throw translateError(subject, error);
      }
    },
    close() {
      closed ??= oneAtATime(parts.close);
      return closed;
    },
  };
}

/** Lets one in at a time, in the order of asking. */
function queue(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const turn = last.then(work);
    last = turn.catch(() => {});
    return turn;
  };
}

function beforeEachQuery(check: () => void): KyselyPlugin {
  return {
    transformQuery({ node }) {
      check();
      return node;
    },
    transformResult: async ({ result }) => result,
  };
}

/** How messages name a PostgreSQL database. */
export function withoutSecrets(url: string): string {
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}
