import type { CardElementArray } from '@microsoft/teams.cards';
import { unborne } from '../../changes/conflicts/unborne.ts';
import type { LeftOut, RolloutPart } from '../../changes/rollout/model.ts';
import { countText } from '../../readiness/words.ts';
import type { Room } from './card.ts';
import { conflictCounts, conflictLine } from './change-conflicts.ts';
import { changeMark, marked, riskMarks } from './change-words.ts';
import { clean } from './escape.ts';
import { table } from './table.ts';
import { lines, sentencesText, text } from './text.ts';
import { spanForReader, spanText } from './when.ts';
import { upToText } from './who.ts';

const MOST_NAMES = 8;
const MOST_LEFT = 12;
const MOST_CONFLICTS = 3;
const MOST_REASONS = 4;
const small = { subtle: true, size: 'Small', spacing: 'None' } as const;

/**
 * One row for each change: what it updates, when and why then, its risk and what it stands in. Where a card has no room for so
 * many rows the others have a line each: nobody approves what does not stand on it.
 */
export function partTable(parts: readonly RolloutPart[], zone: string, room: Room): CardElementArray {
  if (parts.length === 0) return [];
  const shown = parts.slice(0, room.rows);
  const others = parts.slice(shown.length);
  return [
    table({
      columns: [
        { title: 'Change', width: 4 },
        { title: 'Window', width: 4 },
        { title: 'Risk and conflicts', width: 3 },
      ],
      rows: shown.map((part): CardElementArray[] => {
        const { window } = part;
        const theirs = spanForReader(window, window.zone, zone);
        const why = sentencesText(part.because, Math.min(MOST_REASONS, room.rows), room.sentence);
        const blocked = unborne(part.conflicts).length > 0;
        return [
          [
            text(titleOf(part, room), { bold: true }),
            ...stateLine(part),
            text(`${countText(part.servers.length, 'server')}: ${namesOf(part, room)}`, small),
          ],
          [
            text(spanText(window, window.zone), { size: 'Small' }),
            ...(theirs === null ? [] : [text(`in your time zone ${theirs}`, small)]),
            ...(why ? [text(why, small)] : []),
          ],
          [
            text(`risk ${riskMarks[part.risk]}`, { size: 'Small' }),
            text(part.conflicts.length === 0 ? 'no conflict' : conflictCounts(part.conflicts), {
              size: 'Small',
              spacing: 'None',
              ...(blocked && { color: 'Attention' as const }),
            }),
            ...part.conflicts
              .slice(0, Math.min(MOST_CONFLICTS, room.rows))
              .map((conflict) => text(conflictLine(conflict, room), small)),
          ],
        ];
      }),
      fallback: shown.map((part) =>
        clean(
          `${titleOf(part, room)}: ${namesOf(part, room)}, ${spanText(part.window, part.window.zone)}, risk ${riskMarks[part.risk]}`,
          400,
        ),
      ),
    }),
    ...(others.length > 0
      ? [
          text(`and ${countText(others.length, 'more change')}`, { bold: true, spacing: 'Medium' }),
          lines(
            others.map((part) => otherLine(part, room)),
            { size: 'Small', spacing: 'Small' },
          ),
        ]
      : []),
  ];
}

/** `CHG-0013 · DAG-PAR: 2 servers, Sat 28 Nov 2026, 22:00 to …, risk medium`, and what it stands in. */
function otherLine(part: RolloutPart, room: Room): string {
  const { window, conflicts, servers, risk } = part;
  const about = `${countText(servers.length, 'server')}, ${spanText(window, window.zone)}, risk ${riskMarks[risk]}`;
  return `${titleOf(part, room)}: ${about}${conflicts.length > 0 ? `, conflicts: ${conflictCounts(conflicts)}` : ''}`;
}

/** Servers that none of the changes is for, each with why. */
export function leftList(title: string, left: readonly LeftOut[], room: Room): CardElementArray {
  if (left.length === 0) return [];
  const shown = left
    .slice(0, Math.min(MOST_LEFT, room.rows))
    .map(
      ({ name, server, why }) => `${clean(name, room.name) || clean(server, room.name)}: ${clean(why, room.sentence)}`,
    );
  const more = left.length - shown.length;
  return [
    text(`${title}: ${countText(left.length, 'server')}`, { bold: true, spacing: 'Medium' }),
    lines([...shown, ...(more > 0 ? [`and ${more} more`] : [])], { size: 'Small', spacing: 'Small', max: 600 }),
  ];
}

/** `3 changes, 7 servers`. */
export function partsText(parts: readonly RolloutPart[]): string {
  const servers = parts.reduce((count, part) => count + part.servers.length, 0);
  return `${countText(parts.length, 'change')}, ${countText(servers, 'server')}`;
}

function titleOf({ change, title }: RolloutPart, room: Room): string {
  const said = clean(title, room.name) || 'servers without a DAG or site';
  return change === null ? said : `${clean(change, 20)} · ${said}`;
}

function stateLine({ state, approvals }: RolloutPart): CardElementArray {
  if (state === null) return [];
  const mark = changeMark({ state, overrun: false, reviewOverdue: false, ...(approvals ?? { needed: 1, given: 0 }) });
  return [text(marked(mark, mark.word), { size: 'Small', spacing: 'None', color: mark.color })];
}

function namesOf({ servers }: RolloutPart, room: Room): string {
  const names = servers.map(({ id, name }) => clean(name, Math.min(room.name, 40)) || clean(id, room.name));
  return upToText(names, Math.max(1, Math.min(MOST_NAMES, room.rows)));
}
