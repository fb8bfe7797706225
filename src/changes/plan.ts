import type { Instant } from '../core/clock.ts';
import type { ServerId } from '../core/ids.ts';
import type { ChangeType, Risk } from '../people/policy.ts';
import type { GateId } from '../readiness/model.ts';

/** `CHG-0001`; more digits when four do not suffice. */
export type ChangeId = string & { readonly __change: true };

/** What a server is to come to. */
export type Target =
  /** `build` as four numbers; `label`: its name. */
  | { readonly kind: 'build'; readonly build: string; readonly label: string }
  | { readonly kind: 'gate'; readonly gate: GateId }
  /** `replacedBy`: a server's id, or null. */
  | { readonly kind: 'retired'; readonly replacedBy: string | null };

/** Half-open: [start, end). The length is elapsed time from the start. */
export interface ChangeWindow {
  readonly start: Instant;
  readonly end: Instant;
  /** `2026-11-28T22:00` as it was asked for, in `zone`, resolved with these time zone data. */
  readonly local: string;
  readonly zone: string;
  readonly tzdata: string;
}

export interface PlannedServer {
  readonly server: ServerId;
  readonly target: Target;
}

/** Everything a vote is given on; its hash is what a vote is bound to. JSON-safe. */
export interface Plan {
  readonly type: ChangeType;
  /** In the order in which they are updated, one after another. */
  readonly servers: readonly PlannedServer[];
  readonly window: ChangeWindow;
  readonly reason: string;
  readonly risk: Risk;
  /** Why it is that, as it was judged when it was planned; left out: it is judged anew (`riskOf`). */
  readonly riskWhy?: readonly string[];
  readonly impact: string;
  readonly backout: string;
  /** Whether Active Directory has to be prepared. */
  readonly adPrep: boolean;
  /** How many plans the change had before: one that comes back after an edit is another plan. Left out: none. */
  readonly earlier?: number;
}

/** A plan as a form sends it: unread, but of the right shape and length. */
export interface Draft {
  readonly type: string;
  /** In any order; `order` is a number as typed, empty: as they stand here. `target`: `build:15.2.2562.56`, `gate:ocs-endpoint`, `retired`. */
  readonly servers: readonly { readonly server: string; readonly target: string; readonly order: string }[];
  /** `2026-11-28`, `22:00`, hours as a number, an IANA zone. */
  readonly date: string;
  readonly time: string;
  readonly hours: string;
  readonly zone: string;
  readonly reason: string;
  /** Empty: as derived; `medium` or `high` raises it. */
  readonly risk: string;
  readonly impact: string;
  readonly backout: string;
  readonly adPrep: boolean;
}
