import { type Clock, type Instant, SECOND } from '../../core/clock.ts';
import { freshId } from '../../core/ids.ts';
import type { Log } from '../../core/log.ts';
import type { Database } from '../../storage/database.ts';
import { insertSends } from './store.ts';

/** Counts direct replies against the limits, so that posts leave room for them. Never holds up a reply. */
export interface SendLog {
  /** A reply was just sent there. */
  note(conversationId: string): void;
  /** Writes down what was noted: before the process ends. */
  flush(): Promise<void>;
}

/** Replies within this many ms are written in one transaction. */
const GATHER = SECOND / 10;
/** While the database can not be written, no more than these are kept. */
const MOST_KEPT = 1_000;

export function createSendLog({
  database,
  clock,
  log,
}: {
  readonly database: Pick<Database, 'transaction'>;
  readonly clock: Clock;
  readonly log: Log;
}): SendLog {
  let noted: { readonly conversation: string; readonly at: Instant }[] = [];
  let gathering = false;
  let last: Promise<void> = Promise.resolve();

  async function write(): Promise<void> {
    gathering = false;
    const batch = noted;
    if (batch.length === 0) return;
    noted = [];
    try {
      await database.transaction((tx) =>
        insertSends(
          tx,
          batch.map(({ conversation, at }) => ({
            id: freshId(),
            conversation_id: conversation,
            claimed_at: at,
            counts_at: at,
          })),
        ),
      );
    } catch (error) {
      log.warn({ err: error, replies: batch.length }, 'replies could not be counted against the limits');
      noted = [...batch, ...noted].slice(-MOST_KEPT);
    }
  }

  function flush(): Promise<void> {
    last = last.then(write);
    return last;
  }

  return {
    note(conversation) {
      noted.push({ conversation, at: clock.now() });
      if (gathering) return;
      gathering = true;
      clock.after(GATHER, () => void flush());
    },
    flush,
  };
}
