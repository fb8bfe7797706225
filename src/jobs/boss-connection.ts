import { CompiledQuery, Kysely } from 'kysely';
import type { Log } from '../core/log.ts';
import { type Tx, WRITE_PATIENCE } from '../storage/database.ts';
import { translateError } from '../storage/errors.ts';
import { withoutSecrets } from '../storage/open.ts';
import { postgresDialect } from '../storage/postgres.ts';

/** What pg-boss runs its statements through. */
export interface BossDb {
  executeSql(text: string, values?: readonly unknown[]): Promise<{ rows: unknown[] }>;
}

export interface BossConnection extends BossDb {
  /** Runs `work` in one transaction of this connection's own, beside those of the domain. */
  transaction<T>(work: (db: BossDb) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Fetching, keeping jobs alive and maintenance shall not wait for each other. */
const CONNECTIONS = 3;

/** Statements of pg-boss as a part of the caller's transaction. */
export function within(tx: Pick<Tx, 'executeQuery'>): BossDb {
  return {
    executeSql: async (text, values = []) => {
      const { rows } = await tx.executeQuery(CompiledQuery.raw(text, [...values]));
      return { rows };
    },
  };
}

/**
 * A few connections for pg-boss's own work; opened when first used.
 * Statements fail with StorageUnavailable or StorageBusy where the reason lies outside the code.
 */
export function openBossConnection(url: string, log: Log): BossConnection {
  const dialect = postgresDialect(url, 'write', { log, patience: WRITE_PATIENCE, connections: CONNECTIONS });
  const db = new Kysely<Record<string, never>>({ dialect });
  const subject = withoutSecrets(url);
  return {
    executeSql: (text, values) =>
      db.connection().execute(async (connection) => {
        try {
          return await within(connection).executeSql(text, values);
        } catch (error) {
          // Maintenance is BEGIN; …; COMMIT in one text: an error in it would leave a dead transaction in the pool.
          await within(connection)
            .executeSql('ROLLBACK')
            .catch(() => {});
          throw translateError(subject, error);
        }
      }),
    transaction: (work) => db.transaction().execute((tx) => work(within(tx))),
    close: () => db.destroy(),
  };
}
