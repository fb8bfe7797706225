import type { Actor } from '../core/actor.ts';
import type { Reader } from '../storage/database.ts';
import { byName, knownOf, knownPeople } from './directory.ts';
import { identityOf, type PersonKey, personKey, personOf } from './identity.ts';
import { type KnownPerson, type PersonRole, personRoles, type RoleHolder } from './model.ts';
import type { ReaderRules } from './readers.ts';
import { everybody, grantedRoles, grantRows, peopleByAad } from './store.ts';

/** Somebody who holds a role, but for whether the bot can reach them. */
export type Holder = Omit<RoleHolder, 'reachable'>;

const all: ReadonlySet<PersonRole> = new Set(personRoles);

/**
 * Every role an actor has in their own right: `admin` includes the others. Whoever works on the machine itself, and everybody
 * in a demo, has all of them; a token and a job have none.
 */
export async function rolesOf(reader: Reader, rules: ReaderRules, actor: Actor): Promise<ReadonlySet<PersonRole>> {
  if (actor.kind === 'cli') return all;
  const person = personOf(actor);
  if (person === null || actor.kind !== 'user') return new Set();
  if (bySetting(rules, actor.aadObjectId)) return all;
  return including(await grantedRoles(reader, person));
}

/** As `rolesOf`, of a person, in the order of `personRoles`. */
export async function heldBy(reader: Reader, rules: ReaderRules, person: PersonKey): Promise<PersonRole[]> {
  const identity = identityOf(person);
  if (identity === null) return [];
  const held = await rolesOf(reader, rules, { kind: 'user', ...identity, name: null });
  return personRoles.filter((role) => held.has(role));
}

/** Whether a person has every role by ADMINS, or because this is a demo: nothing that can be taken away here. */
export function bySetting(rules: ReaderRules, aadObjectId: string): boolean {
  return rules.demo || rules.admins.some((id) => id.toLowerCase() === aadObjectId.toLowerCase());
}

/**
 * Everybody who has a role, an admin having all, or who holds any (null), by name. In a demo that is everybody who was ever
 * seen. Somebody named in ADMINS who was never seen is there when the rules tell the tenant of such people.
 */
export async function holdersOf(reader: Reader, rules: ReaderRules, role: PersonRole | null): Promise<Holder[]> {
  const granted = new Map<PersonKey, PersonRole[]>();
  for (const row of await grantRows(reader)) {
    const person = row.person as PersonKey;
    granted.set(person, [...(granted.get(person) ?? []), row.role]);
  }
  const known = new Map(await knownPeople(reader, [...granted.keys()]));
  for (const person of await peopleOfSettings(reader, rules)) known.set(person.person, person);

  return [...known.values()]
    .map((person) => holder(rules, person, granted.get(person.person) ?? []))
    .filter(({ roles }) => (role === null ? roles.length > 0 : roles.includes(role)))
    .sort(byName);
}

/** People whom a setting names by object id alone, such as ADMINS or the fallbacks of the policy. */
export async function peopleNamed(
  reader: Reader,
  rules: ReaderRules,
  aadObjectIds: readonly string[],
): Promise<KnownPerson[]> {
  const ids = [...new Set(aadObjectIds.map((id) => id.toLowerCase()))];
  const seen = (await peopleByAad(reader, ids)).map(knownOf);
  const { tenant } = rules;
  if (!tenant) return seen;
  const unseen = ids.filter((id) => !seen.some(({ aadObjectId }) => aadObjectId === id));
  return [...seen, ...unseen.map((aadObjectId) => stranger({ tenantId: tenant.toLowerCase(), aadObjectId }))];
}

async function peopleOfSettings(reader: Reader, rules: ReaderRules): Promise<KnownPerson[]> {
  return rules.demo ? (await everybody(reader)).map(knownOf) : peopleNamed(reader, rules, rules.admins);
}

function holder(rules: ReaderRules, person: KnownPerson, granted: readonly PersonRole[]): Holder {
  const setting = bySetting(rules, person.aadObjectId);
  const held = setting ? all : including(granted);
  return { ...person, roles: personRoles.filter((role) => held.has(role)), bySetting: setting };
}

function including(granted: readonly PersonRole[]): ReadonlySet<PersonRole> {
  return granted.includes('admin') ? all : new Set(granted);
}

function stranger(identity: { readonly tenantId: string; readonly aadObjectId: string }): KnownPerson {
  return { ...identity, person: personKey(identity), name: null };
}
