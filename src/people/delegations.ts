import type { Actor } from '../core/actor.ts';
import type { Instant } from '../core/clock.ts';
import type { Reader } from '../storage/database.ts';
import type { DelegationsTable } from '../storage/schema/people.ts';
import { knownPeople } from './directory.ts';
import { type Edge, reached } from './delegation-graph.ts';
import { humanOf, type PersonKey } from './identity.ts';
import type { Delegation, KnownPerson } from './model.ts';
import { delegationRows, findDelegationRow } from './store.ts';

/** How many delegations one after another still carry a right. */
export const LONGEST_CHAIN = 5;

/**
 * Everybody who acts for a person at some time within the span, both ends included: their delegates, the delegates of those,
 * and so on to any length. Meant for barring, so it rather holds one too many: two delegations of a chain count together even
 * when they do not hold at the same time, and an object id is one human being in whatever tenant. The person is not among them.
 */
export async function delegatesOf(
  reader: Reader,
  person: PersonKey,
  span: { readonly from: Instant; readonly to: Instant },
): Promise<PersonKey[]> {
  const edges = edgesOf(await delegationRows(reader, span));
  const humans = edges.map(({ from, to }) => ({ from: humanOf(from), to: humanOf(to) }));
  const acting = new Set(reached(humans, humanOf(person), Number.POSITIVE_INFINITY));
  return [...new Set(edges.map(({ to }) => to))].filter((to) => acting.has(humanOf(to)));
}

/**
 * For whom a person may act at one instant: those who delegated to them, those who delegated to these, at most
 * `LONGEST_CHAIN` delegations away. Whether these have a right themselves is not asked. The person is not among them.
 */
export async function actsFor(reader: Reader, person: PersonKey, at: Instant): Promise<PersonKey[]> {
  return reached(reversed(edgesOf(await delegationRows(reader, { from: at, to: at }))), person, LONGEST_CHAIN);
}

/** Who may act for any of these people at one instant, at most `LONGEST_CHAIN` delegations away; themselves not included. */
export async function actingFor(reader: Reader, people: readonly PersonKey[], at: Instant): Promise<PersonKey[]> {
  const edges = edgesOf(await delegationRows(reader, { from: at, to: at }));
  const found = new Set(people.flatMap((person) => reached(edges, person, LONGEST_CHAIN)));
  return [...found].filter((person) => !people.includes(person));
}

/** Delegations that hold at `now` or later: from or to this person, or of everybody (null). Earliest first. */
export async function delegationsOf(reader: Reader, person: PersonKey | null, now: Instant): Promise<Delegation[]> {
  const rows = await delegationRows(reader, { from: now, to: null });
  return named(
    reader,
    rows.filter(({ from_person, to_person }) => person === null || from_person === person || to_person === person),
  );
}

/** Null: there never was one. `endedAt` null: it ends when it was to end. */
export async function findDelegation(
  reader: Reader,
  id: string,
): Promise<(Delegation & { readonly endedAt: Instant | null }) | null> {
  const row = await findDelegationRow(reader, id);
  const [delegation] = row ? await named(reader, [row]) : [];
  return row && delegation ? { ...delegation, endedAt: row.ended_at as Instant | null } : null;
}

async function named(reader: Reader, rows: readonly DelegationsTable[]): Promise<Delegation[]> {
  const keys = rows.flatMap(({ from_person, to_person }) => [from_person, to_person]) as PersonKey[];
  const people = await knownPeople(reader, keys);
  return rows.map((row) => ({
    id: row.id,
    from: people.get(row.from_person as PersonKey) as KnownPerson,
    to: people.get(row.to_person as PersonKey) as KnownPerson,
    starts: row.starts_at as Instant,
    ends: row.ends_at as Instant,
    reason: row.reason,
    setBy: JSON.parse(row.set_by) as Actor,
    setAt: row.set_at as Instant,
  }));
}

function edgesOf(rows: readonly DelegationsTable[]): Edge[] {
  return rows.map((row) => ({ from: row.from_person as PersonKey, to: row.to_person as PersonKey }));
}

function reversed(edges: readonly Edge[]): Edge[] {
  return edges.map(({ from, to }) => ({ from: to, to: from }));
}
