import type { CardElementArray } from '@microsoft/teams.cards';
import type { CalendarAnswer, LinkedConversation } from '../calendar/model.ts';
import { act, ask, type PresentContext } from './parts/actions.ts';
import { finish, fitted, type Presented, type Room } from './parts/card.ts';
import { clean, inert } from './parts/escape.ts';
import { textField } from './parts/inputs.ts';
import { heading, lines, subheading, text } from './parts/text.ts';
import { datedMoment, knownZone } from './parts/when.ts';

type Links = Extract<CalendarAnswer, { readonly kind: 'calendar' }>;
type Made = Extract<CalendarAnswer, { readonly kind: 'calendar-made' }>;

const WHAT_IT_SHOWS = 'A calendar shows changes, freezes and maintenance windows, and follows what becomes of them.';
const WHO_READS =
  'Whoever has an address can read its calendar: keep it to yourself, and revoke it when others have seen it.';
const WHO_SHARES =
  'Whoever has the address can read the calendar: give it to the people of the conversation only, and revoke it when others have seen it.';
const MOST_CONVERSATIONS = 24;
const LONGEST_ADDRESS = 2_000;

/** The links that somebody has; their addresses are known to nobody any more. */
export function calendarCard(links: Links, context: PresentContext): Presented {
  const title = links.madeAt === null ? 'You have no link to your calendar' : 'You have a link to your calendar';
  const small = { subtle: true, size: 'Small' } as const;
  const open = links.closed === null;
  return fitted((room) => ({
    summary: `${title}.`,
    body: [
      heading(title),
      ...(links.notice === null ? [] : [text(clean(links.notice, room.sentence), { bold: true })]),
      ...(links.closed === null
        ? []
        : [text(`✖ ${links.closed.message} ${links.closed.hint}`, { color: 'Attention' })]),
      text(
        links.madeAt === null
          ? WHAT_IT_SHOWS
          : `It was made on ${momentText(links.madeAt, context)}. Its address was told then; a new link ends it.`,
      ),
      ...conversations(links, context, room),
      text(WHO_READS, small),
    ],
    actions: [
      ...(open
        ? [act('New link', { calendar: { kind: 'make', conversation: null } }, context, { primary: true })]
        : []),
      ...(links.madeAt === null
        ? []
        : [act('Revoke link', { calendar: { kind: 'revoke', conversation: null } }, context)]),
      ...(links.conversations.length > 0 && open
        ? [
            act('New link for the conversation', { calendar: { kind: 'make', conversation: '' } }, context, {
              withInputs: true,
            }),
          ]
        : []),
      ...(links.conversations.some(({ madeAt }) => madeAt !== null)
        ? [
            act("Revoke the conversation's link", { calendar: { kind: 'revoke', conversation: '' } }, context, {
              withInputs: true,
            }),
          ]
        : []),
      ask('Help', { kind: 'help' }, context),
    ],
  }));
}

/** A link that was just made: the one time that its address is told. */
export function calendarMadeCard({ address, conversation, replaced }: Made, context: PresentContext): Presented {
  const title =
    conversation === null
      ? 'The link to your calendar'
      : `The link to the calendar of ${clean(conversation.name ?? '', 60) || 'the conversation'}`;
  return finish({
    summary: `${title}: copy it now.`,
    body: [
      heading(title),
      text('Copy the address now: it is told only this once.', { bold: true }),
      textField({ id: 'address', label: 'Address', value: address, lines: true, max: LONGEST_ADDRESS }),
      lines([
        'In Outlook: Add calendar > Subscribe from web, and paste the address.',
        'In other calendars: add a calendar by its address.',
      ]),
      ...(replaced ? [text('The earlier link ended with it.')] : []),
      ...(conversation === null ? [] : [text('It counts servers and names none, as guests may read it.')]),
      text(conversation === null ? WHO_READS : WHO_SHARES, { subtle: true, size: 'Small' }),
    ],
    actions: [
      act('Calendar links', { calendar: { kind: 'show' } }, context),
      ...(conversation === null
        ? [act('Revoke link', { calendar: { kind: 'revoke', conversation: null } }, context)]
        : []),
    ],
  });
}

/** Of admins: which conversations have a link, and which of them the buttons are for. */
function conversations({ conversations: all }: Links, context: PresentContext, room: Room): CardElementArray {
  if (all.length === 0) return [];
  const shown = all.slice(0, Math.min(MOST_CONVERSATIONS, room.rows));
  return [
    subheading('Of conversations that read a digest'),
    lines(
      shown.map((one) => {
        const made = one.madeAt === null ? 'no link' : `link made on ${momentText(one.madeAt, context)}`;
        return `${nameOf(one, room)}: ${made}`;
      }),
      { size: 'Small' },
    ),
    ...(all.length > shown.length ? [text(`and ${all.length - shown.length} more`, { subtle: true })] : []),
    {
      type: 'Input.ChoiceSet',
      id: 'conversation',
      label: 'Conversation',
      style: 'compact',
      placeholder: 'Choose one',
      choices: shown.map((one) => ({ title: inert(nameOf(one, room)), value: one.conversation })),
    },
  ];
}

function nameOf({ name, conversation }: LinkedConversation, room: Room): string {
  return clean(name ?? '', room.name) || `without a name, ${clean(conversation, 24)}`;
}

function momentText(at: Links['asOf'], context: PresentContext): string {
  const zone = knownZone(context.zone);
  return `${datedMoment(at, zone)} ${zone}`;
}
