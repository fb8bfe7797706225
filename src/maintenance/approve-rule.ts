import { actorName } from '../core/actor-name.ts';
import type { Instant } from '../core/clock.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import { instantText } from '../readiness/words.ts';
import type { Tx } from '../storage/database.ts';
import type { MaintenanceApp } from './app.ts';
import { isApproved } from './approved.ts';
import type { MaintenanceAnswer, MaintenanceCommand, MaintenanceRequest, MaintenanceRule } from './model.ts';
import { press, type Pressed } from './press.ts';
import { pressed } from './pressed.ts';
import { unknownRule } from './refusals.ts';
import { rightToApprove } from './right-to-approve.ts';
import { findRule, saveRule } from './store.ts';

type ApproveCommand = Extract<MaintenanceCommand, { readonly kind: 'approve-rule' }>;

/**
 * Approves a rule as the person saw it: from then on it approves standard changes in its windows beforehand.
 * Refuses: `not-allowed` (an author, whoever acts for one, no approver of all its servers), `not-found`, `conflict` (it is
 * another rule by now, it was approved or removed, it approves nothing).
 */
export async function approveRule(
  app: MaintenanceApp,
  request: MaintenanceRequest,
  command: ApproveCommand,
): Promise<MaintenanceAnswer> {
  const done = await press(app, request, {
    may: 'approve-rule',
    verb: 'rule.approved',
    work: (tx, now) => approve(app, tx, request, command, now),
  });
  return pressed(app, done);
}

async function approve(
  app: MaintenanceApp,
  tx: Tx,
  { actor }: MaintenanceRequest,
  { rule: id, hash }: ApproveCommand,
  now: Instant,
): Promise<Result<Pressed>> {
  const rule = await findRule(tx, id);
  if (rule === null || rule.removedAt !== null) return unknownRule(id, rule);
  const late = notToApprove(rule, hash);
  if (late) return late;
  const right = await rightToApprove(tx, app, actor, rule, now);
  if (!right.ok) return right;

  const next: MaintenanceRule = { ...rule, revision: rule.revision + 1, approval: { by: actor, at: now, hash } };
  await saveRule(tx, next, rule.revision);
  app.log.info({ rule: id }, 'a maintenance rule was approved');
  const principal = right.value;
  const onBehalfOf = principal && { person: principal.person, name: principal.name };
  const after = { approved: true, hash, onBehalfOf };
  const whose = principal === null ? '' : `For ${actorName({ kind: 'user', ...principal })}: `;
  return ok({
    deed: { actor, verb: 'rule.approved', subject: id, before: { approved: false, hash }, after },
    notice: `${whose}${id} ${rule.name} is approved. It approves standard changes in its windows beforehand.`,
  });
}

function notToApprove(rule: MaintenanceRule, hash: string) {
  const { id, name } = rule;
  if (rule.hash !== hash) {
    return refuse('conflict', `${id} ${name} was changed since you saw it.`, 'Look at it as it is now, then decide.');
  }
  if (!rule.preApproves) {
    return refuse(
      'conflict',
      `${id} ${name} needs no approval: it approves no changes beforehand.`,
      'Edit it first if it is to approve standard changes.',
    );
  }
  if (!isApproved(rule) || rule.approval === null) return null;
  const { by, at } = rule.approval;
  return refuse(
    'conflict',
    `${id} ${name} was approved by ${actorName(by)} on ${instantText(at)}.`,
    'Nothing is left to do.',
  );
}
