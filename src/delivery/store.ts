import type { Instant } from '../core/clock.ts';
import type { Reader, Tx } from '../storage/database.ts';
import type { ConversationsTable } from '../storage/schema.ts';
import type { Conversation } from './model.ts';

const CHUNK = 500;

/** Null where nothing is known of it that a post would need. */
export async function loadConversation(reader: Reader, id: string): Promise<Conversation | null> {
  const row = await reader.selectFrom('conversations').selectAll().where('id', '=', id).executeTakeFirst();
  return row ? conversationOf(row) : null;
}

/** Those that are known, by their ids. */
export async function loadConversations(reader: Reader, ids: readonly string[]): Promise<Map<string, Conversation>> {
  const found = new Map<string, Conversation>();
  for (let from = 0; from < ids.length; from += CHUNK) {
    const rows = await reader
      .selectFrom('conversations')
      .selectAll()
      .where('id', 'in', ids.slice(from, from + CHUNK))
      .execute();
    for (const row of rows) {
      const conversation = conversationOf(row);
      if (conversation) found.set(row.id, conversation);
    }
  }
  return found;
}

export async function welcomedAt(reader: Reader, id: string): Promise<Instant | null> {
  const row = await reader.selectFrom('conversations').select('welcomed_at').where('id', '=', id).executeTakeFirst();
  return (row?.welcomed_at ?? null) as Instant | null;
}

export async function saveWelcomed(tx: Tx, id: string, at: Instant): Promise<void> {
  await tx
    .insertInto('conversations')
    .values({ id, welcomed_at: at })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ welcomed_at: at }))
    .execute();
}

export async function saveConversation(tx: Tx, conversation: Conversation): Promise<void> {
  const { bot, person, gone } = conversation;
  const row = {
    kind: conversation.kind,
    service_url: conversation.serviceUrl,
    tenant_id: conversation.tenantId,
    bot_id: bot.id,
    bot_name: bot.name,
    person_id: person?.id ?? null,
    person_aad: person?.aadObjectId ?? null,
    person_name: person?.name ?? null,
    team_id: conversation.teamId,
    shared: conversation.shared,
    name: conversation.name,
    seen_at: conversation.seenAt,
    gone_at: gone?.at ?? null,
    gone_why: gone?.why ?? null,
  };
  await tx
    .insertInto('conversations')
    .values({ id: conversation.id, ...row })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
    .execute();
}

/** Nothing is sent there until then; null: go on. */
export async function pauseConversation(tx: Tx, id: string, until: Instant | null): Promise<void> {
  await tx.updateTable('conversations').set({ paused_until: until }).where('id', '=', id).execute();
}

export async function countGone(reader: Reader): Promise<number> {
  const { n } = await reader
    .selectFrom('conversations')
    .select((of) => of.fn.countAll<number>().as('n'))
    .where('gone_at', 'is not', null)
    .executeTakeFirstOrThrow();
  return n;
}

export function conversationOf(row: ConversationsTable): Conversation | null {
  const { kind, service_url: serviceUrl, bot_id: botId, seen_at: seenAt } = row;
  if (kind === null || serviceUrl === null || botId === null || seenAt === null) return null;
  return {
    id: row.id,
    kind,
    serviceUrl,
    tenantId: row.tenant_id,
    bot: { id: botId, name: row.bot_name },
    person: row.person_id === null ? null : { id: row.person_id, aadObjectId: row.person_aad, name: row.person_name },
    teamId: row.team_id,
    shared: row.shared ?? false,
    name: row.name,
    seenAt: seenAt as Instant,
    gone: row.gone_at === null ? null : { at: row.gone_at as Instant, why: row.gone_why ?? '' },
  };
}
