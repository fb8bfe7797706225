import type { Instant } from '../../core/clock.ts';
import type { ServerId } from '../../core/ids.ts';
import type { FreezeId, RuleId } from '../../maintenance/model.ts';
import type { ChangeType } from '../../people/policy.ts';
import type { Readiness } from '../../readiness/model.ts';
import type { StandingConflict } from '../conflicts/model.ts';
import type { ChangeId } from '../plan.ts';
import type { ChangeState } from '../states.ts';

/** Half-open: [start, end). */
interface Span {
  readonly start: Instant;
  readonly end: Instant;
  readonly zone: string;
}

export interface NamedServer {
  readonly id: ServerId;
  readonly name: string;
}

/** A time that a maintenance rule opens. */
export interface SimulatedWindow extends Span {
  readonly rule: RuleId;
  readonly name: string;
}

export interface SimulatedFreeze extends Span {
  readonly freeze: FreezeId;
  readonly name: string;
  readonly effect: 'forbids' | 'warns';
  readonly reason: string;
}

export interface SimulatedChange extends Span {
  readonly change: ChangeId;
  readonly type: ChangeType;
  readonly state: ChangeState;
  readonly servers: readonly NamedServer[];
  /** The weightiest first. */
  readonly conflicts: readonly StandingConflict[];
  /** Whether one of them blocks it that nobody has overridden. */
  readonly blocked: boolean;
}

/** What the clocks of a zone do to something that is planned. */
export interface ClockSurprise {
  readonly of: 'window' | 'freeze' | 'change';
  /** Of the rule, the freeze or the change. */
  readonly id: string;
  readonly name: string;
  readonly at: Instant;
  readonly text: string;
}

/** Servers that are failing or outdated now and still will be, for one reason. */
export interface Staying {
  readonly why: string;
  readonly servers: readonly (NamedServer & { readonly readiness: Readiness; readonly outdated: boolean })[];
}

/** What lies ahead, as things read at `from`. JSON-safe. */
export interface Simulation {
  readonly from: Instant;
  readonly to: Instant;
  /** The date past which servers are told that stay as they are. */
  readonly by: Instant;
  /** By their start. */
  readonly windows: readonly SimulatedWindow[];
  readonly freezes: readonly SimulatedFreeze[];
  readonly changes: readonly SimulatedChange[];
  readonly surprises: readonly ClockSurprise[];
  /** The largest group first. */
  readonly staying: readonly Staying[];
}
