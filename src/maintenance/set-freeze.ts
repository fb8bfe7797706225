import type { Actor } from '../core/actor.ts';
import type { Instant } from '../core/clock.ts';
import type { Json } from '../core/json.ts';
import { ok, type Result } from '../core/result.ts';
import type { Tx } from '../storage/database.ts';
import type { MaintenanceApp } from './app.ts';
import { freezeFormAgain } from './freeze-form.ts';
import { listRules } from './lists.ts';
import type { Freeze, FreezeDraft, MaintenanceAnswer, MaintenanceRequest } from './model.ts';
import { press, type Pressed } from './press.ts';
import { readFreeze } from './read-freeze.ts';
import { fleetOf } from './read-scope.ts';
import { insertFreeze, nextFreezeId } from './store.ts';
import { freezeText } from './words.ts';

/** Sets a freeze. What can't be taken brings the form back. Refuses: `not-allowed`. */
export async function setFreeze(
  app: MaintenanceApp,
  request: MaintenanceRequest,
  draft: FreezeDraft,
): Promise<MaintenanceAnswer> {
  const done = await press(app, request, {
    may: 'set-freeze',
    verb: 'freeze.set',
    work: (tx, now) => write(app, tx, request.actor, draft, now),
  });
  if (done.kind === 'done') return listRules(app, done.notice);
  return done.hidden ? { kind: 'refused', refusal: done.refusal } : freezeFormAgain(app, draft, done.refusal);
}

async function write(
  app: MaintenanceApp,
  tx: Tx,
  actor: Actor,
  draft: FreezeDraft,
  now: Instant,
): Promise<Result<Pressed>> {
  const read = readFreeze(draft, { fleet: await fleetOf(tx), now, zone: app.zone });
  if (!read.ok) return read;

  const id = await nextFreezeId(tx);
  const freeze: Freeze = {
    ...read.value,
    id,
    revision: 1,
    author: actor,
    madeAt: now,
    liftedAt: null,
    liftedBy: null,
  };
  await insertFreeze(tx, freeze);
  app.log.info({ freeze: id, effect: freeze.effect }, 'a freeze was set');
  const what = freeze.effect === 'forbids' ? 'Work in it is forbidden' : 'Whoever plans work in it is warned';
  const after = JSON.parse(JSON.stringify(freeze)) as Json;
  return ok({
    deed: { actor, verb: 'freeze.set', subject: id, before: null, after },
    notice: `${id} ${freeze.name} is set: ${freezeText(freeze)}. ${what}.`,
  });
}
