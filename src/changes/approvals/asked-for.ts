import type { Instant } from '../../core/clock.ts';
import type { Change } from '../model.ts';
import { stateAt } from '../state-at.ts';

/** Whether somebody's decision is still asked for: of a proposal, and of an emergency without a review. */
export function isDecisionAsked(change: Change, now: Instant): boolean {
  const { review } = change.record;
  return stateAt(change, now) === 'proposed' || (review !== null && review.decided === null);
}

/** Whether those who were asked first did not answer in time, so that the policy's fallbacks may decide too. */
export function isEscalated({ record: { escalatedAt, review } }: Pick<Change, 'record'>, now: Instant): boolean {
  return escalatedAt !== null || (review !== null && (review.overdueToldAt !== null || now >= review.dueAt));
}
