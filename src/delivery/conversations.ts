import { isDeepStrictEqual } from 'node:util';
import type { Actor } from '../core/actor.ts';
import { HOUR, type Instant, isoOf } from '../core/clock.ts';
import type { Json } from '../core/json.ts';
import { appendAudit } from '../audit/append.ts';
import type { WakeupBook } from '../jobs/model.ts';
import type { Reader, Tx } from '../storage/database.ts';
import type { Conversation } from './model.ts';
import { wakeOutbox } from './outlet.ts';
import { restartPending } from './outbox/store.ts';
import {
  loadConversation,
  loadConversations,
  pauseConversation,
  saveConversation,
  saveWelcomed,
  welcomedAt,
} from './store.ts';

/** What is done by delivery itself. */
export const BY_DELIVERY: Actor = { kind: 'system', job: 'delivery' };

/** An unchanged conversation is written again when it was last seen longer ago, in ms. */
const SEEN_EVERY = HOUR;

/** Who was heard there, and how what waits for a revived conversation is woken. */
export interface Sighting {
  readonly by: Actor;
  readonly jobs: WakeupBook;
}

/** True for the first caller ever for this conversation; everybody later gets false. `by`: who brought the bot there. */
export async function claimWelcome(tx: Tx, conversationId: string, at: Instant, by: Actor): Promise<boolean> {
  if ((await welcomedAt(tx, conversationId)) !== null) return false;
  await saveWelcomed(tx, conversationId, at);
  await appendAudit(tx, at, deed(by, 'conversation.welcomed', conversationId, null, { at: isoOf(at) }));
  return true;
}

/** Null where nothing is known of it that a post would need. */
export function findConversation(reader: Reader, id: string): Promise<Conversation | null> {
  return loadConversation(reader, id);
}

/** As `findConversation`, of many at once; those that are not known are left out. */
export function findConversations(reader: Reader, ids: readonly string[]): Promise<ReadonlyMap<string, Conversation>> {
  return loadConversations(reader, ids);
}

/** Whether `rememberConversation` would write nothing: saves a transaction for most activities. */
export async function isFamiliar(reader: Reader, at: Instant, seen: Conversation): Promise<boolean> {
  const known = await loadConversation(reader, seen.id);
  return known !== null && standing(known, merged(known, seen), at) === 'familiar';
}

/**
 * Stores where an activity came from, with what is new of it. What `seen` does not tell (null) stays as it was known,
 * and a channel that is known to be shared stays so.
 * A gone conversation that is heard of again is not gone: what waited for it is sent, and it is no longer paused.
 */
export async function rememberConversation(
  tx: Tx,
  at: Instant,
  seen: Conversation,
  { by, jobs }: Sighting,
): Promise<'new' | 'revived' | 'known'> {
  const known = await loadConversation(tx, seen.id);
  const next = { ...merged(known, seen), seenAt: at, gone: null };
  if (!known) {
    await saveConversation(tx, next);
    await appendAudit(tx, at, deed(by, 'conversation.added', seen.id, null, described(next)));
    return 'new';
  }
  const how = standing(known, next, at);
  if (how !== 'familiar') await saveConversation(tx, next);
  if (how !== 'gone') return 'known';

  await pauseConversation(tx, seen.id, null);
  await restartPending(tx, seen.id, at);
  await wakeOutbox(tx, jobs, at);
  await appendAudit(tx, at, deed(by, 'conversation.revived', seen.id, described(known), described(next)));
  return 'revived';
}

/** The bot was taken out: nothing is sent there until it is heard of again. Unknown or gone already: nothing happens. */
export async function removeConversation(tx: Tx, at: Instant, id: string, why: string, by: Actor): Promise<void> {
  await end(tx, at, id, why, { by, verb: 'conversation.removed' });
}

/** Teams refused a post for good: nothing is sent there until it is heard of again. `code` is the refusal's. */
export async function quarantineConversation(tx: Tx, at: Instant, id: string, code: string): Promise<void> {
  await end(tx, at, id, code, { by: BY_DELIVERY, verb: 'conversation.quarantined' });
}

async function end(
  tx: Tx,
  at: Instant,
  id: string,
  why: string,
  { by, verb }: { readonly by: Actor; readonly verb: string },
): Promise<void> {
  const known = await loadConversation(tx, id);
  if (!known || known.gone) return;
  const next = { ...known, gone: { at, why } };
  await saveConversation(tx, next);
  await appendAudit(tx, at, deed(by, verb, id, described(known), described(next)));
}

const UNCOMPARED = { seenAt: null, gone: null };

function standing(known: Conversation, next: Conversation, at: Instant): 'gone' | 'changed' | 'familiar' {
  if (known.gone) return 'gone';
  // A clock that was set back must not keep the old instant for good.
  const seenLately = Math.abs(at - known.seenAt) < SEEN_EVERY;
  return seenLately && isDeepStrictEqual({ ...known, ...UNCOMPARED }, { ...next, ...UNCOMPARED })
    ? 'familiar'
    : 'changed';
}

function merged(known: Conversation | null, seen: Conversation): Conversation {
  if (!known) return seen;
  const person = seen.person ?? known.person;
  return {
    ...seen,
    tenantId: seen.tenantId ?? known.tenantId,
    bot: { id: seen.bot.id, name: seen.bot.name ?? known.bot.name },
    person: person && {
      id: person.id,
      aadObjectId: person.aadObjectId ?? known.person?.aadObjectId ?? null,
      name: person.name ?? known.person?.name ?? null,
    },
    teamId: seen.teamId ?? known.teamId,
    // No channel stops being shared, and most activities do not say what theirs is.
    shared: seen.shared || known.shared,
    name: seen.name ?? known.name,
  };
}

/** For the log: what matters to who reads it, without people's names. */
function described(conversation: Conversation): Json {
  const { kind, serviceUrl, tenantId, teamId, name, gone } = conversation;
  return { kind, serviceUrl, tenantId, teamId, name: kind === 'personal' ? null : name, gone };
}

function deed(actor: Actor, verb: string, subject: string, before: Json, after: Json) {
  return { actor, verb, subject, before, after };
}
