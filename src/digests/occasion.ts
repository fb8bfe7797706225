import { DAY, HOUR } from '../core/clock.ts';
import {
  type ChangeKind,
  changeKinds,
  type DigestContent,
  type Minimum,
  type Occasion,
  type SectionKind,
  sectionKinds,
} from './model.ts';

/** Sections of which each entry has a day by which somebody has to do something, or waits for evidence. */
const DATED: readonly SectionKind[] = ['waiting', 'missed', 'unproven', 'overdueReviews', 'windows', 'ending'];

/** How long the last digest may stand and be checked only. Clocks that change shorten a week by at most two hours. */
const A_WEEK = 7 * DAY - 2 * HOUR;

/**
 * What becomes of a digest that is due. `standing`: how long ago the last one was due, in ms; null: there is none to
 * compare with, or none that told of this scope.
 */
export function occasion(content: DigestContent, minimum: Minimum, standing: number | null): Occasion {
  if (standing === null) return { post: true, because: 'first' };
  if (isWorth(content, minimum)) return { post: true, because: 'changed' };
  if (content.missed > 0) return { post: true, because: 'missed' };
  if (standing >= A_WEEK) return { post: true, because: 'a-week' };
  const isNews = isWorth(content, 'every') || (content.sections?.gone ?? 0) > 0;
  return { post: false, because: isNews ? 'below-minimum' : 'unchanged' };
}

function isWorth(content: DigestContent, minimum: Minimum): boolean {
  // A server that is being updated may be anything: what is bad of it is told when it still is so afterwards.
  const calm: Partial<Record<ChangeKind, number>> = content.updating ?? {};
  const some = (kinds: readonly ChangeKind[]) => kinds.some((kind) => content[kind].total > (calm[kind] ?? 0));
  const fresh = (kinds: readonly SectionKind[]) => kinds.some((kind) => (content.sections?.fresh[kind] ?? 0) > 0);
  switch (minimum) {
    case 'every':
      return content.releases.length > 0 || some(changeKinds) || fresh(sectionKinds);
    case 'worse':
      return (
        some(['newFailing', 'worse', 'unknown', 'stale', 'newOutdated']) ||
        fresh(['missed', 'overdueReviews', 'unattended'])
      );
    case 'due':
      return content.evidenceDue > 0 || content.stale.total > 0 || content.supportEnded > 0 || fresh(DATED);
  }
}
