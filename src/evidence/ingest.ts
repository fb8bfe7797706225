import { appendAudit } from '../audit/append.ts';
import { OperationalError } from '../core/errors.ts';
import { serverId } from '../core/ids.ts';
import type { ServerId } from '../core/ids.ts';
import { ok, refuse } from '../core/result.ts';
import type { Result } from '../core/result.ts';
import type { Tx } from '../storage/database.ts';
import type { ReportsTable } from '../storage/schema.ts';
import { takenDeed } from './deeds.ts';
import type { Intake, Sender, Taken } from './intake.ts';
import { keepInventory } from './keep-inventory.ts';
import { keepReport } from './keep-report.ts';
import type { Arrival, Kept } from './keep-report.ts';
import type { Parsed } from './observation.ts';
import type { ParsedFile } from './parse/pool.ts';
import { spoken } from './parse/refusals.ts';
import * as rows from './rows.ts';
import { takenSentence, unchangedSentence } from './sentences.ts';

/**
 * Takes one file in: parsed off the event loop, then everything it changes in one transaction, or nothing.
 * The same bytes twice change nothing. Refuses what the parser refuses, a server that can't be told (`not-found`,
 * `ambiguous`, `invalid`), and with `unavailable` when the database can't be written now.
 */
export async function ingest(
  app: Intake,
  sender: Sender,
  file: { path: string; name: string },
): Promise<Result<Taken>> {
  const parsed = await app.pool.parse(file);
  const result = parsed.ok ? await keep(app, sender, file.name, parsed.value) : parsed;
  app.count?.(sender.door, result.ok ? result.value.outcome : 'refused');
  return result;
}

/** The second half of `ingest`: takes in what is parsed already. Whoever calls it counts what comes of it. */
export async function keep(app: Intake, sender: Sender, name: string, file: ParsedFile): Promise<Result<Taken>> {
  try {
    return await app.database.transaction((tx) => keepIn(tx, app, sender, spoken(name), file));
  } catch (error) {
    if (error instanceof OperationalError) return refuse(error.code, error.message, error.hint);
    throw error;
  }
}

async function keepIn(tx: Tx, app: Intake, sender: Sender, name: string, file: ParsedFile): Promise<Result<Taken>> {
  const { id, size, parsed } = file;
  const stored = await rows.findReport(tx, id);
  if (stored) return ok(unchanged(stored, file));

  const at = app.clock.now();
  const arrival: Arrival = { id, file: name, door: sender.door, size, receivedAt: at };
  const kept = await keepParsed(tx, arrival, parsed);
  if (!kept.ok) return kept;
  await appendAudit(tx, at, takenDeed(sender.actor, arrival, parsed, kept.value));

  const { servers, changed, standing } = kept.value;
  if (changed.length > 0) await app.evidenceChanged(tx, { servers: changed, at });
  return ok({
    outcome: 'taken',
    kind: parsed.kind,
    report: id,
    servers,
    standing,
    sentence: takenSentence(parsed, kept.value),
  });
}

/** Refuses before it writes anything. */
function keepParsed(tx: Tx, arrival: Arrival, parsed: Parsed): Promise<Result<Kept>> {
  return parsed.kind === 'report'
    ? keepReport(tx, arrival, parsed.observation)
    : keepInventory(tx, arrival, parsed.servers);
}

function unchanged(stored: ReportsTable, { id, parsed }: ParsedFile): Taken {
  const listed = parsed.kind === 'inventory' ? parsed.servers.map((server) => serverId(server.fqdn)) : [];
  const servers = stored.server_id === null ? listed : [stored.server_id as ServerId];
  const sentence = unchangedSentence(parsed, stored);
  return { outcome: 'unchanged', kind: stored.kind, report: id, servers, standing: stored.standing, sentence };
}
