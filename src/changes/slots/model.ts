import type { Instant } from '../../core/clock.ts';

/** A time at which nothing keeps a plan from being carried out. */
export interface Slot {
  readonly start: Instant;
  readonly end: Instant;
  /** As a form has it: `2026-11-28`, `22:00`, hours as a number, an IANA zone. */
  readonly date: string;
  readonly time: string;
  readonly hours: string;
  readonly zone: string;
  /** What it satisfies, in sentences: "within the rule Berlin monthly", "4 servers stay in service in Berlin". */
  readonly because: readonly string[];
}

export type SlotOffer =
  | {
      readonly kind: 'slots';
      /** At most three, the earliest first. */
      readonly slots: readonly Slot[];
      /** Why none is earlier, in sentences: "Freeze Black Friday until 28 Nov 2026, 18:00." Empty: the first is the first there is. */
      readonly notEarlier: readonly string[];
    }
  /** The smallest set of constraints that leaves none within the horizon, in sentences; never empty. */
  | { readonly kind: 'none'; readonly until: Instant; readonly blockedBy: readonly string[] };
