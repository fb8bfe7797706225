import { announce, outboxRow, supersede } from '../delivery/announce.ts';
import { findConversation } from '../delivery/conversations.ts';
import type { Tx } from '../storage/database.ts';
import { ACK_POST, type AckApp, type AckNoteKind } from './app.ts';
import type { Acknowledgement } from './model.ts';

export function noteSubject(id: string, kind: AckNoteKind): string {
  return `${id} ${kind}`;
}

/** Has something said in the thread where the acknowledgement was made; false: it was made nowhere, or the place is gone. */
export async function sayNote(
  tx: Tx,
  app: AckApp,
  { id, place }: Acknowledgement,
  kind: AckNoteKind,
): Promise<boolean> {
  if (place === null) return false;
  const conversation = await findConversation(tx, place.conversation);
  if (conversation === null || conversation.gone) return false;
  await announce(tx, app, { ...place, kind: ACK_POST, subject: noteSubject(id, kind) });
  return true;
}

/** It ended: a reminder that was not sent is not sent any more, one that stands is drawn anew. */
export async function settleReminder(tx: Tx, app: AckApp, { id, place }: Acknowledgement): Promise<void> {
  if (place === null) return;
  const key = { conversation: place.conversation, kind: ACK_POST, subject: noteSubject(id, 'remind') };
  const row = await outboxRow(tx, key);
  if (row === null || (await supersede(tx, app.clock.now(), key, 'the acknowledgement has ended'))) return;
  if (row.activityId !== null || row.state === 'sending') await announce(tx, app, { ...key, thread: row.thread });
}
