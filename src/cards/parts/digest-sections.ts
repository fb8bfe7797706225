import type { CardElementArray } from '@microsoft/teams.cards';
import type { DigestContent, DigestServer, Named } from '../../digests/model.ts';
import type { Audience } from '../../questions/model.ts';
import { countText } from '../../readiness/words.ts';
import type { Room } from './card.ts';
import { gateWords } from './causes.ts';
import { clean } from './escape.ts';
import { isEmptyFleet } from './digest-title.ts';
import { lines, text } from './text.ts';

const MOST_ROWS = 12;
const MOST_CAUSES = 3;
/** Code points of one line of names, before Markdown is escaped. */
const LONGEST_LINE = 360;

/** What changed, kind by kind, the worst first. Lists that are cut say how many more there are. */
export function digestSections(content: DigestContent, audience: Audience, room: Room): CardElementArray {
  const first = content.since === null;
  const { newFailing, worse, fixed, unknown, known, newOutdated, updated, left } = content;
  const listed = (title: string, named: Named, kind: 'fail' | 'unknown') =>
    audience === 'counts' ? bare(title, named) : rows(title, named, kind, room);
  const named = (title: string, servers: Named) =>
    audience === 'counts' ? bare(title, servers) : inLine(title, servers, room);
  return [
    ...(isEmptyFleet(content) ? emptyFleet(content) : []),
    ...listed(first ? '✖ Failing' : '✖ New failing', newFailing, 'fail'),
    ...listed('✖ Worse', worse, 'fail'),
    ...named('✔ Fixed', fixed),
    ...listed(first ? '? Unknown' : '? Unknown now', unknown, 'unknown'),
    ...named('✔ Known again', known),
    ...named('✖ Newly outdated', newOutdated),
    ...named('✔ Updated', updated),
    ...named('Left the fleet', left),
    ...releases(content, room),
  ];
}

function emptyFleet({ scope }: DigestContent): CardElementArray {
  return [
    text(
      scope
        ? 'No server that is known belongs to what this digest is about, so nothing can be said.'
        : 'No report has been taken in, so nothing can be said about any server.',
    ),
  ];
}

function bare(title: string, { total }: Named): CardElementArray {
  return total > 0 ? [text(`${title}: ${total}`, { spacing: 'Small' })] : [];
}

/** One server a line, with why. */
function rows(title: string, named: Named, kind: 'fail' | 'unknown', room: Room): CardElementArray {
  if (named.total === 0) return [];
  const shown = named.first.slice(0, Math.min(room.rows, MOST_ROWS)).map((server) => {
    const why = gateWords(server.causes, kind, MOST_CAUSES);
    return why ? `${nameOf(server, room)} — ${why}` : nameOf(server, room);
  });
  const more = named.total - shown.length;
  return [
    text(`${title}: ${named.total}`, { bold: true, spacing: 'Medium' }),
    lines([...shown, ...(more > 0 ? [`and ${more} more`] : [])], { spacing: 'Small' }),
  ];
}

/** Names alone, in one line. */
function inLine(title: string, named: Named, room: Room): CardElementArray {
  if (named.total === 0) return [];
  return [
    text(`${title}: ${named.total}`, { bold: true, spacing: 'Medium' }),
    text(nameList(named, room), { spacing: 'Small', max: LONGEST_LINE * 2 }),
  ];
}

function nameList(named: Named, room: Room): string {
  return upTo(
    named.first.map((server) => nameOf(server, room)),
    named.total,
    room,
  );
}

function releases({ releases: all }: DigestContent, room: Room): CardElementArray {
  if (all.length === 0) return [];
  const shown = all.map(({ build, label }) => `${clean(build, 20)} (${clean(label, room.name)})`);
  return [
    text(`${countText(all.length, 'new release')}`, { bold: true, spacing: 'Medium' }),
    text(upTo(shown, all.length, room), { spacing: 'Small', max: LONGEST_LINE * 2 }),
  ];
}

/** As many as one line holds, at least one, then `and 28 more`. */
function upTo(all: readonly string[], total: number, room: Room): string {
  let shown = all.slice(0, Math.min(room.rows, MOST_ROWS));
  while (shown.length > 1 && shown.join(', ').length > LONGEST_LINE) shown = shown.slice(0, -1);
  const more = total - shown.length;
  const names = shown.join(', ');
  if (more <= 0) return names;
  return shown.length === 0 ? countText(more, 'server') : `${names} and ${more} more`;
}

function nameOf(server: DigestServer, room: Room): string {
  return clean(server.name, room.name) || clean(server.id, room.name) || 'server without a name';
}
