import type { Actor } from '../core/actor.ts';
import type { Clock, Instant } from '../core/clock.ts';
import type { ReportId, ServerId } from '../core/ids.ts';
import type { Log } from '../core/log.ts';
import type { Database, Tx } from '../storage/database.ts';
import type { ReportsTable } from '../storage/schema.ts';
import type { ParsePool } from './parse/pool.ts';

/** The way by which a file came in. */
export type Door = ReportsTable['door'];

/** Who brought a file, and by which door. */
export interface Sender {
  readonly door: Door;
  readonly actor: Actor;
}

/** Whether a report counts. An undated one stays `undated` even while it is the only one its server has. */
export type Standing = ReportsTable['standing'];

/**
 * Told in the transaction that changed the evidence, after the rows are written. `servers` are all whose judgement may
 * differ now; one that is no longer in the store has left the fleet. A throw takes the file's intake back as a whole.
 */
export type EvidenceChanged = (
  tx: Tx,
  changed: { readonly servers: readonly ServerId[]; readonly at: Instant },
) => Promise<void>;

/** Told of each file that a door dealt with. */
export type CountIntake = (door: Door, outcome: Taken['outcome'] | 'refused') => void;

/** What every door needs to take a file in. */
export interface Intake {
  readonly database: Database;
  readonly clock: Clock;
  readonly pool: ParsePool;
  readonly evidenceChanged: EvidenceChanged;
  readonly log: Log;
  readonly count?: CountIntake;
}

/** A file that is in the store, since now (`taken`) or since earlier (`unchanged`). */
export interface Taken {
  readonly outcome: 'taken' | 'unchanged';
  readonly kind: 'report' | 'inventory';
  readonly report: ReportId;
  /** The server that reported, or those that the inventory lists. */
  readonly servers: readonly ServerId[];
  readonly standing: Standing;
  /** What came of it, for a person. */
  readonly sentence: string;
}
