import type { Reader } from '../storage/database.ts';

/** Channels and group chats that read a digest and can be posted to: they hear of every change too. */
export async function digestChannels(reader: Reader): Promise<readonly string[]> {
  const rows = await reader
    .selectFrom('digest_subscriptions')
    .innerJoin('conversations', 'conversations.id', 'digest_subscriptions.conversation_id')
    .select('conversations.id')
    .where('digest_subscriptions.active', '=', true)
    .where('conversations.kind', 'in', ['group', 'channel'])
    .where('conversations.gone_at', 'is', null)
    .orderBy('conversations.id')
    .execute();
  return rows.map(({ id }) => id);
}
