import type { Deed } from '../audit/model.ts';
import type { Json } from '../core/json.ts';
import type { Tx } from '../storage/database.ts';
import { CHANGE, type ChangeApp } from './app.ts';
import type { Conflict } from './conflicts/model.ts';
import { keysOf } from './conflicts/standing.ts';
import type { ReadPlan } from './draft.ts';
import { nextLook } from './due.ts';
import { freshRecord } from './fresh-record.ts';
import type { Change, ChangeRequest } from './model.ts';
import { nextChangeId } from './next-id.ts';
import { requestRecheck } from './request-recheck.ts';
import type { RolloutId } from './rollout/model.ts';
import { insertChange } from './store.ts';

export const PROPOSED = 'change.proposed';

export interface Proposal extends Pick<ReadPlan, 'plan' | 'hash'> {
  /** What its requester saw that it stands in. */
  readonly conflicts: readonly Conflict[];
  readonly rollout: RolloutId | null;
}

/** Writes a new proposal and books its next look; nothing is posted, nobody is asked, and its deed is the caller's to log. */
export async function insertProposed(
  app: ChangeApp,
  tx: Tx,
  { actor, place }: Pick<ChangeRequest, 'actor' | 'place'>,
  { plan, hash, conflicts, rollout }: Proposal,
): Promise<Change> {
  const now = app.clock.now();
  const keys = keysOf(conflicts);
  const proposed: Change = {
    id: await nextChangeId(tx),
    revision: 1,
    state: 'proposed',
    requester: actor,
    plan,
    planHash: hash,
    createdAt: now,
    dueAt: null,
    record: { ...freshRecord({ author: actor, place, now }), conflicts: keys, told: keys, rollout },
  };
  const change = { ...proposed, dueAt: nextLook(proposed, [], app.policy, now) };
  await insertChange(tx, change);
  if (change.dueAt !== null)
    await app.jobs.enqueue(tx, { name: CHANGE, key: change.id, at: change.dueAt, payload: null });
  await requestRecheck(tx, app);
  app.metrics.changed('propose');
  return change;
}

/** What the log keeps of a proposal. */
export function proposedDeed({ id, requester, plan, planHash, record: { rollout } }: Change): Deed {
  const after = {
    state: 'proposed',
    plan: planHash,
    planned: JSON.parse(JSON.stringify(plan)) as Json,
    ...(rollout !== null && { rollout }),
  };
  return { actor: requester, verb: PROPOSED, subject: id, before: null, after };
}
