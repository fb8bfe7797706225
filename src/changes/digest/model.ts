import type { Instant } from '../../core/clock.ts';
import type { Actor } from '../../core/actor.ts';
import type { ChangeId, ChangeType, Risk } from '../model.ts';

/** One change on a digest. JSON-safe. */
export interface DigestChange {
  readonly id: ChangeId;
  readonly type: ChangeType;
  readonly risk: Risk;
  /** Half-open: [start, end). */
  readonly start: Instant;
  readonly end: Instant;
  readonly zone: string;
  /** In the order of the plan, at most a few; `serverCount` counts all. */
  readonly servers: readonly { readonly id: string; readonly name: string }[];
  readonly serverCount: number;
  readonly requester: Actor;
}

/** Some of them, in their order; all of them counted. */
export interface Some<T> {
  readonly total: number;
  readonly first: readonly T[];
}

export interface WaitingChange extends DigestChange {
  /** From when on this plan has waited. It lapses when its window starts. */
  readonly since: Instant;
  /** Names of those who were asked and have not answered; null: a name that is not known. At most a few. */
  readonly whom: readonly (string | null)[];
  readonly whomCount: number;
}

export interface WindowChange extends DigestChange {
  /** `in-progress`: its window is open, or ran over. */
  readonly state: 'approved' | 'in-progress';
}

export interface UnprovenChange extends DigestChange {
  /** When it was said to be done. */
  readonly doneAt: Instant | null;
  /** Servers that no evidence proves yet. */
  readonly unproven: readonly { readonly id: string; readonly name: string }[];
  readonly unprovenCount: number;
}

export interface ReviewChange extends DigestChange {
  readonly dueAt: Instant;
}

/** What a digest tells of changes, as they read at one time. */
export interface DigestChanges {
  /** The one that has waited longest first. */
  readonly waiting: Some<WaitingChange>;
  /** That begin within the next days or are open now; by their start. */
  readonly windows: Some<WindowChange>;
  /** Whose window ended without a start; not postponed, cancelled or proven since. */
  readonly missed: Some<DigestChange>;
  /** Said to be done, and not proven. */
  readonly unproven: Some<UnprovenChange>;
  /** Emergencies whose review is overdue. */
  readonly overdueReviews: Some<ReviewChange>;
}
