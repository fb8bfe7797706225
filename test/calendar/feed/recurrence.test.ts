import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rruleOf } from '../../../src/calendar/feed/recurrence.ts';
import type { Recurrence } from '../../../src/maintenance/model.ts';

const from = '2026-01-05' as Extract<Recurrence, { kind: 'rrule' }>['from'];
const cases: readonly [name: string, recurrence: Recurrence, rrule: string | null][] = [
  ['some weekdays', { kind: 'weekly', days: [6, 7] }, 'FREQ=WEEKLY;BYDAY=SA,SU'],
  ['an nth weekday', { kind: 'monthly', nth: 3, weekday: 4 }, 'FREQ=MONTHLY;BYDAY=3TH'],
  ['the last weekday', { kind: 'monthly', nth: -1, weekday: 1 }, 'FREQ=MONTHLY;BYDAY=-1MO'],
  [
    'three days after Patch Tuesday, which is no second Friday',
    { kind: 'patch-tuesday', days: 3 },
    'FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=11,12,13,14,15,16,17',
  ],
  [
    'the last distance that stays in every month',
    { kind: 'patch-tuesday', days: 14 },
    'FREQ=MONTHLY;BYDAY=TU;BYMONTHDAY=22,23,24,25,26,27,28',
  ],
  ['one that may reach the next month', { kind: 'patch-tuesday', days: 15 }, null],
  [
    'an RRULE with an end, which the number of times tells',
    { kind: 'rrule', rrule: 'FREQ=DAILY;INTERVAL=3;COUNT=40', from },
    'FREQ=DAILY;INTERVAL=3',
  ],
  ['an RRULE that readers differ in', { kind: 'rrule', rrule: 'FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO', from }, null],
  ['a choice among days', { kind: 'rrule', rrule: 'FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1', from }, null],
];

for (const [name, recurrence, rrule] of cases) {
  test(`${name} is ${rrule ?? 'told by single events'}`, () => {
    assert.equal(rruleOf(recurrence), rrule);
  });
}
