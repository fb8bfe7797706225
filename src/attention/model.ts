import type { Actor } from '../core/actor.ts';
import type { Instant } from '../core/clock.ts';

/** Who has taken a server on: acknowledged, planned, being updated; and what was missed. */
export interface Attention {
  readonly acknowledged: { readonly by: Actor; readonly until: Instant; readonly reason: string } | null;
  /** The open change with the earliest window, decided or not. `missed`: a plan no more; it counts as nobody's. */
  readonly planned: {
    readonly change: string;
    readonly state: 'proposed' | 'approved' | 'in-progress' | 'implemented' | 'missed';
    readonly start: Instant;
    readonly end: Instant;
    readonly zone: string;
  } | null;
  /** A change of it is in progress now, within its window. */
  readonly updating: boolean;
}

/** The failing servers of a scope by who has them. The three add up to `failing`: a planned one counts as planned, a missed one does not. */
export interface AttentionTotals {
  readonly failing: number;
  readonly planned: number;
  /** Acknowledged and not planned. */
  readonly acknowledged: number;
  readonly unattended: number;
}
