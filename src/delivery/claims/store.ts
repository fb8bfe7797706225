import { type ExpressionBuilder, sql } from 'kysely';
import { type Instant, SECOND } from '../../core/clock.ts';
import type { Reader, Tx } from '../../storage/database.ts';
import type { ConversationsTable, OutboxTable } from '../../storage/schema.ts';
import { CLAIM_LASTS, CLOCK_SKEW, LONGEST_WAIT } from '../timing.ts';

const PENDING = sql.lit('pending' as const);
const SENDING = sql.lit('sending' as const);

/** Who was sent much in this many ms comes after the others. */
const FAIR_WINDOW = 30 * SECOND;
/** So many sends are no flood: a post that is tried again keeps its place. */
const FAIR_SHARE = 8;

/**
 * Conversations where something may be sent now: not gone, not paused, nothing under way. Those that were sent
 * little lately come first, then those whose oldest row is older, so that thousands of rows in one hold up no other.
 */
export async function waitingConversations(
  reader: Reader,
  now: Instant,
  limit: number,
): Promise<{ readonly conversations: readonly string[]; readonly more: boolean }> {
  // Three plain statements, put together here: as one, PostgreSQL without fresh statistics takes seconds for it.
  const rows = await reader
    .selectFrom('outbox')
    .select((of) => ['conversation_id', of.fn.min('created_at').as('created')])
    .where('state', '=', PENDING)
    // A row that is wanted since later than now was written before the clock was set back.
    .where((is) => is.or([is('due_at', '<=', now), is('since', '>', now)]))
    .where('conversation_id', 'in', (of) =>
      of
        .selectFrom('conversations')
        .select('id')
        .where('service_url', 'is not', null)
        .where('gone_at', 'is', null)
        .where((is) => notPaused(is, now)),
    )
    .groupBy('conversation_id')
    .execute();
  if (rows.length === 0) return { conversations: [], more: false };
  const busy = await reader.selectFrom('outbox').select('conversation_id').where('state', '=', SENDING).execute();
  const sent = await reader
    .selectFrom('sends')
    .select((of) => ['conversation_id', of.fn.countAll<number>().as('n')])
    .where('counts_at', '>=', now - FAIR_WINDOW)
    .groupBy('conversation_id')
    .execute();

  const underWay = new Set(busy.map((row) => row.conversation_id));
  const lately = new Map(sent.map((row) => [row.conversation_id, row.n]));
  const inTurn = rows
    .filter((row) => !underWay.has(row.conversation_id))
    .map((row) => ({
      id: row.conversation_id,
      share: Math.floor((lately.get(row.conversation_id) ?? 0) / FAIR_SHARE),
      created: row.created,
    }))
    .sort((a, b) => a.share - b.share || a.created - b.created);
  return { conversations: inTurn.slice(0, limit).map(({ id }) => id), more: inTurn.length > limit };
}

/** What is paused for longer than Teams may ask for was paused before the clock was set back. */
function notPaused(is: ExpressionBuilder<{ conversations: ConversationsTable }, 'conversations'>, now: Instant) {
  return is.or([
    is('paused_until', 'is', null),
    is('paused_until', '<=', now),
    is('paused_until', '>', now + LONGEST_WAIT + CLOCK_SKEW),
  ]);
}

/** The oldest row that is due in each of these conversations, where something may still be sent. */
export async function headIds(tx: Tx, conversations: readonly string[], now: Instant): Promise<string[]> {
  if (conversations.length === 0) return [];
  const rows = await tx
    .selectFrom('conversations')
    .select((of) =>
      of
        .selectFrom('outbox as o')
        .select('o.id')
        .where('o.state', '=', PENDING)
        .whereRef('o.conversation_id', '=', 'conversations.id')
        .where((is) => is.or([is('o.due_at', '<=', now), is('o.since', '>', now)]))
        .orderBy('o.created_at')
        .limit(1)
        .as('head'),
    )
    .where('conversations.id', 'in', conversations)
    .where('service_url', 'is not', null)
    .where('gone_at', 'is', null)
    .where((is) => notPaused(is, now))
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('outbox as s')
            .select('s.id')
            .where('s.state', '=', SENDING)
            .whereRef('s.conversation_id', '=', 'conversations.id'),
        ),
      ),
    )
    .execute();
  return rows.flatMap((row) => row.head ?? []);
}

export async function conversationRows(reader: Reader, ids: readonly string[]) {
  if (ids.length === 0) return [];
  return reader.selectFrom('conversations').selectAll().where('id', 'in', ids).execute();
}

export interface Claim {
  readonly token: string;
  readonly now: Instant;
  readonly deadline: Instant;
}

export async function markClaimed(tx: Tx, ids: readonly string[], { token, now, deadline }: Claim): Promise<void> {
  await tx
    .updateTable('outbox')
    .set((of) => ({
      state: 'sending' as const,
      claim: token,
      deadline,
      since: of
        .case()
        .when(of.or([of('attempts', '=', 0), of('since', '>', now)]))
        .then(now)
        .else(of.ref('since'))
        .end(),
    }))
    .where('id', 'in', ids)
    .execute();
}

/** Claimed rows whose claimer did not say in time how it ended; also those of a clock that was set back since. */
export async function overdueClaims(reader: Reader, now: Instant, limit: number): Promise<OutboxTable[]> {
  return reader
    .selectFrom('outbox')
    .selectAll()
    .where('state', '=', SENDING)
    .where((is) => is.or([is('deadline', '<=', now), is('deadline', '>', now + CLAIM_LASTS + CLOCK_SKEW)]))
    .limit(limit)
    .execute();
}

/** When the next row that waits falls due, and when the next claim runs out; null: there is none. */
export async function nextTurns(
  reader: Reader,
  now: Instant,
): Promise<{ readonly due: Instant | null; readonly deadline: Instant | null }> {
  const due = await reader
    .selectFrom('outbox')
    .select('due_at')
    .where('state', '=', PENDING)
    .where('due_at', '>', now)
    .orderBy('due_at')
    .limit(1)
    .executeTakeFirst();
  const { deadline } = await reader
    .selectFrom('outbox')
    .select((of) => of.fn.min('deadline').as('deadline'))
    .where('state', '=', SENDING)
    .executeTakeFirstOrThrow();
  return { due: (due?.due_at ?? null) as Instant | null, deadline: deadline as Instant | null };
}
