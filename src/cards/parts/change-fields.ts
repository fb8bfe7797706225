import type { CardElementArray, IChoiceSetInput } from '@microsoft/teams.cards';
import type { ChangeAnswer, Draft, TargetChoice } from '../../changes/model.ts';
import type { Room } from './card.ts';
import { clean, inert } from './escape.ts';
import { dateField, hoursField, textField, tickBox, timeField, zoneField } from './inputs.ts';
import { lines, subheading, text } from './text.ts';
import { localDay } from '../../core/local-time.ts';
import { knownZone } from './when.ts';

type ChangeForm = Extract<ChangeAnswer, { readonly kind: 'change-form' }>;
type FormServer = ChangeForm['servers'][number];

/** Servers with fields of their own; further ones keep the target that readiness proposes. */
const MOST_FIELDS = 8;
const MOST_CHOICES = 12;
/** A choice comes back as it is or not at all. */
const LONGEST_VALUE = 200;

/** `target1..n`, `order1..n`: what each server is to come to, and when its turn is. */
export function serverFields(servers: readonly FormServer[], draft: Draft, room: Room): CardElementArray {
  const own = servers.length <= Math.min(MOST_FIELDS, room.rows) ? servers : [];
  const rest = servers.slice(own.length);
  return [
    ...own.flatMap((server, index): CardElementArray => {
      const name = nameOf(server, room);
      const planned = plannedOf(server, draft, index);
      return [
        { ...subheading(`${servers.length > 1 ? `${index + 1}. ` : ''}${name}`), separator: index > 0 },
        ...(server.about
          ? [text(clean(server.about, room.sentence), { subtle: true, size: 'Small', spacing: 'None' })]
          : []),
        ...targetField(server, index, planned.target, name),
        ...(servers.length > 1
          ? [
              {
                type: 'Input.Number' as const,
                id: `order${index + 1}`,
                label: `Turn of ${inert(name)}`,
                value: orderOf(planned.order, index),
                min: 1,
                max: 999,
                isRequired: false,
                errorMessage: 'Write its place in the order as a number, for example 1.',
              },
            ]
          : []),
      ];
    }),
    ...(rest.length > 0
      ? [
          text(`${rest.length} servers, one after another in this order, each to the next step proposed for it:`, {
            bold: true,
            spacing: 'Medium',
          }),
          lines(
            rest.map((server, index) => {
              const { target } = plannedOf(server, draft, index);
              const choice = server.choices.find(({ value }) => value === target);
              return `${index + 1} · ${nameOf(server, room)}${choice ? `: ${clean(choice.title, room.name)}` : ''}`;
            }),
            { size: 'Small', spacing: 'Small' },
          ),
        ]
      : []),
  ];
}

/** The rest of the plan. What is empty is not chosen yet; impact and backout may stay so. */
export function planFields({ draft, types, asOf, edits, slots }: ChangeForm, room: Room): CardElementArray {
  const today = localDay(asOf, knownZone(draft.zone));
  const emergency = draft.type === 'emergency' && edits === null;
  // An emergency begins now and has a form of its own: here it would ask for a day that it does not need.
  // A client sends no button's data while a field is missing that it takes for required: an emergency must not wait for that.
  // Where a safe slot is chosen they may stay empty as well.
  const optional =
    slots?.kind === 'slots' || (edits === null && types.some(({ type, allowed }) => type === 'emergency' && allowed));
  const offered = types.filter(({ type, allowed }) => allowed && type !== 'emergency');
  return [
    { ...subheading('When'), separator: true },
    ...(emergency
      ? [
          text(
            'An emergency starts as soon as it is sent. Approvers are told at once, and somebody else judges it afterwards.',
          ),
        ]
      : [
          dateField('date', 'Day', draft.date, { min: today, optional }),
          timeField('time', 'Starts at', draft.time, { optional }),
        ]),
    hoursField(draft.hours),
    zoneField(draft.zone),
    { ...subheading('What for'), separator: true },
    textField({
      id: 'reason',
      label: 'Reason',
      value: draft.reason,
      lines: true,
      required: 'Say why, for example: cut off since July 2026.',
      max: 500,
    }),
    ...(offered.length > 1 && !emergency
      ? [
          {
            type: 'Input.ChoiceSet' as const,
            id: 'type',
            label: 'Type',
            style: 'compact' as const,
            value: offered.some(({ type }) => type === draft.type) ? draft.type : (offered[0]?.type ?? 'normal'),
            choices: offered.map(({ type, title }) => ({ title: inert(title, room.name) || type, value: type })),
          },
        ]
      : []),
    {
      type: 'Input.ChoiceSet',
      id: 'risk',
      // What is derived is never lowered.
      label: 'Risk',
      style: 'compact',
      value: draft.risk === 'medium' || draft.risk === 'high' ? draft.risk : 'low',
      choices: [
        { title: 'As derived', value: 'low' },
        { title: 'Raise to medium', value: 'medium' },
        { title: 'Raise to high', value: 'high' },
      ],
    },
    textField({
      id: 'impact',
      label: 'Impact on users (empty: the usual one)',
      value: draft.impact,
      lines: true,
      max: 1000,
    }),
    textField({ id: 'backout', label: 'Backout (empty: the usual one)', value: draft.backout, lines: true, max: 1000 }),
    tickBox('adPrep', 'Active Directory has to be prepared', 'yes', draft.adPrep),
  ];
}

function targetField({ choices }: FormServer, index: number, target: string, name: string): CardElementArray {
  const usable = choices.filter(({ value }) => value !== '' && value.length <= LONGEST_VALUE);
  const chosen = usable.find(({ value }) => value === target);
  const shown = distinct([...(chosen ? [chosen] : []), ...usable]).slice(0, MOST_CHOICES);
  if (shown.length === 0) return [text('Its target stays as it is.', { subtle: true, size: 'Small' })];
  const input: IChoiceSetInput = {
    type: 'Input.ChoiceSet',
    id: `target${index + 1}`,
    label: `Target of ${inert(name)}`,
    style: 'compact',
    value: chosen?.value ?? shown[0]?.value ?? '',
    choices: shown.map(({ title, value }) => ({
      title: inert(title, 80) || inert(value, 80) || 'a target without a name',
      value,
    })),
  };
  return [input];
}

function distinct(choices: readonly TargetChoice[]): readonly TargetChoice[] {
  return choices.filter((choice, at) => choices.findIndex(({ value }) => value === choice.value) === at);
}

function plannedOf({ id }: FormServer, { servers }: Draft, index: number) {
  return servers.find(({ server }) => server === id) ?? servers[index] ?? { target: '', order: '' };
}

function orderOf(order: string, index: number): number {
  const typed = Number(order);
  return order.trim() !== '' && Number.isInteger(typed) && typed >= 1 && typed <= 999 ? typed : index + 1;
}

function nameOf({ name, id }: FormServer, room: Room): string {
  return clean(name, room.name) || clean(id, room.name) || 'server without a name';
}
