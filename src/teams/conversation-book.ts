import type { Actor } from '../core/actor.ts';
import type { Clock } from '../core/clock.ts';
import { findConversation, isFamiliar, rememberConversation, removeConversation } from '../delivery/conversations.ts';
import type { Conversation } from '../delivery/model.ts';
import { removeTeam, reviveTeam } from '../delivery/team.ts';
import type { WakeupBook } from '../jobs/model.ts';
import type { Database, Tx } from '../storage/database.ts';

/** Where the places are kept that the bot can post to. */
export interface ConversationBook {
  remember(seen: Conversation, by: Actor): Promise<void>;
  /** Never rejects: what can not be told may be shared. */
  wasShared(id: string): Promise<boolean>;
  remove(id: string, why: string, by: Actor): Promise<void>;
  removeTeam(teamId: string, why: string, by: Actor): Promise<void>;
  reviveTeam(teamId: string, isOver: (why: string) => boolean, by: Actor): Promise<void>;
}

export interface BookOptions {
  readonly database: Pick<Database, 'read' | 'transaction'>;
  readonly jobs: WakeupBook;
  readonly clock: Clock;
  /** What follows from hearing of a place, in the transaction that takes it down. Left out: nothing. */
  readonly heard?: (tx: Tx, seen: Conversation) => Promise<void>;
}

export function createConversationBook({ database, jobs, clock, heard }: BookOptions): ConversationBook {
  return {
    async remember(seen, by) {
      if (await database.read((reader) => isFamiliar(reader, clock.now(), seen))) return;
      await database.transaction(async (tx) => {
        await rememberConversation(tx, clock.now(), seen, { by, jobs });
        await heard?.(tx, seen);
      });
    },
    async wasShared(id) {
      try {
        return (await database.read((reader) => findConversation(reader, id)))?.shared ?? false;
      } catch {
        return true;
      }
    },
    remove: (id, why, by) => database.transaction((tx) => removeConversation(tx, clock.now(), id, why, by)),
    removeTeam: (teamId, why, by) => database.transaction((tx) => removeTeam(tx, clock.now(), teamId, why, by)),
    reviveTeam: (teamId, isOver, by) =>
      database.transaction((tx) => reviveTeam(tx, clock.now(), teamId, isOver, { by, jobs })),
  };
}
