import { actorKey } from '../../../../src/core/actor.ts';
import type { Delivery } from '../journal.ts';
import type { Row } from './row.ts';
import type { ModelRule, RuleWish } from './rules.ts';
import { rightToApprove, spanOf } from './judge-maintenance.ts';
import { scopeOf, wishOf } from './maintenance.ts';
import { must, same } from './must.ts';
import type { Model } from './model.ts';
import { accountIn, accountOf } from './people.ts';

/** What a row about rules and freezes means for the model; throws where the model does not allow it. */
export function applyMaintenance(model: Model, row: Row, { call }: Delivery): undefined {
  if (call.about !== 'maintenance') throw new Error('nobody asked for it');
  const { command } = call;
  if (command.kind === 'set-rule' && row.verb === 'rule.set') return setRule(model, row, wishOf(model, command.draft));
  if (command.kind === 'set-freeze' && row.verb === 'freeze.set') {
    must(row.subject === numbered('FREEZE', model.freezes.size + 1), 'its number is not the next');
    const { name, effect } = command.draft;
    const scope = scopeOf(model, command.draft.scope);
    if (scope === null || row.after === null) throw new Error('its scope is nowhere');
    const { start, end } = spanOf(command.draft);
    const kept = { start: row.after.start, end: row.after.end, scope: row.after.scope, effect: row.after.effect };
    must(same(kept, { start, end, scope, effect }), 'another freeze was set');
    model.freezes.set(row.subject, {
      id: row.subject,
      name,
      start,
      end,
      scope,
      effect,
      author: actorKey(row.actor),
      lifted: false,
    });
    return;
  }
  if (command.kind === 'lift-freeze' && row.verb === 'freeze.lifted') {
    const freeze = model.freezes.get(row.subject);
    if (!freeze || freeze.lifted || row.subject !== command.freeze) throw new Error('there is no such freeze');
    freeze.lifted = true;
    return;
  }
  const rule = model.rules.get(row.subject);
  if (!rule || rule.removed) throw new Error('there is no such rule');
  rule.revision += 1;
  if (row.verb === 'rule.removed') rule.removed = true;
  else if (row.verb === 'rule.approved') approve(model, rule, row);
  else throw new Error(`nothing is known of ${row.verb}`);
}

function setRule(model: Model, { subject, after, before, at, actor }: Row, wish: RuleWish | null): undefined {
  if (after === null || wish === null) throw new Error('its scope is nowhere');
  const { name, zone, recurrence, time, length, noStartBefore, scope, preApproves } = after;
  must(recurrence.kind === 'weekly', 'another recurrence');
  const kept = { name, zone, days: recurrence.days, time, length, noStartBefore, scope, preApproves };
  must(same(kept, wish), 'another rule was set');
  must(after.approval === null, 'nobody has approved it as it is');
  const known = model.rules.get(subject);
  must(known ? before?.hash === known.hash : before === null, 'it was another rule');
  must(after.hash !== known?.hash, 'it has the hash that the earlier one had');
  must(known !== undefined || subject === numbered('RULE', model.rules.size + 1), 'its number is not the next');
  const authors = [...new Set([...(known?.authors ?? []), actorKey(actor)])];
  const revision = (known?.revision ?? 0) + 1;
  const rule = { id: subject, wish, revision, hash: after.hash as string, authors, changedAt: at };
  model.rules.set(subject, { ...rule, approved: null, removed: false });
}

function approve({ people }: Model, rule: ModelRule, { actor, after, at }: Row): undefined {
  const voter = accountOf(actor);
  const right = voter === null ? null : rightToApprove(people, rule, voter, at);
  if (right === null) throw new Error('they have no right to approve it');
  const principal = (after?.onBehalfOf?.person as string | undefined) ?? null;
  if (right.own) must(principal === null, 'they approve in their own right');
  else must(principal !== null && right.for.includes(accountIn(principal)), 'they can not approve for that person');
  must(after?.hash === rule.hash, 'another rule was approved');
  rule.approved = rule.hash;
}

function numbered(of: string, number: number): string {
  return `${of}-${String(number).padStart(4, '0')}`;
}
