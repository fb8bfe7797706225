import type { Reader } from '../storage/database.ts';
import type { Conversation } from './model.ts';
import { conversationOf } from './store.ts';

/** Every stored place, those that are gone too; the one that was heard of last comes first. */
export async function listConversations(reader: Reader): Promise<Conversation[]> {
  const rows = await reader
    .selectFrom('conversations')
    .selectAll()
    .where('seen_at', 'is not', null)
    .orderBy('seen_at', 'desc')
    .orderBy('id')
    .execute();
  return rows.flatMap((row) => conversationOf(row) ?? []);
}
