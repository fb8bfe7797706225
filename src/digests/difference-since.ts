import type { Instant } from '../core/clock.ts';
import type { ServerId } from '../core/ids.ts';
import {
  countNeverReported,
  firstListed,
  type ListedCauses,
  type ListQuery,
  neverReportedAmong,
} from '../readiness/fleet.ts';
import type { CheckId, Scope } from '../readiness/model.ts';
import type { Reader } from '../storage/database.ts';
import { type Change, type Difference, diff, type EntryList, outdatedBy } from './diff.ts';
import { MOST_NAMED } from './model.ts';
import { changesAfter } from './store.ts';
import { inScope, readState } from './told-state.ts';

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
    kind: ListQuery['kind'],
    causes: (server: ListedCauses) => readonly CheckId[],
  ): Promise<EntryList> => {
    const { total, first } = await firstListed(reader, { kind, scope, now, cause: null }, MOST_NAMED);
    return { total, first: first.map((server) => ({ id: server.id, causes: causes(server) })) };
  };
  const count = async (kind: ListQuery['kind'], cause: CheckId) =>
    (await firstListed(reader, { kind, scope, now, cause }, 0)).total;

  const none: EntryList = { total: 0, first: [] };
  const unknown = await list('unknown', (server) => server.unknown);
  const silent = await neverReportedAmong(
    reader,
    unknown.first.map(({ id }) => id),
  );
  return {
    lists: {
      newFailing: await list('failing', ({ failing }) => failing),
      worse: none,
      fixed: none,
      unknown: {
        total: unknown.total,
        first: unknown.first.map((entry) => (silent.has(entry.id) ? { ...entry, neverReported: true } : entry)),
      },
      stale: none,
      newOutdated: await list('outdated', outdatedBy),
      known: none,
      updated: none,
      joined: none,
      exempt: none,
      left: none,
    },
    // What tells for the first time is posted whatever it says.
    alarms: { newFailing: [], worse: [], unknown: [], stale: [] },
    evidenceDue: await count('unknown', 'evidence-age'),
    neverCame: await countNeverReported(reader, scope),
    supportEnded: await count('outdated', 'support-lifecycle'),
  };
}
