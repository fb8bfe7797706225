import { sql } from 'kysely';
import { type Instant, instant } from '../core/clock.ts';
import type { Database } from './database.ts';

/** What the clock of the database's machine says; null: the database has no clock of its own. */
export async function serverClock(database: Database): Promise<Instant | null> {
  if (database.dialect === 'sqlite') return null;
  const asked = sql<{ now: number }>`SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now`;
  const { rows } = await database.read((reader) => asked.execute(reader));
  return rows[0] ? instant(Number(rows[0].now)) : null;
}
