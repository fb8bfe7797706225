import { never } from '../core/result.ts';
import { type DigestSections, type SectionKind, sectionKinds } from './model.ts';

type Found = Omit<DigestSections, 'fresh' | 'gone'>;

/** Sections with how much of them `before` did not have, and how much of it they do not have any more. */
export function withNews(found: Found, before: Found | null): DigestSections {
  const fresh: Partial<Record<SectionKind, number>> = {};
  let gone = 0;
  for (const kind of sectionKinds) {
    const [is, was] = [keysOf(found, kind), before ? keysOf(before, kind) : []];
    const added = lacking(is, was, found[kind].total - (before?.[kind].total ?? 0), isWhole(found, kind, before));
    if (added > 0) fresh[kind] = added;
    gone += lacking(was, is, (before?.[kind].total ?? 0) - found[kind].total, isWhole(found, kind, before));
  }
  return { ...found, fresh, gone };
}

/** How many of `keys` are not among `others`; where not all are named, only by how many there are more. */
function lacking(keys: readonly string[], others: readonly string[], more: number, whole: boolean): number {
  if (!whole) return Math.max(0, more);
  const known = new Set(others);
  return keys.filter((key) => !known.has(key)).length;
}

function isWhole(found: Found, kind: SectionKind, before: Found | null): boolean {
  return [found, before].every((one) => one === null || one[kind].total === one[kind].first.length);
}

/** What makes an entry the same as one that was told: a window that was moved is another, so is an end. */
function keysOf(sections: Found, kind: SectionKind): string[] {
  switch (kind) {
    case 'waiting':
      return sections.waiting.first.map(({ id, since }) => `${id} ${since}`);
    case 'windows':
      return sections.windows.first.map(({ id, start }) => `${id} ${start}`);
    case 'missed':
      return sections.missed.first.map(({ id, start }) => `${id} ${start}`);
    case 'unproven':
      return sections.unproven.first.map(({ id }) => id);
    case 'overdueReviews':
      return sections.overdueReviews.first.map(({ id }) => id);
    case 'ending':
      return sections.ending.first.map(({ id }) => id);
    case 'unattended':
      return sections.unattended.first.map(({ id }) => id);
    default:
      return never(kind);
  }
}
