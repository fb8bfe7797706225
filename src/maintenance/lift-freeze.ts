import type { Instant } from '../core/clock.ts';
import { ok, type Result } from '../core/result.ts';
import type { Tx } from '../storage/database.ts';
import type { MaintenanceApp } from './app.ts';
import type { Freeze, FreezeId, MaintenanceAnswer, MaintenanceRequest } from './model.ts';
import { press, type Pressed } from './press.ts';
import { pressed } from './pressed.ts';
import { unknownFreeze } from './refusals.ts';
import { findFreeze, saveFreeze } from './store.ts';

/** Ends a freeze that is ahead or lasts. Refuses: `not-allowed`, `not-found`, `conflict` (lifted already, or over). */
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

async function lift(
  app: MaintenanceApp,
  tx: Tx,
  { actor }: MaintenanceRequest,
  id: FreezeId,
  now: Instant,
): Promise<Result<Pressed>> {
  const freeze = await findFreeze(tx, id);
  if (freeze === null || freeze.liftedAt !== null || freeze.end <= now) return unknownFreeze(id, freeze);

  const next: Freeze = { ...freeze, revision: freeze.revision + 1, liftedAt: now, liftedBy: actor };
  await saveFreeze(tx, next, freeze.revision);
  app.log.info({ freeze: id }, 'a freeze was lifted');
  const { name, start, end, effect } = freeze;
  return ok({
    deed: { actor, verb: 'freeze.lifted', subject: id, before: { name, start, end, effect }, after: { liftedAt: now } },
    notice: `${id} ${name} is lifted.`,
  });
}
