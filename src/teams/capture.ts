import type { Actor } from '../core/actor.ts';
import type { Clock } from '../core/clock.ts';
import { SECOND } from '../core/clock.ts';
import type { Log } from '../core/log.ts';
import type { Conversation } from '../delivery/model.ts';
import type { Incoming } from './activity.ts';
import { conversationOf } from './activity.ts';
import { senderOf } from './command-desk.ts';
import type { ConversationBook } from './conversation-book.ts';
import { sightingOf } from './sighting.ts';

/** Another process may have quarantined a conversation meanwhile: it is heard of again at the latest after this. */
const REMEMBERED_FOR = 10 * SECOND;
const MOST_REMEMBERED = 5000;

/** Takes down where authenticated activities come from. */
export interface Capture {
  /** Never rejects: a question is answered all the same. */
  take(incoming: Incoming): Promise<void>;
  /** What is stored of this conversation has changed otherwise. */
  forget(conversation: string): void;
}

/** An ordinary turn of a known conversation costs no query: what was last taken down is remembered. */
export function createCapture(book: ConversationBook, clock: Clock, log: Log): Capture {
  const memo = new Map<string, { readonly seen: string; readonly until: number }>();

  async function seen(conversation: Conversation, by: Actor, anew: boolean): Promise<void> {
    const { id } = conversation;
    const looks = looksOf(conversation);
    const known = memo.get(id);
    if (!anew && known?.seen === looks && known.until > clock.monotonic()) return;
    await book.remember(conversation, by);
    memo.delete(id);
    if (memo.size >= MOST_REMEMBERED) memo.delete(memo.keys().next().value ?? '');
    memo.set(id, { seen: looks, until: clock.monotonic() + REMEMBERED_FOR });
  }

  async function take(incoming: Incoming): Promise<void> {
    const by = senderOf(incoming);
    const sighting = sightingOf(incoming, clock.now());
    try {
      if (sighting?.kind === 'removed') {
        memo.clear();
        await book.remove(sighting.conversation, sighting.why, by);
        if (sighting.team !== null) await book.removeTeam(sighting.team, sighting.why, by);
      }
      if (sighting?.kind !== 'seen') return;
      const { conversation, revivesTeam } = sighting;
      if (revivesTeam) await book.reviveTeam(revivesTeam.id, revivesTeam.isOver, by);
      await seen(conversation, by, incoming.type === 'installationUpdate' || incoming.type === 'conversationUpdate');
    } catch (error) {
      const why = error instanceof Error ? error.name : typeof error;
      log.error(
        { conversation: conversationOf(incoming), error: why },
        'where an activity came from could not be stored',
      );
    }
  }

  return { take, forget: (conversation) => void memo.delete(conversation) };
}

function looksOf({ seenAt: _, gone: __, ...looks }: Conversation): string {
  return JSON.stringify(looks);
}
