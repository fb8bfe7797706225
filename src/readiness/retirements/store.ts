import type { Actor } from '../../core/actor.ts';
import type { Instant } from '../../core/clock.ts';
import { type ServerId, serverId } from '../../core/ids.ts';
import type { Reader, Tx } from '../../storage/database.ts';
import type { RetirementsTable } from '../../storage/schema/changes.ts';
import type { RetiredServer } from '../retire-model.ts';

/** Every server that was taken out of the fleet: few. */
export async function retiredIds(reader: Reader): Promise<Set<ServerId>> {
  const rows = await reader.selectFrom('retirements').select('server_id').execute();
  return new Set(rows.map(({ server_id }) => server_id as ServerId));
}

/** How many servers that evidence knows were taken out of the fleet. */
export async function countRetired(reader: Reader): Promise<number> {
  const row = await reader
    .selectFrom('retirements')
    .innerJoin('servers', 'servers.id', 'retirements.server_id')
    .select(({ fn }) => fn.countAll().as('servers'))
    .executeTakeFirstOrThrow();
  return Number(row.servers);
}

/** The newest retirement first. */
export async function retiredServers(reader: Reader): Promise<RetiredServer[]> {
  const rows = await reader.selectFrom('retirements').selectAll().orderBy('at', 'desc').orderBy('server_id').execute();
  return read(reader, rows);
}

/** Null: it was not retired. */
export async function retiredServer(reader: Reader, id: ServerId): Promise<RetiredServer | null> {
  const rows = await reader.selectFrom('retirements').selectAll().where('server_id', '=', id).execute();
  const [found] = await read(reader, rows);
  return found ?? null;
}

async function read(reader: Reader, rows: readonly RetirementsTable[]): Promise<RetiredServer[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ server_id }) => server_id);
  const named = [...new Set([...ids, ...rows.flatMap(({ replaced_by }) => replaced_by ?? [])])];
  const servers = await reader.selectFrom('servers').select(['id', 'name', 'fqdn']).where('id', 'in', named).execute();
  const newest = await reader
    .selectFrom('reports')
    .select(({ fn }) => ['server_id', fn.max('received_at').as('at')])
    .where('server_id', 'in', ids)
    .groupBy('server_id')
    .execute();
  const known = new Map(servers.map((server) => [server.id, server]));
  const reports = new Map(newest.map(({ server_id, at }) => [server_id, Number(at) as Instant]));
  return rows.map(({ server_id, at, by, why, replaced_by }) => ({
    id: server_id as ServerId,
    name: known.get(server_id)?.name ?? server_id,
    fqdn: known.get(server_id)?.fqdn ?? server_id,
    retirement: {
      server: server_id as ServerId,
      at: at as Instant,
      by: JSON.parse(by) as Actor,
      reason: why,
      replacedBy:
        replaced_by === null
          ? null
          : {
              id: serverId(replaced_by),
              name: known.get(replaced_by)?.name ?? replaced_by,
              known: known.has(replaced_by),
            },
    },
    newestReport: reports.get(server_id) ?? null,
  }));
}

export async function insertRetirement(
  tx: Tx,
  {
    server,
    at,
    by,
    reason,
    replacedBy,
  }: Pick<RetiredServer['retirement'], 'server' | 'at' | 'by' | 'reason'> & {
    readonly replacedBy: ServerId | null;
  },
): Promise<void> {
  await tx
    .insertInto('retirements')
    .values({ server_id: server, at, by: JSON.stringify(by), why: reason, replaced_by: replacedBy })
    .execute();
}

export async function deleteRetirement(tx: Tx, server: ServerId): Promise<void> {
  await tx.deleteFrom('retirements').where('server_id', '=', server).execute();
}
