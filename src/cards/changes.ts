import type { CardElementArray } from '@microsoft/teams.cards';
import type { ChangeFilter } from '../changes/filter.ts';
import type { ChangeRow } from '../changes/model.ts';
import type { Answer } from '../questions/model.ts';
import { countText } from '../readiness/words.ts';
import { COUNTS_ONLY } from './fleet.ts';
import { act, ask, type PresentContext } from './parts/actions.ts';
import { finish, fitted, type Presented, type Room } from './parts/card.ts';
import { changeMark, marked, riskMarks, typeWords } from './parts/change-words.ts';
import { clean } from './parts/escape.ts';
import { heading, subheading, text } from './parts/text.ts';
import { table } from './parts/table.ts';
import { age, spanText } from './parts/when.ts';
import { peopleText, upToText, whoText } from './parts/who.ts';

type Changes = Extract<Answer, { readonly kind: 'changes' }>;
type Approvals = Extract<Answer, { readonly kind: 'approvals' }>;

const MOST_ROWS = 12;
/** Of the six buttons, the first ones open a change. */
const MOST_OPENED = 4;

const filterWords: Readonly<Record<ChangeFilter, { readonly title: string; readonly these: string }>> = {
  open: { title: 'Open', these: 'open' },
  waiting: { title: 'Waiting for approval', these: 'waiting for approval' },
  coming: { title: 'Coming', these: 'approved and coming' },
  running: { title: 'In progress', these: 'in progress' },
  unproven: { title: 'Not proven', these: 'done and not proven' },
  missed: { title: 'Missed', these: 'missed' },
  review: { title: 'To be reviewed', these: 'waiting for their review' },
  closed: { title: 'Closed', these: 'closed' },
  all: { title: 'All', these: 'known' },
};

/** Changes, the one with the earliest window first, with how each stands; buttons open the first of them. */
export function changesCard(answer: Changes, context: PresentContext): Presented {
  const { filter, total, page, pages, filters } = answer;
  const title =
    total === 0
      ? `No change is ${filterWords[filter].these}`
      : `${countText(total, 'change')} ${filterWords[filter].these}`;
  if (context.audience !== 'names') return changesCountsCard(title, answer, context);
  return fitted((room) => {
    const shown = answer.rows.slice(0, Math.min(MOST_ROWS, room.rows));
    const left = answer.rows.length - shown.length;
    const at = (to: number) => ({ kind: 'changes', filter, page: to }) as const;
    const other = filter === 'open' ? (['all', 'All changes'] as const) : (['open', 'Open changes'] as const);
    const opened = page > 1 || page < pages ? MOST_OPENED - 1 : MOST_OPENED;
    return {
      summary: `${title}.`,
      wide: true,
      body: [
        heading(title),
        ...(filters.length > 0 ? [text(filtersText(answer), { subtle: true, size: 'Small', spacing: 'None' })] : []),
        ...(total === 0 ? [text('To plan one, write for example: plan BER-EX02 saturday 22:00 for 4h')] : []),
        ...(shown.length > 0 ? [changeTable(shown, answer.asOf, room)] : []),
        ...(left > 0
          ? [text(`and ${left} more on this page, which one card can not hold`, { subtle: true, size: 'Small' })]
          : []),
        ...(pages > 1 ? [text(`Page ${page} of ${pages}`, { subtle: true, size: 'Small' })] : []),
        ...(total > 0
          ? [text('To open one, write for example: change CHG-0001', { subtle: true, size: 'Small' })]
          : []),
      ],
      actions: [
        ...openButtons(shown, opened - (page > 1 && page < pages ? 1 : 0), context),
        ...(page < pages ? [ask('Next page', at(page + 1), context)] : []),
        ...(page > 1 ? [ask('Previous page', at(page - 1), context)] : []),
        ask(other[1], { kind: 'changes', filter: other[0], page: 1 }, context),
        ask('What waits for me', { kind: 'approvals' }, context),
      ],
    };
  });
}

/** What waits for the one who asks, and what of theirs waits for others. */
export function approvalsCard(answer: Approvals, context: PresentContext): Presented {
  const { rows, own, known, asOf } = answer;
  const title = !known
    ? '? Teams does not say who you are'
    : rows.length === 0
      ? 'Nothing waits for your approval'
      : `${countText(rows.length, 'change waits', 'changes wait')} for your approval`;
  if (context.audience !== 'names') return changesCountsCard(title, null, context);
  return fitted((room) => {
    const shown = rows.slice(0, Math.min(MOST_ROWS, room.rows));
    const mine = own.slice(0, Math.min(6, room.rows));
    const left = rows.length - shown.length;
    const others = own.length - mine.length;
    return {
      summary: `${title}.`,
      wide: true,
      body: [
        heading(title),
        ...(known ? [] : [text('So nothing can wait for you here. Ask in the personal chat with Patchwarden.')]),
        ...(shown.length > 0 ? [changeTable(shown, asOf, room)] : []),
        ...(left > 0 ? [text(`and ${left} more`, { subtle: true, size: 'Small' })] : []),
        ...(own.length > 0
          ? [
              { ...subheading(`Yours, waiting for others: ${own.length}`), separator: true },
              changeTable(mine, asOf, room),
              ...(others > 0 ? [text(`and ${others} more`, { subtle: true, size: 'Small' })] : []),
            ]
          : []),
      ],
      actions: [
        ...openButtons([...shown, ...mine], MOST_OPENED, context),
        ask('Open changes', { kind: 'changes', filter: 'open', page: 1 }, context),
        ask('Status', { kind: 'status' }, context),
      ],
    };
  });
}

function openButtons(rows: readonly ChangeRow[], most: number, context: PresentContext) {
  return rows
    .slice(0, most)
    .map(({ id }, index) => act(id, { change: { kind: 'show', change: id } }, context, { primary: index === 0 }));
}

function changeTable(rows: readonly ChangeRow[], asOf: Changes['asOf'], room: Room) {
  const small = { subtle: true, size: 'Small', spacing: 'None' } as const;
  return table({
    columns: [
      { title: 'Change', width: 4 },
      { title: 'When', width: 4 },
      { title: 'What and why', width: 5 },
    ],
    rows: rows.map((row): CardElementArray[] => {
      const mark = changeMark(row);
      return [
        [
          text(row.id, { bold: true }),
          text(marked(mark, mark.word), { size: 'Small', spacing: 'None', color: mark.color }),
          ...(row.reviewOverdue
            ? [text('✖ review overdue', { size: 'Small', spacing: 'None', color: 'Attention' })]
            : []),
        ],
        [text(spanText(row.window, row.window.zone), { size: 'Small' }), ...waitingLine(row, asOf, room)],
        [
          text(serversText(row, room), { size: 'Small' }),
          text(clean(row.reason, Math.min(160, room.sentence)), small),
          text(`${kindText(row)} · by ${whoText(row.requester, room)}`, small),
        ],
      ];
    }),
    fallback: rows.map((row) => clean(`${row.id} ${changeMark(row).word}: ${serversText(row, room)}`, room.sentence)),
  });
}

function kindText({ type, risk }: ChangeRow): string {
  return `${type === 'normal' ? '' : `${typeWords[type].toLowerCase()}, `}risk ${riskMarks[risk]}`;
}

function waitingLine(row: ChangeRow, asOf: Changes['asOf'], room: Room): CardElementArray {
  if (row.state !== 'proposed') return [];
  const whom =
    row.waitsFor.length > 0 ? ` from ${peopleText(row.waitsFor, { name: Math.min(room.name, 40), rows: 3 })}` : '';
  return [text(`waits for ${age(row.askedAt, asOf)}${whom}`, { subtle: true, size: 'Small', spacing: 'None' })];
}

function serversText({ servers }: ChangeRow, room: Room): string {
  const names = servers.map(
    ({ id, name }) => clean(name, Math.min(room.name, 40)) || clean(id, room.name) || 'server without a name',
  );
  return upToText(names, Math.max(1, Math.min(4, room.rows)));
}

function filtersText({ filters }: Changes): string {
  return filters.map(({ filter, changes }) => `${filterWords[filter].title.toLowerCase()} ${changes}`).join(' · ');
}

function changesCountsCard(title: string, answer: Changes | null, context: PresentContext): Presented {
  return finish({
    summary: `${title}.`,
    body: [
      heading(title),
      ...(answer !== null && answer.filters.length > 0 ? [text(filtersText(answer))] : []),
      text(COUNTS_ONLY, { size: 'Small' }),
    ],
    actions: [ask('Status', { kind: 'status' }, context), ask('Help', { kind: 'help' }, context)],
  });
}
