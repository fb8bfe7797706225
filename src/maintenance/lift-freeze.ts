import { type Actor, actorKey } from '../core/actor.ts';
import { actorName } from '../core/actor-name.ts';
import type { Instant } from '../core/clock.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import { rolesOf } from '../people/roles.ts';
import type { Tx } from '../storage/database.ts';
import type { MaintenanceApp } from './app.ts';
import type { Freeze, FreezeId, MaintenanceAnswer, MaintenanceRequest } from './model.ts';
import { press, type Pressed } from './press.ts';
import { pressed } from './pressed.ts';
import { unknownFreeze } from './refusals.ts';
import { findFreeze, saveFreeze } from './store.ts';

/**
 * Ends a freeze that is ahead or lasts; one that forbids only by who set it or an approver.
 * Refuses: `not-allowed`, `not-found`, `conflict` (lifted already, or over).
 */
export async function liftFreeze(
  app: MaintenanceApp,
  request: MaintenanceRequest,
  id: FreezeId,
): Promise<MaintenanceAnswer> {
  const done = await press(app, request, {
    may: 'lift-freeze',
    verb: 'freeze.lifted',
    work: (tx, now) => lift(app, tx, request, id, now),
  });
  return pressed(app, done);
}

/** Lifting what forbids opens the way for every change in it, as an override does for one: that takes an approver, too. */
async function mayUndo({ rules }: MaintenanceApp, tx: Tx, actor: Actor, { author }: Freeze): Promise<boolean> {
  if (actorKey(author) === actorKey(actor)) return true;
  const roles = await rolesOf(tx, rules, actor);
  return roles.has('approver') || roles.has('admin');
}

function notTheirs({ id, name, author }: Freeze): Result<never> {
  return refuse(
    'not-allowed',
    `${id} ${name} forbids work and was set by ${actorName(author)}, so you can not lift it.`,
    'Whoever set it can, and every approver. One change gets past it by an override.',
  );
}

async function lift(
  app: MaintenanceApp,
  tx: Tx,
  { actor }: MaintenanceRequest,
  id: FreezeId,
  now: Instant,
): Promise<Result<Pressed>> {
  const freeze = await findFreeze(tx, id);
  if (freeze === null || freeze.liftedAt !== null || freeze.end <= now) return unknownFreeze(id, freeze);
  if (freeze.effect === 'forbids' && !(await mayUndo(app, tx, actor, freeze))) return notTheirs(freeze);

  const next: Freeze = { ...freeze, revision: freeze.revision + 1, liftedAt: now, liftedBy: actor };
  await saveFreeze(tx, next, freeze.revision);
  app.log.info({ freeze: id }, 'a freeze was lifted');
  const { name, start, end, effect } = freeze;
  return ok({
    deed: { actor, verb: 'freeze.lifted', subject: id, before: { name, start, end, effect }, after: { liftedAt: now } },
    notice: `${id} ${name} is lifted.`,
  });
}
