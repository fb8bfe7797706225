import type { Instant } from '../core/clock.ts';
import type { ServerId } from '../core/ids.ts';
import { serverRows } from '../readiness/rows.ts';
import type { Reader } from '../storage/database.ts';

/** The name of a server as people know it; its id where it is not in the fleet. */
export async function serverName(reader: Reader, id: ServerId, now: Instant): Promise<string> {
  const [row] = await serverRows(reader, [id], now);
  return row?.name ?? id;
}
