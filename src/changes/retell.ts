import { announce, announceAgain } from '../delivery/announce.ts';
import { findConversations } from '../delivery/conversations.ts';
import { rowsAbout } from '../delivery/posts-about.ts';
import type { Tx } from '../storage/database.ts';
import { CALL_POST, CHANGE_POST, type ChangeApp } from './app.ts';
import type { Change } from './model.ts';

type RetellApp = Pick<ChangeApp, 'clock' | 'jobs'>;

/** Has every copy of a change's card and everything else that was said of it follow its newest state. */
export async function retell(tx: Tx, app: RetellApp, { id }: Pick<Change, 'id'>): Promise<void> {
  await announceAgain(tx, app, await rowsAbout(tx, { card: CHANGE_POST, parts: CALL_POST, subject: id }));
}

/** Puts a change's card into these conversations, or has the one that stands there follow; unknown ones are left out. */
export async function tellIn(
  tx: Tx,
  app: RetellApp,
  { id, record }: Pick<Change, 'id' | 'record'>,
  conversations: readonly string[],
): Promise<void> {
  const wanted = [...new Set(conversations)];
  const known = await findConversations(tx, wanted);
  for (const conversation of wanted.filter((one) => known.has(one))) {
    const thread = record.place?.conversation === conversation ? record.place.thread : null;
    await announce(tx, app, { conversation, kind: CHANGE_POST, subject: id, thread });
  }
}
