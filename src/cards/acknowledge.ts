import type { AckAnswer, AckServer } from '../acknowledgements/model.ts';
import { localDay } from '../core/local-time.ts';
import { isDay } from '../core/clock.ts';
import { countText, dayText } from '../readiness/words.ts';
import { COUNTS_ONLY } from './fleet.ts';
import { act, ask, type PresentContext } from './parts/actions.ts';
import { fitted, finish, type Presented, type Room, wholeRooms } from './parts/card.ts';
import { gateWords } from './parts/causes.ts';
import { clean, inert } from './parts/escape.ts';
import { dateField, textField, tickBox } from './parts/inputs.ts';
import { readinessMarks } from './parts/marks.ts';
import { heading, lines, text } from './parts/text.ts';
import { knownZone, lastDayText } from './parts/when.ts';
import { whoText } from './parts/who.ts';

type Form = Extract<AckAnswer, { readonly kind: 'ack-form' }>;
type Made = Extract<AckAnswer, { readonly kind: 'acknowledged' }>;

/** What stays as it is while somebody has taken a server on. */
const REMAINING =
  'The risk remains: what fails goes on failing and stays in every list, marked as acknowledged. The mark ends by itself after the last day, when the server is ready, when something else fails, or when an update does not help.';

/** The filled form: which servers, what fails of each, until when and why. */
export function ackFormCard(form: Form, context: PresentContext): Presented {
  if (context.audience !== 'names') return ackCountsCard(form.servers.length, 'Acknowledging needs names', context);
  return fitted((room) => {
    const shown = form.servers.slice(0, room.rows);
    const left = form.servers.length - shown.length;
    const one = form.servers.length === 1 ? form.servers[0] : undefined;
    const zone = knownZone(form.zone);
    const title = one
      ? `Acknowledge ${ackServerName(one, room)}`
      : form.servers.length === 0
        ? 'Nothing here can be acknowledged'
        : `Acknowledge ${countText(form.servers.length, 'server')}`;
    return {
      summary: `${title}.`,
      body: [
        heading(title),
        ...(one ? [text(stateLine(one, room)), ...cutOff(one, room)] : []),
        ...leftLines(form.left, room),
        ...(form.servers.length === 0
          ? []
          : [
              ...(one
                ? []
                : shown.map((server, index) =>
                    tickBox(`server${index + 1}`, inert(stateLine(server, room, true)), server.id, true),
                  )),
              ...(left > 0
                ? [text(`${left} more do not fit into one card: acknowledge them afterwards.`, { bold: true })]
                : []),
              ...replaced(form, room),
              dateField('until', `Last day (at most ${dayIn(form.longest)}), ${zone}`, form.until, {
                min: localDay(form.asOf, zone),
                max: form.longest,
              }),
              textField({
                id: 'reason',
                label: 'Reason, for whoever looks at this server',
                value: form.reason,
                lines: true,
                required: 'Say why, for example: being replaced, project Thames.',
                max: 500,
              }),
              text(REMAINING, { size: 'Small', max: 500 }),
            ]),
      ],
      actions: [
        ...(form.servers.length > 0
          ? [
              act(
                'Acknowledge',
                {
                  acknowledgement: {
                    kind: 'make',
                    servers: form.servers.map(({ id }) => id),
                    until: '',
                    zone,
                    reason: '',
                  },
                },
                context,
                { primary: true, withInputs: true },
              ),
            ]
          : []),
        ask('Failing servers', { kind: 'failing', scope: null, cause: null, page: 1 }, context),
      ],
    };
  }, wholeRooms);
}

/** Server by server what became of it; refused ones first, as they still need somebody. */
export function acknowledgedCard(made: Made, context: PresentContext): Presented {
  const done = made.outcomes.filter((outcome) => outcome.kind === 'acknowledged');
  const refused = made.outcomes.filter((outcome) => outcome.kind === 'refused');
  const until = lastDayText(made.until, made.zone);
  const all = countText(made.outcomes.length, 'server');
  const many = `${refused.length > 0 ? `${done.length} of ${all}` : all} acknowledged until ${until}`;
  if (context.audience !== 'names') return ackCountsCard(done.length, many, context);
  return fitted((room) => {
    const only = made.outcomes.length === 1 ? done[0] : undefined;
    const title = only ? `${ackServerName(only.server, room)} acknowledged until ${until}` : many;
    const shownRefused = refused.slice(0, room.rows);
    const shownDone = done.slice(0, room.rows);
    const left = made.outcomes.length - shownRefused.length - shownDone.length;
    return {
      summary: `${title}.`,
      body: [
        heading(title),
        text(`Reason: ${clean(made.reason, room.sentence)}`, { max: 600 }),
        ...(refused.length > 0
          ? [
              text(`✖ Not acknowledged: ${refused.length}`, { bold: true, color: 'Attention', spacing: 'Medium' }),
              lines(
                shownRefused.map(
                  ({ server, refusal }) =>
                    `${ackServerName(server, room)}: ${clean(refusal.message, room.sentence)} ${clean(refusal.hint, room.sentence)}`,
                ),
                { spacing: 'Small', max: 600 },
              ),
            ]
          : []),
        ...(done.length > 0 && !only
          ? [
              // A tick would read as a verdict, and the title has counted them where none was refused.
              ...(refused.length > 0 ? [text(`Acknowledged: ${done.length}`, { bold: true, spacing: 'Medium' })] : []),
              lines(
                shownDone.map(
                  ({ server, replaced: again }) =>
                    `${ackServerName(server, room)}${again ? ', replaces the earlier one' : ''}`,
                ),
                { spacing: 'Small' },
              ),
            ]
          : []),
        ...(only?.replaced ? [text('It replaces the earlier one.')] : []),
        ...(left > 0 ? [text(`and ${left} more, which one card can not hold`, { subtle: true })] : []),
        text(REMAINING, { size: 'Small', subtle: true, max: 500 }),
      ],
      actions: [
        act('Acknowledgements', { acknowledgement: { kind: 'list' } }, context),
        ask('Failing servers', { kind: 'failing', scope: null, cause: null, page: 1 }, context),
      ],
    };
  }, wholeRooms);
}

export function ackServerName(server: AckServer, room: Pick<Room, 'name'>): string {
  return clean(server.name, room.name) || clean(server.id, room.name) || 'server without a name';
}

/** What an audience of counts gets of anything about acknowledgements. */
export function ackCountsCard(servers: number, title: string, context: PresentContext): Presented {
  return finish({
    summary: `${title}.`,
    body: [heading(title), text(countText(servers, 'server')), text(COUNTS_ONLY, { size: 'Small' })],
    actions: [ask('Status', { kind: 'status' }, context), ask('Help', { kind: 'help' }, context)],
  });
}

function stateLine({ id, name, bound }: Form['servers'][number], room: Room, named = false): string {
  const mark = readinessMarks[bound.readiness];
  const why = [
    gateWords(bound.failing, 'fail', 2),
    bound.failing.length === 0 ? gateWords(bound.unknown, 'unknown', 2) : '',
  ].filter(Boolean);
  return `${named ? `${ackServerName({ id, name }, room)}: ` : ''}${mark.sign} ${mark.word}${why.length > 0 ? `, ${why.join(', ')}` : ''}`;
}

/** Said where there is one server only: of several the tick boxes have it in their causes. */
function cutOff({ cutOffSince }: Form['servers'][number], room: Room) {
  return cutOffSince === null
    ? []
    : [
        text(
          `No mitigation that Microsoft released since ${clean(cutOffSince, room.name)} has reached it, and none will.`,
          {
            bold: true,
          },
        ),
      ];
}

function leftLines(left: Form['left'], room: Room) {
  if (left.length === 0) return [];
  const shown = left.slice(0, Math.min(20, room.rows));
  const more = left.length - shown.length;
  return [
    text(`✖ Left out: ${left.length}`, { bold: true, color: 'Attention' }),
    lines(
      [
        ...shown.map(
          ({ server, refusal }) => `${ackServerName(server, room)}: ${clean(refusal.message, room.sentence)}`,
        ),
        ...(more > 0 ? [`and ${more} more`] : []),
      ],
      { spacing: 'Small', size: 'Small' },
    ),
  ];
}

function replaced(form: Form, room: Room) {
  const current = form.servers.flatMap((server) => (server.current === null ? [] : [{ server, ack: server.current }]));
  if (current.length === 0) return [];
  const shown = current.slice(0, Math.min(6, room.rows)).map(({ server, ack }) => {
    return `${ackServerName(server, room)}: by ${whoText(ack.author, room)} until ${lastDayText(ack.until, ack.zone)}`;
  });
  const more = current.length - shown.length;
  return [
    text('Acknowledged already; this replaces it:', { size: 'Small' }),
    lines([...shown, ...(more > 0 ? [`and ${more} more`] : [])], { size: 'Small', spacing: 'None' }),
  ];
}

function dayIn(day: string): string {
  return isDay(day) ? dayText(day) : clean(day, 10);
}
