import type { Instant } from '../../core/clock.ts';
import type { Freeze, MaintenanceRule, Occurrence } from '../../maintenance/model.ts';

/** What a feed tells of, half-open. It moves once a year, so that the same state gives the same bytes. */
export interface Span {
  readonly from: Instant;
  readonly until: Instant;
}

export interface FeedChange {
  readonly id: string;
  readonly revision: number;
  readonly state: 'proposed' | 'approved' | 'in-progress';
  readonly start: Instant;
  readonly end: Instant;
  /** The zone that it was planned in. */
  readonly zone: string;
  /** In the order in which they are updated. */
  readonly servers: readonly string[];
  readonly reason: string;
  /** When it came to be what it is. */
  readonly changedAt: Instant;
}

export interface FeedRule {
  readonly rule: Pick<MaintenanceRule, 'id' | 'revision' | 'name' | 'zone' | 'recurrence' | 'changedAt'>;
  /** Every time that it opens within the span, the earliest first. */
  readonly occurrences: readonly Occurrence[];
  /** `every Saturday, 22:00 to 02:00 Europe/Berlin`. */
  readonly when: string;
  /** `all servers`, or, where names are not told, `3 servers`. */
  readonly scope: string;
}

export interface FeedFreeze {
  readonly freeze: Pick<Freeze, 'id' | 'revision' | 'name' | 'start' | 'end' | 'effect' | 'reason' | 'madeAt'>;
  /** As it was asked for: `Sun 20 Dec 2026, 18:00 to Mon 4 Jan 2027, 06:00 Europe/Berlin`. */
  readonly when: string;
  readonly scope: string;
}

/** Everything that a calendar shows. Two equal ones give the same text, byte by byte. */
export interface FeedState {
  /** Tells the events of this installation from those of another: `patchwarden.bot.contoso.example`. */
  readonly instance: string;
  /** `counts`: servers are counted, and what people wrote of them is left out. */
  readonly audience: 'names' | 'counts';
  readonly span: Span;
  readonly changes: readonly FeedChange[];
  readonly freezes: readonly FeedFreeze[];
  readonly rules: readonly FeedRule[];
}

/** One event as it is written. Instants in UTC; `local`: on the clocks of a zone, again and again. */
export interface FeedEvent {
  readonly uid: string;
  readonly revision: number;
  readonly changedAt: Instant;
  readonly time:
    | { readonly kind: 'once'; readonly start: Instant; readonly end: Instant }
    /** `start`, `end`: `2026-11-28T22:00`; `rrule` without COUNT; `times`: at least two. */
    | {
        readonly kind: 'recurring';
        readonly zone: string;
        readonly start: string;
        readonly end: string;
        readonly rrule: string;
        readonly times: number;
      };
  readonly title: string;
  /** Each becomes a line. */
  readonly about: readonly string[];
  readonly status: 'CONFIRMED' | 'TENTATIVE';
  /** Whether who reads it counts as busy. */
  readonly busy: boolean;
  /** How long before its start it reminds, in ms; null: not at all. */
  readonly alarm: number | null;
}
