import type { Instant } from '../core/clock.ts';
import type { Reader } from '../storage/database.ts';
import { countIn, tallyPending } from './outbox/store.ts';
import { countGone } from './store.ts';

export interface OutboxHealth {
  /** Waits to be sent, in conversations that are not gone. */
  readonly pending: number;
  /** How long the most overdue of them has been due, in ms; 0: none is. */
  readonly oldestDueMs: number;
  readonly sending: number;
  /** Given up, and neither retried nor dropped by anybody yet. */
  readonly dead: number;
  readonly goneConversations: number;
}

export async function outboxHealth(reader: Reader, now: Instant): Promise<OutboxHealth> {
  const { pending, oldestDue } = await tallyPending(reader);
  return {
    pending,
    oldestDueMs: oldestDue === null ? 0 : Math.max(0, now - oldestDue),
    sending: await countIn(reader, 'sending'),
    dead: await countIn(reader, 'dead'),
    goneConversations: await countGone(reader),
  };
}
