import type { Reader } from '../storage/database.ts';
import type { PeopleApp, PeopleRequest } from './app.ts';
import { knownPeople } from './directory.ts';
import type { Mentioned, PeopleAnswer, PeopleCommand } from './model.ts';
import { authorise } from './press.ts';
import { heldBy, holdersOf } from './roles.ts';
import { identified } from './whom.ts';

type FormCommand = Extract<PeopleCommand, { readonly kind: 'grant-form' | 'revoke-form' }>;

/** Shows what granting or revoking would do, with the one button that does it. Writes nothing. */
export async function roleForm(
  app: PeopleApp,
  reader: Reader,
  request: PeopleRequest,
  { kind, role, who }: FormCommand,
): Promise<PeopleAnswer> {
  const what = kind === 'grant-form' ? 'grant' : 'revoke';
  const bar = await authorise(app, reader, request, what);
  if (bar) return { kind: 'refused', refusal: bar };
  const whom = identified(what === 'revoke' ? await named(app, reader, who) : who, what);
  if (!whom.ok) return { kind: 'refused', refusal: whom.refusal };
  const { person, name } = whom.value;
  const known = (await knownPeople(reader, [person])).get(person);
  const held = await heldBy(reader, app.rules, person);
  const chats = await app.chats(reader, [person]);
  return {
    kind: 'role-confirm',
    what,
    role,
    person: { ...whom.value, name: known?.name ?? name },
    held,
    reachable: chats.has(person),
  };
}

/** Somebody who left the conversation still has their role: they are found by name among those who hold one. */
async function named({ rules }: PeopleApp, reader: Reader, who: Mentioned): Promise<Mentioned> {
  if (who.kind !== 'unresolved' || who.typed.trim() === '') return who;
  const wanted = key(who.typed);
  const [only, ...more] = (await holdersOf(reader, rules, null)).filter(
    (holder) => key(holder.name ?? '') === wanted || holder.aadObjectId === wanted,
  );
  return only && more.length === 0 ? { kind: 'member', person: only.person, name: only.name } : who;
}

function key(name: string): string {
  return name.trim().replace(/^@/, '').replace(/\s+/g, ' ').toLowerCase();
}
