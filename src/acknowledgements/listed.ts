import type { Instant } from '../core/clock.ts';
import type { ServerId } from '../core/ids.ts';
import { serverRows } from '../readiness/rows.ts';
import type { Reader } from '../storage/database.ts';
import type { Acknowledgement, ListedAcknowledgement } from './model.ts';

const CHUNK = 500;

/** Acknowledgements with their servers as they read at `now`; one that left the fleet reads as unknown. */
export async function listed(
  reader: Reader,
  acks: readonly Acknowledgement[],
  now: Instant,
): Promise<ListedAcknowledgement[]> {
  const rows: ListedAcknowledgement[] = [];
  for (let from = 0; from < acks.length; from += CHUNK) {
    const some = acks.slice(from, from + CHUNK);
    const servers = await serverRows(reader, [...new Set(some.map(({ server }) => server))], now);
    const byId = new Map(servers.map((row) => [row.id, row]));
    for (const acknowledgement of some) {
      const row = byId.get(acknowledgement.server);
      const server = { id: acknowledgement.server, name: row?.name ?? shortName(acknowledgement.server) };
      rows.push({ acknowledgement, server, readiness: row?.assessment.readiness ?? 'unknown' });
    }
  }
  return rows;
}

function shortName(id: ServerId): string {
  return (id.split('.')[0] ?? id).toUpperCase();
}
