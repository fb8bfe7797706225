import type { Instant } from '../core/clock.ts';
import type { ServerId } from '../core/ids.ts';
import { listServers } from '../readiness/fleet.ts';
import type { CheckId, Scope, ServerRow } from '../readiness/model.ts';
import type { Reader } from '../storage/database.ts';
import { type Change, diff, type Difference, type EntryList, listNames, outdatedBy } from './diff.ts';
import { MOST_NAMED } from './model.ts';
import { changesAfter } from './store.ts';
import { inScope, readState, stateOf, type ToldState } from './told-state.ts';

/** What changed in a scope after row `seq` of the log. */
export async function differenceSince(reader: Reader, seq: number, scope: Scope | null): Promise<Difference> {
  const spans = new Map<string, { readonly was: string | null; is: string | null }>();
  for (const { server_id, before, after } of await changesAfter(reader, seq)) {
    const span = spans.get(server_id);
    if (span) span.is = after;
    else spans.set(server_id, { was: before, is: after });
  }
  const changes: Change[] = [];
  for (const [server, { was, is }] of spans) {
    if (was === is) continue;
    changes.push({
      server: server as ServerId,
      was: inScope(readState(was), scope),
      is: inScope(readState(is), scope),
    });
  }
  return diff(changes);
}

/** What there is to tell where nothing was told before. */
export async function differenceFromNothing(reader: Reader, now: Instant, scope: Scope | null): Promise<Difference> {
  const list = async (
    kind: 'failing' | 'unknown' | 'outdated',
    causes: (state: ToldState) => readonly CheckId[],
  ): Promise<EntryList> => {
    const { rows, total } = await listServers(reader, { kind, scope, now, cause: null, page: 1, pageSize: MOST_NAMED });
    const entry = (row: ServerRow) => ({ id: row.id, causes: causes(stateOf(row)) });
    return { total, first: rows.map(entry) };
  };
  const count = async (kind: 'unknown' | 'outdated', cause: CheckId) =>
    (await listServers(reader, { kind, scope, now, cause, page: 1, pageSize: 1 })).total;

  const none: EntryList = { total: 0, first: [] };
  const lists = Object.fromEntries(listNames.map((name) => [name, none])) as Record<
    (typeof listNames)[number],
    EntryList
  >;
  return {
    lists: {
      ...lists,
      newFailing: await list('failing', ({ failing }) => failing),
      unknown: await list('unknown', ({ unknown }) => unknown),
      newOutdated: await list('outdated', outdatedBy),
    },
    evidenceDue: await count('unknown', 'evidence-age'),
    supportEnded: await count('outdated', 'support-lifecycle'),
  };
}
