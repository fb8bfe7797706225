import type { Instant } from '../core/clock.ts';
import type { Reader, Tx } from '../storage/database.ts';
import type { DelegationsTable, PeopleTable, RoleGrantsTable } from '../storage/schema/people.ts';
import type { PersonKey } from './identity.ts';
import type { PersonRole } from './model.ts';

const CHUNK = 500;

export async function peopleRows(reader: Reader, keys: readonly string[]): Promise<PeopleTable[]> {
  const rows: PeopleTable[] = [];
  for (let from = 0; from < keys.length; from += CHUNK) {
    const some = keys.slice(from, from + CHUNK);
    rows.push(...(await reader.selectFrom('people').selectAll().where('person', 'in', some).execute()));
  }
  return rows;
}

/** People by object id, lower case, in whatever tenant. */
export async function peopleByAad(reader: Reader, ids: readonly string[]): Promise<PeopleTable[]> {
  const rows: PeopleTable[] = [];
  for (let from = 0; from < ids.length; from += CHUNK) {
    const some = ids.slice(from, from + CHUNK);
    rows.push(...(await reader.selectFrom('people').selectAll().where('aad_id', 'in', some).execute()));
  }
  return rows;
}

export function everybody(reader: Reader): Promise<PeopleTable[]> {
  return reader.selectFrom('people').selectAll().orderBy('person').execute();
}

export async function savePerson(tx: Tx, row: PeopleTable): Promise<void> {
  const { person: _, ...rest } = row;
  await tx
    .insertInto('people')
    .values(row)
    .onConflict((conflict) => conflict.column('person').doUpdateSet(rest))
    .execute();
}

export async function grantedRoles(reader: Reader, person: PersonKey): Promise<PersonRole[]> {
  const rows = await reader.selectFrom('role_grants').select('role').where('person', '=', person).execute();
  return rows.map(({ role }) => role);
}

export function grantRows(reader: Reader): Promise<Pick<RoleGrantsTable, 'person' | 'role'>[]> {
  return reader.selectFrom('role_grants').select(['person', 'role']).orderBy('person').orderBy('role').execute();
}

export async function insertGrant(tx: Tx, row: RoleGrantsTable): Promise<void> {
  await tx.insertInto('role_grants').values(row).execute();
}

export async function deleteGrant(tx: Tx, person: PersonKey, role: PersonRole): Promise<void> {
  await tx.deleteFrom('role_grants').where('person', '=', person).where('role', '=', role).execute();
}

/**
 * Delegations that hold at some time from `from` to `to`, both instants included. A delegation ends at `ends_at`, or at
 * `ended_at` where that is earlier, and does not hold at its end.
 */
export function delegationRows(
  reader: Reader,
  { from, to }: { readonly from: Instant; readonly to: Instant | null },
): Promise<DelegationsTable[]> {
  let query = reader
    .selectFrom('delegations')
    .selectAll()
    .where('ends_at', '>', from)
    .whereRef('ends_at', '>', 'starts_at')
    .where(({ or, eb, and, ref }) =>
      or([eb('ended_at', 'is', null), and([eb('ended_at', '>', from), eb('ended_at', '>', ref('starts_at'))])]),
    );
  if (to !== null) query = query.where('starts_at', '<=', to);
  return query.orderBy('starts_at').orderBy('id').execute();
}

export function findDelegationRow(reader: Reader, id: string): Promise<DelegationsTable | undefined> {
  return reader.selectFrom('delegations').selectAll().where('id', '=', id).executeTakeFirst();
}

export async function insertDelegation(tx: Tx, row: DelegationsTable): Promise<void> {
  await tx.insertInto('delegations').values(row).execute();
}

export async function markEnded(tx: Tx, id: string, at: Instant): Promise<void> {
  await tx.updateTable('delegations').set({ ended_at: at }).where('id', '=', id).execute();
}
