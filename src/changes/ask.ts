import { approversFor } from '../people/approvers.ts';
import type { Tx } from '../storage/database.ts';
import { chatsOf } from '../delivery/person-chats.ts';
import type { ChangeApp } from './app.ts';
import { barsOf, unbarred } from './approvals/bars.ts';
import { scopedServers } from './approvals/scoped.ts';
import { insertAsked, loadAsked, type StoredAsked } from './approvals/store.ts';
import type { Change } from './model.ts';
import { tellIn, tellRolloutIn } from './retell.ts';

type AskApp = Pick<ChangeApp, 'clock' | 'jobs' | 'policy' | 'rules'>;

/**
 * Asks everybody who may approve the plan as it is and was not asked about it yet: its card goes to their own chats, of a
 * change that waits with a rollout the rollout's. Whoever shaped the plan and who acts for them are not asked. `fallback`: the
 * first ones did not answer, so the policy's fallbacks are asked too. Gives whom it asked; without a conversation: there is no
 * way to reach them.
 */
export async function askApprovers(
  tx: Tx,
  app: AskApp,
  change: Change,
  { fallback }: { readonly fallback: boolean } = { fallback: false },
): Promise<readonly StoredAsked[]> {
  const at = app.clock.now();
  const servers = [
    ...(
      await scopedServers(
        tx,
        change.plan.servers.map(({ server }) => server),
      )
    ).values(),
  ];
  const able = await approversFor(tx, app.rules, app.policy, servers, at, { escalated: fallback });
  const asked = new Set((await askedBefore(tx, change)).map(({ person }) => person));
  const people = unbarred(able, await barsOf(tx, change, at)).filter(({ person }) => !asked.has(person));
  const chats = await chatsOf(
    tx,
    people.map(({ person }) => person),
  );
  const asking = people.map(({ person }) => ({
    change: change.id,
    planHash: change.planHash,
    person,
    at,
    conversation: chats.get(person) ?? null,
    fallback,
  }));
  await insertAsked(tx, asking);
  await tellAsked(tx, app, change, [...chats.values()]);
  return asking;
}

/** What somebody decides on who is asked about a change: its card, or the one of the rollout that it waits with. */
export async function tellAsked(
  tx: Tx,
  app: Pick<AskApp, 'clock' | 'jobs'>,
  change: Change,
  chats: readonly string[],
): Promise<void> {
  const { rollout, place } = change.record;
  if (rollout === null || change.state !== 'proposed') await tellIn(tx, app, change, chats);
  else await tellRolloutIn(tx, app, { id: rollout, place }, chats);
}

async function askedBefore(tx: Tx, { id, planHash }: Change): Promise<StoredAsked[]> {
  return (await loadAsked(tx, [id])).filter((asked) => asked.planHash === planHash);
}
