import type { CardElementArray } from '@microsoft/teams.cards';
import type { ListAnswer } from '../questions/model.ts';
import { countText, dayText } from '../readiness/words.ts';
import type { PresentContext } from './parts/actions.ts';
import { fitted, type Presented, type Room } from './parts/card.ts';
import { causesText, causeTitle } from './parts/causes.ts';
import { clean } from './parts/escape.ts';
import { completeness, countsLine, fleetVerdict, oldestEvidence } from './parts/fleet.ts';
import { listActions, listFilter } from './parts/list-controls.ts';
import { causesIn, serverTable } from './parts/list-table.ts';
import type { Mark } from './parts/marks.ts';
import { heading, text } from './parts/text.ts';
import { productName } from './parts/words.ts';

/** The servers that fail, that are unknown, or that are outdated: who, why, how old that knowledge is. Ticks say which one "Why" asks about. */
export function listCard(answer: ListAnswer, context: PresentContext): Presented {
  return fitted((room) => {
    const title = titleOf(answer);
    return {
      summary: summaryOf(answer, title.line, room),
      wide: true,
      body: [
        heading(title.line, title.color),
        ...(answer.fleet.servers > 0
          ? [text(subtitleOf(answer), { subtle: true, size: 'Small', spacing: 'None' })]
          : []),
        ...(answer.rows.length > 0 ? listing(answer, context.zone, room) : [text(emptyText(answer))]),
        ...listFilter(answer),
      ],
      actions: listActions(answer, context),
    };
  });
}

const lists = {
  failing: { sign: '✖', one: 'fails', many: 'fail', none: 'fails', color: 'Attention' },
  unknown: { sign: '?', one: 'is unknown', many: 'are unknown', none: 'is unknown', color: 'Default' },
  outdated: {
    sign: '✖',
    one: 'is outdated',
    many: 'are outdated',
    none: 'is known to be outdated',
    color: 'Attention',
  },
} as const;

function titleOf(answer: ListAnswer): { readonly line: string; readonly color: Mark['color'] } {
  const { kind, total, fleet, scope, cause } = answer;
  const where = scope ? ` in ${scope.by === 'product' ? productName(scope.value) : clean(scope.value, 60)}` : '';
  const filtered = cause ? `: ${causeTitle(cause, kind)}` : '';
  if (total > 0) {
    const counted =
      where || filtered ? countText(total, 'server') : `${total} of ${countText(fleet.servers, 'server')}`;
    const { sign, one, many, color } = lists[kind];
    return { line: `${sign} ${counted}${where} ${total === 1 ? one : many}${filtered}`, color };
  }
  if (fleet.servers === 0 || (kind === 'failing' && !where && !filtered)) return fleetVerdict(fleet);
  return { line: `No server${where} ${lists[kind].none}${filtered}`, color: 'Default' };
}

function subtitleOf({ kind, fleet, scope }: ListAnswer): string {
  const counts = scope ? `Whole fleet: ${countsLine(fleet.totals)}` : countsLine(fleet.totals);
  const what = kind === 'outdated' ? 'Outdated: misses a security update or is out of support' : counts;
  const oldest = oldestEvidence(fleet);
  return `${what} · ${oldest} · catalogue of ${dayText(fleet.catalogueAsOf)} · ${completeness(fleet)}`;
}

function emptyText({ kind, fleet, scope, cause }: ListAnswer): string {
  if (fleet.servers === 0)
    return 'No report has been taken in, so nothing can be said. Status tells how to bring one in.';
  if (cause || scope) return 'Nothing in the fleet fits. The whole list is one press away.';
  if (kind === 'outdated') return 'No server whose build is known misses a security update or is out of support.';
  if (kind === 'unknown') return 'Of every server it is known whether new mitigations reach it.';
  if (fleet.totals.unknown > 0) return 'No server is known to fail. Unknown is not ready: fresh reports are needed.';
  return 'Every gate passes where it applies.';
}

function listing(answer: ListAnswer, zone: string, room: Room): CardElementArray {
  const left = answer.rows.length - room.rows;
  const page =
    answer.pages > 1 ? `Page ${answer.page} of ${answer.pages}, ${countText(answer.total, 'server')} in all. ` : '';
  const cut = left > 0 ? `And ${left} more on this page, which one card can not hold. ` : '';
  return [
    serverTable(answer, zone, room),
    text(`${page}${cut}Tick servers, then press what to do with them. Why takes one.`, { subtle: true, size: 'Small' }),
  ];
}

function summaryOf(answer: ListAnswer, title: string, room: Room): string {
  const first = answer.rows
    .slice(0, 3)
    .map((row) => `${clean(row.name, room.name)} (${causesText(causesIn(answer, row))})`);
  const more = answer.total - first.length;
  const names = first.length === 0 ? '' : ` ${first.join('; ')}${more > 0 ? `; and ${more} more` : ''}.`;
  return `${title}.${names}`;
}
