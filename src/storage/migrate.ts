import { sql } from 'kysely';
import type { Instant } from '../core/clock.ts';
import { sha256 } from '../core/ids.ts';
import type { Log } from '../core/log.ts';
import type { Dialect } from './columns.ts';
import type { Database, Reader, Tx } from './database.ts';
import { SchemaRefused } from './errors.ts';

/** One step from a schema to the next. Once released it never changes: its hash is kept in every database. */
export interface Migration {
  /** 1, 2, 3 … without a gap. */
  readonly number: number;
  readonly name: string;
  /** The SQL statements, in order. */
  statements(dialect: Dialect): readonly string[];
}

interface Applied {
  readonly number: number;
  readonly hash: string;
}

/**
 * Applies what is missing, each migration in a transaction of its own, forward only. Writes nothing when nothing is missing.
 * @throws SchemaRefused when the database has a migration that is not known here, or one that has changed since.
 */
export async function migrate(
  database: Database,
  migrations: readonly Migration[],
  { log, now }: { log: Log; now: Instant },
): Promise<void> {
  const start = await database.read((reader) => readApplied(database.dialect, reader));
  checkApplied(database.dialect, migrations, start);
  for (const migration of migrations.slice(start.length)) {
    const applied = await database.transaction((tx) => step(database.dialect, tx, migrations, migration, now));
    if (applied) log.info({ number: migration.number, name: migration.name }, 'schema migrated');
  }
}

/** SHA-256 of what a migration does on one dialect. */
export function migrationHash(dialect: Dialect, migration: Migration): string {
  return sha256(JSON.stringify([migration.number, migration.name, ...migration.statements(dialect)]));
}

async function step(
  dialect: Dialect,
  tx: Tx,
  migrations: readonly Migration[],
  migration: Migration,
  now: Instant,
): Promise<boolean> {
  // Read again: another process may have started at the same moment.
  const applied = await readApplied(dialect, tx);
  checkApplied(dialect, migrations, applied);
  if (applied.length >= migration.number) return false;

  if (applied.length === 0) await createBookkeeping(dialect, tx);
  for (const statement of migration.statements(dialect)) await sql.raw(statement).execute(tx);
  await sql`INSERT INTO migrations (number, name, hash, applied_at)
    VALUES (${migration.number}, ${migration.name}, ${migrationHash(dialect, migration)}, ${now})`.execute(tx);
  return true;
}

async function readApplied(dialect: Dialect, reader: Reader): Promise<readonly Applied[]> {
  const found =
    dialect === 'sqlite'
      ? await sql`SELECT name FROM sqlite_schema WHERE type = 'table' AND name = 'migrations'`.execute(reader)
      : await sql`SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'migrations'`.execute(
          reader,
        );
  if (found.rows.length === 0) return [];
  return (await sql<Applied>`SELECT number, hash FROM migrations ORDER BY number`.execute(reader)).rows;
}

function checkApplied(dialect: Dialect, migrations: readonly Migration[], applied: readonly Applied[]): void {
  applied.forEach(({ number, hash }, index) => {
    const known = migrations[index];
    if (!known) {
      throw new SchemaRefused(
        'conflict',
        `The database has schema ${applied.at(-1)?.number}; this version of Patchwarden knows schemas up to ${migrations.length}.`,
        'Start the newer version that made it, or restore a backup from before the update.',
      );
    }
    if (known.number !== number || migrationHash(dialect, known) !== hash) {
      throw new SchemaRefused(
        'conflict',
        `Schema migration ${number} in the database is not the one this version of Patchwarden has (${known.name}).`,
        'Start the version that made the database, or restore a backup.',
      );
    }
  });
}

async function createBookkeeping(dialect: Dialect, tx: Tx): Promise<void> {
  if (dialect === 'sqlite') {
    await sql`CREATE TABLE migrations (
      number INTEGER PRIMARY KEY, name TEXT NOT NULL, hash TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT`.execute(
      tx,
    );
    return;
  }
  await sql`CREATE TABLE migrations (
    number int8 PRIMARY KEY, name text NOT NULL, hash text NOT NULL, applied_at int8 NOT NULL)`.execute(tx);
  // One row that every transaction counts up: unlike a sequence it moves at the commit, together with what was written.
  await sql`CREATE TABLE write_counter (one boolean PRIMARY KEY DEFAULT true CHECK (one), n int8 NOT NULL)`.execute(tx);
  await sql`INSERT INTO write_counter (n) VALUES (0)`.execute(tx);
}
