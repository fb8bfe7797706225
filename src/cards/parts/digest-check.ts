import type { CardElementArray } from '@microsoft/teams.cards';
import type { Instant } from '../../core/clock.ts';
import type { ChangeKind, CheckedAs, CheckedState, DigestContent } from '../../digests/model.ts';
import { listText } from '../../readiness/words.ts';
import { changeTitles } from './digest-title.ts';
import { countsLine } from './fleet.ts';
import { lines, text } from './text.ts';

/** What a later check of a digest found that is not posted; null: nothing had changed, or none was made. */
export type Unposted = CheckedState | 'not-noted' | null;

/** When a digest was last found to need no new post, and why. */
export interface DigestCheck {
  readonly checkedAt: Instant | null;
  readonly checkedAs: CheckedAs | null;
  readonly checkedState: CheckedState | null;
}

export function unpostedOf({ checkedAt, checkedAs, checkedState }: DigestCheck): Unposted {
  if (checkedAt === null || checkedAs !== 'below-minimum') return null;
  return checkedState ?? 'not-noted';
}

const WORSE: readonly ChangeKind[] = ['newFailing', 'worse', 'unknown', 'stale', 'newOutdated'];

export function gotWorse(unposted: Unposted): boolean {
  if (unposted === null || unposted === 'not-noted') return false;
  return WORSE.some((kind) => (unposted.changes[kind] ?? 0) > 0);
}

/**
 * When it was last looked at, and what was found. Where something had changed, worth a post here or not, the numbers of
 * the digest are no longer those of that moment, and this says so.
 */
export function checkedBlock(content: DigestContent, unposted: Unposted, moment: string): CardElementArray {
  if (unposted === null) return [text(`unchanged, checked ${moment}`, { spacing: 'Medium' })];
  if (unposted === 'not-noted')
    return [
      text(`checked ${moment}: something has changed since this digest that its settings do not post`, {
        spacing: 'Medium',
      }),
    ];
  const changed = listText(changeTitles(unposted, content.scope !== null));
  const counts = countsLine(unposted.totals) || 'No server known';
  return [
    lines(
      [
        `checked ${moment}: ${changed} since this digest, which its settings do not post`,
        `${counts} at that check; everything else here is as of the digest`,
      ],
      { spacing: 'Medium', bold: gotWorse(unposted) },
    ),
  ];
}
