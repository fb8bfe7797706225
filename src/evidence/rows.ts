import type { Instant } from '../core/clock.ts';
import type { OrganisationId, ReportId, ServerId } from '../core/ids.ts';
import type { Reader, Tx } from '../storage/database.ts';
import type { OrganisationsTable, ReportsTable, ServersTable } from '../storage/schema.ts';
import { fleetChanges } from './fleet-changes.ts';
import type { Namesake } from './identity.ts';
import type { Observation } from './observation.ts';
import { internetFacing, serviceOf } from './service.ts';
import type { Dated } from './standing.ts';

// Far below the number of bound variables that either database allows in one statement.
const CHUNK = 500;

export async function findReport(reader: Reader, id: ReportId): Promise<ReportsTable | null> {
  return (await reader.selectFrom('reports').selectAll().where('id', '=', id).executeTakeFirst()) ?? null;
}

export async function insertReport(tx: Tx, row: ReportsTable): Promise<void> {
  await fleetChanges(tx);
  await tx.insertInto('reports').values(row).execute();
}

export async function insertObservation(
  tx: Tx,
  id: ReportId,
  server: ServerId,
  observation: Observation,
): Promise<void> {
  await tx
    .insertInto('observations')
    .values({
      report_id: id,
      server_id: server,
      generated_at: observation.generatedAt.known ? observation.generatedAt.value : null,
      observation: JSON.stringify(observation),
      service: serviceOf(observation),
      internet_facing: internetFacing(observation),
    })
    .execute();
}

export async function setStanding(tx: Tx, report: string, standing: ReportsTable['standing']): Promise<void> {
  await fleetChanges(tx);
  await tx.updateTable('reports').set({ standing }).where('id', '=', report).execute();
}

/** What decides whether another report takes its place. */
export async function datesOf(reader: Reader, report: string): Promise<Dated> {
  const row = await reader
    .selectFrom('reports')
    .select(['id', 'generated_at', 'received_at'])
    .where('id', '=', report)
    .executeTakeFirstOrThrow();
  return { id: row.id, generatedAt: row.generated_at as Instant | null, receivedAt: row.received_at as Instant };
}

export async function serversNamed(reader: Reader, shortName: string): Promise<Namesake[]> {
  const rows = await reader
    .selectFrom('servers')
    .select(['id', 'fqdn', 'organisation_id'])
    .where('short_name', '=', shortName)
    .orderBy('id')
    .execute();
  return rows.map((row) => ({ id: row.id as ServerId, fqdn: row.fqdn, organisation: row.organisation_id }));
}

export async function findServer(reader: Reader, id: ServerId): Promise<ServersTable | null> {
  return (await reader.selectFrom('servers').selectAll().where('id', '=', id).executeTakeFirst()) ?? null;
}

/** `ids` in any number; order is not promised. */
export async function findServers(reader: Reader, ids: readonly ServerId[]): Promise<ServersTable[]> {
  const found: ServersTable[] = [];
  for (let from = 0; from < ids.length; from += CHUNK) {
    const chunk = ids.slice(from, from + CHUNK);
    found.push(...(await reader.selectFrom('servers').selectAll().where('id', 'in', chunk).execute()));
  }
  return found;
}

/** The listed servers of an organisation; null: of none. */
export async function listedServers(reader: Reader, organisation: OrganisationId | null): Promise<ServersTable[]> {
  const listed = reader.selectFrom('servers').selectAll().where('listed', '=', true);
  const own =
    organisation === null
      ? listed.where('organisation_id', 'is', null)
      : listed.where('organisation_id', '=', organisation);
  return own.orderBy('id').execute();
}

/** At most `CHUNK` rows. */
export async function insertServers(tx: Tx, servers: readonly ServersTable[]): Promise<void> {
  await fleetChanges(tx);
  await tx.insertInto('servers').values(servers).execute();
}

export async function updateServer(tx: Tx, { id, ...row }: ServersTable): Promise<void> {
  await fleetChanges(tx);
  await tx.updateTable('servers').set(row).where('id', '=', id).execute();
}

export async function deleteServer(tx: Tx, id: ServerId): Promise<void> {
  await fleetChanges(tx);
  await tx.deleteFrom('servers').where('id', '=', id).execute();
}

/** Any report at all, also one that does not count. */
export async function hasReports(reader: Reader, id: ServerId): Promise<boolean> {
  const row = await reader.selectFrom('reports').select('id').where('server_id', '=', id).limit(1).executeTakeFirst();
  return row !== undefined;
}

/** Makes sure that the organisation has a row, and gives it. */
export async function ensureOrganisation(tx: Tx, id: OrganisationId, name: string): Promise<OrganisationsTable> {
  await fleetChanges(tx);
  const row = {
    id,
    name,
    switch_fact: null,
    switch_at: null,
    switch_report: null,
    switch_server: null,
    inventory_report: null,
    inventory_at: null,
  };
  await tx
    .insertInto('organisations')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
  return tx.selectFrom('organisations').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
}

export async function updateOrganisation(
  tx: Tx,
  id: OrganisationId,
  change: Partial<Omit<OrganisationsTable, 'id'>>,
): Promise<void> {
  await fleetChanges(tx);
  await tx.updateTable('organisations').set(change).where('id', '=', id).execute();
}

/** An inventory is `current` while it decides for at least one organisation. */
export async function restateInventories(tx: Tx): Promise<void> {
  await fleetChanges(tx);
  const deciding = tx.selectFrom('organisations').select('inventory_report').where('inventory_report', 'is not', null);
  const inventories = tx.updateTable('reports').where('kind', '=', 'inventory');
  await inventories.set({ standing: 'current' }).where('id', 'in', deciding).execute();
  await inventories.set({ standing: 'older' }).where('id', 'not in', deciding).execute();
}
