import type { Actor } from '../../core/actor.ts';
import type { Instant } from '../../core/clock.ts';
import type { ServerId } from '../../core/ids.ts';
import type { Refusal } from '../../core/result.ts';
import type { KnownPerson } from '../../people/model.ts';
import type { Risk } from '../../people/policy.ts';
import type { Place } from '../place.ts';
import type { StandingConflict } from '../conflicts/model.ts';
import type { ChangeId, Plan } from '../plan.ts';
import type { ChangeState } from '../states.ts';

/** `ROLLOUT-0001`. */
export type RolloutId = string & { readonly __rollout: true };

/** What is to be brought up to date at once. */
export type RolloutScope = { readonly by: 'outdated' } | { readonly by: 'site' | 'dag'; readonly value: string };

/** A server that no change of the rollout is for, and why: it needs replacement, or only a switch. */
export interface LeftOut {
  readonly server: ServerId;
  readonly name: string;
  readonly why: string;
}

/** Several changes that were proposed at once. JSON-safe; stored as one. */
export interface Rollout {
  readonly id: RolloutId;
  readonly revision: number;
  readonly scope: RolloutScope;
  readonly requester: Actor;
  readonly place: Place | null;
  readonly madeAt: Instant;
  readonly reason: string;
  readonly changes: readonly ChangeId[];
  readonly left: readonly LeftOut[];
}

/** One change of a rollout, before it is sent off and after. */
export interface RolloutPart {
  /** Null: not proposed yet. */
  readonly change: ChangeId | null;
  readonly state: ChangeState | null;
  /** `DAG-BER`, `London (site)`. */
  readonly title: string;
  readonly servers: readonly { readonly id: ServerId; readonly name: string; readonly aim: string }[];
  readonly window: Plan['window'];
  readonly risk: Risk;
  /** Why it is then; empty once it was sent off. */
  readonly because: readonly string[];
  /** How many have approved it, of how many it takes; null: it does not wait for approval. */
  readonly approvals: { readonly given: number; readonly needed: number } | null;
  readonly conflicts: readonly StandingConflict[];
}

export type RolloutCommand =
  /** `scope` as typed: a DAG, a site, `outdated`. Shows what it would come to; writes nothing. */
  | { readonly kind: 'rollout-form'; readonly scope: string; readonly reason: string }
  /** `hash`: of what the person saw. */
  | { readonly kind: 'rollout'; readonly scope: string; readonly hash: string; readonly reason: string }
  | { readonly kind: 'show-rollout'; readonly rollout: RolloutId }
  /** Every change of it that waits, with one press. `hash`: of the plans that the person saw. */
  | { readonly kind: 'approve-rollout'; readonly rollout: RolloutId; readonly hash: string };

export type RolloutAnswer =
  | {
      readonly kind: 'rollout-form';
      readonly asOf: Instant;
      readonly problem?: Refusal;
      /** As the button that sends it off carries it. */
      readonly scope: string;
      readonly title: string;
      readonly reason: string;
      readonly hash: string;
      readonly parts: readonly RolloutPart[];
      readonly left: readonly LeftOut[];
      /** Servers that need a build and are in no part, as they fit into no slot for example, each with why. */
      readonly unplaced: readonly LeftOut[];
    }
  | {
      readonly kind: 'rollout';
      readonly asOf: Instant;
      readonly rollout: Rollout;
      readonly title: string;
      /** Of the plans that wait for approval. */
      readonly hash: string;
      readonly parts: readonly RolloutPart[];
      /** How many of them wait for approval. */
      readonly waiting: number;
      /** Who may approve every one of them that waits. */
      readonly may: readonly KnownPerson[];
      readonly notice: string | null;
    };
