import { serverId } from '../core/ids.ts';
import { refuse, type Refusal } from '../core/result.ts';
import type { Instant } from '../core/clock.ts';
import { findByName } from '../readiness/find-by-name.ts';
import type { ServerRow } from '../readiness/model.ts';
import { serverRows } from '../readiness/rows.ts';
import type { Reader } from '../storage/database.ts';

/** What became of names and ids: rows in the order in which they were named, each once, and those that can't be planned. */
export interface FoundServers {
  readonly rows: readonly ServerRow[];
  readonly left: readonly { readonly name: string; readonly refusal: Refusal }[];
}

/** Finds servers by id, full name or short name. `left`: `not-found`, `ambiguous`, and those that are not in the fleet. */
export async function plannedServers(reader: Reader, asked: readonly string[], now: Instant): Promise<FoundServers> {
  const known = new Map((await serverRows(reader, asked.map(serverId), now)).map((row) => [row.id, row]));
  const rows = new Map<string, ServerRow>();
  const left: { name: string; refusal: Refusal }[] = [];
  for (const text of asked) {
    const row = known.get(serverId(text)) ?? (await byName(reader, text, now));
    if ('refusal' in row) left.push({ name: text, refusal: row.refusal });
    else rows.set(row.id, row);
  }
  return { rows: [...rows.values()], left };
}

async function byName(reader: Reader, text: string, now: Instant): Promise<ServerRow | { readonly refusal: Refusal }> {
  const found = await findByName(reader, text);
  if (!found.ok) return { refusal: found.refusal };
  const [row] = await serverRows(reader, [found.value.id], now);
  return row ?? notInFleet(found.value.name);
}

function notInFleet(name: string): { readonly refusal: Refusal } {
  return refuse('not-found', `${name} is not in the fleet.`, `If it was retired and is back, write: revive ${name}`);
}
