import { announce, announceAgain } from '../delivery/announce.ts';
import { findConversations } from '../delivery/conversations.ts';
import { rowsAbout, rowsOf } from '../delivery/posts-about.ts';
import type { Tx } from '../storage/database.ts';
import { CALL_POST, CHANGE_POST, type ChangeApp, ROLLOUT_POST } from './app.ts';
import type { Change } from './model.ts';
import type { Rollout } from './rollout/model.ts';

type RetellApp = Pick<ChangeApp, 'clock' | 'jobs'>;

/**
 * Has every copy of a change's card and everything else that was said of it follow its newest state, and every copy of the
 * card of the rollout that it belongs to.
 */
export async function retell(tx: Tx, app: RetellApp, { id, record }: Pick<Change, 'id' | 'record'>): Promise<void> {
  await announceAgain(tx, app, [
    ...(await rowsAbout(tx, { card: CHANGE_POST, parts: CALL_POST, subject: id })),
    ...(record.rollout === null ? [] : await rowsOf(tx, ROLLOUT_POST, record.rollout)),
  ]);
}

/** Puts a change's card into these conversations, or has the one that stands there follow; unknown ones are left out. */
export async function tellIn(
  tx: Tx,
  app: RetellApp,
  { id, record }: Pick<Change, 'id' | 'record'>,
  conversations: readonly string[],
): Promise<void> {
  await post(tx, app, { kind: CHANGE_POST, subject: id, place: record.place }, conversations);
}

/** As `tellIn`, a rollout's card: while its changes wait it stands for theirs. */
export async function tellRolloutIn(
  tx: Tx,
  app: RetellApp,
  { id, place }: Pick<Rollout, 'id' | 'place'>,
  conversations: readonly string[],
): Promise<void> {
  await post(tx, app, { kind: ROLLOUT_POST, subject: id, place }, conversations);
}

async function post(
  tx: Tx,
  app: RetellApp,
  { place, ...of }: { readonly kind: string; readonly subject: string; readonly place: Rollout['place'] },
  conversations: readonly string[],
): Promise<void> {
  const wanted = [...new Set(conversations)];
  const known = await findConversations(tx, wanted);
  for (const conversation of wanted.filter((one) => known.has(one))) {
    const thread = place?.conversation === conversation ? place.thread : null;
    await announce(tx, app, { ...of, conversation, thread });
  }
}
