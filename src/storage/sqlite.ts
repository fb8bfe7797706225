import { existsSync, mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type BetterSqlite from 'better-sqlite3';
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { OperationalError } from '../core/errors.ts';
import { portableParameter, SQLITE_FLAG_TYPE } from './columns.ts';
import { StorageUnavailable, storageUnavailable } from './errors.ts';
import { patiently } from './patience.ts';
import { openNative } from './sqlite-driver.ts';

/** What SQLite may block the event loop for; longer waits are made of asynchronous tries. */
const BUSY_TIMEOUT = 10;
const STATEMENTS_KEPT = 500;

export type SqliteFile = BetterSqlite.Database;

/**
 * Opens `path` (created, with its folder, when absent).
 * @throws StorageUnavailable with the path and the cause, StorageBusy when another process kept it locked.
 */
export async function openSqliteFile(path: string, mode: 'read' | 'write', patience: number): Promise<SqliteFile> {
  try {
    // Another process that opens the file for the first time, or after a crash, has it for itself for a moment.
    return await patiently(path, patience, () => openOnce(path, mode));
  } catch (error) {
    if (error instanceof OperationalError) throw error;
    throw storageUnavailable(path, error);
  }
}

function openOnce(path: string, mode: 'read' | 'write'): SqliteFile {
  // The database tells which servers are open to attack, so its folder is for its owner only.
  const folder = dirname(resolve(path));
  if (!existsSync(folder)) mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = openNative(path, { timeout: BUSY_TIMEOUT });
  try {
    prepareFile(file, path, mode);
    return file;
  } catch (error) {
    file.close();
    throw error;
  }
}

function prepareFile(file: SqliteFile, path: string, mode: 'read' | 'write'): void {
  const journal = file.pragma('journal_mode', { simple: true });
  if (journal !== 'wal' && file.pragma('journal_mode = WAL', { simple: true }) !== 'wal') {
    throw new StorageUnavailable(
      'unavailable',
      `The database ${path} can not use a write-ahead log.`,
      'Keep it on a local disk: network shares do not allow that.',
    );
  }
  file.pragma('synchronous = FULL');
  file.pragma('foreign_keys = ON');
  // PostgreSQL's LIKE minds case; so does an index.
  file.pragma('case_sensitive_like = ON');
  if (mode === 'read') file.pragma('query_only = ON');
}

/** A kysely dialect over one open file. Its transactions begin IMMEDIATE; the caller lets in one at a time. */
export function sqliteDialect(file: SqliteFile, path: string, patience: number): Dialect {
  const connection = new SqliteConnection(file, path, patience);
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new SqliteDriver(connection),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

class SqliteDriver implements Driver {
  readonly #connection: SqliteConnection;

  constructor(connection: SqliteConnection) {
    this.#connection = connection;
  }

  async init(): Promise<void> {}
  async acquireConnection(): Promise<DatabaseConnection> {
    return this.#connection;
  }
  beginTransaction(): Promise<void> {
    return this.#connection.begin();
  }
  commitTransaction(): Promise<void> {
    return this.#connection.commit();
  }
  async rollbackTransaction(): Promise<void> {
    this.#connection.rollback();
  }
  async releaseConnection(): Promise<void> {}
  async destroy(): Promise<void> {
    this.#connection.close();
  }
}

interface Prepared {
  readonly statement: BetterSqlite.Statement;
  /** Names of the result columns that are flags. */
  readonly flags: readonly string[];
}

class SqliteConnection implements DatabaseConnection {
  readonly #file: SqliteFile;
  readonly #path: string;
  readonly #prepared = new Map<string, Prepared>();
  /** How long another process may be in the way, in ms. */
  readonly #patience: number;
  #writing = false;

  constructor(file: SqliteFile, path: string, patience: number) {
    this.#file = file;
    this.#path = path;
    this.#patience = patience;
  }

  async begin(): Promise<void> {
    // A deferred BEGIN would fail at its first write, without a wait, whenever another process wrote since its first read.
    await patiently(this.#path, this.#patience, () => this.#file.exec('BEGIN IMMEDIATE'));
    this.#writing = true;
  }

  async commit(): Promise<void> {
    await patiently(this.#path, this.#patience, () => this.#file.exec('COMMIT'));
    this.#writing = false;
  }

  rollback(): void {
    this.#writing = false;
    // A full disk and the like make SQLite roll back by itself.
    if (this.#file.inTransaction) this.#file.exec('ROLLBACK');
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const parameters = query.parameters.map(bindable);
    const { statement, flags } = this.#prepare(query.sql);
    if (this.#writing) return this.#run<R>(statement, flags, parameters);
    return patiently(this.#path, this.#patience, () => this.#run<R>(statement, flags, parameters));
  }

  // biome-ignore lint/correctness/useYield: kysely asks for a generator; lists are paged instead of streamed.
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('streaming is not offered: read pages');
  }

  close(): void {
    this.#prepared.clear();
    this.#file.close();
  }

  #run<R>(statement: BetterSqlite.Statement, flags: readonly string[], parameters: unknown[]): QueryResult<R> {
    // What came after SQLite's own rollback would be committed statement by statement.
    if (this.#writing && !this.#file.inTransaction) throw new Error('the transaction was rolled back by SQLite');
    if (!statement.reader) {
      const { changes } = statement.run(parameters);
      return { rows: [], numAffectedRows: BigInt(changes) };
    }
    const rows = statement.all(parameters) as Record<string, unknown>[];
    for (const flag of flags) {
      for (const row of rows) if (row[flag] !== null) row[flag] = row[flag] !== 0;
    }
    return { rows: rows as R[] };
  }

  #prepare(sql: string): Prepared {
    const known = this.#prepared.get(sql);
    if (known) return known;
    const statement = this.#file.prepare(sql);
    const columns = statement.reader ? statement.columns() : [];
    const flags = columns.filter(({ type }) => type === SQLITE_FLAG_TYPE).map(({ name }) => name);
    const prepared = { statement, flags };
    // Lists of varying length make new texts: forget the oldest instead of keeping all.
    if (this.#prepared.size >= STATEMENTS_KEPT) {
      for (const oldest of this.#prepared.keys()) {
        this.#prepared.delete(oldest);
        break;
      }
    }
    this.#prepared.set(sql, prepared);
    return prepared;
  }
}

function bindable(value: unknown): unknown {
  return typeof value === 'boolean' ? Number(value) : portableParameter(value);
}
