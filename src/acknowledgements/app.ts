import type { Clock, Instant } from '../core/clock.ts';
import type { ServerId } from '../core/ids.ts';
import type { Log } from '../core/log.ts';
import type { WakeupBook } from '../jobs/model.ts';
import type { Policy } from '../people/policy.ts';
import type { ReaderRules } from '../people/readers.ts';
import type { Database, Reader } from '../storage/database.ts';

/** Which of these servers were being updated at `at`: a report of such a moment ends no acknowledgement. */
export type Updating = (reader: Reader, ids: readonly ServerId[], at: Instant) => Promise<ReadonlySet<ServerId>>;

/** What everything about acknowledgements needs. */
export interface AckApp {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly jobs: WakeupBook;
  readonly policy: Policy;
  readonly rules: ReaderRules;
  /** The zone where none was chosen. */
  readonly zone: string;
  readonly updating: Updating;
}

/** The job that wakes an acknowledgement; its key is the acknowledgement's id. */
export const ACK = 'acknowledgement';

/** Kind of the posts about an acknowledgement, in the thread where it was made; subject: `<id> remind`, `<id> ended`. */
export const ACK_POST = 'acknowledgement';

export const ackNotes = ['remind', 'ended'] as const;
export type AckNoteKind = (typeof ackNotes)[number];
