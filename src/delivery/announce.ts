import { type Instant, instant } from '../core/clock.ts';
import { freshId } from '../core/ids.ts';
import type { Reader, Tx } from '../storage/database.ts';
import type { OutboxTable } from '../storage/schema.ts';
import type { OutboxRow, Post } from './model.ts';
import { type Outlet, wakeOutbox } from './outlet.ts';
import { restarted } from './restart.ts';
import {
  findPending,
  findRow,
  insertRow,
  type MessageKey,
  newestWaiting,
  outboxRowOf,
  saveRows,
} from './outbox/store.ts';

/**
 * Has `post` said, from this transaction's commit on: a message of its own, or, where there is one of this conversation,
 * kind and subject, its update in place. Announced again before it was sent, it is still one message.
 * Gives the row's id. @throws at the commit when the conversation is not known.
 */
export async function announce(tx: Tx, { clock, jobs }: Outlet, post: Post): Promise<string> {
  const at = clock.now();
  const known = await findRow(tx, post);
  const row = known ? wantedAgain(known, at) : await firstWanted(tx, post, at);
  if (known) await saveRows(tx, [row]);
  else await insertRow(tx, row);
  await wakeOutbox(tx, jobs, at);
  return row.id;
}

/** As `announce`, of a kind and subject that nothing was announced of there yet. @throws when something was. */
export async function announceFirst(tx: Tx, { clock, jobs }: Outlet, post: Post): Promise<string> {
  const at = clock.now();
  const row = await firstWanted(tx, post, at);
  await insertRow(tx, row);
  await wakeOutbox(tx, jobs, at);
  return row.id;
}

/**
 * Has posts said again that were said, or are about to be, about one thing: each from its newest state, however many there
 * are. What was dropped by hand stays dropped; so does what was never said because its reason was gone.
 */
export async function announceAgain(tx: Tx, { clock, jobs }: Outlet, rows: readonly OutboxTable[]): Promise<void> {
  const at = clock.now();
  const standing = rows.filter(({ state, activity_id }) => {
    return state !== 'dropped' && (state !== 'superseded' || activity_id !== null);
  });
  if (standing.length === 0) return;
  await saveRows(
    tx,
    standing.map((row) => wantedAgain(row, at)),
  );
  await wakeOutbox(tx, jobs, at);
}

/** Its reason is gone: what was not sent yet is not sent. True when there was such a row. What is under way may still arrive. */
export async function supersede(tx: Tx, at: Instant, key: MessageKey, why: string): Promise<boolean> {
  const row = await findRow(tx, key);
  if (row?.state !== 'pending') return false;
  await saveRows(tx, [{ ...row, state: 'superseded', rendered: row.wanted, due_at: at, last_code: why }]);
  return true;
}

export async function outboxRow(reader: Reader, key: MessageKey): Promise<OutboxRow | null> {
  const row = await findRow(reader, key);
  return row && outboxRowOf(row);
}

/** What of this kind is still to be sent there, or is being sent; oldest first. */
export async function pendingOf(reader: Reader, conversation: string, kind: string): Promise<readonly OutboxRow[]> {
  return (await findPending(reader, conversation, kind)).map(outboxRowOf);
}

async function firstWanted(tx: Tx, post: Post, at: Instant): Promise<OutboxTable> {
  // Rows of one conversation go in the order of this instant: two never have the same, also when the clock was set back.
  const before = await newestWaiting(tx, post.conversation);
  return {
    id: freshId(),
    conversation_id: post.conversation,
    kind: post.kind,
    subject: post.subject,
    thread: post.thread,
    state: 'pending',
    wanted: 1,
    rendered: 0,
    activity_id: null,
    created_at: before === null ? at : instant(Math.max(at, before + 1)),
    sent_at: null,
    due_at: at,
    since: at,
    attempts: 0,
    doubts: 0,
    claim: null,
    deadline: null,
    last_code: null,
  };
}

/** What waits keeps its pause; what is under way is sent again after it; everything else is due now. */
function wantedAgain(row: OutboxTable, at: Instant): OutboxTable {
  const wanted = { ...row, wanted: row.wanted + 1 };
  if (row.state === 'sending') return wanted;
  if (row.state === 'pending') return { ...wanted, since: at };
  return restarted(wanted, at);
}
