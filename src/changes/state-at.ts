import type { Instant } from '../core/clock.ts';
import type { Change } from './model.ts';
import type { ChangeState } from './states.ts';

/** What decides how a change reads at some time. */
export type Timed = Pick<Change, 'state'> & {
  readonly plan: { readonly window: Pick<Change['plan']['window'], 'start' | 'end'> };
};

/**
 * The state as it reads at `now`, whether or not that was written down: a proposal has lapsed once its window begins,
 * an approved change that was never started is missed once its window is over.
 */
export function stateAt({ state, plan: { window } }: Timed, now: Instant): ChangeState {
  if (state === 'proposed' && now >= window.start) return 'lapsed';
  if (state === 'approved' && now >= window.end) return 'missed';
  return state;
}
