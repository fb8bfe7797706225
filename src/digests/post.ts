import { announce, supersede } from '../delivery/announce.ts';
import type { Instant } from '../core/clock.ts';
import type { Tx } from '../storage/database.ts';
import type { DigestApp } from './app.ts';
import type { Draft } from './compose.ts';
import { DIGEST_POST, insertDigest } from './store.ts';

export interface Posting {
  readonly conversation: string;
  /** Null: asked for. */
  readonly slot: Instant | null;
  readonly thread: string | null;
}

/** Stores a digest and has it said; what was to be said before it and was not is not said any more. True when there was such. */
export async function post(
  app: DigestApp,
  tx: Tx,
  draft: Draft,
  { conversation, slot, thread }: Posting,
): Promise<boolean> {
  const { id, content, composedAt, toldSeq, undelivered } = draft;
  await insertDigest(tx, {
    id,
    conversation_id: conversation,
    slot,
    composed_at: composedAt,
    told_seq: toldSeq,
    content: JSON.stringify(content),
  });
  const key = { conversation, kind: DIGEST_POST };
  const overtaken =
    undelivered !== null &&
    (await supersede(tx, app.clock.now(), { ...key, subject: undelivered.id }, 'a newer digest tells it'));
  await announce(tx, app, { ...key, subject: id, thread });
  return overtaken;
}
