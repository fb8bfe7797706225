import type { CardElementArray, ITable } from '@microsoft/teams.cards';
import { never } from '../../core/result.ts';
import type { ListAnswer } from '../../questions/model.ts';
import type { ServerRow } from '../../readiness/model.ts';
import { attentionLines } from './attention.ts';
import type { Room } from './card.ts';
import { type Cause, causeLines, causesOf, causesText, outdatedCausesOf, unknownCausesOf } from './causes.ts';
import { clean, inert } from './escape.ts';
import { marked, readinessMarks } from './marks.ts';
import { table } from './table.ts';
import { text } from './text.ts';
import { age } from './when.ts';
import { buildLabel, place } from './words.ts';

/** One row a server: who it is, with a box to tick, why it is here, how old its evidence is. */
export function serverTable(answer: ListAnswer, zone: string, room: Room): ITable {
  const servers = answer.rows.slice(0, room.rows);
  return table({
    columns: [
      { title: 'Server', width: 5 },
      { title: 'Why', width: 6 },
      { title: 'Evidence', width: '60px' },
    ],
    rows: servers.map((server, index) => [
      who(server, index, answer, room),
      why(server, answer, zone, room),
      [text(evidenceAge(server, answer), { subtle: true, size: 'Small' })],
    ]),
    // A tick box has a height of its own in every client: what stands beside it stays level with it only from the middle.
    centered: true,
    fallback: servers.map((server) => inOneLine(server, answer, zone, room)),
  });
}

export function causesIn(answer: ListAnswer, server: ServerRow): readonly Cause[] {
  switch (answer.kind) {
    case 'failing':
      return causesOf(server);
    case 'unknown':
      return unknownCausesOf(server);
    case 'outdated':
      return outdatedCausesOf(server);
    default:
      return never(answer.kind);
  }
}

function who(server: ServerRow, index: number, answer: ListAnswer, room: Room): CardElementArray {
  const where = place(server);
  const about = [...(where ? [clean(where, room.name)] : []), buildLabel(server.assessment)].join(' · ');
  const twin = answer.rows.some(
    (other) => other.id !== server.id && other.name.toLowerCase() === server.name.toLowerCase(),
  );
  return [
    {
      type: 'Input.Toggle',
      id: `tick${index + 1}`,
      // The box's own title is the name: not every client can hide a title, and every input needs one.
      title: inert((twin && clean(server.fqdn, room.name)) || nameOf(server, room)),
      value: '',
      valueOn: server.id,
      valueOff: '',
      wrap: true,
    },
    text(about, { subtle: true, size: 'Small', spacing: 'None', max: 160 }),
  ];
}

function why(server: ServerRow, answer: ListAnswer, zone: string, room: Room): CardElementArray {
  const [first = '', ...rest] = causeLines(causesIn(answer, server), 3);
  const mark = marked(readinessMarks[server.assessment.readiness]);
  const more = answer.kind === 'outdated' ? [...rest, mark] : rest;
  const taken = takenText(server, answer, zone, room);
  return [
    text(first),
    ...more.map((line) => text(line, { subtle: true, size: 'Small', spacing: 'None' })),
    ...(taken === null ? [] : [text(taken, { size: 'Small', spacing: 'None', bold: taken === UNATTENDED })]),
  ];
}

const UNATTENDED = 'nobody’s name on it';

/** Who has it. Of a failing server also that nobody does; where nothing fails nobody has to. */
function takenText(server: ServerRow, { kind, attention }: ListAnswer, zone: string, room: Room): string | null {
  const taken = Object.hasOwn(attention, server.id) ? attentionLines(attention[server.id], zone, room) : [];
  if (taken.length > 0) return taken.join(' · ');
  return kind === 'failing' ? UNATTENDED : null;
}

function evidenceAge(server: ServerRow, answer: ListAnswer): string {
  return server.observedAt === null ? 'no report' : age(server.observedAt, answer.asOf);
}

function inOneLine(server: ServerRow, answer: ListAnswer, zone: string, room: Room): string {
  const taken = takenText(server, answer, zone, room);
  const about = `${nameOf(server, room)} (${buildLabel(server.assessment)})`;
  return clean(
    `${about}: ${causesText(causesIn(answer, server))}. ${taken === null ? '' : `${taken}. `}Evidence: ${evidenceAge(server, answer)}.`,
    room.sentence,
  );
}

function nameOf(server: ServerRow, room: Room): string {
  return clean(server.name, room.name) || clean(server.fqdn, room.name) || 'server without a name';
}
