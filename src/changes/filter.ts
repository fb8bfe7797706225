import type { ChangeRow } from './model.ts';
import { isOpen } from './states.ts';

/**
 * Which changes a list shows. `open`: anything may still become of them. `waiting`: for approval. `coming`: approved, their
 * window lies ahead. `running`: in progress. `unproven`: done, and not proven. `missed`: the window went by. `review`: an
 * emergency that nobody has reviewed. `closed`: nothing can become of them any more.
 */
export const changeFilters = [
  'open',
  'waiting',
  'coming',
  'running',
  'unproven',
  'missed',
  'review',
  'closed',
  'all',
] as const;
export type ChangeFilter = (typeof changeFilters)[number];

/** Whether a list with this filter shows such a change. */
export function shows(
  filter: ChangeFilter,
  { state, unproven, review }: Pick<ChangeRow, 'state' | 'unproven' | 'review'>,
): boolean {
  const unreviewed = review !== null && review.decided === null;
  switch (filter) {
    case 'open':
      return isOpen(state) || unreviewed;
    case 'waiting':
      return state === 'proposed';
    case 'coming':
      return state === 'approved';
    case 'running':
      return state === 'in-progress';
    case 'unproven':
      return unproven;
    case 'missed':
      return state === 'missed';
    case 'review':
      return unreviewed;
    case 'closed':
      return !isOpen(state);
    case 'all':
      return true;
  }
}
