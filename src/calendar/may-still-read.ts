import { findConversation } from '../delivery/conversations.ts';
import { identityOf, type PersonKey } from '../people/identity.ts';
import { mayRead, type ReaderRules } from '../people/readers.ts';
import { heldBy } from '../people/roles.ts';
import type { Reader } from '../storage/database.ts';
import type { CalendarApp } from './app.ts';
import type { Owner } from './model.ts';

/** Whether the calendar of this owner is still for somebody: a person who may read, a conversation that the bot is in. */
export async function mayStillRead(
  app: Pick<CalendarApp, 'rules' | 'chats'>,
  reader: Reader,
  owner: Owner,
): Promise<boolean> {
  if (owner.kind === 'person') return personReads(app, reader, owner.person);
  const found = await findConversation(reader, owner.conversation);
  return found !== null && found.gone === null;
}

/** As the bot would decide in their own chat. Whoever made the link was no guest, and no roster is at hand here. */
async function personReads(
  { rules, chats }: Pick<CalendarApp, 'rules' | 'chats'>,
  reader: Reader,
  key: PersonKey,
): Promise<boolean> {
  const identity = identityOf(key);
  if (identity === null) return false;
  const { aadObjectId } = identity;
  // In a demo everybody has every role, and that proves nothing.
  const held = rules.demo ? [] : await heldBy(reader, rules, key);
  const by: ReaderRules = held.length > 0 ? { ...rules, viewers: [aadObjectId] } : rules;
  const chat = (await chats(reader, [key])).get(key) ?? '';
  return mayRead(by, { aadObjectId, standing: 'untold' }, chat) === 'yes';
}
