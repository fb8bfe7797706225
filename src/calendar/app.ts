import type { Clock } from '../core/clock.ts';
import type { Log } from '../core/log.ts';
import type { ChatsOf } from '../people/app.ts';
import type { ReaderRules } from '../people/readers.ts';
import type { Database, Reader } from '../storage/database.ts';

/** What everything about calendars needs. */
export interface CalendarApp {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly rules: ReaderRules;
  readonly zone: string;
  /** False: no calendar is given to anybody. */
  readonly on: boolean;
  /** Where people reach this process, without a slash at the end; null: nobody said, so no address can be told. */
  readonly publicUrl: string | null;
  readonly chats: ChatsOf;
  /** Conversations for which an admin may have a link. */
  readonly channels: (reader: Reader) => Promise<readonly string[]>;
}
