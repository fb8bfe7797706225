import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { verifyAudit } from '../../../src/audit/verify.ts';
import { reportId, sha256 } from '../../../src/core/ids.ts';
import { silentLog } from '../../../src/core/log.ts';
import { keptPath } from '../../../src/evidence/parse/kept-copy.ts';
import type { Reader } from '../../../src/storage/database.ts';
import { openDatabase } from '../../../src/storage/open.ts';
import { houseConfig } from './config.ts';
import type { Expected } from './files.ts';

/** What is wrong in a house that was cut off; nothing may be. `expected`: it must also be complete. */
export async function examine(folder: string, expected: Expected | null): Promise<string[]> {
  const { databaseUrl, reportStore } = houseConfig(folder);
  const database = await openDatabase(databaseUrl, { log: silentLog });
  try {
    return await database.read(async (reader) => [
      ...(await halves(reader, reportStore)),
      ...(await wrongCurrent(reader)),
      ...(await unaudited(reader)),
      ...(expected ? await incomplete(reader, reportStore, expected) : []),
    ]);
  } finally {
    await database.close();
  }
}

/** Every report has all its parts, and each of them exists because of a report. */
async function halves(reader: Reader, store: string): Promise<string[]> {
  const reports = await reader.selectFrom('reports').selectAll().execute();
  const observed = new Set(
    (await reader.selectFrom('observations').select('report_id').execute()).map((row) => row.report_id),
  );
  const servers = await reader.selectFrom('servers').selectAll().execute();
  const judged = new Set(
    (await reader.selectFrom('assessments').select('server_id').execute()).map((row) => row.server_id),
  );
  const known = new Set(servers.map((server) => server.id));
  const wrong: string[] = [];

  for (const { id, kind, server_id, size } of reports) {
    if (kind === 'report' && !observed.has(id)) wrong.push(`report ${id} has no observation`);
    if (kind === 'report' && !known.has(server_id ?? '')) wrong.push(`report ${id} has no server`);
    const path = keptPath(store, reportId(id));
    if (!existsSync(path)) wrong.push(`report ${id} has no copy`);
    else {
      const bytes = gunzipSync(readFileSync(path));
      if (sha256(bytes) !== id || bytes.length !== size) wrong.push(`the copy of report ${id} holds other bytes`);
    }
  }
  for (const { id, current_report, listed } of servers) {
    if (!judged.has(id)) wrong.push(`server ${id} was not judged`);
    if (current_report === null && !listed) wrong.push(`server ${id} has neither report nor inventory`);
  }
  if (judged.size !== servers.length) wrong.push(`${judged.size} servers are judged, ${servers.length} known`);
  return wrong;
}

/** The current report of each server is the newest of those that are stored, and so is its organisation's switch. */
async function wrongCurrent(reader: Reader): Promise<string[]> {
  const reports = await reader.selectFrom('reports').selectAll().where('kind', '=', 'report').execute();
  const servers = await reader.selectFrom('servers').selectAll().execute();
  const [organisation] = await reader
    .selectFrom('organisations')
    .selectAll()
    .where('switch_at', 'is not', null)
    .execute();
  const wrong: string[] = [];
  for (const { id, current_report } of servers) {
    const own = reports.filter((report) => report.server_id === id);
    const newest = own.sort((a, b) => (b.generated_at ?? 0) - (a.generated_at ?? 0))[0] ?? null;
    if (current_report !== (newest?.id ?? null)) wrong.push(`the current report of ${id} is not its newest`);
    for (const { id: report, standing } of own) {
      if ((standing === 'current') !== (report === current_report))
        wrong.push(`report ${report} stands as ${standing}`);
    }
  }
  const latest = Math.max(...reports.map((report) => report.generated_at ?? 0));
  if (reports.length > 0 && organisation?.switch_at !== latest)
    wrong.push('the switch is not the newest that was reported');
  return wrong;
}

/** The audit log holds, and has one row for each file that was taken in, and no other. */
async function unaudited(reader: Reader): Promise<string[]> {
  const verdict = await verifyAudit(reader);
  const audited = (await reader.selectFrom('audit').select('subject').execute()).map((row) => row.subject).sort();
  const taken = (await reader.selectFrom('reports').select('id').execute()).map((row) => row.id).sort();
  const wrong = verdict.ok ? [] : [`the audit log: ${verdict.sentence}`];
  if (audited.join() !== taken.join()) wrong.push(`${audited.length} files are audited, ${taken.length} taken in`);
  return wrong;
}

async function incomplete(reader: Reader, store: string, expected: Expected): Promise<string[]> {
  const reports = await reader.selectFrom('reports').selectAll().execute();
  const servers = await reader.selectFrom('servers').selectAll().execute();
  const swept = await reader.selectFrom('swept_files').selectAll().execute();
  const found: Expected = {
    reports: reports.length,
    servers: servers.length,
    current: servers.filter((server) => server.current_report !== null).length,
    swept: swept.length,
    refused: swept.filter((file) => file.outcome === 'refused').length,
  };
  const wrong: string[] = [];
  for (const [what, count] of Object.entries(expected)) {
    const actual = found[what as keyof Expected];
    if (actual !== count) wrong.push(`${what}: ${actual} instead of ${count}`);
  }
  if (servers.some((server) => !server.listed)) wrong.push('a server is not listed');
  const growing = join(store, 'growing');
  if (existsSync(growing) && readdirSync(growing).length > 0) wrong.push('unfinished copies were left in the store');
  return wrong;
}
