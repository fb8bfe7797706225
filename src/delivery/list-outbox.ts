import type { Reader } from '../storage/database.ts';
import type { Conversation, OutboxRow, PostState } from './model.ts';
import { conversationRows } from './claims/store.ts';
import { outboxRowOf, pageOfRows } from './outbox/store.ts';
import { conversationOf } from './store.ts';

export interface OutboxQuery {
  /** What is not done with, unless told otherwise: pending, sending, dead. */
  readonly states?: readonly PostState[];
  readonly conversation?: string;
  /** 100 unless told otherwise. */
  readonly limit?: number;
}

export interface OutboxEntry {
  readonly row: OutboxRow;
  readonly conversation: Conversation | null;
}

export interface OutboxList {
  /** Newest first. */
  readonly entries: readonly OutboxEntry[];
  readonly more: boolean;
}

export async function listOutbox(reader: Reader, query: OutboxQuery = {}): Promise<OutboxList> {
  const { states = ['pending', 'sending', 'dead'], limit = 100, ...rest } = query;
  const page = await pageOfRows(reader, { states, limit: limit + 1, ...rest });
  const rows = page.slice(0, limit);
  const places = await conversationRows(reader, [...new Set(rows.map((row) => row.conversation_id))]);
  const conversations = new Map(places.map((row) => [row.id, conversationOf(row)]));
  return {
    entries: rows.map((row) => ({
      row: outboxRowOf(row),
      conversation: conversations.get(row.conversation_id) ?? null,
    })),
    more: page.length > limit,
  };
}
