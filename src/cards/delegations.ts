import type { Delegation, PeopleAnswer } from '../people/model.ts';
import { countText } from '../readiness/words.ts';
import { act, ask, type PresentContext } from './parts/actions.ts';
import { fitted, type Presented, type Room } from './parts/card.ts';
import { clean, inert } from './parts/escape.ts';
import { dateField, textField } from './parts/inputs.ts';
import { table } from './parts/table.ts';
import { heading, text } from './parts/text.ts';
import { datedMoment, knownZone } from './parts/when.ts';
import { personText } from './parts/who.ts';
import { peopleCountsCard } from './roles.ts';

type List = Extract<PeopleAnswer, { readonly kind: 'delegations' }>;
type Form = Extract<PeopleAnswer, { readonly kind: 'delegate-form' }>;

const MOST_ROWS = 24;
const MOST_ENDED = 5;

/** Who approves in whose place, from when to when. */
export function delegationsCard(list: List, context: PresentContext): Presented {
  const total = list.delegations.length;
  const title = total === 0 ? 'Nobody acts in place of another' : countText(total, 'delegation');
  if (context.audience !== 'names') return peopleCountsCard(title, context);
  return fitted((room) => {
    const shown = list.delegations.slice(0, Math.min(MOST_ROWS, room.rows));
    return {
      summary: `${title}.`,
      body: [
        heading(title),
        ...(list.notice === null ? [] : [text(clean(list.notice, room.sentence), { bold: true })]),
        ...(total === 0
          ? [text('To have somebody approve in your place, write: delegate to @name until friday: on leave')]
          : [listed(shown, list, context, room)]),
        ...(total > shown.length ? [text(`and ${total - shown.length} more`, { subtle: true })] : []),
        ...(total > MOST_ENDED
          ? [text(`Buttons are for the first ${MOST_ENDED}.`, { subtle: true, size: 'Small' })]
          : []),
        ...(total > 0
          ? [
              text(
                `Times in ${knownZone(context.zone)}. Whoever acts for somebody can not approve what that person asked for.`,
                { subtle: true, size: 'Small' },
              ),
            ]
          : []),
      ],
      actions: [
        ...shown
          .slice(0, MOST_ENDED)
          .map((one) =>
            act(
              `End: ${inert(personText(one.to, { name: 20 }))}`,
              { people: { kind: 'end-delegation', delegation: one.id } },
              context,
            ),
          ),
        ask('Help', { kind: 'help' }, context),
      ],
    };
  });
}

/** The filled form: who, from when to when, why. */
export function delegateFormCard(form: Form, context: PresentContext): Presented {
  const { person, principal, from, until, zone, reason } = form;
  if (context.audience !== 'names') return peopleCountsCard('A delegation needs names', context);
  return fitted((room) => {
    const name = personText(person, room);
    const whose = principal === null ? 'your place' : `the place of ${personText(principal, room)}`;
    const title = `${name} acts in ${whose}`;
    const bare = (text: string | null) => (text === null ? null : clean(text, 120));
    return {
      summary: `${title}: to be confirmed.`,
      body: [
        heading(title),
        text(
          'Meanwhile they may approve what was asked of the one they act for. What either of them proposed, the other can not approve.',
        ),
        dateField('from', `First day, ${knownZone(zone)}`, from),
        dateField('until', `Last day, ${knownZone(zone)}`, until),
        textField({
          id: 'reason',
          label: 'Reason',
          value: reason,
          required: 'Say why, for example: on leave.',
          max: 500,
        }),
      ],
      actions: [
        act(
          'Delegate',
          {
            people: {
              kind: 'delegate',
              person: person.person,
              name: bare(person.name),
              ...(principal && { principal: { person: principal.person, name: bare(principal.name) } }),
              from: '',
              until: '',
              zone,
              reason: '',
            },
          },
          context,
          { primary: true, withInputs: true },
        ),
        act('Delegations', { people: { kind: 'delegations' } }, context),
      ],
    };
  });
}

function listed(rows: readonly Delegation[], { asOf }: List, context: PresentContext, room: Room) {
  const small = { subtle: true, size: 'Small', spacing: 'None' } as const;
  const zone = knownZone(context.zone);
  const when = (one: Delegation) => `${datedMoment(one.starts, zone)} – ${datedMoment(one.ends, zone)}`;
  return table({
    columns: [
      { title: 'Who acts for whom', width: 4 },
      { title: 'When and why', width: 5 },
    ],
    rows: rows.map((one) => [
      [
        text(personText(one.to, room), { bold: true }),
        text(`for ${personText(one.from, room)}`, small),
        ...(one.starts > asOf ? [text('not yet', small)] : []),
      ],
      [text(when(one), { size: 'Small' }), text(clean(one.reason, room.sentence), small)],
    ]),
    fallback: rows.map((one) => `${personText(one.to, room)} for ${personText(one.from, room)}, ${when(one)}`),
  });
}
