import { type Instant, later } from '../../core/clock.ts';
import { freshId } from '../../core/ids.ts';
import type { Tx } from '../../storage/database.ts';
import type { OutboxTable } from '../../storage/schema.ts';
import type { Conversation, Limits } from '../model.ts';
import { loadRows } from '../outbox/store.ts';
import { appRoom, fullConversations } from '../sends/room.ts';
import { insertSends } from '../sends/store.ts';
import { conversationOf } from '../store.ts';
import { CLAIM_LASTS } from '../timing.ts';
import { conversationRows, headIds, markClaimed } from './store.ts';

/** One row, this process's to send until the deadline. */
export interface Claimed {
  /** As it was before. */
  readonly row: OutboxTable;
  readonly conversation: Conversation;
  readonly token: string;
  readonly deadline: Instant;
  /** Of the row in `sends`; null: nothing is limited. */
  readonly send: string | null;
}

export interface Haul {
  readonly claimed: readonly Claimed[];
  /** At the limit of the conversation, and until when. */
  readonly full: ReadonlyMap<string, Instant>;
  /** How many conversations were looked at: what stands behind them was not. */
  readonly looked: number;
  /** When the app may send more, if that is what ended the haul. */
  readonly appFreeAt: Instant | null;
}

/**
 * Takes the oldest due row of each of these conversations, as many as the limits allow. Rows, limits and debits are
 * read and written in one transaction, so any number of processes share them.
 */
export async function claim(
  tx: Tx,
  conversations: readonly string[],
  { now, limits }: { readonly now: Instant; readonly limits: Limits },
): Promise<Haul> {
  const app = await appRoom(tx, limits.app, now);
  if (app.room <= 0) return { claimed: [], full: new Map(), looked: 0, appFreeAt: app.nextAfter(0) };

  const full = await fullConversations(tx, conversations, { limits: limits.conversation, now });
  const open = conversations.filter((id) => !full.has(id));
  const heads = await loadRows(tx, await headIds(tx, open, now));
  const byConversation = new Map(heads.map((row) => [row.conversation_id, row]));
  const inTurn = open.flatMap((id) => byConversation.get(id) ?? []);
  const rows = inTurn.slice(0, app.room);
  const cut = inTurn[app.room];
  const claimed = await take(tx, rows, { now, limited: limits.app.length + limits.conversation.length > 0 });
  return {
    claimed,
    full,
    looked: cut ? conversations.indexOf(cut.conversation_id) : conversations.length,
    appFreeAt: rows.length === app.room ? app.nextAfter(rows.length) : null,
  };
}

async function take(
  tx: Tx,
  rows: readonly OutboxTable[],
  { now, limited }: { readonly now: Instant; readonly limited: boolean },
): Promise<Claimed[]> {
  if (rows.length === 0) return [];
  const token = freshId();
  const deadline = later(now, CLAIM_LASTS);
  await markClaimed(
    tx,
    rows.map((row) => row.id),
    { token, now, deadline },
  );
  const known = await conversationRows(
    tx,
    rows.map((row) => row.conversation_id),
  );
  const conversations = new Map(known.map((row) => [row.id, conversationOf(row)]));
  const claimed = rows.flatMap((row, index) => {
    const conversation = conversations.get(row.conversation_id);
    return conversation ? [{ row, conversation, token, deadline, send: limited ? `${token}/${index}` : null }] : [];
  });
  await insertSends(
    tx,
    claimed.flatMap(({ row, send }) =>
      send === null ? [] : [{ id: send, conversation_id: row.conversation_id, claimed_at: now, counts_at: deadline }],
    ),
  );
  return claimed;
}
