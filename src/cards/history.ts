import type { Answer, HistoryRow } from '../questions/model.ts';
import { countText } from '../readiness/words.ts';
import type { PresentContext } from './parts/actions.ts';
import { fitted, type Presented, type Room } from './parts/card.ts';
import { clean } from './parts/escape.ts';
import { askFailing, askServer, identityLine, serverName } from './parts/server-parts.ts';
import { table } from './parts/table.ts';
import { heading, text } from './parts/text.ts';
import { age, moment } from './parts/when.ts';

type HistoryAnswer = Extract<Answer, { readonly kind: 'history' }>;

const standings: Readonly<Record<HistoryRow['standing'], string>> = {
  current: 'counts now',
  older: 'superseded',
  future: 'from the future, does not count',
  undated: 'undated, does not count',
};

/** The reports of one server, newest first. */
export function historyCard(answer: HistoryAnswer, context: PresentContext): Presented {
  return fitted((room) => {
    const { server, total } = answer;
    const shown = answer.reports.slice(0, Math.min(room.rows, 12));
    const title =
      total === 0
        ? `No report of ${serverName(server, room)} yet`
        : `${serverName(server, room)} has ${countText(total, 'report')}`;
    return {
      summary: `${title}.${shown[0] ? ` Newest: ${clean(shown[0].file, room.name)}.` : ''}`,
      wide: true,
      body: [
        heading(title),
        text(identityLine(server, room), { subtle: true, size: 'Small', spacing: 'None' }),
        ...(shown.length > 0
          ? [reports(answer, shown, context, room)]
          : [text('Run Health Checker on it and bring the .xml file in.')]),
        ...(total > shown.length ? [text(`and ${total - shown.length} more`, { subtle: true, size: 'Small' })] : []),
        text(`Times in ${context.zone}`, { subtle: true, size: 'Small' }),
      ],
      actions: [
        askServer('Why', 'why', server, context, true),
        askServer('All checks', 'server', server, context),
        askFailing(context),
      ],
    };
  });
}

function reports(answer: HistoryAnswer, rows: readonly HistoryRow[], context: PresentContext, room: Room) {
  const small = { subtle: true, size: 'Small', spacing: 'None' } as const;
  const generated = (row: HistoryRow) => (row.generatedAt === null ? 'undated' : moment(row.generatedAt, context.zone));
  const old = (row: HistoryRow) =>
    row.generatedAt === null || row.generatedAt > answer.asOf
      ? []
      : [text(`${age(row.generatedAt, answer.asOf)} old`, small)];
  return table({
    columns: [
      { title: 'Generated', width: 3 },
      { title: 'Build', width: 3 },
      { title: 'Report', width: 4 },
    ],
    rows: rows.map((row) => [
      [text(generated(row)), ...old(row)],
      [text(row.build ?? 'not known'), text(standings[row.standing], small)],
      [
        text(clean(row.file, room.name + 20), { size: 'Small' }),
        text(`received ${moment(row.receivedAt, context.zone)}`, small),
      ],
    ]),
    fallback: rows.map((row) => `${generated(row)}: build ${row.build ?? 'not known'}, ${standings[row.standing]}`),
  });
}
