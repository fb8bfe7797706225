import type { ServerId } from '../../core/ids.ts';
import type { ScopedServer } from '../../people/approvers.ts';
import type { Reader } from '../../storage/database.ts';

export type ScopedServersOf = ReadonlyMap<ServerId, ScopedServer>;

const CHUNK = 500;

/** What the policy's scopes ask of servers; one that is not in the fleet any more is told by its id alone. */
export async function scopedServers(reader: Reader, ids: readonly ServerId[]): Promise<ScopedServersOf> {
  const found = new Map<ServerId, ScopedServer>();
  for (let from = 0; from < ids.length; from += CHUNK) {
    const rows = await reader
      .selectFrom('servers')
      .leftJoin('assessments', 'assessments.server_id', 'servers.id')
      .select(['servers.id', 'servers.name', 'servers.site', 'servers.dag', 'assessments.product'])
      .where('servers.id', 'in', ids.slice(from, from + CHUNK))
      .execute();
    for (const { id, ...server } of rows) found.set(id as ServerId, server);
  }
  for (const id of ids) if (!found.has(id)) found.set(id, { name: id, site: null, dag: null, product: null });
  return found;
}
