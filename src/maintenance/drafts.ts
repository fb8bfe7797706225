import { HOUR, MINUTE } from '../core/clock.ts';
import type { FreezeDraft, MaintenanceRule, RuleDraft } from './model.ts';
import { type NameOf, scopeValue } from './scope.ts';
import { weekdaysValue } from './weekdays.ts';

/** What a form of a new rule holds before anything is said. */
export function usualRule(zone: string): RuleDraft {
  return {
    name: '',
    zone,
    recurrence: 'weekly',
    days: 'sat',
    number: '',
    rrule: '',
    time: '22:00',
    hours: '4',
    noStartBefore: '',
    scope: 'all',
    preApproves: false,
  };
}

export function usualFreeze(zone: string): FreezeDraft {
  return {
    name: '',
    fromDate: '',
    fromTime: '',
    untilDate: '',
    untilTime: '',
    zone,
    scope: 'all',
    effect: 'forbids',
    reason: '',
  };
}

/** A rule as its form holds it. */
export function draftOfRule(rule: MaintenanceRule, nameOf: NameOf): RuleDraft {
  return {
    name: rule.name,
    zone: rule.zone,
    ...recurrenceFields(rule),
    time: rule.time,
    hours: String(Number((rule.length / HOUR).toFixed(4))),
    noStartBefore: rule.noStartBefore === 0 ? '' : String(rule.noStartBefore / MINUTE),
    scope: scopeValue(rule.scope, nameOf),
    preApproves: rule.preApproves,
  };
}

type RecurrenceFields = Pick<RuleDraft, 'recurrence' | 'days' | 'number' | 'rrule'>;

function recurrenceFields({ recurrence }: MaintenanceRule): RecurrenceFields {
  const empty: RecurrenceFields = { recurrence: recurrence.kind, days: '', number: '', rrule: '' };
  switch (recurrence.kind) {
    case 'weekly':
      return { ...empty, days: weekdaysValue(recurrence.days) };
    case 'monthly':
      return {
        ...empty,
        days: weekdaysValue([recurrence.weekday]),
        number: recurrence.nth === -1 ? 'last' : String(recurrence.nth),
      };
    case 'patch-tuesday':
      return { ...empty, number: String(recurrence.days) };
    case 'rrule':
      return { ...empty, rrule: recurrence.rrule };
  }
}
