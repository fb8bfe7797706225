import type { Instant } from '../core/clock.ts';
import type { OrganisationId, ServerId } from '../core/ids.ts';
import { byText } from '../evidence/order.ts';
import type { Reader } from '../storage/database.ts';
import { readAt } from './expiry.ts';
import type { Assessment, ServerRow } from './model.ts';
import type { Standing } from './project.ts';
import { storedStandings } from './store.ts';

export interface ServerName {
  readonly id: ServerId;
  readonly name: string;
  readonly fqdn: string;
}

/** Rows in the order of `ids`, each as it reads at `now`; ids without an assessment are left out. */
export async function serverRows(reader: Reader, ids: readonly ServerId[], now: Instant): Promise<ServerRow[]> {
  if (ids.length === 0) return [];
  const found = await reader
    .selectFrom('servers')
    .innerJoin('assessments', 'assessments.server_id', 'servers.id')
    .leftJoin('reports', 'reports.id', 'servers.current_report')
    .select([
      'servers.id',
      'servers.name',
      'servers.fqdn',
      'servers.organisation_id',
      'servers.organisation_name',
      'servers.site',
      'servers.dag',
      'servers.role',
      'servers.listed',
      'assessments.observed_at',
      'reports.file',
      'assessments.assessment',
    ])
    .where('servers.id', 'in', ids)
    .execute();
  const byId = new Map(found.map((row) => [row.id, row]));
  return ids.flatMap((id) => {
    const row = byId.get(id);
    if (!row) return [];
    return {
      id,
      name: row.name,
      fqdn: row.fqdn,
      organisation:
        row.organisation_id === null
          ? null
          : { id: row.organisation_id as OrganisationId, name: row.organisation_name ?? row.organisation_id },
      site: row.site,
      dag: row.dag,
      role: row.role,
      observedAt: row.observed_at as Instant | null,
      file: row.file,
      listed: row.listed,
      assessment: readAt(parsed(row.assessment), now),
    };
  });
}

/** What is stored of some servers, and as it reads at `now`. */
export async function standingsAt(
  reader: Reader,
  ids: readonly ServerId[],
  now: Instant,
): Promise<{ readonly stored: Standing; readonly read: Standing }[]> {
  const found: { stored: Standing; read: Standing }[] = [];
  for (let from = 0; from < ids.length; from += CHUNK) {
    for (const stored of (await storedStandings(reader, ids.slice(from, from + CHUNK))).values()) {
      found.push({ stored, read: { ...stored, assessment: readAt(stored.assessment, now) } });
    }
  }
  return found;
}

/** Null: there is no such server. */
export async function findServer(reader: Reader, id: ServerId, now: Instant): Promise<ServerRow | null> {
  const [row] = await serverRows(reader, [id], now);
  return row ?? null;
}

/** Every server, ordered by name. */
export async function allServers(reader: Reader, now: Instant): Promise<ServerRow[]> {
  const names = await serverNames(reader);
  const rows: ServerRow[] = [];
  for (let from = 0; from < names.length; from += CHUNK) {
    rows.push(
      ...(await serverRows(
        reader,
        names.slice(from, from + CHUNK).map(({ id }) => id),
        now,
      )),
    );
  }
  return rows;
}

const CHUNK = 500;

/** The names of all servers, to match what somebody typed; ordered by name, then id. */
export async function serverNames(reader: Reader): Promise<ServerName[]> {
  const rows = await reader.selectFrom('servers').select(['id', 'name', 'fqdn']).execute();
  return rows
    .map(({ id, name, fqdn }) => ({ id: id as ServerId, name, fqdn }))
    .sort((a, b) => byText(a.name, b.name) || byText(a.id, b.id));
}

// The first pages are asked for again and again, and parsing twelve judgements takes longer than finding them.
const KEPT = 256;
const kept = new Map<string, Assessment>();

function parsed(json: string): Assessment {
  const known = kept.get(json);
  if (known) return known;
  const assessment = JSON.parse(json) as Assessment;
  if (kept.size >= KEPT) {
    for (const oldest of kept.keys()) {
      kept.delete(oldest);
      break;
    }
  }
  kept.set(json, assessment);
  return assessment;
}
