import type { Deed } from '../audit/model.ts';
import { type Actor, actorKey } from '../core/actor.ts';
import type { Instant } from '../core/clock.ts';
import type { Json } from '../core/json.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import type { Tx } from '../storage/database.ts';
import type { MaintenanceApp } from './app.ts';
import { isApproved, type RuleContent, ruleHash } from './approved.ts';
import { listRules } from './lists.ts';
import type { MaintenanceAnswer, MaintenanceCommand, MaintenanceRequest, MaintenanceRule, RuleId } from './model.ts';
import { nextOccurrences } from './occurrences.ts';
import { press, type Pressed } from './press.ts';
import { readRule } from './read-rule.ts';
import { fleetOf } from './read-scope.ts';
import { unknownRule } from './refusals.ts';
import { ruleFormAgain } from './rule-form.ts';
import { findRule, heldRules, insertRule, nextRuleId, saveRule } from './store.ts';
import { localText } from './window-words.ts';
import { whenText } from './words.ts';

type SetCommand = Extract<MaintenanceCommand, { readonly kind: 'set-rule' }>;

/**
 * Makes a rule, or edits one as it was shown. An edit that changes anything voids the approval: somebody else has to give it
 * anew. What can't be taken brings the form back. Refuses: `not-allowed`, `not-found`, `conflict` (it was removed).
 */
export async function setRule(
  app: MaintenanceApp,
  request: MaintenanceRequest,
  command: SetCommand,
): Promise<MaintenanceAnswer> {
  const done = await press(app, request, {
    may: 'set-rule',
    verb: 'rule.set',
    work: (tx, now) => write(app, tx, request.actor, command, now),
  });
  if (done.kind === 'done') return listRules(app, done.notice);
  const again = done.hidden ? null : await ruleFormAgain(app, command, done.refusal);
  return again ?? { kind: 'refused', refusal: done.refusal };
}

async function write(
  app: MaintenanceApp,
  tx: Tx,
  actor: Actor,
  { rule: id, revision, draft }: SetCommand,
  now: Instant,
): Promise<Result<Pressed>> {
  const before = id === null ? null : await editable(tx, id, revision);
  if (before && !before.ok) return before;
  const rule = before?.value ?? null;
  const held = await heldRules(tx);
  const read = readRule(draft, { fleet: await fleetOf(tx), now, zone: app.zone, held, before: rule });
  if (!read.ok) return read;
  const hash = ruleHash(read.value);
  if (rule && rule.hash === hash) return ok({ deed: null, notice: `${rule.id} ${rule.name} is like that already.` });

  const next = rule ? edited(rule, read.value, actor, now) : made(await nextRuleId(tx), read.value, actor, now);
  await (rule ? saveRule(tx, next, rule.revision) : insertRule(tx, next));
  app.log.info({ rule: next.id, revision: next.revision }, 'a maintenance rule was set');
  return ok({ deed: deedOf(actor, rule, next), notice: noticeOf(rule, next, now) });
}

async function editable(tx: Tx, id: RuleId, revision: number | null): Promise<Result<MaintenanceRule>> {
  const rule = await findRule(tx, id);
  if (rule === null || rule.removedAt !== null) return unknownRule(id, rule);
  if (rule.revision === revision) return ok(rule);
  return refuse(
    'conflict',
    `${id} was changed since this form was opened.`,
    'This is how it is now: say again what is to be different.',
  );
}

function made(id: RuleId, content: RuleContent, author: Actor, now: Instant): MaintenanceRule {
  return {
    ...content,
    id,
    revision: 1,
    hash: ruleHash(content),
    authors: [actorKey(author)],
    author,
    madeAt: now,
    changedAt: now,
    approval: null,
    removedAt: null,
  };
}

function edited(rule: MaintenanceRule, content: RuleContent, actor: Actor, now: Instant): MaintenanceRule {
  return {
    ...rule,
    ...content,
    revision: rule.revision + 1,
    hash: ruleHash(content),
    authors: [...new Set([...rule.authors, actorKey(actor)])],
    changedAt: now,
    approval: null,
  };
}

function deedOf(actor: Actor, before: MaintenanceRule | null, after: MaintenanceRule): Deed {
  return { actor, verb: 'rule.set', subject: after.id, before: before && asJson(before), after: asJson(after) };
}

/** A rule as the audit log keeps it. */
function asJson(rule: MaintenanceRule): Json {
  return JSON.parse(JSON.stringify(rule)) as Json;
}

function noticeOf(before: MaintenanceRule | null, rule: MaintenanceRule, now: Instant): string {
  const [next] = nextOccurrences(rule, now, 1);
  const when = `${rule.id} ${rule.name} is set: ${whenText(rule)}.`;
  const first = next ? `Next: ${localText(next.local)}.` : 'It opens no more.';
  const voided = before && isApproved(before) ? 'Its approval is void.' : null;
  const waits = rule.preApproves ? 'It approves nothing until somebody else has approved it.' : null;
  return [when, first, ...(next?.remarks ?? []), voided, waits].filter((part) => part !== null).join(' ');
}
