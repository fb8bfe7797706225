import type { CardElementArray } from '@microsoft/teams.cards';
import type { Answer, HistoryRow } from '../questions/model.ts';
import { countText } from '../readiness/words.ts';
import { ask, type PresentContext } from './parts/actions.ts';
import { fitted, type Presented, type Room } from './parts/card.ts';
import { clean } from './parts/escape.ts';
import { askFailing } from './parts/server-parts.ts';
import { table } from './parts/table.ts';
import { heading, subheading, text } from './parts/text.ts';
import { toldBlocks } from './parts/told.ts';
import { age, moment } from './parts/when.ts';
import { retirement } from './retire.ts';

type HistoryAnswer = Extract<Answer, { readonly kind: 'history' }>;

const standings: Readonly<Record<HistoryRow['standing'], string>> = {
  current: 'counts now',
  older: 'superseded',
  future: 'from the future, does not count',
  undated: 'undated, does not count',
};

const MOST_DEEDS = 12;

/** What was done about one server, and its reports, both newest first. */
export function historyCard(answer: HistoryAnswer, context: PresentContext): Presented {
  return fitted((room) => {
    const { server, total, retired } = answer;
    const name = clean(server.name, room.name) || clean(server.fqdn, room.name) || 'Server without a name';
    const shown = answer.reports.slice(0, Math.min(room.rows, 12));
    const title = `History of ${name}`;
    const many = total === 0 ? 'no report yet' : countText(total, 'report');
    return {
      summary: `${title}: ${many}.${shown[0] ? ` Newest: ${clean(shown[0].file, room.name)}.` : ''}`,
      wide: true,
      body: [
        heading(title),
        text(`${clean(server.fqdn, room.name)} · ${many}`, { subtle: true, size: 'Small', spacing: 'None' }),
        ...(retired === null ? [] : retirement(retired, context, room)),
        ...deeds(answer, context, room),
        ...(shown.length > 0
          ? [reports(answer, shown, context, room)]
          : [text('Run Health Checker on it and bring the .xml file in.')]),
        ...(total > shown.length ? [text(`and ${total - shown.length} more`, { subtle: true, size: 'Small' })] : []),
        text(`Times in ${context.zone}`, { subtle: true, size: 'Small' }),
      ],
      actions: [
        ask('Why', { kind: 'why', server: server.id }, context, { primary: true }),
        ...(retired === null ? [ask('All checks', { kind: 'server', server: server.id }, context)] : []),
        askFailing(context),
      ],
    };
  });
}

/** Acknowledged, planned, updated, retired: as the audit log has it. */
function deeds({ told, deeds: all }: HistoryAnswer, context: PresentContext, room: Room): CardElementArray {
  const shown = told.slice(0, Math.min(MOST_DEEDS, room.rows));
  if (shown.length === 0) return [];
  const left = all - shown.length;
  return [
    subheading('What was done about it'),
    ...toldBlocks(shown, context.zone, room),
    ...(left > 0 ? [text(`and ${left} more`, { subtle: true, size: 'Small' })] : []),
    { ...subheading('Reports'), separator: true },
  ];
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
