import type { RetiredServer, ServerAnswer } from '../readiness/retire-model.ts';
import type { Instant } from '../core/clock.ts';
import { COUNTS_ONLY } from './fleet.ts';
import { act, ask, type PresentContext } from './parts/actions.ts';
import { finish, fitted, type Presented, type Room } from './parts/card.ts';
import { clean } from './parts/escape.ts';
import { textField } from './parts/inputs.ts';
import { marked, readinessMarks } from './parts/marks.ts';
import { identityLine, serverName } from './parts/server-parts.ts';
import { heading, text } from './parts/text.ts';
import { datedMoment, knownZone } from './parts/when.ts';
import { whoText } from './parts/who.ts';

type Of<Kind extends ServerAnswer['kind']> = Extract<ServerAnswer, { readonly kind: Kind }>;

/** What retiring does, to be confirmed with a reason. */
export function retireFormCard(
  { server, replacedBy, reason }: Of<'server-retire-form'>,
  context: PresentContext,
): Presented {
  if (context.audience !== 'names') return retireCountsCard('Retiring a server needs its name', context);
  return fitted((room) => {
    const name = serverName(server, room);
    const title = `Retire ${name}`;
    const mark = readinessMarks[server.assessment.readiness];
    return {
      summary: `${title}: to be confirmed.`,
      body: [
        heading(title),
        text(identityLine(server, room), { subtle: true, size: 'Small', spacing: 'None' }),
        text(`Now: ${marked(mark)}`),
        text(
          'A retired server counts nowhere and stands in no list until it is revived. Reports that still come are kept. Nothing is done on the server itself.',
        ),
        textField({
          id: 'replacedBy',
          label: 'Replaced by (name of a server; empty: by none)',
          value: replacedBy?.name ?? '',
          max: 255,
        }),
        ...(replacedBy && !replacedBy.known
          ? [text(`? No server called ${clean(replacedBy.name, room.name)} has reported yet.`, { size: 'Small' })]
          : []),
        reasonField(reason, 'Say why, for example: switched off, project Thames.'),
      ],
      actions: [
        act('Retire', { server: { kind: 'retire', server: server.id, replacedBy: null, reason: '' } }, context, {
          primary: true,
          withInputs: true,
        }),
        ask('Why', { kind: 'why', server: server.id }, context),
      ],
    };
  });
}

/** A server that is out of the fleet: who took it out, when and why, and how it comes back. */
export function retiredCard({ server, notice }: Of<'server-retired'>, context: PresentContext): Presented {
  if (context.audience !== 'names') return retireCountsCard('A server is retired', context);
  return fitted((room) => {
    const title = `${retiredName(server, room)} is retired`;
    return {
      summary: `${title}. ${notice ?? ''}`,
      body: [
        heading(title),
        text(notice === null ? 'It counts nowhere and stands in no list.' : clean(notice, room.sentence)),
        ...retirement(server, context, room),
      ],
      actions: [
        act('Revive', { server: { kind: 'revive-form', server: server.id } }, context),
        ask('History', { kind: 'history', server: server.id }, context),
        ask('Status', { kind: 'status' }, context),
      ],
    };
  });
}

export function reviveFormCard({ server, reason }: Of<'server-revive-form'>, context: PresentContext): Presented {
  if (context.audience !== 'names') return retireCountsCard('Reviving a server needs its name', context);
  return fitted((room) => {
    const title = `Revive ${retiredName(server, room)}`;
    return {
      summary: `${title}: to be confirmed.`,
      body: [
        heading(title),
        ...retirement(server, context, room),
        text('Revived, it counts again and is judged by its newest report.'),
        reasonField(reason, 'Say why, for example: it stays in service after all.'),
      ],
      actions: [
        act('Revive', { server: { kind: 'revive', server: server.id, reason: '' } }, context, {
          primary: true,
          withInputs: true,
        }),
        ask('Status', { kind: 'status' }, context),
      ],
    };
  });
}

export function revivedCard({ server, readiness, notice }: Of<'server-revived'>, context: PresentContext): Presented {
  if (context.audience !== 'names') return retireCountsCard('A server is revived', context);
  return fitted((room) => {
    const name = clean(server.name, room.name) || clean(server.id, room.name) || 'The server';
    const title = `${name} is revived`;
    return {
      summary: `${title}. ${notice}`,
      body: [
        heading(title),
        text(clean(notice, room.sentence)),
        text(readiness === null ? '? unknown until it is judged' : `Now: ${marked(readinessMarks[readiness])}`),
      ],
      actions: [
        ask('Why', { kind: 'why', server: server.id }, context, { primary: true }),
        ask('Status', { kind: 'status' }, context),
      ],
    };
  });
}

/** When and why it was taken out; beside what else is told of it. */
export function retirement(
  { retirement: { at, by, reason, replacedBy }, newestReport }: RetiredServer,
  context: PresentContext,
  room: Room,
) {
  const zone = knownZone(context.zone);
  const moment = (instant: Instant) => `${datedMoment(instant, zone)} ${zone}`;
  const later = newestReport !== null && newestReport > at;
  return [
    text(`Retired by ${whoText(by, room)}, ${moment(at)}: ${clean(reason, room.sentence)}`, { max: 700 }),
    ...(replacedBy === null
      ? []
      : [
          text(
            `Replaced by ${clean(replacedBy.name, room.name)}${replacedBy.known ? '' : ', of which no report came yet'}`,
          ),
        ]),
    ...(later
      ? [
          text(`? It still reports: the newest report came ${moment(newestReport)}. It may not be switched off.`, {
            bold: true,
          }),
        ]
      : []),
  ];
}

function retiredName({ name, fqdn }: RetiredServer, room: Room): string {
  return clean(name, room.name) || clean(fqdn, room.name) || 'server without a name';
}

function reasonField(reason: string, required: string) {
  return textField({ id: 'reason', label: 'Reason', value: reason, lines: true, required, max: 500 });
}

function retireCountsCard(title: string, context: PresentContext): Presented {
  return finish({
    summary: `${title}.`,
    body: [heading(title), text(COUNTS_ONLY, { size: 'Small' })],
    actions: [ask('Status', { kind: 'status' }, context), ask('Help', { kind: 'help' }, context)],
  });
}
