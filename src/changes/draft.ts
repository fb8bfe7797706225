import type { Instant } from '../core/clock.ts';
import type { Result } from '../core/result.ts';
import type { ServerRow } from '../readiness/model.ts';
import type { Reader } from '../storage/database.ts';
import type { ChangeApp } from './app.ts';
import type { ChangeType, Draft, Plan } from './model.ts';

/** A draft that was read: the plan, its hash, and what it was read from. */
export interface ReadPlan {
  readonly plan: Plan;
  readonly hash: string;
  /** In the order of the plan. */
  readonly servers: readonly ServerRow[];
  /** What the clocks do to its window, in sentences. */
  readonly remarks: readonly string[];
}

export interface DraftReading {
  /** An emergency's window begins now; its draft needs no date and time. */
  readonly type: ChangeType;
  /** The plan that is edited: what it holds already stays allowed. */
  readonly before?: Plan | null;
}

/**
 * Reads what a form sent into a plan. It says nothing of conflicts and approvals.
 * Refuses, naming the field and the value: `invalid`, `not-found`, `ambiguous`, `conflict` (a target that is met already).
 */
export async function readDraft(
  _app: Pick<ChangeApp, 'zone'>,
  _reader: Reader,
  _draft: Draft,
  _now: Instant,
  _reading: DraftReading,
): Promise<Result<ReadPlan>> {
  throw new Error('not read yet');
}
