import { type Instant, instant } from '../core/clock.ts';
import type { Json } from '../core/json.ts';
import type { Reader, Tx } from '../storage/database.ts';
import type { JobsTable, LeasesTable } from '../storage/schema.ts';
import type { JobsBacklog, Wakeup } from './model.ts';
import { LONGEST_PAUSE } from './pause.ts';

export type LeaseRow = Omit<LeasesTable, 'name'>;

/** A stored wake-up. `asked` as it was when it was read. */
export interface StoredJob extends Wakeup {
  readonly attempts: number;
  readonly asked: number;
}

const LEASE = 'jobs';

export async function readLease(reader: Reader): Promise<LeaseRow | null> {
  const row = await reader
    .selectFrom('leases')
    .select(['holder', 'epoch', 'expires_at'])
    .where('name', '=', LEASE)
    .executeTakeFirst();
  return row ?? null;
}

export async function writeLease(tx: Tx, row: LeaseRow): Promise<void> {
  await tx
    .insertInto('leases')
    .values({ name: LEASE, ...row })
    .onConflict((conflict) => conflict.column('name').doUpdateSet(row))
    .execute();
}

export async function renewLease(tx: Tx, expiresAt: number): Promise<void> {
  await tx.updateTable('leases').set({ expires_at: expiresAt }).where('name', '=', LEASE).execute();
}

/** The same name, key and instant again leaves one row, which then outlives a run that has begun already. */
export async function keepJob(tx: Tx, { name, key, at, payload }: Wakeup): Promise<void> {
  const row: JobsTable = { name, key, run_at: at, payload: JSON.stringify(payload), due_at: at, attempts: 0, asked: 1 };
  await tx
    .insertInto('jobs')
    .values(row)
    .onConflict((conflict) =>
      conflict
        .columns(['name', 'key', 'run_at'])
        .doUpdateSet((eb) => ({ payload: row.payload, asked: eb('jobs.asked', '+', 1) })),
    )
    .execute();
}

/** Due jobs of one name, the one that waits longest first, at most one of each key, none of the `busy` keys. */
export async function dueJobs(
  reader: Reader,
  now: Instant,
  { name, busy, most }: { readonly name: string; readonly busy: ReadonlySet<string>; readonly most: number },
): Promise<readonly StoredJob[]> {
  const rows = await reader
    .selectFrom('jobs')
    .selectAll()
    .where('name', '=', name)
    .where('due_at', '<=', now)
    .$if(busy.size > 0, (query) => query.where('key', 'not in', [...busy]))
    .where(({ not, exists, selectFrom, and, or, ref }) =>
      not(
        exists(
          selectFrom('jobs as other')
            .select('other.name')
            .whereRef('other.name', '=', 'jobs.name')
            .whereRef('other.key', '=', 'jobs.key')
            .where(({ eb }) =>
              or([
                eb('other.due_at', '<', ref('jobs.due_at')),
                and([eb('other.due_at', '=', ref('jobs.due_at')), eb('other.run_at', '<', ref('jobs.run_at'))]),
              ]),
            ),
        ),
      ),
    )
    .orderBy('due_at')
    .orderBy('key')
    .limit(most)
    .execute();
  return rows.map(({ key, run_at, payload, attempts, asked }) => ({
    name,
    key,
    at: instant(run_at),
    payload: JSON.parse(payload) as Json,
    attempts,
    asked,
  }));
}

/** When the next job of these names falls due after `now`; null: none is known. */
export async function nextDue(reader: Reader, now: Instant, names: readonly string[]): Promise<Instant | null> {
  if (names.length === 0) return null;
  const row = await reader
    .selectFrom('jobs')
    .select(({ fn }) => fn.min('due_at').as('due_at'))
    .where('name', 'in', names)
    .where('due_at', '>', now)
    .executeTakeFirst();
  return row?.due_at == null ? null : instant(row.due_at);
}

/** Takes the job away, unless it was asked for again since it was read. */
export async function removeJob(tx: Tx, { name, key, at, asked }: StoredJob): Promise<void> {
  await tx
    .deleteFrom('jobs')
    .where('name', '=', name)
    .where('key', '=', key)
    .where('run_at', '=', at)
    .where('asked', '=', asked)
    .execute();
}

export async function postponeJob(tx: Tx, { name, key, at, attempts }: StoredJob, dueAt: Instant): Promise<void> {
  await tx
    .updateTable('jobs')
    .set({ attempts: attempts + 1, due_at: dueAt })
    .where('name', '=', name)
    .where('key', '=', key)
    .where('run_at', '=', at)
    .execute();
}

/** A pause is never longer than the longest one: where it looks so, the wall clock was set back meanwhile. */
export async function endOverlongPauses(tx: Tx, now: Instant): Promise<void> {
  await tx
    .updateTable('jobs')
    .set({ due_at: now })
    .where('attempts', '>', 0)
    .where('run_at', '<=', now)
    .where('due_at', '>', now + LONGEST_PAUSE)
    .execute();
}

export async function countJobs(reader: Reader, now: Instant): Promise<JobsBacklog> {
  const row = await reader
    .selectFrom('jobs')
    .select(({ fn }) => [fn.countAll<number>().as('waiting'), fn.min('run_at').as('oldest')])
    .executeTakeFirstOrThrow();
  return { waiting: row.waiting, lag: row.oldest === null ? 0 : Math.max(0, now - row.oldest) };
}
