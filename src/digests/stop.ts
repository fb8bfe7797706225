import { appendAudit } from '../audit/append.ts';
import type { Actor } from '../core/actor.ts';
import { announce } from '../delivery/announce.ts';
import { findConversation } from '../delivery/conversations.ts';
import type { Tx } from '../storage/database.ts';
import type { DigestApp } from './app.ts';
import type { Subscription } from './model.ts';
import { STOPPED_POST, updateSubscriptionRow } from './store.ts';
import { settingsJson } from './subscription.ts';

/** What digests do by themselves. */
export const BY_DIGEST: Actor = { kind: 'system', job: 'digest' };

/** Ends a subscription that can't run any more until somebody sets it anew. Its conversation is told, when it is back if it is gone. */
export async function stop(app: DigestApp, tx: Tx, subscription: Subscription, why: string): Promise<void> {
  const { conversation } = subscription;
  const now = app.clock.now();
  await updateSubscriptionRow(tx, conversation, { invalid: why, next_slot: null });
  await appendAudit(tx, now, {
    actor: BY_DIGEST,
    verb: 'digest.stopped',
    subject: conversation,
    before: settingsJson(subscription),
    after: { invalid: why },
  });
  const place = await findConversation(tx, conversation);
  if (place === null) return;
  await announce(tx, app, { conversation, kind: STOPPED_POST, subject: `stopped-${now}`, thread: null });
}

/** To be said after the commit. */
export function logStopped(app: DigestApp, conversation: string, why: string): void {
  app.log.error({ conversation, why }, 'digest stopped: its schedule is not valid any more');
  app.metrics.composed('stopped', 1);
}
