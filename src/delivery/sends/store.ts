import { type Instant, instant } from '../../core/clock.ts';
import type { Reader, Tx } from '../../storage/database.ts';
import type { SendsTable } from '../../storage/schema.ts';
import type { Limit } from '../model.ts';
import { CLAIM_LASTS, CLOCK_SKEW } from '../timing.ts';

export async function insertSends(tx: Tx, rows: readonly SendsTable[]): Promise<void> {
  if (rows.length > 0) await tx.insertInto('sends').values(rows).execute();
}

/** These calls have ended: from now on they count by their end. */
export async function closeSends(tx: Tx, ids: readonly string[], end: Instant): Promise<void> {
  if (ids.length > 0) await tx.updateTable('sends').set({ counts_at: end }).where('id', 'in', ids).execute();
}

/** These calls were never made. */
export async function deleteSends(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await tx.deleteFrom('sends').where('id', 'in', ids).execute();
}

/** Forgets what no limit asks for any more. */
export async function pruneSends(tx: Tx, before: Instant): Promise<void> {
  await tx.deleteFrom('sends').where('counts_at', '<', before).execute();
}

/** When the newest `limit.most` calls of the app were claimed that count at `now`, newest first. */
export async function appSends(reader: Reader, limit: Limit, now: Instant): Promise<Instant[]> {
  const rows = await reader
    .selectFrom('sends')
    .select('claimed_at')
    .where('claimed_at', '>=', now - limit.window)
    .where('claimed_at', '<=', now + CLOCK_SKEW)
    .orderBy('claimed_at', 'desc')
    .limit(limit.most)
    .execute();
  return rows.map((row) => instant(row.claimed_at));
}

/** How many calls count at `now` in each of these conversations, one number a limit; none of them: absent. */
export async function countSends(
  reader: Reader,
  conversations: readonly string[],
  { limits, now }: { readonly limits: readonly Limit[]; readonly now: Instant },
): Promise<ReadonlyMap<string, readonly number[]>> {
  if (conversations.length === 0 || limits.length === 0) return new Map();
  const rows = await reader
    .selectFrom('sends')
    .select('conversation_id')
    .select((of) =>
      limits.map((limit, index) =>
        of.fn
          .countAll<number>()
          .filterWhere('counts_at', '>=', now - limit.window)
          .as(`n${index}`),
      ),
    )
    .where('conversation_id', 'in', conversations)
    .where('counts_at', '>=', now - Math.max(...limits.map((limit) => limit.window)))
    .where('counts_at', '<=', now + CLAIM_LASTS + CLOCK_SKEW)
    .groupBy('conversation_id')
    .execute();
  return new Map(
    rows.map((row) => {
      const counts = row as unknown as Readonly<Record<string, number>>;
      return [row.conversation_id, limits.map((_, index) => counts[`n${index}`] ?? 0)];
    }),
  );
}

/** When the conversation's `nth` newest call counts, from 1. */
export async function nthSend(reader: Reader, conversation: string, nth: number, now: Instant): Promise<Instant> {
  const row = await reader
    .selectFrom('sends')
    .select('counts_at')
    .where('conversation_id', '=', conversation)
    .where('counts_at', '<=', now + CLAIM_LASTS + CLOCK_SKEW)
    .orderBy('counts_at', 'desc')
    .limit(1)
    .offset(nth - 1)
    .executeTakeFirst();
  return (row?.counts_at ?? now) as Instant;
}
