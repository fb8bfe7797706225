import type { ServerId } from '../../core/ids.ts';
import type { Scope } from '../../people/scope.ts';
import type { Reader } from '../../storage/database.ts';
import type { Change, ChangeId } from '../model.ts';
import { changeOf } from '../store.ts';

const CHUNK = 500;

/**
 * Changes that may have something to tell: those of which something may still become, and emergencies that nobody has
 * reviewed. Of a scope: those that touch a server of it. The earliest window first.
 */
export async function tellable(reader: Reader, scope: Scope | null): Promise<Change[]> {
  const rows = await reader
    .selectFrom('changes')
    .selectAll()
    .where(({ eb, or, and }) =>
      or([eb('open', '=', true), and([eb('type', '=', 'emergency'), eb('record', 'like', '%"decided":null%')])]),
    )
    .$if(scope !== null, (query) =>
      query.where('id', 'in', (eb) =>
        eb
          .selectFrom('change_servers')
          .innerJoin('assessments', 'assessments.server_id', 'change_servers.server_id')
          .select('change_servers.change_id')
          .where(`assessments.${scope?.by ?? 'site'}`, '=', scope?.value ?? null),
      ),
    )
    .orderBy('starts_at')
    .orderBy('number')
    .execute();
  return rows.map(changeOf);
}

/** The servers of these changes that no evidence proves: neither by what was held against their targets, nor at all. */
export async function unprovenServers(reader: Reader, ids: readonly ChangeId[]): Promise<Map<ChangeId, Set<ServerId>>> {
  const found = new Map<ChangeId, Set<ServerId>>();
  for (let from = 0; from < ids.length; from += CHUNK) {
    const rows = await reader
      .selectFrom('change_servers')
      .select(['change_id', 'server_id', 'proof'])
      .where('change_id', 'in', ids.slice(from, from + CHUNK))
      .execute();
    for (const { change_id, server_id, proof } of rows) {
      if (isProven(proof)) continue;
      const id = change_id as ChangeId;
      found.set(id, (found.get(id) ?? new Set()).add(server_id as ServerId));
    }
  }
  return found;
}

function isProven(proof: string | null): boolean {
  if (proof === null) return false;
  const { missing } = JSON.parse(proof) as { readonly missing?: readonly string[] };
  return missing?.length === 0;
}

export async function serverNamesOf(reader: Reader, ids: readonly ServerId[]): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  for (let from = 0; from < ids.length; from += CHUNK) {
    const rows = await reader
      .selectFrom('servers')
      .select(['id', 'name'])
      .where('id', 'in', ids.slice(from, from + CHUNK))
      .execute();
    for (const { id, name } of rows) names.set(id, name);
  }
  return names;
}
