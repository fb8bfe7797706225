import { formatBuild, parseBuild } from '../catalogue/build-number.ts';
import type { BuildNumber } from '../catalogue/model.ts';
import { type Instant, instant } from '../core/clock.ts';
import type { OrganisationId, ReportId, ServerId } from '../core/ids.ts';
import type { Reader } from '../storage/database.ts';
import type { ReportsTable } from '../storage/schema.ts';
import type { Fact, Observation, Role } from './observation.ts';
import { byText } from './order.ts';
import { storedObservation } from './stored-observation.ts';

/** One server of the fleet: it has a report, or the newest inventory of its organisation lists it. */
export interface ServerRecord {
  readonly id: ServerId;
  readonly name: string;
  readonly fqdn: string;
  readonly organisation: { readonly id: OrganisationId; readonly name: string } | null;
  readonly role: Role | null;
  /** From the newest inventory that listed it. */
  readonly displayedBuild: BuildNumber | null;
  readonly site: string | null;
  /** Null: standalone or not known. */
  readonly dag: string | null;
  readonly listed: boolean;
  readonly currentReport: ReportId | null;
}

export interface StoredReport {
  readonly report: ReportId;
  readonly file: string;
  readonly receivedAt: Instant;
  readonly observation: Observation;
}

/** The newest value of the organisation's switch that any of its dated reports knows. */
export interface StoredSwitch {
  readonly value: Fact<boolean>;
  /** When the report that knows it was generated. */
  readonly at: Instant;
  readonly file: string;
  readonly server: ServerId;
  readonly report: ReportId;
}

export interface WithheldReport {
  readonly file: string;
  readonly generatedAt: Instant;
}

export interface ReportOfServer {
  readonly report: ReportId;
  readonly file: string;
  readonly generatedAt: Instant | null;
  readonly receivedAt: Instant;
  readonly standing: ReportsTable['standing'];
  readonly build: string | null;
}

export type Servers = readonly ServerId[] | 'all';

// Far below the number of bound variables that either database allows in one statement.
const CHUNK = 500;

/** Null: there is no such server in the fleet. */
export async function serverRecord(reader: Reader, id: ServerId): Promise<ServerRecord | null> {
  const [record] = await serverRecords(reader, [id]);
  return record ?? null;
}

/** Ordered by id; ids without a server are left out. */
export async function serverRecords(reader: Reader, ids: Servers): Promise<ServerRecord[]> {
  const rows = await inChunks(ids, (chunk) => {
    const query = reader.selectFrom('servers').selectAll();
    return (chunk ? query.where('id', 'in', chunk) : query).execute();
  });
  return rows
    .sort((a, b) => byText(a.id, b.id))
    .map((row) => ({
      id: row.id as ServerId,
      name: row.name,
      fqdn: row.fqdn,
      organisation:
        row.organisation_id === null
          ? null
          : { id: row.organisation_id as OrganisationId, name: row.organisation_name ?? row.organisation_id },
      role: row.role,
      displayedBuild: row.displayed_build === null ? null : parseBuild(row.displayed_build),
      site: row.site,
      dag: row.dag,
      listed: row.listed,
      currentReport: row.current_report as ReportId | null,
    }));
}

/** The report that counts for each server; servers without one are left out. */
export async function currentReports(reader: Reader, ids: Servers): Promise<Map<ServerId, StoredReport>> {
  const rows = await inChunks(ids, (chunk) => {
    const query = reader
      .selectFrom('servers')
      .innerJoin('reports', 'reports.id', 'servers.current_report')
      .innerJoin('observations', 'observations.report_id', 'servers.current_report')
      .select([
        'servers.id as server',
        'reports.id as report',
        'reports.file as file',
        'reports.received_at as received_at',
        'observations.observation as observation',
      ]);
    return (chunk ? query.where('servers.id', 'in', chunk) : query).execute();
  });
  return new Map(
    rows.map((row) => [
      row.server as ServerId,
      {
        report: row.report as ReportId,
        file: row.file,
        receivedAt: row.received_at as Instant,
        observation: storedObservation(row.observation),
      },
    ]),
  );
}

/** Organisations of which no report knows the switch are left out. */
export async function organisationSwitches(reader: Reader): Promise<Map<OrganisationId, StoredSwitch>> {
  const rows = await reader
    .selectFrom('organisations')
    .innerJoin('reports', 'reports.id', 'organisations.switch_report')
    .select([
      'organisations.id as organisation',
      'organisations.switch_fact as fact',
      'organisations.switch_at as at',
      'organisations.switch_server as server',
      'reports.id as report',
      'reports.file as file',
    ])
    .execute();
  const switches = new Map<OrganisationId, StoredSwitch>();
  for (const { organisation, fact, at, server, report, file } of rows) {
    if (fact === null || at === null || server === null) continue;
    switches.set(organisation as OrganisationId, {
      value: JSON.parse(fact) as Fact<boolean>,
      at: at as Instant,
      file,
      server: server as ServerId,
      report: report as ReportId,
    });
  }
  return switches;
}

/** The newest report dated in the future, of each server that has no current report. */
export async function withheldReports(reader: Reader, ids: Servers): Promise<Map<ServerId, WithheldReport>> {
  const rows = await inChunks(ids, (chunk) => {
    const query = reader
      .selectFrom('reports')
      .innerJoin('servers', 'servers.id', 'reports.server_id')
      .where('reports.standing', '=', 'future')
      .where('servers.current_report', 'is', null)
      .select(['servers.id as server', 'reports.id as report', 'reports.file as file', 'reports.generated_at as at']);
    return (chunk ? query.where('servers.id', 'in', chunk) : query).execute();
  });
  const newest = new Map<ServerId, WithheldReport>();
  for (const row of rows.sort((a, b) => (a.at ?? 0) - (b.at ?? 0) || byText(a.report, b.report))) {
    if (row.at !== null) newest.set(row.server as ServerId, { file: row.file, generatedAt: row.at as Instant });
  }
  return newest;
}

/** A page of what a server has sent: newest first, undated ones last. `total` counts all pages. */
export async function reportsOf(
  reader: Reader,
  id: ServerId,
  page: { readonly limit: number; readonly offset: number },
): Promise<{ rows: ReportOfServer[]; total: number }> {
  const total = await reader
    .selectFrom('reports')
    .where('server_id', '=', id)
    .select((count) => count.fn.countAll().as('rows'))
    .executeTakeFirstOrThrow();
  const rows = await reader
    .selectFrom('reports')
    .leftJoin('observations', 'observations.report_id', 'reports.id')
    .where('reports.server_id', '=', id)
    .select([
      'reports.id as report',
      'reports.file as file',
      'reports.generated_at as generated_at',
      'reports.received_at as received_at',
      'reports.standing as standing',
      'observations.observation as observation',
    ])
    .orderBy((by) => by.fn.coalesce('reports.generated_at', by.lit(-1)), 'desc')
    .orderBy('reports.received_at', 'desc')
    .orderBy('reports.id', 'desc')
    .limit(page.limit)
    .offset(page.offset)
    .execute();
  return {
    total: Number(total.rows),
    rows: rows.map((row) => ({
      report: row.report as ReportId,
      file: row.file,
      generatedAt: row.generated_at as Instant | null,
      receivedAt: row.received_at as Instant,
      standing: row.standing,
      build: row.observation === null ? null : exactBuildOf(storedObservation(row.observation)),
    })),
  };
}

/** Ordered by id. */
export async function serversOfOrganisation(reader: Reader, organisation: OrganisationId): Promise<ServerId[]> {
  const rows = await reader.selectFrom('servers').where('organisation_id', '=', organisation).select('id').execute();
  return rows.map((row) => row.id as ServerId).sort(byText);
}

/**
 * How many servers the inventories list, retired ones left out, and how many of these have a report that counts. Null: no
 * inventory was taken in.
 */
export async function inventoryCompleteness(reader: Reader): Promise<{ listed: number; reported: number } | null> {
  const inventory = await reader
    .selectFrom('organisations')
    .where('inventory_report', 'is not', null)
    .select('id')
    .limit(1)
    .executeTakeFirst();
  if (!inventory) return null;
  const counts = await reader
    .selectFrom('servers')
    .leftJoin('retirements', 'retirements.server_id', 'servers.id')
    .where('listed', '=', true)
    .where('retirements.server_id', 'is', null)
    .select((count) => [count.fn.countAll().as('listed'), count.fn.count('current_report').as('reported')])
    .executeTakeFirstOrThrow();
  return { listed: Number(counts.listed), reported: Number(counts.reported) };
}

function exactBuildOf(observation: Observation): string | null {
  return observation.build.known ? formatBuild(observation.build.value) : null;
}

async function inChunks<Row>(ids: Servers, select: (chunk: ServerId[] | null) => Promise<Row[]>): Promise<Row[]> {
  if (ids === 'all') return select(null);
  const rows: Row[] = [];
  for (let from = 0; from < ids.length; from += CHUNK) rows.push(...(await select(ids.slice(from, from + CHUNK))));
  return rows;
}

/** When the newest report or inventory was received; null: none was. */
export async function newestReceipt(reader: Reader): Promise<Instant | null> {
  const { newest } = await reader
    .selectFrom('reports')
    .select(({ fn }) => fn.max('received_at').as('newest'))
    .executeTakeFirstOrThrow();
  return newest === null ? null : instant(Number(newest));
}
