import { actorKey } from '../../../../src/core/actor.ts';
import type { FreezeDraft, MaintenanceCommand } from '../../../../src/maintenance/model.ts';
import type { Delivery } from '../journal.ts';
import { resolve, type Span } from './calendar.ts';
import { done, type Judgement, nothing, refused } from './judgement.ts';
import { scopeOf, wishOf } from './maintenance.ts';
import type { Model } from './model.ts';
import { same } from './must.ts';
import { accountIn, accountOf, actedFor, actsFor, approves, has, human, type ModelPeople } from './people.ts';
import type { ModelRule } from './rules.ts';

export function onMaintenance(model: Model, { actor }: Delivery, command: MaintenanceCommand, now: number): Judgement {
  switch (command.kind) {
    case 'set-rule': {
      const rule = command.rule === null ? null : model.rules.get(command.rule);
      if (rule === undefined || rule?.removed) return refused('no such rule');
      if (rule && rule.revision !== command.revision) return refused('it was changed meanwhile');
      const wish = wishOf(model, command.draft);
      if (wish === null) return refused('its scope is nowhere');
      const name = wish.name.toLowerCase();
      const others = [...model.rules.values()].filter((other) => other !== rule && !other.removed);
      if (others.some((other) => other.wish.name.toLowerCase() === name)) return refused('its name is taken');
      return rule && same(rule.wish, wish) ? nothing('as it is') : done();
    }
    case 'approve-rule': {
      const rule = model.rules.get(command.rule);
      const voter = accountOf(actor);
      if (!rule || rule.removed) return refused('no such rule');
      if (rule.hash !== command.hash) return refused('another rule');
      if (!rule.wish.preApproves || rule.approved === rule.hash) return refused('nothing to approve');
      return voter !== null && rightToApprove(model.people, rule, voter, now) ? done() : refused('no right to approve');
    }
    case 'remove-rule':
      return model.rules.get(command.rule)?.removed === false ? done() : refused('no such rule');
    case 'set-freeze': {
      const { start, end } = spanOf(command.draft);
      if (end <= start || end <= now) return refused('its time');
      return scopeOf(model, command.draft.scope) === null ? refused('its scope is nowhere') : done();
    }
    case 'lift-freeze': {
      const freeze = model.freezes.get(command.freeze);
      if (!freeze || freeze.lifted || now >= freeze.end) return refused('no such freeze, or it is over');
      const theirs = freeze.author === actorKey(actor) || has(model.people, actor, 'approver');
      return theirs || freeze.effect !== 'forbids' ? done() : refused('it forbids, and is not theirs');
    }
    default:
      return refused('nothing that writes');
  }
}

/** Without times a freeze lasts whole days, the last one included. */
export function spanOf({ fromDate, fromTime, untilDate, untilTime, zone }: FreezeDraft): Span {
  const dayAfter = new Date(Date.parse(`${untilDate}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
  return {
    start: resolve(`${fromDate}T${fromTime || '00:00'}`, zone),
    end: untilTime === '' ? resolve(`${dayAfter}T00:00`, zone) : resolve(`${untilDate}T${untilTime}`, zone),
  };
}

/** In whose right somebody approves a rule: their own, or one of these; null: they shaped it, act for who did, or may not. */
export function rightToApprove(
  people: ModelPeople,
  { authors, changedAt }: ModelRule,
  voter: string,
  now: number,
): { readonly own: true } | { readonly own: false; readonly for: readonly string[] } | null {
  const shaping = authors.filter((one) => one.startsWith('user:')).map((one) => human(accountIn(one)));
  const barred = new Set([...shaping, ...actedFor(people, shaping, changedAt, now)]);
  if (barred.has(human(voter))) return null;
  if (approves(people, voter, false)) return { own: true };
  const left = actsFor(people, voter, now).filter((one) => approves(people, one, false) && !barred.has(human(one)));
  return left.length > 0 ? { own: false, for: left } : null;
}
