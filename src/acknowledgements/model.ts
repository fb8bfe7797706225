import type { Actor } from '../core/actor.ts';
import type { Instant } from '../core/clock.ts';
import type { ServerId } from '../core/ids.ts';
import type { Refusal } from '../core/result.ts';
import type { Doer } from '../people/model.ts';
import type { CheckId, Readiness } from '../readiness/model.ts';

/** What exactly was acknowledged: other gates, or another build that does not help, are not covered. JSON-safe. */
export interface Bound {
  readonly readiness: 'failing' | 'unknown';
  /** Gates that failed, and that were unknown, in their order. */
  readonly failing: readonly CheckId[];
  readonly unknown: readonly CheckId[];
  /** Null: not known. */
  readonly build: string | null;
}

export type AckEnd = 'expired' | 'ready' | 'worse' | 'withdrawn' | 'replaced' | 'retired' | 'gone';

export interface Acknowledgement {
  readonly id: string;
  readonly server: ServerId;
  readonly author: Actor;
  readonly madeAt: Instant;
  readonly until: Instant;
  readonly zone: string;
  readonly reason: string;
  readonly bound: Bound;
  readonly place: Place | null;
  /** As it reads at the time of asking: `until` ends it whether or not that was written down. */
  readonly ended: { readonly at: Instant; readonly as: AckEnd; readonly why: string } | null;
}

/** Where somebody did something, so that what follows is said there. */
export interface Place {
  readonly conversation: string;
  readonly thread: string | null;
}

/** What may be said of acknowledgements. Words yield the form; a button does it. */
export type AckCommand =
  | { readonly kind: 'list' }
  /** `servers` as typed or ids; `until`, `reason` as typed; left out: not chosen yet. */
  | { readonly kind: 'form'; readonly servers: readonly string[]; readonly until?: string; readonly reason?: string }
  /** `until`: a local day `2026-11-27`, the last one it covers, in `zone`. */
  | {
      readonly kind: 'make';
      readonly servers: readonly ServerId[];
      readonly until: string;
      readonly zone: string;
      readonly reason: string;
    }
  | { readonly kind: 'withdraw'; readonly id: string }
  | { readonly kind: 'unreadable'; readonly refusal: Refusal };

export interface AckRequest extends Doer {
  readonly command: AckCommand;
  readonly once: string;
  readonly place: Place | null;
}

export interface AckServer {
  readonly id: ServerId;
  readonly name: string;
}

/** What became of one server of several; none is left out. */
export type AckOutcome =
  | {
      readonly kind: 'acknowledged';
      readonly server: AckServer;
      readonly acknowledgement: Acknowledgement;
      readonly replaced: boolean;
    }
  | { readonly kind: 'refused'; readonly server: AckServer; readonly refusal: Refusal };

export interface ListedAcknowledgement {
  readonly acknowledgement: Acknowledgement;
  readonly server: AckServer;
  readonly readiness: Readiness;
}

export type AckAnswer =
  | {
      readonly kind: 'ack-form';
      readonly asOf: Instant;
      /** Those that may be acknowledged, with what fails; and the others, with why not. */
      readonly servers: readonly (AckServer & {
        readonly bound: Bound;
        readonly current: Acknowledgement | null;
        readonly cutOffSince: string | null;
      })[];
      readonly left: readonly { readonly server: AckServer; readonly refusal: Refusal }[];
      /** A local day; empty: not chosen. */
      readonly until: string;
      readonly longest: string;
      readonly zone: string;
      readonly reason: string;
    }
  | {
      readonly kind: 'acknowledged';
      readonly asOf: Instant;
      readonly zone: string;
      readonly until: Instant;
      readonly reason: string;
      readonly outcomes: readonly AckOutcome[];
    }
  | { readonly kind: 'ack-withdrawn'; readonly listed: ListedAcknowledgement }
  | {
      readonly kind: 'acks';
      readonly asOf: Instant;
      readonly zone: string;
      readonly rows: readonly ListedAcknowledgement[];
      readonly mayWithdraw: readonly string[];
    }
  | { readonly kind: 'refused'; readonly refusal: Refusal };
