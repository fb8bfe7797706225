import { sql } from 'kysely';
import { CHANGE_RECHECK } from '../../../src/changes/app.ts';
import { SCHEMA } from '../../../src/jobs/boss-store.ts';
import type { Reader } from '../../../src/storage/database.ts';

export type Dialect = 'sqlite' | 'postgres';

/** When open plans are to be held against what has changed: every look that is booked, or under way and not done. */
export async function bookedRechecks(reader: Reader, dialect: Dialect): Promise<{ readonly at: number }[]> {
  if (dialect === 'sqlite')
    return reader.selectFrom('jobs').select('run_at as at').where('name', '=', CHANGE_RECHECK).execute();
  const { rows } = await sql<{ at: string | number }>`
    SELECT data->>'at' AS at FROM ${sql.raw(`${SCHEMA}.job`)} WHERE name = ${CHANGE_RECHECK} AND state <= 'active'
  `.execute(reader);
  return rows.map(({ at }) => ({ at: Number(at) }));
}
