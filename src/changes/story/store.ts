import type { ServerId } from '../../core/ids.ts';
import type { Reader } from '../../storage/database.ts';

/** The newest ones; bounds a statement's variables. */
const MOST = 300;

/** The subjects under which the log tells of a server: its own id and the changes that plan it. */
export async function subjectsOf(reader: Reader, server: ServerId): Promise<string[]> {
  const changes = await reader
    .selectFrom('change_servers')
    .select('change_id')
    .where('server_id', '=', server)
    .orderBy('change_id', 'desc')
    .limit(MOST)
    .execute();
  return [server, ...changes.map(({ change_id }) => change_id)];
}

/** Servers by their ids, as people call them; ids that are not known are left out. */
export async function serverNamesOf(reader: Reader, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await reader
    .selectFrom('servers')
    .select(['id', 'name'])
    .where('id', 'in', ids.slice(0, MOST))
    .execute();
  return new Map(rows.map(({ id, name }) => [id, name]));
}
