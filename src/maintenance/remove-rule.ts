import type { Instant } from '../core/clock.ts';
import type { Json } from '../core/json.ts';
import { ok, type Result } from '../core/result.ts';
import type { Tx } from '../storage/database.ts';
import type { MaintenanceApp } from './app.ts';
import type { MaintenanceAnswer, MaintenanceRequest, MaintenanceRule, RuleId } from './model.ts';
import { press, type Pressed } from './press.ts';
import { pressed } from './pressed.ts';
import { unknownRule } from './refusals.ts';
import { findRule, saveRule } from './store.ts';

/** Ends a rule; it opens no more, and its name is free. Refuses: `not-allowed`, `not-found`, `conflict` (removed already). */
export async function removeRule(
  app: MaintenanceApp,
  request: MaintenanceRequest,
  id: RuleId,
): Promise<MaintenanceAnswer> {
  const done = await press(app, request, {
    may: 'remove-rule',
    verb: 'rule.removed',
    work: (tx, now) => remove(app, tx, request, id, now),
  });
  return pressed(app, done);
}

async function remove(
  app: MaintenanceApp,
  tx: Tx,
  { actor }: MaintenanceRequest,
  id: RuleId,
  now: Instant,
): Promise<Result<Pressed>> {
  const rule = await findRule(tx, id);
  if (rule === null || rule.removedAt !== null) return unknownRule(id, rule);

  const next: MaintenanceRule = { ...rule, revision: rule.revision + 1, removedAt: now };
  await saveRule(tx, next, rule.revision);
  app.log.info({ rule: id }, 'a maintenance rule was removed');
  const before = JSON.parse(JSON.stringify(rule)) as Json;
  return ok({
    deed: { actor, verb: 'rule.removed', subject: id, before, after: null },
    notice: `${id} ${rule.name} is removed. Changes that lie in its windows stay as they are.`,
  });
}
