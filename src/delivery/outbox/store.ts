import { sql } from 'kysely';
import type { Instant } from '../../core/clock.ts';
import type { Reader, Tx } from '../../storage/database.ts';
import type { OutboxTable } from '../../storage/schema.ts';
import type { OutboxRow, Post, PostState } from '../model.ts';

/** Written out in the statement: a parameter would keep SQLite from using the index of these rows alone. */
const PENDING = sql.lit('pending' as const);

export type MessageKey = Pick<Post, 'conversation' | 'kind' | 'subject'>;

export async function loadRow(reader: Reader, id: string): Promise<OutboxTable | null> {
  const row = await reader.selectFrom('outbox').selectAll().where('id', '=', id).executeTakeFirst();
  return row ?? null;
}

export async function loadRows(reader: Reader, ids: readonly string[]): Promise<OutboxTable[]> {
  if (ids.length === 0) return [];
  return reader.selectFrom('outbox').selectAll().where('id', 'in', ids).execute();
}

export async function findRow(reader: Reader, key: MessageKey): Promise<OutboxTable | null> {
  const row = await reader
    .selectFrom('outbox')
    .selectAll()
    .where('conversation_id', '=', key.conversation)
    .where('kind', '=', key.kind)
    .where('subject', '=', key.subject)
    .executeTakeFirst();
  return row ?? null;
}

export async function findPending(reader: Reader, conversation: string, kind: string): Promise<OutboxTable[]> {
  return reader
    .selectFrom('outbox')
    .selectAll()
    .where('conversation_id', '=', conversation)
    .where('kind', '=', kind)
    .where('state', 'in', ['pending', 'sending'])
    .orderBy('created_at')
    .execute();
}

/** When the newest row that waits there was created. */
export async function newestWaiting(reader: Reader, conversation: string): Promise<number | null> {
  const row = await reader
    .selectFrom('outbox')
    .select('created_at')
    .where('state', '=', PENDING)
    .where('conversation_id', '=', conversation)
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.created_at ?? null;
}

export async function insertRow(tx: Tx, row: OutboxTable): Promise<void> {
  await tx.insertInto('outbox').values(row).execute();
}

/** Writes back rows that are there already, whole, in one statement. */
export async function saveRows(tx: Tx, rows: readonly OutboxTable[]): Promise<void> {
  if (rows.length === 0) return;
  await tx
    .insertInto('outbox')
    .values(rows)
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet((row) => ({
        state: row.ref('excluded.state'),
        wanted: row.ref('excluded.wanted'),
        rendered: row.ref('excluded.rendered'),
        activity_id: row.ref('excluded.activity_id'),
        sent_at: row.ref('excluded.sent_at'),
        due_at: row.ref('excluded.due_at'),
        since: row.ref('excluded.since'),
        attempts: row.ref('excluded.attempts'),
        doubts: row.ref('excluded.doubts'),
        claim: row.ref('excluded.claim'),
        deadline: row.ref('excluded.deadline'),
        last_code: row.ref('excluded.last_code'),
      })),
    )
    .execute();
}

/** What waits there is due now, as if it had never been tried. */
export async function restartPending(tx: Tx, conversation: string, at: Instant): Promise<void> {
  await tx
    .updateTable('outbox')
    .set({ due_at: at, since: at, attempts: 0 })
    .where('state', '=', PENDING)
    .where('conversation_id', '=', conversation)
    .execute();
}

export interface Page {
  readonly states: readonly PostState[];
  readonly conversation?: string;
  readonly limit: number;
}

/** Newest first. */
export async function pageOfRows(reader: Reader, { states, conversation, limit }: Page): Promise<OutboxTable[]> {
  let query = reader.selectFrom('outbox').selectAll().where('state', 'in', states);
  if (conversation !== undefined) query = query.where('conversation_id', '=', conversation);
  return query.orderBy('created_at', 'desc').orderBy('id').limit(limit).execute();
}

export interface Tally {
  readonly pending: number;
  /** Due longest. */
  readonly oldestDue: number | null;
}

/** Rows that wait in conversations that are not gone. */
export async function tallyPending(reader: Reader): Promise<Tally> {
  return reader
    .selectFrom('outbox')
    .innerJoin('conversations', 'conversations.id', 'outbox.conversation_id')
    .select((of) => [of.fn.countAll<number>().as('pending'), of.fn.min('outbox.due_at').as('oldestDue')])
    .where('outbox.state', '=', PENDING)
    .where('conversations.gone_at', 'is', null)
    .executeTakeFirstOrThrow();
}

export async function countIn(reader: Reader, state: 'sending' | 'dead'): Promise<number> {
  const { n } = await reader
    .selectFrom('outbox')
    .select((of) => of.fn.countAll<number>().as('n'))
    .where('state', '=', sql.lit(state))
    .executeTakeFirstOrThrow();
  return n;
}

export function outboxRowOf(row: OutboxTable): OutboxRow {
  return {
    id: row.id,
    conversation: row.conversation_id,
    kind: row.kind,
    subject: row.subject,
    thread: row.thread,
    state: row.state,
    activityId: row.activity_id,
    createdAt: row.created_at as Instant,
    sentAt: row.sent_at as Instant | null,
    dueAt: row.due_at as Instant,
    attempts: row.attempts,
    doubts: row.doubts,
    lastCode: row.last_code,
  };
}
