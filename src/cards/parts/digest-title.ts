import type { TextColor } from '@microsoft/teams.cards';
import { type ChangeKind, changeKinds, type CheckedState, type DigestContent } from '../../digests/model.ts';
import type { Audience } from '../../questions/model.ts';
import { readinessMarks, readinessOrder } from './marks.ts';
import type { Room } from './card.ts';
import { freshTexts } from './digest-attention.ts';
import { digestScope } from './digest-words.ts';

/** Of more kinds of change the title names the first ones: what is left out stands below it with its number. */
const MOST_KINDS = 6;

/** `2 new failing, 3 fixed`, with the scope before it where it is not the whole fleet. */
export function digestTitle(content: DigestContent, audience: Audience, room: Room): string {
  const said = changeOf(content);
  if (!content.scope) return said;
  const scope = digestScope(content.scope, audience, Math.min(room.name, 60));
  return `${scope.charAt(0).toUpperCase()}${scope.slice(1)}: ${said.charAt(0).toLowerCase()}${said.slice(1)}`;
}

function changeOf(content: DigestContent): string {
  if (isEmptyFleet(content)) return content.left.total > 0 ? 'No server is known any more' : 'No server is known';
  if (content.since === null) return standingOf(content.totals).join(', ');
  const kinds = changes(content);
  if (kinds.length === 0) return nothingChanged(content);
  return kinds.length > MOST_KINDS ? [...kinds.slice(0, MOST_KINDS), 'and more'].join(', ') : kinds.join(', ');
}

/** What there is of each kind; what does not apply only where there is nothing else. */
function standingOf(totals: DigestContent['totals']): readonly string[] {
  const { failing, unknown, ready } = totals;
  return readinessOrder
    .filter((readiness) => totals[readiness] > 0 && (readiness !== 'notApplicable' || failing + unknown + ready === 0))
    .map((readiness) => `${totals[readiness]} ${readinessMarks[readiness].word}`);
}

const kindTitles: Readonly<Record<Exclude<ChangeKind, 'left'>, string>> = {
  newFailing: 'new failing',
  worse: 'worse',
  fixed: 'fixed',
  unknown: 'newly unknown',
  stale: 'with stale evidence',
  newOutdated: 'newly outdated',
  known: 'known now',
  updated: 'updated',
  joined: 'joined',
  exempt: 'not applicable now',
};

function changes(content: DigestContent): readonly string[] {
  const counts = Object.fromEntries(changeKinds.map((kind) => [kind, content[kind].total]));
  return [
    ...changeTitles(
      { changes: counts, releases: content.releases.length + content.moreReleases },
      content.scope !== null,
    ),
    ...freshTexts(content.sections),
  ];
}

/** `2 new failing`, `3 fixed`: each kind that there is. */
export function changeTitles(
  { changes: counts, releases }: Pick<CheckedState, 'changes' | 'releases'>,
  scoped: boolean,
): readonly string[] {
  const title = (kind: ChangeKind) =>
    kind === 'left' ? (scoped ? 'no longer there' : 'left the fleet') : kindTitles[kind];
  return [
    ...changeKinds.map((kind) => [counts[kind] ?? 0, title(kind)] as const),
    [releases, releases === 1 ? 'release' : 'releases'] as const,
  ]
    .filter(([count]) => count > 0)
    .map(([count, words]) => `${count} ${words}`);
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
  return ['Nothing changed', ...(open.length > 0 ? open : standingOf(totals))].join(', ');
}

/** Green only where every server is known and none fails, and a later check found it so too; red where something got worse. */
export function digestColor(content: DigestContent, unposted: CheckedState | 'not-noted' | null): TextColor {
  const { totals, newFailing, worse, newOutdated, since } = content;
  if (isEmptyFleet(content)) return 'Default';
  if (newFailing.total > 0 || worse.total > 0 || (since === null && totals.failing > 0)) return 'Attention';
  const stands =
    unposted === null || (unposted !== 'not-noted' && allReady(unposted.totals) && !unposted.changes.newOutdated);
  return allReady(totals) && newOutdated.total === 0 && stands ? 'Good' : 'Default';
}

function allReady({ failing, unknown, ready }: DigestContent['totals']): boolean {
  return failing === 0 && unknown === 0 && ready > 0;
}

export function isEmptyFleet({ totals }: DigestContent): boolean {
  return Object.values(totals).every((count) => count === 0);
}
