import type { TextColor } from '@microsoft/teams.cards';
import type { DigestContent } from '../../digests/model.ts';
import type { Audience } from '../../questions/model.ts';
import { readinessMarks, readinessOrder } from './marks.ts';
import type { Room } from './card.ts';
import { digestScope } from './digest-words.ts';

/** Of more kinds of change the title names the first ones: what is left out stands below it with its number. */
const MOST_KINDS = 5;

/** `2 new failing, 3 fixed`, with the scope before it where it is not the whole fleet. */
export function digestTitle(content: DigestContent, audience: Audience, room: Room): string {
  const said = changeOf(content);
  if (!content.scope) return said;
  const scope = digestScope(content.scope, audience, Math.min(room.name, 60));
  return `${scope.charAt(0).toUpperCase()}${scope.slice(1)}: ${said.charAt(0).toLowerCase()}${said.slice(1)}`;
}

function changeOf(content: DigestContent): string {
  if (isEmptyFleet(content)) return content.left.total > 0 ? 'No server is known any more' : 'No server is known';
  if (content.since === null) return standing(content);
  const kinds = changes(content);
  if (kinds.length === 0) return nothingChanged(content);
  return kinds.length > MOST_KINDS ? [...kinds.slice(0, MOST_KINDS), 'and more'].join(', ') : kinds.join(', ');
}

function standing({ totals }: DigestContent): string {
  const { failing, unknown, ready } = totals;
  return readinessOrder
    .filter((readiness) => totals[readiness] > 0 && (readiness !== 'notApplicable' || failing + unknown + ready === 0))
    .map((readiness) => `${totals[readiness]} ${readinessMarks[readiness].word}`)
    .join(', ');
}

function changes(content: DigestContent): readonly string[] {
  const { newFailing, worse, fixed, unknown, known, newOutdated, updated, left, releases } = content;
  const counted: readonly (readonly [number, string])[] = [
    [newFailing.total, 'new failing'],
    [worse.total, 'worse'],
    [fixed.total, 'fixed'],
    [unknown.total, 'newly unknown'],
    [known.total, 'known again'],
    [newOutdated.total, 'newly outdated'],
    [updated.total, 'updated'],
    [left.total, content.scope ? 'no longer there' : 'left the fleet'],
    [releases.length, releases.length === 1 ? 'release' : 'releases'],
  ];
  return counted.filter(([count]) => count > 0).map(([count, words]) => `${count} ${words}`);
}

export function hasChanges(content: DigestContent): boolean {
  return content.since !== null && changes(content).length > 0;
}

/** "Nothing changed" alone would sound as if all were well. */
function nothingChanged({ totals }: DigestContent): string {
  const open = [
    ...(totals.failing > 0 ? [`${totals.failing} still failing`] : []),
    ...(totals.unknown > 0 ? [`${totals.unknown} still unknown`] : []),
  ];
  return ['Nothing changed', ...open].join(', ');
}

/** Green only where every server is known and none fails; red where something got worse. */
export function digestColor(content: DigestContent): TextColor {
  const { totals, newFailing, worse, newOutdated, since } = content;
  if (isEmptyFleet(content)) return 'Default';
  if (newFailing.total > 0 || worse.total > 0 || (since === null && totals.failing > 0)) return 'Attention';
  return totals.failing === 0 && totals.unknown === 0 && totals.ready > 0 && newOutdated.total === 0
    ? 'Good'
    : 'Default';
}

export function isEmptyFleet({ totals }: DigestContent): boolean {
  return Object.values(totals).every((count) => count === 0);
}
