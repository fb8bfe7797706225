import type { Kysely, Transaction } from 'kysely';
import type { Tables } from './schema.ts';

export type Reader = Kysely<Tables> | Transaction<Tables>;
export type Tx = Transaction<Tables>;

/** How long a write waits for another process's, in ms. */
export const WRITE_PATIENCE = 10_000;

/** The one database, SQLite or PostgreSQL. */
export interface Database {
  readonly dialect: 'sqlite' | 'postgres';
  /**
   * Runs reads outside a transaction; each sees what was committed when it began. Writing here throws.
   * Throws inside a transaction: use the transaction's own handle there.
   */
  read<T>(work: (reader: Reader) => Promise<T>): Promise<T>;
  /**
   * Runs `work` as the only writer (BEGIN IMMEDIATE, or one advisory lock) and commits; throws roll everything back.
   * Nesting throws. Waits asynchronously for another process's write; gives up after `WRITE_PATIENCE` with a `StorageBusy` error.
   */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** A token that differs whenever committed data may differ, whoever wrote it. Cheap; means nothing to another `Database`. */
  revision(): Promise<string>;
  close(): Promise<void>;
}
