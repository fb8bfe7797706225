import { type Instant, isoOf } from '../core/clock.ts';
import { ok, type Result, refuse } from '../core/result.ts';
import type { Tx } from '../storage/database.ts';
import type { PeopleApp, PeopleRequest } from './app.ts';
import { findDelegation } from './delegations.ts';
import { personOf } from './identity.ts';
import { authorise, type Done } from './press.ts';
import { markEnded } from './store.ts';

/**
 * Ends a delegation now; of one that has not begun, nothing ever holds.
 * Refuses: `not-found`, `not-allowed` (only who delegates, or an admin), `conflict` (it is over).
 */
export async function endDelegation(
  app: PeopleApp,
  tx: Tx,
  now: Instant,
  request: PeopleRequest,
  id: string,
): Promise<Result<Done>> {
  const bar = await authorise(app, tx, request, 'end-delegation');
  if (bar) return { ok: false, refusal: bar };
  const delegation = await findDelegation(tx, id);
  if (!delegation) return refuse('not-found', 'There is no such delegation.', 'Write "delegations" to see them.');
  const own = delegation.from.person === personOf(request.actor);
  const barOfOthers = own ? null : await authorise(app, tx, request, 'delegate-for-others');
  if (barOfOthers) return { ok: false, refusal: barOfOthers };
  if (delegation.endedAt !== null || delegation.ends <= now) {
    return refuse('conflict', 'This delegation is over already.', 'Write "delegations" to see those that hold.');
  }

  await markEnded(tx, id, now);
  const before = { from: delegation.from.person, to: delegation.to.person, ends: isoOf(delegation.ends) };
  const after = { ...before, ends: isoOf(now) };
  return ok({ deed: { actor: request.actor, verb: 'delegation.ended', subject: id, before, after }, outcome: 'done' });
}
