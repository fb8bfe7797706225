import type { Instant } from '../core/clock.ts';
import type { ServerId } from '../core/ids.ts';
import type { Reader, Tx } from '../storage/database.ts';
import type { DigestSubscriptionsTable, DigestsTable, OutboxTable, ReadinessChangesTable } from '../storage/schema.ts';
import type { CheckedAs } from './model.ts';

/** The kind of the posts that carry digests, and of those that say that one stopped. */
export const DIGEST_POST = 'digest';
export const STOPPED_POST = 'digest-stopped';

const CHUNK = 500;

export function findSubscriptionRow(reader: Reader, conversation: string) {
  return reader
    .selectFrom('digest_subscriptions')
    .selectAll()
    .where('conversation_id', '=', conversation)
    .executeTakeFirst();
}

/** Ordered by conversation; those after `after`. */
export function subscriptionRows(reader: Reader, after: string, limit: number): Promise<DigestSubscriptionsTable[]> {
  return reader
    .selectFrom('digest_subscriptions')
    .selectAll()
    .where('conversation_id', '>', after)
    .orderBy('conversation_id')
    .limit(limit)
    .execute();
}

/** Subscriptions that are on and can't run. */
export function invalidRows(reader: Reader): Promise<DigestSubscriptionsTable[]> {
  return reader
    .selectFrom('digest_subscriptions')
    .selectAll()
    .where('active', '=', true)
    .where('invalid', 'is not', null)
    .orderBy('conversation_id')
    .execute();
}

export async function saveSubscriptionRow(tx: Tx, row: DigestSubscriptionsTable): Promise<void> {
  const { conversation_id: _, ...rest } = row;
  await tx
    .insertInto('digest_subscriptions')
    .values(row)
    .onConflict((conflict) => conflict.column('conversation_id').doUpdateSet(rest))
    .execute();
}

export async function updateSubscriptionRow(
  tx: Tx,
  conversation: string,
  change: Partial<Omit<DigestSubscriptionsTable, 'conversation_id'>>,
): Promise<void> {
  await tx.updateTable('digest_subscriptions').set(change).where('conversation_id', '=', conversation).execute();
}

/** Takes a slot for the caller; false when it, or a later one, was dealt with already. */
export async function claimSlot(
  tx: Tx,
  conversation: string,
  slot: Instant,
  change: { readonly missed: number; readonly next_slot: Instant; readonly tzdata: string },
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('digest_subscriptions')
    .set({ ...change, last_slot: slot })
    .where('conversation_id', '=', conversation)
    .where('active', '=', true)
    .where(({ or, eb }) => or([eb('last_slot', 'is', null), eb('last_slot', '<', slot)]))
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

export type DigestRow = DigestsTable & Pick<OutboxTable, 'sent_at' | 'state' | 'activity_id' | 'thread'>;

function digestsWithPosts(reader: Reader) {
  return reader
    .selectFrom('digests')
    .innerJoin('outbox', (join) =>
      join
        .onRef('outbox.conversation_id', '=', 'digests.conversation_id')
        .onRef('outbox.subject', '=', 'digests.id')
        .on('outbox.kind', '=', DIGEST_POST),
    )
    .selectAll('digests')
    .select(['outbox.sent_at', 'outbox.state', 'outbox.activity_id', 'outbox.thread']);
}

/** The newest digest of a conversation that Teams accepted. */
export function lastDelivered(reader: Reader, conversation: string): Promise<DigestRow | undefined> {
  return digestsWithPosts(reader)
    .where('digests.conversation_id', '=', conversation)
    .where('outbox.sent_at', 'is not', null)
    .orderBy('digests.composed_at', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** The newest digest of a conversation, whatever became of it. */
export function lastComposed(reader: Reader, conversation: string): Promise<DigestRow | undefined> {
  return digestsWithPosts(reader)
    .where('digests.conversation_id', '=', conversation)
    .orderBy('digests.composed_at', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** As `lastComposed`, its id alone: contents are long. */
export async function lastComposedId(reader: Reader, conversation: string): Promise<string | null> {
  const row = await reader
    .selectFrom('digests')
    .select('id')
    .where('conversation_id', '=', conversation)
    .orderBy('composed_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.id ?? null;
}

export function findDigestRow(reader: Reader, id: string): Promise<DigestRow | undefined> {
  return digestsWithPosts(reader).where('digests.id', '=', id).executeTakeFirst();
}

export async function insertDigest(
  tx: Tx,
  row: Omit<DigestsTable, 'checked_at' | 'checked_as' | 'checked_state'>,
): Promise<void> {
  await tx
    .insertInto('digests')
    .values({ ...row, checked_at: null, checked_as: null, checked_state: null })
    .execute();
}

export async function hasSlot(reader: Reader, conversation: string, slot: Instant): Promise<boolean> {
  const row = await reader
    .selectFrom('digests')
    .select('id')
    .where('conversation_id', '=', conversation)
    .where('slot', '=', slot)
    .executeTakeFirst();
  return row !== undefined;
}

/** `state`: as it is stored; null: nothing had changed. */
export async function markChecked(
  tx: Tx,
  id: string,
  { at, as, state }: { readonly at: Instant; readonly as: CheckedAs; readonly state: string | null },
): Promise<void> {
  await tx
    .updateTable('digests')
    .set({ checked_at: at, checked_as: as, checked_state: state })
    .where('id', '=', id)
    .execute();
}

/** The last row of the log of changes; 0: it is empty. Rows are numbered from 1 without a gap. */
export async function headSeq(reader: Reader): Promise<number> {
  const row = await reader
    .selectFrom('readiness_changes')
    .select(({ fn }) => fn.max('seq').as('seq'))
    .executeTakeFirst();
  return Number(row?.seq ?? 0);
}

/** The first row that was not pruned; 0: the log is empty. */
export async function tailSeq(reader: Reader): Promise<number> {
  const row = await reader
    .selectFrom('readiness_changes')
    .select(({ fn }) => fn.min('seq').as('seq'))
    .executeTakeFirst();
  return Number(row?.seq ?? 0);
}

/** Answers how many rows there were ever before and are now. */
export async function insertChanges(
  tx: Tx,
  rows: readonly Omit<ReadinessChangesTable, 'seq'>[],
): Promise<{ readonly before: number; readonly after: number }> {
  if (rows.length === 0) return { before: 0, after: 0 };
  const head = await headSeq(tx);
  const numbered = rows.map((row, index) => ({ ...row, seq: head + index + 1 }));
  for (let from = 0; from < numbered.length; from += CHUNK) {
    await tx
      .insertInto('readiness_changes')
      .values(numbered.slice(from, from + CHUNK))
      .execute();
  }
  return { before: head, after: head + rows.length };
}

/** What was last logged of some servers, as stored; a server without a row is left out. */
export async function lastLogged(reader: Reader, ids: readonly ServerId[]): Promise<Map<ServerId, string | null>> {
  const found = new Map<ServerId, string | null>();
  for (let from = 0; from < ids.length; from += CHUNK) {
    const newest = reader
      .selectFrom('readiness_changes')
      .select(({ fn }) => fn.max('seq').as('seq'))
      .where('server_id', 'in', ids.slice(from, from + CHUNK))
      .groupBy('server_id');
    const rows = await reader
      .selectFrom('readiness_changes')
      .select(['server_id', 'after'])
      .where('seq', 'in', newest)
      .execute();
    for (const row of rows) found.set(row.server_id as ServerId, row.after);
  }
  return found;
}

/** What was logged after `seq`, in its order. */
export function changesAfter(
  reader: Reader,
  seq: number,
): Promise<Pick<ReadinessChangesTable, 'server_id' | 'before' | 'after'>[]> {
  return reader
    .selectFrom('readiness_changes')
    .select(['server_id', 'before', 'after'])
    .where('seq', '>', seq)
    .orderBy('seq')
    .execute();
}

/** The names of some servers; at most a few hundred. */
export async function namesOf(reader: Reader, ids: readonly ServerId[]): Promise<Map<ServerId, string>> {
  if (ids.length === 0) return new Map();
  const rows = await reader.selectFrom('servers').select(['id', 'name']).where('id', 'in', ids).execute();
  return new Map(rows.map(({ id, name }) => [id as ServerId, name]));
}

/** How far back subscriptions that are on still look: the least that one of them was told of; null: none was told yet. */
export async function oldestTold(reader: Reader): Promise<number | null> {
  const rows = await reader
    .selectFrom('digest_subscriptions')
    .innerJoin('digests', 'digests.conversation_id', 'digest_subscriptions.conversation_id')
    .innerJoin('outbox', (join) =>
      join
        .onRef('outbox.conversation_id', '=', 'digests.conversation_id')
        .onRef('outbox.subject', '=', 'digests.id')
        .on('outbox.kind', '=', DIGEST_POST),
    )
    .select(({ fn }) => fn.max('digests.told_seq').as('told'))
    .where('digest_subscriptions.active', '=', true)
    .where('outbox.sent_at', 'is not', null)
    .groupBy('digests.conversation_id')
    .execute();
  return rows.reduce<number | null>((least, { told }) => Math.min(least ?? Number(told), Number(told)), null);
}

export async function deleteChanges(tx: Tx, before: Instant, upTo: number): Promise<void> {
  await tx.deleteFrom('readiness_changes').where('at', '<', before).where('seq', '<=', upTo).execute();
}

/** Deletes old digests, but for the last of each conversation that arrived, and what came after it. */
export async function deleteDigests(tx: Tx, before: Instant): Promise<void> {
  await tx
    .deleteFrom('digests')
    .where('composed_at', '<', before)
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('digests as newer')
          .innerJoin('outbox', (join) =>
            join
              .onRef('outbox.conversation_id', '=', 'newer.conversation_id')
              .onRef('outbox.subject', '=', 'newer.id')
              .on('outbox.kind', '=', DIGEST_POST),
          )
          .select('newer.id')
          .whereRef('newer.conversation_id', '=', 'digests.conversation_id')
          .whereRef('newer.composed_at', '>', 'digests.composed_at')
          .where('outbox.sent_at', 'is not', null),
      ),
    )
    .execute();
}

/** Deletes old posts of digests that are there no more, and old ones that said that a digest stopped; what is not done with stays. */
export async function deletePosts(tx: Tx, before: Instant): Promise<void> {
  await tx
    .deleteFrom('outbox')
    .where('kind', 'in', [DIGEST_POST, STOPPED_POST])
    .where('state', 'in', ['sent', 'superseded', 'dropped'])
    .where('created_at', '<', before)
    .where('since', '<', before)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('digests')
            .select('digests.id')
            .whereRef('digests.id', '=', 'outbox.subject')
            .whereRef('digests.conversation_id', '=', 'outbox.conversation_id'),
        ),
      ),
    )
    .execute();
}
