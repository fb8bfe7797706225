import type { CardElementArray } from '@microsoft/teams.cards';
import type { ChangeId } from '../changes/model.ts';
import { DAY, type Instant } from '../core/clock.ts';
import type { CalendarEntry, MaintenanceAnswer } from '../maintenance/model.ts';
import { countText, listText } from '../readiness/words.ts';
import { COUNTS_ONLY } from './fleet.ts';
import { act, ask, type PresentContext } from './parts/actions.ts';
import { finish, fitted, type Presented, type Room } from './parts/card.ts';
import { changeMark, marked } from './parts/change-words.ts';
import { clean } from './parts/escape.ts';
import { effectText, freezeName, ruleName } from './parts/maintenance-words.ts';
import { table } from './parts/table.ts';
import { heading, text } from './parts/text.ts';
import { datedMoment, knownZone, spanForReader, spanText } from './parts/when.ts';

type Windows = Extract<MaintenanceAnswer, { readonly kind: 'maintenance-windows' }>;

const MOST_ROWS = 40;
const MOST_OPENED = 3;
const small = { subtle: true, size: 'Small', spacing: 'None' } as const;

/** What is ahead: the windows of maintenance rules, freezes and changes, the earliest first. */
export function maintenanceWindowsCard(answer: Windows, context: PresentContext): Presented {
  const { entries } = answer;
  const title = titleOf(answer);
  if (context.audience !== 'names')
    return finish({
      summary: `${title}: ${countsText(entries)}.`,
      body: [heading(title), text(countsText(entries)), text(COUNTS_ONLY, { size: 'Small' })],
      actions: [ask('Status', { kind: 'status' }, context), ask('Help', { kind: 'help' }, context)],
    });
  return fitted((room) => {
    const shown = entries.slice(0, Math.min(MOST_ROWS, room.rows));
    const left = entries.slice(shown.length);
    const rest = left[0];
    return {
      summary: `${title}: ${countsText(entries)}.`,
      wide: true,
      body: [
        heading(title),
        text(countsText(entries), { subtle: true, size: 'Small', spacing: 'None' }),
        ...(shown.length > 0
          ? [entryTable(shown, context, room)]
          : [text('No rule opens, nothing is frozen and no change is planned.')]),
        ...(rest
          ? [
              text(`and ${left.length} more from ${datedMoment(startOf(rest), knownZone(context.zone))} on`, {
                subtle: true,
                size: 'Small',
              }),
            ]
          : []),
      ],
      actions: [
        ...shown
          .flatMap((entry) => (entry.kind === 'change' ? [entry] : []))
          .sort((a, b) => Number(b.blocked) - Number(a.blocked))
          .slice(0, MOST_OPENED)
          .map(({ id }) => act(id, { change: { kind: 'show', change: id as ChangeId } }, context)),
        act('Rules and freezes', { maintenance: { kind: 'rules' } }, context),
        ask('Open changes', { kind: 'changes', filter: 'open', page: 1 }, context),
      ],
    };
  });
}

function titleOf({ asOf, until }: Windows): string {
  const weeks = Math.round((until - asOf) / (7 * DAY));
  return weeks === 4 ? 'The coming four weeks' : `The coming ${countText(Math.max(1, weeks), 'week')}`;
}

function countsText(entries: readonly CalendarEntry[]): string {
  const of = (kind: CalendarEntry['kind']) => entries.filter((entry) => entry.kind === kind).length;
  const blocked = entries.filter((entry) => entry.kind === 'change' && entry.blocked).length;
  return listText([
    countText(of('window'), 'window'),
    countText(of('freeze'), 'freeze'),
    `${countText(of('change'), 'change')}${blocked > 0 ? ` (✖ ${blocked} in a conflict that blocks)` : ''}`,
  ]);
}

function entryTable(entries: readonly CalendarEntry[], { zone }: PresentContext, room: Room) {
  return table({
    columns: [
      { title: 'When', width: 4 },
      { title: 'What', width: 4 },
      { title: 'Where it stands', width: 4 },
    ],
    rows: entries.map((entry): CardElementArray[] => {
      const span = spanOf(entry);
      const theirs = spanForReader(span, span.zone, zone);
      const said = saidOf(entry, room);
      return [
        [
          text(spanText(span, span.zone), { size: 'Small' }),
          ...(theirs === null ? [] : [text(`in your time zone ${theirs}`, small)]),
          ...said.remarks.map((remark) => text(remark, { size: 'Small', spacing: 'None', bold: true })),
        ],
        [text(said.what, { bold: true, size: 'Small' }), ...(said.about ? [text(said.about, small)] : [])],
        [text(said.where, { size: 'Small', ...(said.alarming && { color: 'Attention' as const }) })],
      ];
    }),
    fallback: entries.map((entry) => {
      const { what, where, remarks } = saidOf(entry, room);
      const span = spanOf(entry);
      return clean([`${spanText(span, span.zone)}: ${what}, ${where}`, ...remarks].join('. '), 400);
    }),
  });
}

interface Said {
  readonly what: string;
  readonly about: string;
  readonly where: string;
  /** What the clocks do to it. */
  readonly remarks: readonly string[];
  readonly alarming: boolean;
}

function saidOf(entry: CalendarEntry, room: Room): Said {
  switch (entry.kind) {
    case 'window':
      return {
        what: `Window ${ruleName(entry.rule.rule, room)}`,
        about: '',
        where: clean(entry.rule.scope, room.sentence) || 'no servers',
        remarks: entry.occurrence.remarks.slice(0, 2).map((remark) => clean(remark, room.sentence)),
        alarming: false,
      };
    case 'freeze':
      return {
        what: `Freeze ${freezeName(entry.freeze, room)}`,
        about: effectText(entry.freeze),
        where: clean(entry.freeze.scope, room.sentence) || 'no servers',
        remarks: [],
        alarming: entry.freeze.current && entry.freeze.freeze.effect === 'forbids',
      };
    case 'change': {
      const mark = changeMark({ state: entry.state, overrun: false, reviewOverdue: false, needed: 1, given: 0 });
      return {
        what: clean(entry.id, room.name),
        about: clean(entry.title, room.sentence),
        where: entry.blocked ? `${mark.word}, ✖ a conflict blocks it` : marked(mark, mark.word),
        remarks: [],
        alarming: entry.blocked,
      };
    }
  }
}

function spanOf(entry: CalendarEntry): { readonly start: Instant; readonly end: Instant; readonly zone: string } {
  switch (entry.kind) {
    case 'window':
      return { ...entry.occurrence, zone: entry.rule.rule.zone };
    case 'freeze':
      return entry.freeze.freeze;
    case 'change':
      return entry;
  }
}

function startOf(entry: CalendarEntry): Instant {
  return spanOf(entry).start;
}
