import type { CardElementArray, IChoiceSetInput } from '@microsoft/teams.cards';
import type { FreezeDraft, RuleDraft } from '../../maintenance/model.ts';
import type { Room } from './card.ts';
import { inert } from './escape.ts';
import { dateField, hoursField, textField, tickBox, timeField, zoneField } from './inputs.ts';
import { subheading } from './text.ts';

export interface ScopeChoice {
  readonly value: string;
  readonly title: string;
}

/** The value of the choice that stands for the servers in the field below it. */
const NAMED_SERVERS = 'servers';
const MOST_SCOPES = 60;
/** A choice comes back as it is or not at all. */
const LONGEST_VALUE = 120;

const recurrences = [
  { value: 'weekly', title: 'Every week, on the days below' },
  { value: 'monthly', title: 'Every month, on the first to fifth or last such day' },
  { value: 'patch-tuesday', title: 'Some days after Patch Tuesday' },
  { value: 'rrule', title: 'By an RRULE' },
] as const;

const weekdays = [
  { value: 'mon', title: 'Monday' },
  { value: 'tue', title: 'Tuesday' },
  { value: 'wed', title: 'Wednesday' },
  { value: 'thu', title: 'Thursday' },
  { value: 'fri', title: 'Friday' },
  { value: 'sat', title: 'Saturday' },
  { value: 'sun', title: 'Sunday' },
] as const;

/** Every field of a rule, under the name that its draft has for it. */
export function ruleFields(draft: RuleDraft, scopes: readonly ScopeChoice[], room: Room): CardElementArray {
  return [
    textField({
      id: 'name',
      label: 'Name',
      value: draft.name,
      required: 'Name it, for example: Berlin monthly.',
      max: 80,
    }),
    { ...subheading('When'), separator: true },
    {
      type: 'Input.ChoiceSet',
      id: 'recurrence',
      label: 'How often',
      style: 'compact',
      value: recurrences.find(({ value }) => value === draft.recurrence)?.value ?? 'weekly',
      choices: recurrences.map(({ value, title }) => ({ title, value })),
    },
    {
      type: 'Input.ChoiceSet',
      id: 'days',
      label: 'Days (every month: one)',
      isMultiSelect: true,
      value: daysIn(draft.days),
      choices: weekdays.map(({ value, title }) => ({ title, value })),
    },
    textField({
      id: 'number',
      label: 'Every month: 1 to 5, or last. After Patch Tuesday: how many days',
      value: draft.number,
      max: 10,
    }),
    textField({
      id: 'rrule',
      label: 'RRULE, for example FREQ=MONTHLY;BYDAY=-1SA',
      value: draft.rrule,
      max: 300,
    }),
    timeField('time', 'Opens at', draft.time),
    { ...hoursField(draft.hours), label: 'Hours it is open' },
    {
      type: 'Input.Number',
      id: 'noStartBefore',
      label: 'Start nothing new in the last minutes (empty: none)',
      min: 0,
      ...numberValue(draft.noStartBefore),
      isRequired: false,
      errorMessage: 'Write the minutes as a number, for example 60.',
    },
    zoneField(draft.zone),
    ...scopeFields(draft.scope, scopes, room),
    tickBox(
      'preApproves',
      'It approves standard changes beforehand, once an approver has approved the rule itself',
      'yes',
      draft.preApproves,
    ),
  ];
}

/** Every field of a freeze, under the name that its draft has for it. */
export function freezeFields(draft: FreezeDraft, scopes: readonly ScopeChoice[], room: Room): CardElementArray {
  return [
    textField({
      id: 'name',
      label: 'Name',
      value: draft.name,
      required: 'Name it, for example: Year end.',
      max: 80,
    }),
    dateField('fromDate', 'First day', draft.fromDate),
    timeField('fromTime', 'From (empty: the whole day)', draft.fromTime, { optional: true }),
    dateField('untilDate', 'Last day', draft.untilDate),
    timeField('untilTime', 'Until (empty: the whole day)', draft.untilTime, { optional: true }),
    zoneField(draft.zone),
    ...scopeFields(draft.scope, scopes, room),
    {
      type: 'Input.ChoiceSet',
      id: 'effect',
      label: 'What it does to changes',
      style: 'compact',
      value: draft.effect === 'warns' ? 'warns' : 'forbids',
      choices: [
        { title: 'It forbids work: only an override gets past it', value: 'forbids' },
        { title: 'It warns', value: 'warns' },
      ],
    },
    textField({
      id: 'reason',
      label: 'Reason',
      value: draft.reason,
      lines: true,
      required: 'Say why, for example: the books are closed.',
      max: 500,
    }),
  ];
}

/** `scope` to choose, and `servers` for names: they count where they are chosen. */
function scopeFields(scope: string, scopes: readonly ScopeChoice[], room: Room): CardElementArray {
  const usable = distinct(scopes).filter(({ value }) => value !== '' && value.length <= LONGEST_VALUE);
  const chosen = usable.find(({ value }) => value.toLowerCase() === scope.trim().toLowerCase());
  const shown = distinct([...(chosen ? [chosen] : []), ...usable.slice(0, Math.min(MOST_SCOPES, room.rows))]);
  const named = chosen === undefined && scope.trim() !== '';
  const input: IChoiceSetInput = {
    type: 'Input.ChoiceSet',
    id: 'scope',
    label: 'For which servers',
    style: 'compact',
    value: named ? NAMED_SERVERS : (chosen?.value ?? 'all'),
    choices: [
      ...(shown.some(({ value }) => value === 'all') ? [] : [{ title: 'all servers', value: 'all' }]),
      ...shown.map(({ value, title }) => ({ title: inert(title, 60) || inert(value, 60) || 'no name', value })),
      { title: 'Only those named below', value: NAMED_SERVERS },
    ],
  };
  return [
    { ...subheading('For what'), separator: true },
    input,
    textField({
      id: 'servers',
      label: 'Names, with commas between',
      value: named ? scope : '',
      max: 1_000,
    }),
  ];
}

function daysIn(days: string): string {
  const said = days
    .toLowerCase()
    .split(/[^a-z]+/)
    .map((day) => day.slice(0, 3));
  return weekdays.flatMap(({ value }) => (said.includes(value) ? [value] : [])).join(',');
}

function numberValue(typed: string): { readonly value?: number } {
  const number = Number(typed);
  return typed.trim() !== '' && Number.isFinite(number) ? { value: number } : {};
}

function distinct(scopes: readonly ScopeChoice[]): readonly ScopeChoice[] {
  return scopes.filter((scope, at) => scopes.findIndex(({ value }) => value === scope.value) === at);
}
