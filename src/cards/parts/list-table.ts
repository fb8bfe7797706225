import type { CardElementArray, ITable } from '@microsoft/teams.cards';
import type { ListAnswer } from '../../questions/model.ts';
import type { ServerRow } from '../../readiness/model.ts';
import type { Room } from './card.ts';
import { causeLines, causesOf, causesText, outdatedCausesOf, type Cause } from './causes.ts';
import { clean } from './escape.ts';
import { marked, readinessMarks } from './marks.ts';
import { table } from './table.ts';
import { text } from './text.ts';
import { age } from './when.ts';
import { buildLabel, place } from './words.ts';

/** One row a server: tick box, who it is, why it is here, how old its evidence is. */
export function serverTable(answer: ListAnswer, room: Room): ITable {
  const servers = answer.rows.slice(0, room.rows);
  return table({
    columns: [
      { title: '', width: '36px' },
      { title: 'Server', width: 4 },
      { title: 'Why', width: 5 },
      { title: 'Evidence', width: '68px' },
    ],
    rows: servers.map((server, index) => [
      [tick(server, index, room)],
      who(server, answer, room),
      why(server, answer),
      [text(evidenceAge(server, answer), { subtle: true, size: 'Small' })],
    ]),
    fallback: servers.map((server) => inOneLine(server, answer, room)),
  });
}

export function causesIn(answer: ListAnswer, server: ServerRow): readonly Cause[] {
  return answer.kind === 'failing' ? causesOf(server) : outdatedCausesOf(server);
}

function tick(server: ServerRow, index: number, room: Room): CardElementArray[number] {
  return {
    type: 'Input.Toggle',
    id: `tick${index + 1}`,
    title: `Select ${nameOf(server, room)}`,
    value: '',
    valueOn: server.id,
    valueOff: '',
    wrap: false,
    showTitle: false,
  };
}

function who(server: ServerRow, answer: ListAnswer, room: Room): CardElementArray {
  const where = place(server);
  const about = [buildLabel(server.assessment), ...(where ? [clean(where, room.name)] : [])].join(' · ');
  const twin = answer.rows.some(
    (other) => other.id !== server.id && other.name.toLowerCase() === server.name.toLowerCase(),
  );
  const small = { subtle: true, size: 'Small', spacing: 'None', max: 160 } as const;
  return [
    text(nameOf(server, room), { bold: true }),
    ...(twin ? [text(clean(server.fqdn, room.name), small)] : []),
    text(about, small),
  ];
}

function why(server: ServerRow, answer: ListAnswer): CardElementArray {
  const [first = '', ...rest] = causeLines(causesIn(answer, server), 3);
  const mark = marked(readinessMarks[server.assessment.readiness]);
  const more = answer.kind === 'outdated' ? [...rest, mark] : rest;
  return [text(first), ...more.map((line) => text(line, { subtle: true, size: 'Small', spacing: 'None' }))];
}

function evidenceAge(server: ServerRow, answer: ListAnswer): string {
  return server.observedAt === null ? 'no report' : age(server.observedAt, answer.asOf);
}

function inOneLine(server: ServerRow, answer: ListAnswer, room: Room): string {
  const about = `${nameOf(server, room)} (${buildLabel(server.assessment)})`;
  return clean(
    `${about}: ${causesText(causesIn(answer, server))}. Evidence: ${evidenceAge(server, answer)}.`,
    room.sentence,
  );
}

function nameOf(server: ServerRow, room: Room): string {
  return clean(server.name, room.name) || clean(server.fqdn, room.name) || 'server without a name';
}
