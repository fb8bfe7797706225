import type { Instant } from '../core/clock.ts';
import type { Reader, Tx } from '../storage/database.ts';
import type { AuditTable } from '../storage/schema.ts';

/** Null: there is no row yet. */
export async function newestRow(reader: Reader): Promise<{ seq: number; hash: string } | null> {
  const row = await reader
    .selectFrom('audit')
    .select(['seq', 'hash'])
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}

/** What the press with this effect key was answered with, as JSON text; null: it did nothing yet. */
export async function storedOutcome(reader: Reader, effectKey: string): Promise<{ outcome: string | null } | null> {
  const row = await reader.selectFrom('audit').select('outcome').where('effect_key', '=', effectKey).executeTakeFirst();
  return row ?? null;
}

/** The first row that was written at `at` or later; null: there is none. */
export async function firstSeqSince(reader: Reader, at: Instant): Promise<number | null> {
  const { first } = await reader
    .selectFrom('audit')
    .select(({ fn }) => fn.min('seq').as('first'))
    .where('at', '>=', at)
    .executeTakeFirstOrThrow();
  return first === null ? null : Number(first);
}

/** At most `limit` rows in the order of their numbers: those after the row `after`, or the first ones. */
export async function pageOfRows(reader: Reader, after: number | null, limit: number): Promise<AuditTable[]> {
  const query = reader.selectFrom('audit').selectAll().orderBy('seq').limit(limit);
  return (after === null ? query : query.where('seq', '>', after)).execute();
}

/** What was done to one thing by these verbs, the newest first. */
export async function deedsAbout(
  reader: Reader,
  subject: string,
  verbs: readonly string[],
  limit: number,
): Promise<Pick<AuditTable, 'verb' | 'before' | 'after'>[]> {
  return reader
    .selectFrom('audit')
    .select(['verb', 'before', 'after'])
    .where('subject', '=', subject)
    .where('verb', 'in', verbs)
    .orderBy('seq', 'desc')
    .limit(limit)
    .execute();
}

export async function insertRow(tx: Tx, row: AuditTable): Promise<void> {
  await tx.insertInto('audit').values(row).execute();
}

/** The newest `limit` rows about any of these subjects, the newest first, and how many there are. */
export async function rowsAbout(
  reader: Reader,
  subjects: readonly string[],
  limit: number,
): Promise<{ readonly rows: AuditTable[]; readonly total: number }> {
  if (subjects.length === 0) return { rows: [], total: 0 };
  const about = reader.selectFrom('audit').where('subject', 'in', subjects);
  const { total } = await about.select(({ fn }) => fn.countAll().as('total')).executeTakeFirstOrThrow();
  const rows = await about.selectAll().orderBy('seq', 'desc').limit(limit).execute();
  return { rows, total: Number(total) };
}
