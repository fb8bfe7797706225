import { type PersonKey, personKey } from '../people/identity.ts';
import type { Mentioned } from '../people/model.ts';
import type { Incoming } from './activity.ts';
import { plainText } from './command-text.ts';
import type { Roster, RosterMember } from './roster.ts';

/** Somebody whom a message mentions: the id in Teams, and the name as it stands in the text. */
export interface Mention {
  readonly id: string;
  readonly typed: string;
}

/** In the order of the text, without the bot itself. A name that Teams broke into several mentions of one person is one. */
export function mentionsIn({ entities, recipient }: Pick<Incoming, 'entities' | 'recipient'>): readonly Mention[] {
  const found: Mention[] = [];
  for (const { type, text, mentioned } of entities ?? []) {
    if (type !== 'mention' || !mentioned || mentioned.id === recipient.id) continue;
    const typed = plainText(text ?? '');
    const last = found.at(-1);
    if (last?.id === mentioned.id) found[found.length - 1] = { ...last, typed: `${last.typed} ${typed}` };
    else found.push({ id: mentioned.id, typed });
  }
  return found;
}

/** As words are read: by name, before anybody is asked who that is. */
export function unresolved(mentions: readonly Mention[]): readonly Mentioned[] {
  return mentions.map(({ typed }) => ({ kind: 'unresolved', typed }));
}

/**
 * Who `who` is, by the roster of the conversation: the person mentioned by that name, else the only member of that name or
 * address. Never by what the message itself says of them.
 */
export function resolve(who: Mentioned, mentions: readonly Mention[], roster: Roster, home: string): Mentioned {
  if (who.kind !== 'unresolved') return who;
  const typed = named(who.typed);
  if (typed === '') return who;
  const ids = mentions.filter((mention) => named(mention.typed) === typed).map(({ id }) => id.toLowerCase());
  const fits = (member: RosterMember): boolean =>
    ids.length > 0
      ? ids.includes(member.id)
      : [member.name, member.address].some((name) => named(name ?? '') === typed);
  const found = roster.members.filter(fits);
  const [member] = found;
  if (!member || found.some((other) => keyOf(other, home) !== keyOf(member, home))) return who;
  if (member.guest) return { kind: 'guest', name: member.name };
  const person = keyOf(member, home);
  return person === null ? who : { kind: 'member', person, name: member.name };
}

function keyOf({ aadObjectId }: RosterMember, home: string): PersonKey | null {
  return aadObjectId === null ? null : personKey({ tenantId: home, aadObjectId });
}

function named(name: string): string {
  return name.trim().replace(/^@/, '').replace(/\s+/g, ' ').toLowerCase();
}
