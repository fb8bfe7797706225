import { type Instant, instant, later, SECOND } from '../../core/clock.ts';
import type { Random } from '../../core/random.ts';
import { never } from '../../core/result.ts';
import type { OutboxTable } from '../../storage/schema.ts';
import type { SendResult } from '../model.ts';
import { restarted } from '../restart.ts';
import { BUDGET, DOUBT_PAUSES, LONGEST_WAIT, pauseAfter } from '../timing.ts';

/** How one try ended, with a call or without one. */
export type Ending =
  | SendResult
  /** The renderer knows no reason for it any more. */
  | { readonly kind: 'superseded'; readonly why: string }
  /** It could not be rendered, or not in time. */
  | { readonly kind: 'later'; readonly why: string };

export interface Settled {
  readonly row: OutboxTable;
  /** Nothing is to be sent in this conversation until then. */
  readonly pause: Instant | null;
  /** The conversation is gone, with this code. */
  readonly gone: string | null;
}

export interface Settlement {
  /** What `wanted` was when this try began: more by now is to be said after it. */
  readonly said: number;
  readonly now: Instant;
  readonly random: Random;
}

/** What becomes of a row after a try: a pure rule. */
export function settle(row: OutboxTable, ending: Ending, { said, now, random }: Settlement): Settled {
  const tried = { ...row, claim: null, deadline: null, attempts: row.attempts + 1 };
  const only = (next: OutboxTable): Settled => ({ row: next, pause: null, gone: null });
  const unlessMoreIsWanted = (next: OutboxTable): OutboxTable => (row.wanted > said ? restarted(next, now) : next);
  const giveUp = (code: string): OutboxTable => unlessMoreIsWanted({ ...tried, state: 'dead', last_code: code });

  function tryAgain(code: string, pause: number, next = tried): OutboxTable {
    const end = next.since + BUDGET;
    if (now >= end) return giveUp(code);
    return { ...next, state: 'pending', due_at: Math.min(now + pause, end), last_code: code };
  }

  switch (ending.kind) {
    case 'sent':
      return only(
        unlessMoreIsWanted({
          ...tried,
          state: 'sent',
          activity_id: ending.activityId ?? row.activity_id,
          sent_at: row.sent_at ?? now,
          rendered: said,
          last_code: null,
        }),
      );
    case 'throttled': {
      if (ending.retryAfter === null) return only(tryAgain(ending.code, pauseAfter(tried.attempts, random)));
      const wait = Math.min(Math.max(Math.ceil(ending.retryAfter), SECOND), LONGEST_WAIT);
      return { row: tryAgain(ending.code, wait), pause: later(now, wait), gone: null };
    }
    case 'failed':
      return only(tryAgain(ending.code, pauseAfter(tried.attempts, random)));
    case 'later':
      return only(tryAgain(ending.why, pauseAfter(tried.attempts, random)));
    case 'doubtful': {
      // An update may simply be made again: it leaves one message, however often it arrives.
      if (row.activity_id !== null) return only(tryAgain(ending.code, pauseAfter(tried.attempts, random)));
      const doubted = { ...tried, doubts: row.doubts + 1 };
      const pause = DOUBT_PAUSES[row.doubts];
      if (pause !== undefined) return only(tryAgain(ending.code, pause, doubted));
      return only(unlessMoreIsWanted({ ...doubted, state: 'dead', last_code: ending.code }));
    }
    case 'gone':
      // Waits for the conversation to come back, and is not tried before.
      return {
        row: { ...tried, attempts: row.attempts, state: 'pending', due_at: now, last_code: ending.code },
        pause: null,
        gone: ending.code,
      };
    case 'vanished':
      return only({ ...tried, state: 'superseded', rendered: row.wanted, last_code: ending.code });
    case 'refused':
      return only(giveUp(ending.code));
    case 'superseded':
      return only(unlessMoreIsWanted({ ...tried, state: 'superseded', rendered: said, last_code: ending.why }));
    default:
      return never(ending);
  }
}

/**
 * What a claim that ran out still tells: a message is there, under this id. Null: nothing that is not known.
 * Another try that is under way now becomes, if it fails, an update of it.
 */
export function settleLate(row: OutboxTable, ending: Ending, said: number, now: Instant): OutboxTable | null {
  if (ending.kind !== 'sent' || ending.activityId === null || row.activity_id !== null) return null;
  const there = { ...row, activity_id: ending.activityId, sent_at: row.sent_at ?? instant(now), rendered: said };
  if (row.state !== 'pending' && row.state !== 'dead') return there;
  return row.wanted > said ? restarted({ ...there, state: 'sent' }, now) : { ...there, state: 'sent', last_code: null };
}
