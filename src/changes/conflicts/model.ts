import type { Actor } from '../../core/actor.ts';
import type { Instant } from '../../core/clock.ts';
import type { ServerId } from '../../core/ids.ts';
import type { KnownPerson } from '../../people/model.ts';

/** What a plan may come into, the weightiest first. Ids are public: the simulator prints them. */
export const conflictTypes = [
  /** A server is in two changes at a time. */
  'same-server',
  /** Two changes work on members of one DAG at a time. */
  'same-dag',
  /** More members of a DAG would be out than its quorum allows. */
  'quorum',
  /** Nobody else of the site or DAG is in service. */
  'last-in-service',
  /** A freeze that forbids it. */
  'freeze',
  /** The target can't be installed over what the server has. */
  'unreachable',
  /** Something has to be installed first, in a change of its own. */
  'prerequisite',
  'outside-rules',
  'too-short',
  /** While one of two members is out, nothing may happen to the other. */
  'no-redundancy',
  'quorum-unknown',
  'service-unknown',
  'stale-evidence',
  /** A newer update than the target is there. */
  'superseded',
  /** A freeze that warns. */
  'freeze-warning',
  /** Internal servers come before those that clients reach from outside. */
  'order',
] as const;
export type ConflictType = (typeof conflictTypes)[number];

export interface Conflict {
  readonly type: ConflictType;
  /** `blocks`: it keeps a plan from being approved and started, unless somebody overrides it. An emergency is only warned. */
  readonly severity: 'blocks' | 'warns';
  /** The same for the same conflict of a plan, whatever its words: what was told and what was overridden is told by it. */
  readonly key: string;
  /** The servers of the plan that it concerns. */
  readonly servers: readonly ServerId[];
  /** Ids of the changes, rules and freezes that it is with. */
  readonly with: readonly string[];
  /** One sentence, with the arithmetic where there is any. */
  readonly text: string;
}

/** An approver's written word that a conflict is borne. It counts for one plan, and for the conflicts it names. */
export interface Override {
  readonly keys: readonly string[];
  readonly plan: string;
  readonly by: Actor;
  readonly onBehalfOf: KnownPerson | null;
  readonly reason: string;
  readonly at: Instant;
}

/** A conflict as a card shows it. */
export interface StandingConflict extends Conflict {
  /** Null: nobody has overridden it. */
  readonly override: Override | null;
}
