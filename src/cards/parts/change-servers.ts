import type { CardElementArray } from '@microsoft/teams.cards';
import type { ChangeServerView, ChangeView } from '../../changes/model.ts';
import type { ChangeState } from '../../changes/states.ts';
import type { Room } from './card.ts';
import { clean } from './escape.ts';
import { marked, readinessMarks } from './marks.ts';
import { table } from './table.ts';
import { lines, text } from './text.ts';
import { timeOfDay } from './when.ts';

/** More servers than these are told a line each. */
const MOST_IN_A_TABLE = 6;
/** Lines of servers, whatever the room: a phone shows about thirty. */
const MOST_LINES = 60;

export function changeServerName(server: Pick<ChangeServerView, 'id' | 'name'>, room: Pick<Room, 'name'>): string {
  return clean(server.name, room.name) || clean(server.id, room.name) || 'server without a name';
}

/** The servers in their order: what each is to come to, what that wins, and how far it is. What is left out is counted. */
export function changeServers(view: ChangeView, zone: string, room: Room): CardElementArray {
  const { servers } = view;
  if (servers.length <= Math.min(MOST_IN_A_TABLE, room.rows)) return [serverTable(view, zone, room)];
  const shown = servers.slice(0, Math.min(MOST_LINES, room.rows));
  const left = servers.length - shown.length;
  return [
    text(`${servers.length} servers, one after another:`, { bold: true, spacing: 'Medium' }),
    lines(
      [
        ...shown.map((server, index) => serverLine(server, index, view, zone, room)),
        ...(left > 0 ? [`and ${left} more, which one card can not hold`] : []),
      ],
      { size: 'Small', spacing: 'Small', max: room.sentence },
    ),
  ];
}

function serverTable(view: ChangeView, zone: string, room: Room) {
  const small = { subtle: true, size: 'Small', spacing: 'None' } as const;
  const after = view.servers.length > 1;
  return table({
    columns: [
      { title: after ? 'In this order' : 'Server', width: 4 },
      { title: 'Target', width: 5 },
      { title: 'Now', width: 3 },
    ],
    rows: view.servers.map((server, index) => {
      const where = [server.dag, server.site].flatMap((part) => (part ? [clean(part, room.name)] : [])).join(' · ');
      const state = stateOf(server, view.state, zone);
      return [
        [
          text(`${after ? `${index + 1}. ` : ''}${changeServerName(server, room)}`, { bold: true }),
          ...(where ? [text(where, small)] : []),
        ],
        [
          text(clean(server.aim, room.sentence), { size: 'Small' }),
          ...(server.fixes ? [text(clean(server.fixes, room.sentence), small)] : []),
        ],
        [text(state.line, { size: 'Small' }), ...(server.build ? [text(clean(server.build, 30), small)] : [])],
      ];
    }),
    fallback: view.servers.map((server, index) => serverLine(server, index, view, zone, room)),
  });
}

function serverLine(server: ChangeServerView, index: number, view: ChangeView, zone: string, room: Room): string {
  const name = changeServerName(server, { name: Math.min(room.name, 40) });
  return clean(
    `${index + 1} · ${name}: ${clean(server.aim, room.name)} · ${stateOf(server, view.state, zone).line}`,
    room.sentence,
  );
}

const worked: readonly ChangeState[] = ['in-progress', 'implemented', 'failed', 'verified', 'missed', 'moot'];

/** Once work has begun what was done and proven, before that how the server stands. */
function stateOf(
  { readiness, tick, proof }: ChangeServerView,
  state: ChangeState,
  zone: string,
): { readonly line: string } {
  if (worked.includes(state)) {
    if (proof && proof.missing.length === 0) return { line: '✔ proven' };
    const done = tick ? `done ${timeOfDay(tick.at, zone)}` : 'not done yet';
    if (state === 'in-progress') return { line: done };
    if (tick) return { line: `? ${done}, not proven` };
    return { line: '? not proven' };
  }
  return { line: readiness === null ? '? unknown' : marked(readinessMarks[readiness]) };
}
