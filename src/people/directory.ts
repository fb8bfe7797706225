import { HOUR, type Instant } from '../core/clock.ts';
import type { Reader, Tx } from '../storage/database.ts';
import type { PeopleTable } from '../storage/schema/people.ts';
import { type Identity, identityOf, type PersonKey, personKey } from './identity.ts';
import type { KnownPerson } from './model.ts';
import { peopleRows, savePerson } from './store.ts';

/** Somebody whose name has not changed is written again when they were last seen longer ago, in ms. */
const SEEN_EVERY = HOUR;
/** UTF-16 units of a name that are kept. */
const LONGEST_NAME = 200;

/** Keeps who somebody is and what they are called now. A name that is not told (null) stays as it was known. */
export async function rememberPerson(tx: Tx, at: Instant, identity: Identity, name: string | null): Promise<void> {
  const person = personKey(identity);
  const [known] = await peopleRows(tx, [person]);
  if (known && isFresh(known, at, name)) return;
  await savePerson(tx, {
    person,
    tenant_id: identity.tenantId.toLowerCase(),
    aad_id: identity.aadObjectId.toLowerCase(),
    name: nameOf(name) ?? known?.name ?? null,
    seen_at: at,
  });
}

/** Whether `rememberPerson` would write nothing: saves a transaction for most activities. */
export async function isFamiliarPerson(
  reader: Reader,
  at: Instant,
  identity: Identity,
  name: string | null,
): Promise<boolean> {
  const [known] = await peopleRows(reader, [personKey(identity)]);
  return known !== undefined && isFresh(known, at, name);
}

/** Keeps somebody who was only named by another person; whoever is known already stays as they are. */
export async function introducePerson(tx: Tx, at: Instant, person: PersonKey, name: string | null): Promise<void> {
  const identity = identityOf(person);
  if (identity === null) throw new TypeError('not the key of a person');
  const [known] = await peopleRows(tx, [person]);
  if (!known || known.name === null) await rememberPerson(tx, at, identity, name);
}

/** Everybody asked for: of somebody who was never seen the identity alone. Texts that are no key of a person are left out. */
export async function knownPeople(
  reader: Reader,
  keys: readonly PersonKey[],
): Promise<ReadonlyMap<PersonKey, KnownPerson>> {
  const wanted = [...new Set(keys)];
  const rows = new Map((await peopleRows(reader, wanted)).map((row) => [row.person, row]));
  const found = new Map<PersonKey, KnownPerson>();
  for (const key of wanted) {
    const identity = identityOf(key);
    if (identity) found.set(key, { ...identity, person: key, name: rows.get(key)?.name ?? null });
  }
  return found;
}

export function knownOf(row: PeopleTable): KnownPerson {
  return { person: row.person as PersonKey, tenantId: row.tenant_id, aadObjectId: row.aad_id, name: row.name };
}

/** People by name, the nameless last. */
export function byName(a: KnownPerson, b: KnownPerson): number {
  if ((a.name === null) !== (b.name === null)) return a.name === null ? 1 : -1;
  const left = `${(a.name ?? '').toLowerCase()} ${a.person}`;
  const right = `${(b.name ?? '').toLowerCase()} ${b.person}`;
  return left < right ? -1 : Number(left > right);
}

function isFresh(known: PeopleTable, at: Instant, name: string | null): boolean {
  const called = nameOf(name);
  // A clock that was set back must not keep the old instant for good.
  return (called === null || called === known.name) && Math.abs(at - known.seen_at) < SEEN_EVERY;
}

function nameOf(name: string | null): string | null {
  return name?.trim().replaceAll('\0', '').slice(0, LONGEST_NAME) || null;
}
