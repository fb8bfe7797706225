import type { CardElementArray } from '@microsoft/teams.cards';
import type { AlarmKind, DigestContent, DigestServer, Named } from '../../digests/model.ts';
import type { Audience } from '../../questions/model.ts';
import type { CheckId } from '../../readiness/model.ts';
import { countText } from '../../readiness/words.ts';
import type { Room } from './card.ts';
import { gateWords } from './causes.ts';
import { clean } from './escape.ts';
import { isEmptyFleet } from './digest-title.ts';
import { lines, text } from './text.ts';

/** Lines of one list with causes. Where there are several such lists, each gets fewer: a phone shows about thirty lines. */
const MOST_ROWS = [12, 12, 8, 6] as const;
const MOST_NAMES = 12;
const MOST_CAUSES = 2;
/** Code points of a server's name: NetBIOS names have at most 15. */
const LONGEST_NAME = 40;
/** Code points of one line of names, before Markdown is escaped. */
const LONGEST_LINE = 180;

/** What changed, kind by kind, the worst first. Lists that are cut say how many more there are. */
export function digestSections(content: DigestContent, audience: Audience, room: Room): CardElementArray {
  const first = content.since === null;
  const { newFailing, worse, fixed, unknown, known, newOutdated, supportEnded, updated, stale, joined, exempt, left } =
    content;
  const lists = [newFailing, worse, unknown].filter(({ total }) => total > 0).length;
  const most = Math.min(room.rows, MOST_ROWS[lists] ?? 1);
  const listed = (title: string, servers: Named, why: Why, of = '') =>
    audience === 'counts' ? bare(title, servers, of) : rows(title, servers, why, of, { ...room, rows: most });
  const named = (title: string, servers: Named, of = '') =>
    audience === 'counts' ? bare(title, servers, of) : inLine(title, servers, of, room);
  return [
    ...(isEmptyFleet(content) ? emptyFleet(content) : []),
    ...listed(first ? '✖ Failing' : '✖ New failing', newFailing, failing, beingUpdated(content, 'newFailing')),
    ...listed('✖ Worse', worse, ({ causes }) => `also ${failsBy(causes)}`, beingUpdated(content, 'worse')),
    ...named('✔ Fixed', fixed),
    ...listed(
      first ? '? Unknown' : '? Unknown now',
      unknown,
      notKnown,
      `${evidenceWords(content)}${beingUpdated(content, 'unknown')}`,
    ),
    ...named('? Evidence gone stale', stale),
    ...named(first ? '✖ Outdated' : '✖ Newly outdated', newOutdated, ofThem(supportEnded, 'out of support')),
    ...named('✔ Known now, mitigations ready', known),
    ...named('✔ Updated', updated),
    ...named('Joined, neither failing nor unknown', joined),
    ...named('– Not applicable now', exempt),
    ...named(content.scope ? 'No longer there' : 'Left the fleet', left),
    ...releases(content, room),
  ];
}

type Why = (server: DigestServer) => string;

const failing: Why = ({ causes }) => failsBy(causes);
const notKnown: Why = ({ causes, neverReported }) =>
  neverReported ? 'never reported' : gateWords(causes, 'unknown', MOST_CAUSES);

function failsBy(ids: readonly CheckId[]): string {
  return gateWords(ids, 'fail', MOST_CAUSES);
}

/** Of those that are newly unknown: what never came, and what went stale. */
function evidenceWords({ evidenceDue, neverCame }: DigestContent): string {
  if (neverCame === null) return ofThem(evidenceDue, 'without fresh evidence');
  return `${ofThem(neverCame, 'never reported')}${ofThem(evidenceDue - neverCame, 'without fresh evidence')}`;
}

function beingUpdated({ updating }: DigestContent, kind: AlarmKind): string {
  return ofThem(updating?.[kind] ?? 0, 'being updated');
}

function ofThem(count: number, what: string): string {
  return count > 0 ? `, ${count} of them ${what}` : '';
}

function emptyFleet({ scope, left }: DigestContent): CardElementArray {
  if (left.total > 0) return [];
  return [
    text(
      scope
        ? 'No server that is known belongs to what this digest is about, so nothing can be said.'
        : 'No server is known here, so nothing can be said. Status tells how to bring a report in.',
    ),
  ];
}

function bare(title: string, { total }: Named, of: string): CardElementArray {
  return total > 0 ? [text(`${title}: ${total}${of}`, { spacing: 'Small' })] : [];
}

/** One server a line, with why. */
function rows(title: string, named: Named, why: Why, of: string, room: Room): CardElementArray {
  if (named.total === 0) return [];
  const shown = named.first.slice(0, room.rows).map((server) => {
    const causes = server.causes.length > 0 ? ` — ${why(server)}` : '';
    return `${nameOf(server, room)}${causes}${server.updating ? ', being updated' : ''}`;
  });
  const more = named.total - shown.length;
  return [
    text(`${title}: ${named.total}${of}`, { bold: true, spacing: 'Medium' }),
    lines([...shown, ...(more > 0 ? [`and ${more} more`] : [])], { spacing: 'None' }),
  ];
}

/** Names alone: `✔ Fixed: 3 — PAR-EX01, PAR-EX02, HAM-EX03`. */
function inLine(title: string, named: Named, of: string, room: Room): CardElementArray {
  if (named.total === 0) return [];
  const names = upTo(
    named.first.map((server) => nameOf(server, room)),
    named.total,
    room,
  );
  return [text(`${title}: ${named.total}${of}${names && ` — ${names}`}`, { spacing: 'Small', max: LONGEST_LINE * 2 })];
}

function releases({ releases: all, moreReleases }: DigestContent, room: Room): CardElementArray {
  if (all.length === 0) return [];
  const total = all.length + moreReleases;
  const shown = all.map(({ build, label }) => `${clean(build, 20)} (${clean(label, room.name)})`);
  return [
    text(`${countText(total, 'new release')} — ${upTo(shown, total, room)}`, {
      spacing: 'Small',
      max: LONGEST_LINE * 2,
    }),
  ];
}

/** As many as one line holds, at least one, then `and 28 more`. Empty where none can be named. */
function upTo(all: readonly string[], total: number, room: Room): string {
  let shown = all.slice(0, Math.min(room.rows, MOST_NAMES));
  while (shown.length > 1 && shown.join(', ').length > LONGEST_LINE) shown = shown.slice(0, -1);
  const more = total - shown.length;
  return shown.length > 0 && more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
}

function nameOf(server: DigestServer, room: Room): string {
  const max = Math.min(room.name, LONGEST_NAME);
  return clean(server.name, max) || clean(server.id, max) || 'server without a name';
}
