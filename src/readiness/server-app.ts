import type { Clock } from '../core/clock.ts';
import type { ServerId } from '../core/ids.ts';
import type { Log } from '../core/log.ts';
import type { ReaderRules } from '../people/readers.ts';
import type { Database, Tx } from '../storage/database.ts';

/** What it takes to take servers out of the fleet and back. */
export interface ServerApp {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly rules: ReaderRules;
  /** Judges these servers anew in the transaction, with the catalogue of now and every listener told. */
  readonly rejudge: (tx: Tx, servers: readonly ServerId[]) => Promise<void>;
}
