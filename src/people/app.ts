import type { Clock } from '../core/clock.ts';
import type { Log } from '../core/log.ts';
import type { Database, Reader } from '../storage/database.ts';
import type { PersonKey } from './identity.ts';
import type { Doer, PeopleCommand } from './model.ts';
import type { ReaderRules } from './readers.ts';

/** The own chat of each person to whom the bot can post: ids of conversations. Who can't be reached is left out. */
export type ChatsOf = (reader: Reader, people: readonly PersonKey[]) => Promise<ReadonlyMap<PersonKey, string>>;

/** What everything about people and their roles needs. */
export interface PeopleApp {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly rules: ReaderRules;
  readonly chats: ChatsOf;
  /** The zone where none was chosen. */
  readonly zone: string;
}

export interface PeopleRequest extends Doer {
  readonly command: PeopleCommand;
  /** What makes a repeated press one press. */
  readonly once: string;
}
