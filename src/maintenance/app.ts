import type { Clock, Instant } from '../core/clock.ts';
import type { Log } from '../core/log.ts';
import type { Policy } from '../people/policy.ts';
import type { ReaderRules } from '../people/readers.ts';
import type { Database, Reader, Tx } from '../storage/database.ts';
import type { CalendarEntry } from './model.ts';

/** What everything about maintenance rules and freezes needs. */
export interface MaintenanceApp {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly rules: ReaderRules;
  readonly policy: Policy;
  /** The zone where none was chosen. */
  readonly zone: string;
  /** A rule or a freeze was set, removed or lifted: what is planned has to be held against it anew. */
  readonly changed: (tx: Tx) => Promise<void>;
  /** What is planned between two instants, for the coming weeks. */
  readonly planned: (reader: Reader, from: Instant, to: Instant, now: Instant) => Promise<readonly CalendarEntry[]>;
}
