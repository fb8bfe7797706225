import type { Actor } from '../core/actor.ts';
import type { Clock } from '../core/clock.ts';
import { MINUTE, SECOND } from '../core/clock.ts';
import type { Log } from '../core/log.ts';
import type { Conversation } from '../delivery/model.ts';
import { personKey } from '../people/identity.ts';
import type { Incoming } from './activity.ts';
import { conversationOf } from './activity.ts';
import type { ConversationBook } from './conversation-book.ts';
import type { PeopleBook } from './people-book.ts';
import { identityOf, senderOf } from './sender.ts';
import { sightingOf } from './sighting.ts';

/** Another process may have quarantined a conversation meanwhile: it is heard of again at the latest after this. */
const REMEMBERED_FOR = 10 * SECOND;
const MOST_REMEMBERED = 5000;
const PERSON_REMEMBERED_FOR = 10 * MINUTE;

/** Takes down where authenticated activities come from, and who from. */
export interface Capture {
  /** Never rejects: a question is answered all the same. */
  take(incoming: Incoming): Promise<void>;
  /** What is stored of this conversation has changed otherwise. */
  forget(conversation: string): void;
}

export interface CaptureOptions {
  readonly book: ConversationBook;
  readonly people: Pick<PeopleBook, 'remember'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** An ordinary turn of a known conversation and person costs no query: what was last taken down is remembered. */
export function createCapture({ book, people, clock, log }: CaptureOptions): Capture {
  const memo = createMemo(clock);
  const persons = createMemo(clock);

  async function seen(conversation: Conversation, by: Actor, anew: boolean): Promise<void> {
    const { id } = conversation;
    const looks = looksOf(conversation);
    if (!anew && memo.holds(id, looks)) return;
    await book.remember(conversation, by);
    memo.keep(id, looks, REMEMBERED_FOR);
  }

  async function heard(incoming: Incoming): Promise<void> {
    const identity = incoming.type === 'message' || incoming.type === 'invoke' ? identityOf(incoming) : null;
    if (identity === null) return;
    const key = personKey(identity);
    const name = incoming.from.name ?? null;
    if (persons.holds(key, name ?? '')) return;
    await people.remember(identity, name);
    persons.keep(key, name ?? '', PERSON_REMEMBERED_FOR);
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
      await heard(incoming);
    } catch (error) {
      const why = error instanceof Error ? error.name : typeof error;
      log.error(
        { conversation: conversationOf(incoming), error: why },
        'where an activity came from could not be stored',
      );
    }
  }

  return { take, forget: memo.forget };
}

interface Memo {
  holds(id: string, looks: string): boolean;
  /** For so many ms, or until there are too many. */
  keep(id: string, looks: string, time: number): void;
  forget(id: string): void;
  clear(): void;
}

function createMemo(clock: Clock): Memo {
  const entries = new Map<string, { readonly looks: string; readonly until: number }>();
  return {
    holds(id, looks) {
      const known = entries.get(id);
      return known?.looks === looks && known.until > clock.monotonic();
    },
    keep(id, looks, time) {
      entries.delete(id);
      if (entries.size >= MOST_REMEMBERED) entries.delete(entries.keys().next().value ?? '');
      entries.set(id, { looks, until: clock.monotonic() + time });
    },
    forget: (id) => void entries.delete(id),
    clear: () => entries.clear(),
  };
}

function looksOf({ seenAt: _, gone: __, ...looks }: Conversation): string {
  return JSON.stringify(looks);
}
