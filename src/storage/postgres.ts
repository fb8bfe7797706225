import { PostgresDialect, type PostgresPool, type PostgresPoolClient } from 'kysely';
import pg from 'pg';
import type { Log } from '../core/log.ts';
import { portableParameter } from './columns.ts';

const READERS = 8;
/** A process that stops in the middle of a write (suspended, cut off) loses its lock after this many ms. */
const LONGEST_PAUSE_IN_WRITE = 60_000;

/** A server that vanished without a word is noticed some ten seconds after this many ms of silence; systems ask after two hours. */
const ASKED_AFTER = 10_000;

// Ours for good: with another number an old and a new process would write at the same time.
export const WRITE_LOCK = 7_282_411_593;

const INT8 = 20;
const NUMERIC = 1700;

/** Numbers come back as numbers: counts and instants are int8, sums are numeric, and pg gives both as text. */
const types: pg.CustomTypesConfig = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    return oid === INT8 || oid === NUMERIC ? Number : pg.types.getTypeParser(oid, format as 'text');
  },
};

/** A kysely dialect over a pool of connections: several that only read, or one that writes unless told otherwise. */
export function postgresDialect(
  url: string,
  mode: 'read' | 'write',
  {
    log,
    patience,
    connections = mode === 'read' ? READERS : 1,
  }: { readonly log: Log; readonly patience: number; readonly connections?: number },
): PostgresDialect {
  const pool = new pg.Pool({
    connectionString: mode === 'read' ? readOnly(url) : url,
    application_name: 'patchwarden',
    max: connections,
    connectionTimeoutMillis: patience,
    keepAlive: true,
    keepAliveInitialDelayMillis: ASKED_AFTER,
    types,
    ...(mode === 'write' && {
      lock_timeout: patience,
      idle_in_transaction_session_timeout: LONGEST_PAUSE_IN_WRITE,
    }),
  });
  const lost = (error: Error): void => log.warn({ err: error }, 'database connection lost');
  // Without a listener, a connection that the server ends would end the process: idle (pool) or in use (client).
  pool.on('error', lost);
  pool.on('connect', (client) => client.on('error', lost));
  return new PostgresDialect({ pool: portable(pool) });
}

/** A setting of the session, sent with the start of each connection. */
function readOnly(url: string): string {
  const parsed = new URL(url);
  const options = parsed.searchParams.get('options');
  parsed.searchParams.set('options', `${options === null ? '' : `${options} `}-c default_transaction_read_only=on`);
  return parsed.href;
}

/** The pool, with parameters that mean the same as on SQLite. */
function portable(pool: pg.Pool): PostgresPool {
  const wrapped = new WeakMap<pg.PoolClient, PostgresPoolClient>();
  return {
    async connect() {
      const client = await pool.connect();
      const known = wrapped.get(client);
      if (known) return known;
      const query = (sql: string, parameters: readonly unknown[]): unknown =>
        client.query(sql, parameters.map(portableParameter));
      const own: PostgresPoolClient = { query: query as PostgresPoolClient['query'], release: () => client.release() };
      wrapped.set(client, own);
      return own;
    },
    end: () => pool.end(),
  };
}
