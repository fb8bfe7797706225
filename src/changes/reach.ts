import type { Conversation } from '../delivery/model.ts';
import { chatsOf } from '../delivery/person-chats.ts';
import { approversFor } from '../people/approvers.ts';
import { humanOf } from '../people/identity.ts';
import type { Tx } from '../storage/database.ts';
import type { ChangeApp } from './app.ts';
import { isDecisionAsked } from './approvals/asked-for.ts';
import { barsOf, unbarred } from './approvals/bars.ts';
import { scopedServers } from './approvals/scoped.ts';
import { saveReached, type StoredAsked, unreachedAsked } from './approvals/store.ts';
import type { Change } from './model.ts';
import { tellAsked } from './ask.ts';
import { retell } from './retell.ts';
import { loadChange } from './store.ts';

type ReachApp = Pick<ChangeApp, 'clock' | 'jobs' | 'policy' | 'rules' | 'log'>;

/**
 * Somebody was heard in their own chat: what they were asked about and could not be told of is put there, in the transaction
 * that remembers the chat. Left out is what waits for nobody any more, and what they may not decide by now.
 */
export async function askReached(tx: Tx, app: ReachApp, { kind, person }: Conversation): Promise<void> {
  const aad = person?.aadObjectId?.toLowerCase();
  if (kind !== 'personal' || !aad) return;
  for (const asked of await unreachedAsked(tx, aad)) {
    if (humanOf(asked.person) !== aad) continue;
    const change = await loadChange(tx, asked.change);
    if (change === null || !(await stillAsked(tx, app, change, asked))) continue;
    const chat = (await chatsOf(tx, [asked.person])).get(asked.person);
    if (chat === undefined) continue;
    await saveReached(tx, asked, chat);
    await retell(tx, app, change);
    await tellAsked(tx, app, change, [chat]);
    app.log.info({ change: change.id, person: asked.person }, 'an approver could be reached');
  }
}

async function stillAsked(tx: Tx, app: ReachApp, change: Change, asked: StoredAsked): Promise<boolean> {
  const now = app.clock.now();
  if (asked.planHash !== change.planHash || !isDecisionAsked(change, now)) return false;
  const servers = await scopedServers(
    tx,
    change.plan.servers.map(({ server }) => server),
  );
  const able = await approversFor(tx, app.rules, app.policy, [...servers.values()], now, { escalated: asked.fallback });
  return unbarred(able, await barsOf(tx, change, now)).some(({ person }) => person === asked.person);
}
