import type { RuleDraft } from '../../../../src/maintenance/model.ts';
import type { Location } from '../world.ts';
import { lastStarts } from './calendar.ts';
import type { ModelPlan } from './changes.ts';
import type { Model } from './model.ts';
import type { ModelRule, ModelScope, RuleWish } from './rules.ts';

/** Null: it is in no fleet any more, and so nowhere. */
export function covers(scope: ModelScope, server: string, place: Location | null): boolean {
  if (scope.by === 'all') return true;
  if (scope.by === 'servers') return scope.servers.includes(server);
  return place?.[scope.by] === scope.value;
}

/** A rule as it was asked for; null: its scope is nowhere to be found. */
export function wishOf(model: Model, draft: RuleDraft): RuleWish | null {
  const { name, zone, time, preApproves } = draft;
  const scope = scopeOf(model, draft.scope);
  if (scope === null) return null;
  const days = draft.days.split(', ').map((day) => weekdays.indexOf(day) + 1);
  const noStartBefore = Number(draft.noStartBefore) * 60_000;
  return { name, zone, days, time, length: Number(draft.hours) * 3_600_000, noStartBefore, scope, preApproves };
}

const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** `all`, `site:Berlin`, `dag:DAG-BER`, `BER-EX01, MUC-EX01`. Null: no server of the fleet is there. */
export function scopeOf({ world, fleet }: Model, text: string): ModelScope | null {
  if (text === 'all') return { by: 'all' };
  const [by, value] = text.split(':');
  if ((by === 'site' || by === 'dag') && value !== undefined) {
    const there = [...world.places].some(([id, place]) => place[by] === value && !fleet.retired.has(id));
    return there ? { by, value } : null;
  }
  return {
    by: 'servers',
    servers: text
      .split(', ')
      .map((name) => `${name.toLowerCase()}.contoso.test`)
      .sort(),
  };
}

/** The openings of rules for all servers of a plan that its window lies in, by their last starts. */
export function openingsAround(
  { world, rules }: Model,
  { servers, window }: Pick<ModelPlan, 'servers' | 'window'>,
): { readonly rule: ModelRule; readonly last: number }[] {
  return [...rules.values()]
    .filter(({ removed, wish }) => {
      const places = servers.map(({ server }) => ({ server, place: world.places.get(server) ?? null }));
      return !removed && places.every(({ server, place }) => covers(wish.scope, server, place));
    })
    .flatMap((rule) => lastStarts(rule.wish, window).map((last) => ({ rule, last })));
}

/** Whether a rule that somebody approved as it is approves a standard change beforehand. */
export function isCovered(model: Model, plan: Pick<ModelPlan, 'servers' | 'window' | 'risk'>): boolean {
  if (plan.risk === 'high') return false;
  return openingsAround(model, plan).some(({ rule }) => rule.wish.preApproves && rule.approved === rule.hash);
}

/** Whether nothing may start any more in the openings that a plan lies in. */
export function isPastLastStart(model: Model, plan: ModelPlan, now: number): boolean {
  const lasts = openingsAround(model, plan).map(({ last }) => last);
  return lasts.length > 0 && now >= Math.max(...lasts);
}
