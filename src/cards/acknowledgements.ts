import type { AckAnswer, AckEnd, ListedAcknowledgement } from '../acknowledgements/model.ts';
import type { AckNoteKind } from '../acknowledgements/app.ts';
import { countText } from '../readiness/words.ts';
import { ackCountsCard, ackServerName } from './acknowledge.ts';
import { act, ask, type PresentContext } from './parts/actions.ts';
import { fitted, type Presented, type Room } from './parts/card.ts';
import { clean, inert } from './parts/escape.ts';
import { firstOf } from './parts/inputs.ts';
import { marked, readinessMarks } from './parts/marks.ts';
import { table } from './parts/table.ts';
import { heading, text } from './parts/text.ts';
import { lastDayText } from './parts/when.ts';
import { whoText } from './parts/who.ts';

type List = Extract<AckAnswer, { readonly kind: 'acks' }>;

const MOST_ROWS = 24;
/** Of the six buttons, one is for what comes next. */
const MOST_WITHDRAWN = 5;

/** What is acknowledged now: server, by whom, until when, why. The one that ends first comes first. */
export function acksCard(list: List, context: PresentContext): Presented {
  const total = list.rows.length;
  const title = total === 0 ? 'Nothing is acknowledged' : `${countText(total, 'server')} acknowledged`;
  if (context.audience !== 'names') return ackCountsCard(total, title, context);
  return fitted((room) => {
    const shown = list.rows.slice(0, Math.min(MOST_ROWS, room.rows));
    const mine = shown.filter(({ acknowledgement }) => list.mayWithdraw.includes(acknowledgement.id));
    return {
      summary: `${title}.`,
      wide: true,
      body: [
        heading(title),
        ...(total === 0
          ? [
              text(
                'Tick servers in the failing list and press Acknowledge, or write: ack BER-EX02 until friday: waiting for the board',
              ),
            ]
          : [listed(shown, room)]),
        ...(total > shown.length ? [text(`and ${total - shown.length} more`, { subtle: true })] : []),
        ...(mine.length > MOST_WITHDRAWN
          ? [
              text(`Buttons are for the first ${MOST_WITHDRAWN} that you may withdraw.`, {
                subtle: true,
                size: 'Small',
              }),
            ]
          : []),
      ],
      actions: [
        ...mine
          .slice(0, MOST_WITHDRAWN)
          .map(({ acknowledgement, server }) =>
            act(
              `Withdraw ${inert(ackServerName(server, { name: 24 }))}`,
              { acknowledgement: { kind: 'withdraw', id: acknowledgement.id } },
              context,
            ),
          ),
        ask('Failing servers', { kind: 'failing', scope: null, cause: null, page: 1 }, context),
      ],
    };
  });
}

/** One that somebody has just taken back. */
export function ackWithdrawnCard(listed: ListedAcknowledgement, context: PresentContext): Presented {
  if (context.audience !== 'names') return ackCountsCard(1, 'An acknowledgement is withdrawn', context);
  return fitted((room) => {
    const name = ackServerName(listed.server, room);
    const title = `Acknowledgement of ${name} withdrawn`;
    return {
      summary: `${title}.`,
      body: [
        heading(title),
        text(`${marked(readinessMarks[listed.readiness])}. Nobody has taken it on now, unless a change is planned.`),
        text(`It was: ${madeText(listed, room)}`, { subtle: true, size: 'Small', max: 700 }),
      ],
      actions: [
        ask('Why', { kind: 'why', server: listed.server.id }, context, { primary: true }),
        act('Acknowledge again', { acknowledgement: { kind: 'form', servers: [listed.server.id] } }, context),
      ],
    };
  });
}

/** A word about one acknowledgement, in the thread where it was made. */
export interface AckNote {
  readonly what: AckNoteKind;
  readonly listed: ListedAcknowledgement;
}

const ends: Readonly<Record<AckEnd, string>> = {
  expired: 'its last day is over',
  ready: 'the server is ready',
  worse: 'it got worse',
  withdrawn: 'it was withdrawn',
  replaced: 'a newer one replaced it',
  retired: 'the server was retired',
  gone: 'the server is not known any more',
};

/** The reminder a day before its end, or how it ended by itself. */
export function ackNoteCard({ what, listed }: AckNote, context: PresentContext): Presented {
  const { acknowledgement: ack } = listed;
  const until = lastDayText(ack.until, ack.zone);
  const counts = what === 'remind' ? `An acknowledgement ends after ${until}` : 'An acknowledgement ended';
  if (context.audience !== 'names') return ackCountsCard(1, counts, context);
  return fitted((room) => {
    const name = ackServerName(listed.server, room);
    const mark = readinessMarks[listed.readiness];
    const how = ack.ended === null ? '' : `: ${ends[ack.ended.as]}`;
    const title =
      what === 'remind'
        ? `${whoText(ack.author, room)}: the acknowledgement of ${name} ends after ${until}`
        : `The acknowledgement of ${name} ended${how}`;
    const good = what === 'ended' && ack.ended?.as === 'ready';
    return {
      summary: `${title}. ${ack.ended?.why ?? ''}`,
      body: [
        { ...heading(title, good ? 'Good' : 'Default'), size: 'Medium' },
        ...(ack.ended ? [text(clean(ack.ended.why, room.sentence))] : []),
        text(`${name} is ${marked(mark)} now.`, { ...(listed.readiness === 'failing' && { color: mark.color }) }),
        text(`Acknowledged: ${madeText(listed, room)}`, { subtle: true, size: 'Small', max: 700 }),
      ],
      actions: good
        ? [ask('Why', { kind: 'why', server: listed.server.id }, context)]
        : [
            act('Plan update', { change: { kind: 'form', servers: [listed.server.id], change: null } }, context, {
              primary: true,
            }),
            act(
              what === 'remind' ? 'Acknowledge for longer' : 'Acknowledge again',
              { acknowledgement: { kind: 'form', servers: [listed.server.id], reason: firstOf(ack.reason, 500) } },
              context,
            ),
            ask('Why', { kind: 'why', server: listed.server.id }, context),
          ],
    };
  });
}

function madeText({ acknowledgement: ack }: ListedAcknowledgement, room: Room): string {
  return `by ${whoText(ack.author, room)} until ${lastDayText(ack.until, ack.zone)}: ${clean(ack.reason, room.sentence)}`;
}

function listed(rows: List['rows'], room: Room) {
  const small = { subtle: true, size: 'Small', spacing: 'None' } as const;
  return table({
    columns: [
      { title: 'Server', width: 4 },
      { title: 'Acknowledged', width: 4 },
      { title: 'Reason', width: 5 },
    ],
    rows: rows.map(({ acknowledgement: ack, server, readiness }) => [
      [text(ackServerName(server, room), { bold: true }), text(marked(readinessMarks[readiness]), small)],
      [text(`until ${lastDayText(ack.until, ack.zone)}`), text(`by ${whoText(ack.author, room)}`, small)],
      [text(clean(ack.reason, room.sentence), { size: 'Small' })],
    ]),
    fallback: rows.map((row) => `${ackServerName(row.server, room)}: ${madeText(row, room)}`),
  });
}
