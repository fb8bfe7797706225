import { actorKey } from '../../src/core/actor.ts';
import { HOUR, instant } from '../../src/core/clock.ts';
import { ruleHash } from '../../src/maintenance/approved.ts';
import type { Freeze, FreezeDraft, FreezeId, MaintenanceRule, RuleDraft, RuleId } from '../../src/maintenance/model.ts';
import { ANA } from '../people/house.ts';

/** Every Saturday, 22:00 to 02:00 in Berlin, for all servers, set by Ana, unless told otherwise. */
export function aRule(over: Partial<MaintenanceRule> = {}): MaintenanceRule {
  const rule: MaintenanceRule = {
    id: 'RULE-0001' as RuleId,
    revision: 1,
    name: 'Saturday nights',
    zone: 'Europe/Berlin',
    recurrence: { kind: 'weekly', days: [6] },
    time: '22:00',
    length: 4 * HOUR,
    noStartBefore: 0,
    scope: { by: 'all' },
    preApproves: false,
    hash: '',
    authors: [actorKey(ANA)],
    author: ANA,
    madeAt: instant(Date.parse('2026-11-01T09:00:00Z')),
    changedAt: instant(Date.parse('2026-11-01T09:00:00Z')),
    approval: null,
    removedAt: null,
    ...over,
  };
  return { ...rule, hash: ruleHash(rule) };
}

/** From 20 December 2026 until the end of 3 January in Berlin, for all servers, unless told otherwise. */
export function aFreeze(over: Partial<Freeze> = {}): Freeze {
  return {
    id: 'FREEZE-0001' as FreezeId,
    revision: 1,
    name: 'Year end',
    start: instant(Date.parse('2026-12-19T23:00:00Z')),
    end: instant(Date.parse('2027-01-03T23:00:00Z')),
    localStart: '2026-12-20T00:00',
    localEnd: '2027-01-04T00:00',
    zone: 'Europe/Berlin',
    tzdata: '2026c',
    scope: { by: 'all' },
    effect: 'forbids',
    reason: 'Year-end closing.',
    author: ANA,
    madeAt: instant(Date.parse('2026-11-01T09:00:00Z')),
    liftedAt: null,
    liftedBy: null,
    ...over,
  };
}

export function aRuleDraft(over: Partial<RuleDraft> = {}): RuleDraft {
  return {
    name: 'Saturday nights',
    zone: 'Europe/Berlin',
    recurrence: 'weekly',
    days: 'sat',
    number: '',
    rrule: '',
    time: '22:00',
    hours: '4',
    noStartBefore: '',
    scope: 'all',
    preApproves: false,
    ...over,
  };
}

export function aFreezeDraft(over: Partial<FreezeDraft> = {}): FreezeDraft {
  return {
    name: 'Year end',
    fromDate: '2026-12-20',
    fromTime: '',
    untilDate: '2027-01-03',
    untilTime: '',
    zone: 'Europe/Berlin',
    scope: 'all',
    effect: 'forbids',
    reason: 'Year-end closing.',
    ...over,
  };
}
