import type { Instant } from '../core/clock.ts';
import type { OrganisationId, ServerId } from '../core/ids.ts';
import { fleetChanges } from '../evidence/fleet-changes.ts';
import {
  currentReports,
  organisationSwitches,
  type ServerRecord,
  type StoredReport,
  type StoredSwitch,
  serverRecords,
  type WithheldReport,
  withheldReports,
} from '../evidence/store.ts';
import type { Reader, Tx } from '../storage/database.ts';
import type { AssessmentCausesTable, AssessmentsTable } from '../storage/schema.ts';
import type { Assessment, CheckId, Subject } from './model.ts';
import { retiredIds } from './retirements/store.ts';
import { urgencyOf } from './urgency.ts';

/** What judges: without it a subject is evidence only. `maxEvidenceAge` in milliseconds. */
export type Measure = Pick<Subject, 'catalogue' | 'now' | 'maxEvidenceAge'>;

/** A server with all that may be judged of it. */
export interface Candidate {
  readonly record: ServerRecord;
  readonly report: StoredReport | null;
  readonly withheld: WithheldReport | null;
  readonly organisationSwitch: StoredSwitch | null;
}

export type Switches = ReadonlyMap<OrganisationId, StoredSwitch>;

export const readSwitches: (reader: Reader) => Promise<Switches> = organisationSwitches;

/** The evidence on some servers, ordered by id; ids without a server, and retired ones, are left out. */
export async function candidates(reader: Reader, ids: readonly ServerId[], switches: Switches): Promise<Candidate[]> {
  const retired = await retiredIds(reader);
  const records = (await serverRecords(reader, ids)).filter(({ id }) => !retired.has(id));
  const reports = await currentReports(reader, ids);
  const silent = records.filter(({ id }) => !reports.has(id)).map(({ id }) => id);
  const withheld = silent.length > 0 ? await withheldReports(reader, silent) : new Map<ServerId, WithheldReport>();
  return records.map((record) => ({
    record,
    report: reports.get(record.id) ?? null,
    withheld: withheld.get(record.id) ?? null,
    organisationSwitch: record.organisation ? (switches.get(record.organisation.id) ?? null) : null,
  }));
}

export function subjectOf({ record, report, withheld, organisationSwitch }: Candidate, measure: Measure): Subject {
  return {
    server: { id: record.id, name: record.name, fqdn: record.fqdn },
    role: record.role,
    displayedBuild: report ? null : record.displayedBuild,
    current: report,
    withheld: report ? null : withheld,
    organisationSwitch,
    catalogue: measure.catalogue,
    now: measure.now,
    maxEvidenceAge: measure.maxEvidenceAge,
  };
}

/** Every server that has evidence or an assessment, ordered by id. */
export async function knownServers(reader: Reader): Promise<ServerId[]> {
  const servers = await reader.selectFrom('servers').select('id').execute();
  const assessed = await reader.selectFrom('assessments').select('server_id as id').execute();
  return [...new Set([...servers, ...assessed].map(({ id }) => id as ServerId))].sort();
}

/** Servers whose judgement is due at `now`, the longest due first. */
export async function dueServers(reader: Reader, now: Instant, limit: number): Promise<ServerId[]> {
  const rows = await reader
    .selectFrom('assessments')
    .select('server_id as id')
    .where('rejudge_at', '<=', now)
    .orderBy('rejudge_at')
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id as ServerId);
}

/** Servers that another catalogue judged, and those that nothing judged yet. */
export async function outdatedJudgements(reader: Reader, catalogueId: string, limit: number): Promise<ServerId[]> {
  const rows = await reader
    .selectFrom('servers')
    .leftJoin('assessments', 'assessments.server_id', 'servers.id')
    .leftJoin('retirements', 'retirements.server_id', 'servers.id')
    .select('servers.id as id')
    .where('retirements.server_id', 'is', null)
    .where(({ or, eb }) =>
      or([eb('assessments.catalogue_id', 'is', null), eb('assessments.catalogue_id', '<>', catalogueId)]),
    )
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id as ServerId);
}

/** The next instant at which time alone may change a check; null: never. */
export async function nextDue(reader: Reader): Promise<Instant | null> {
  const row = await reader
    .selectFrom('assessments')
    .select(({ fn }) => fn.min('rejudge_at').as('at'))
    .executeTakeFirst();
  return row?.at == null ? null : (Number(row.at) as Instant);
}

export async function storedStandings(
  reader: Reader,
  ids: readonly ServerId[],
): Promise<Map<ServerId, { assessment: Assessment; site: string | null; dag: string | null }>> {
  if (ids.length === 0) return new Map();
  const rows = await reader
    .selectFrom('assessments')
    .select(['server_id', 'assessment', 'site', 'dag'])
    .where('server_id', 'in', ids)
    .execute();
  return new Map(
    rows.map(({ server_id, assessment, site, dag }) => [
      server_id as ServerId,
      { assessment: JSON.parse(assessment) as Assessment, site, dag },
    ]),
  );
}

/** Writes what was judged in place of what was stored. At most a few hundred at a time. */
export async function saveAssessments(
  tx: Tx,
  judged: readonly { candidate: Candidate; assessment: Assessment }[],
): Promise<void> {
  if (judged.length === 0) return;
  await fleetChanges(tx);
  await removeAssessments(
    tx,
    judged.map(({ assessment }) => assessment.server),
  );
  await tx
    .insertInto('assessments')
    .values(judged.map(({ candidate, assessment }) => rowOf(candidate, assessment)))
    .execute();
  const causes = judged.flatMap(({ assessment }) => causesOf(assessment));
  if (causes.length > 0) await tx.insertInto('assessment_causes').values(causes).execute();
}

export async function removeAssessments(tx: Tx, ids: readonly ServerId[]): Promise<void> {
  if (ids.length === 0) return;
  await fleetChanges(tx);
  await tx.deleteFrom('assessment_causes').where('server_id', 'in', ids).execute();
  await tx.deleteFrom('assessments').where('server_id', 'in', ids).execute();
}

function rowOf({ record, report }: Candidate, assessment: Assessment): AssessmentsTable {
  const generated = report?.observation.generatedAt;
  return {
    server_id: assessment.server,
    readiness: assessment.readiness,
    valid_until: assessment.validUntil,
    rejudge_at: assessment.rejudgeAt,
    judged_at: assessment.judgedAt,
    catalogue_id: assessment.catalogue,
    misses_update: assessment.missesUpdate,
    out_of_support: assessment.outOfSupport,
    urgency: urgencyOf(failedGates(assessment)),
    failed_gates: failedGates(assessment).join(),
    product: assessment.product,
    name: record.name,
    site: record.site,
    dag: record.dag,
    observed_at: generated?.known ? generated.value : null,
    assessment: JSON.stringify(assessment),
  };
}

function causesOf({ server, checks }: Assessment): AssessmentCausesTable[] {
  return checks.flatMap(({ id, gate, verdict }) =>
    gate && (verdict === 'fail' || verdict === 'unknown') ? [{ server_id: server, check_id: id, verdict }] : [],
  );
}

function failedGates({ checks }: Assessment): CheckId[] {
  return checks.filter(({ gate, verdict }) => gate && verdict === 'fail').map(({ id }) => id);
}
