import { sql } from 'kysely';
import { z } from 'zod';
import { type Instant, instant } from '../core/clock.ts';
import type { Json } from '../core/json.ts';
import { portableParameter } from '../storage/columns.ts';
import type { Reader } from '../storage/database.ts';
import type { BossDb } from './boss-connection.ts';
import type { JobsBacklog, Wakeup } from './model.ts';

/** Where pg-boss keeps its tables. */
export const SCHEMA = 'patchwarden_jobs';

const JOB = `${SCHEMA}.job`;

/** A job that this process has fetched. `turn` grows each time that somebody fetches it anew. */
export interface FetchedJob extends Wakeup {
  readonly id: string;
  readonly turn: number;
  readonly attempts: number;
}

/** The payload is text within JSON: jsonb refuses U+0000 and does not keep numbers as they were. */
const stored = z.object({
  key: z.string(),
  at: z.number().int(),
  payload: z.string(),
  attempts: z.number().int().nonnegative(),
});

export function toData({ key, at, payload }: Wakeup, attempts: number): object {
  return { key: portableParameter(key), at, payload: JSON.stringify(payload), attempts };
}

/** Null where it was not written by Patchwarden. */
export function fromRow(row: { id: string; name: string; data: unknown; retryCount: number }): FetchedJob | null {
  const { data, success } = stored.safeParse(row.data);
  if (!success) return null;
  const { key, at, payload, attempts } = data;
  const { id, name, retryCount: turn } = row;
  return { id, name, key, at: instant(at), payload: JSON.parse(payload) as Json, turn, attempts };
}

/** What makes two wake-ups one while they wait. */
export function singletonKey({ key, at }: Wakeup): string {
  return `${portableParameter(key)}@${at}`;
}

/** Keeps a waiting job from being fetched until the transaction ends; false: none waits. */
export async function lockWaiting(db: BossDb, job: Wakeup): Promise<boolean> {
  const { rows } = await db.executeSql(
    `SELECT id FROM ${JOB} WHERE name = $1 AND COALESCE(singleton_key, '') = $2 AND state = 'created' AND policy = 'short'
     FOR UPDATE`,
    [job.name, singletonKey(job)],
  );
  return rows.length > 0;
}

/** Keeps others from taking the job over until the transaction ends; false: they have done so. */
export async function lockOwn(db: BossDb, { name, id, turn }: FetchedJob): Promise<boolean> {
  // The weakest lock that a DELETE waits for, so that `touch` passes.
  const { rows } = await db.executeSql(
    `SELECT id FROM ${JOB} WHERE name = $1 AND id = $2 AND state = 'active' AND retry_count = $3 FOR KEY SHARE`,
    [name, id, turn],
  );
  return rows.length > 0;
}

/** Says that these jobs are being worked on: what is silent for too long goes to others. */
export async function touch(db: BossDb, jobs: readonly FetchedJob[]): Promise<void> {
  await db.executeSql(
    `UPDATE ${JOB} SET started_on = now() FROM unnest($1::text[], $2::uuid[], $3::int[]) AS own (name, id, turn)
     WHERE job.name = own.name AND job.id = own.id AND job.retry_count = own.turn AND job.state = 'active'`,
    [jobs.map(({ name }) => name), jobs.map(({ id }) => id), jobs.map(({ turn }) => turn)],
  );
}

/** Takes the job away; false: it is not this process's any more. */
export async function erase(db: BossDb, { name, id, turn }: FetchedJob): Promise<boolean> {
  const { rows } = await db.executeSql(
    `DELETE FROM ${JOB} WHERE name = $1 AND id = $2 AND state = 'active' AND retry_count = $3 RETURNING id`,
    [name, id, turn],
  );
  return rows.length > 0;
}

export async function countBossJobs(reader: Reader, now: Instant): Promise<JobsBacklog> {
  const { rows: tables } = await sql<{ there: boolean }>`SELECT to_regclass(${JOB}) IS NOT NULL AS there`.execute(
    reader,
  );
  if (!tables[0]?.there) return { waiting: 0, lag: 0 };
  const { rows } = await sql<{ waiting: number; oldest: number | null }>`
    SELECT count(*) AS waiting, min((data->>'at')::int8) AS oldest FROM ${sql.raw(JOB)} WHERE state <= 'active'
  `.execute(reader);
  const { waiting = 0, oldest = null } = rows[0] ?? {};
  return { waiting, lag: oldest === null ? 0 : Math.max(0, now - oldest) };
}
