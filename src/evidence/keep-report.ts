import type { Instant } from '../core/clock.ts';
import type { ReportId, ServerId } from '../core/ids.ts';
import { ok } from '../core/result.ts';
import type { Result } from '../core/result.ts';
import type { Tx } from '../storage/database.ts';
import type { ReportsTable, ServersTable } from '../storage/schema.ts';
import { claimOf, joinByShortName, shortNameOf } from './identity.ts';
import type { Door, Standing } from './intake.ts';
import { keepSwitch } from './keep-switch.ts';
import type { Observation } from './observation.ts';
import * as rows from './rows.ts';
import { dating, outranks } from './standing.ts';
import type { Dated } from './standing.ts';

/** A file that the store does not have yet. */
export interface Arrival {
  readonly id: ReportId;
  readonly file: string;
  readonly door: Door;
  /** Bytes of the XML. */
  readonly size: number;
  readonly receivedAt: Instant;
}

/** What keeping a file did. `changed`: the servers whose judgement may differ now. */
export interface Kept {
  readonly servers: readonly ServerId[];
  readonly changed: readonly ServerId[];
  readonly standing: Standing;
  /** Servers that an earlier inventory listed and this one does not. */
  readonly withdrawn: number;
}

/** Keeps a report, lets it become current if it outranks the current one, and takes its word on the organisation's switch. */
export async function keepReport(tx: Tx, arrival: Arrival, observation: Observation): Promise<Result<Kept>> {
  const identified = await identify(tx, arrival.file, observation);
  if (!identified.ok) return identified;
  const { id, fqdn } = identified.value;
  const report: Dated = {
    id: arrival.id,
    generatedAt: observation.generatedAt.known ? observation.generatedAt.value : null,
    receivedAt: arrival.receivedAt,
  };

  const { organisation } = observation;
  if (organisation) await rows.ensureOrganisation(tx, organisation.id, organisation.name);
  const known = await rows.findServer(tx, id);
  const server = known ?? newServer(id, fqdn, observation, arrival.receivedAt);
  if (!known) await rows.insertServers(tx, [server]);

  const replaced = server.current_report === null ? null : await rows.datesOf(tx, server.current_report);
  const counts = outranks(report, replaced);
  const standing = standingOf(report, counts);
  await rows.insertReport(tx, reportRow(arrival, report, id, standing));
  await rows.insertObservation(tx, arrival.id, id, observation);
  if (counts) {
    if (replaced?.generatedAt != null) await rows.setStanding(tx, replaced.id, 'older');
    await rows.updateServer(tx, { ...describe(server, observation), current_report: arrival.id });
  }

  const everyone = dating(report) === 'dated' ? await keepSwitch(tx, arrival.id, id, observation) : [];
  const itself = counts || (standing === 'future' && server.current_report === null) ? [id] : [];
  return ok({ servers: [id], changed: [...new Set([...itself, ...everyone])], standing, withdrawn: 0 });
}

async function identify(
  tx: Tx,
  file: string,
  observation: Observation,
): Promise<Result<{ id: ServerId; fqdn: string }>> {
  const claim = claimOf(observation, file);
  if (!claim.ok) return claim;
  if (claim.value.by === 'fqdn') return ok(claim.value);
  const namesakes = await rows.serversNamed(tx, claim.value.shortName);
  const joined = joinByShortName(observation, namesakes, file);
  return joined.ok ? ok({ id: joined.value, fqdn: joined.value }) : joined;
}

function standingOf(report: Dated, counts: boolean): Standing {
  const dates = dating(report);
  if (dates !== 'dated') return dates;
  return counts ? 'current' : 'older';
}

function reportRow(arrival: Arrival, report: Dated, server: ServerId, standing: Standing): ReportsTable {
  return {
    id: arrival.id,
    kind: 'report',
    file: arrival.file,
    door: arrival.door,
    received_at: arrival.receivedAt,
    size: arrival.size,
    server_id: server,
    generated_at: report.generatedAt,
    standing,
  };
}

function newServer(id: ServerId, fqdn: string, observation: Observation, at: Instant): ServersTable {
  const empty = {
    id,
    name: nameIn(fqdn),
    short_name: shortNameOf(id),
    fqdn,
    organisation_id: null,
    organisation_name: null,
    role: null,
    displayed_build: null,
    site: null,
    dag: null,
    current_report: null,
    listed: false,
    first_seen: at,
  };
  return describe(empty, observation);
}

/** What the report does not know stays as an inventory or an earlier report had it. */
function describe(server: ServersTable, observation: Observation): ServersTable {
  const { organisation } = observation;
  return {
    ...server,
    name: observation.name?.trim() || server.name,
    fqdn: observation.fqdn?.trim() || server.fqdn,
    organisation_id: organisation ? organisation.id : server.organisation_id,
    organisation_name: organisation ? organisation.name : server.organisation_name,
    role: observation.role.known ? observation.role.value : server.role,
    site: observation.site.known ? observation.site.value : server.site,
    dag: observation.dag.known ? observation.dag.value : server.dag,
  };
}

function nameIn(fqdn: string): string {
  return fqdn.split('.')[0] ?? fqdn;
}
