import type { Instant } from '../../core/clock.ts';
import type { ServerId } from '../../core/ids.ts';
import { never, ok, refuse, type Result } from '../../core/result.ts';
import { scopes } from '../../readiness/fleet.ts';
import type { CheckId, ServerRow } from '../../readiness/model.ts';
import { serverRows } from '../../readiness/rows.ts';
import { listedIds } from '../../readiness/lists/store.ts';
import { matchScope, scopeText, scopeTitle } from '../../readiness/scope-match.ts';
import { listText } from '../../readiness/words.ts';
import type { Reader } from '../../storage/database.ts';
import type { RolloutScope } from './model.ts';
import { serversIn } from './store.ts';

/** Gates that only another build passes: who fails one is cut off from mitigations. */
const CUT_OFFS: readonly CheckId[] = ['eems-available', 'ocs-certificate', 'ocs-signing'];
const CHUNK = 500;
/** Far more than a fleet has. */
const ALL = { limit: 1_000_000, offset: 0 };

/** Reads what is to be brought up to date: `outdated`, or a DAG or site. Refuses: `not-found`, `ambiguous`, `invalid`. */
export async function readScope(reader: Reader, text: string): Promise<Result<RolloutScope>> {
  const asked = text.trim();
  if (/^(?:all )?outdated(?: servers)?$/i.test(asked)) return ok({ by: 'outdated' });
  const found = matchScope(await scopes(reader), asked);
  const way = 'Name a DAG or a site, or write: rollout outdated';
  if (asked === '' || (found.kind === 'none' && found.near.length === 0)) {
    return refuse('not-found', `There is no DAG or site ${asked.slice(0, 80)}.`.replace(' .', '.'), way);
  }
  if (found.kind !== 'one') {
    const named = (found.kind === 'several' ? found.scopes : found.near).map(scopeTitle);
    return found.kind === 'several'
      ? refuse('ambiguous', `${asked.slice(0, 80)} may be ${listText(named)}.`, 'Write dag: or site: before the name.')
      : refuse('not-found', `There is no DAG or site ${asked.slice(0, 80)}.`, `Did you mean ${named.join(' or ')}?`);
  }
  const { by, value } = found.scope;
  if (by === 'product') return refuse('invalid', `A rollout is for a DAG or a site, not for a product.`, way);
  return ok({ by, value });
}

/** As the button that sends it off carries it: it can mean one thing only. */
export function scopeValue(scope: RolloutScope): string {
  return scope.by === 'outdated' ? 'outdated' : scopeText(scope);
}

/** `DAG-BER (DAG)`, `All outdated servers`. */
export function rolloutTitle(scope: RolloutScope): string {
  return scope.by === 'outdated' ? 'All outdated servers' : scopeTitle(scope);
}

/** The servers of a scope as they read at `now`, by name; of all of them those that are outdated. */
export async function rowsOf(reader: Reader, scope: RolloutScope, now: Instant): Promise<ServerRow[]> {
  const rows: ServerRow[] = [];
  const ids = await idsOf(reader, scope, now);
  for (let from = 0; from < ids.length; from += CHUNK) {
    rows.push(...(await serverRows(reader, ids.slice(from, from + CHUNK), now)));
  }
  return rows.sort((a, b) => (a.name === b.name ? byText(a.id, b.id) : byText(a.name, b.name)));
}

async function idsOf(reader: Reader, scope: RolloutScope, now: Instant): Promise<ServerId[]> {
  switch (scope.by) {
    case 'site':
    case 'dag':
      return serversIn(reader, scope);
    case 'outdated': {
      const behind = await listedIds(reader, { kind: 'outdated', scope: null, cause: null, now }, ALL);
      const cut: ServerId[] = [];
      for (const cause of CUT_OFFS)
        cut.push(...(await listedIds(reader, { kind: 'failing', scope: null, cause, now }, ALL)));
      return [...new Set([...behind, ...cut])];
    }
    default:
      return never(scope);
  }
}

/** Misses an update or support, or fails a gate that only another build passes. */
export function isOutdated({ assessment }: Pick<ServerRow, 'assessment'>): boolean {
  const { missesUpdate, outOfSupport, checks } = assessment;
  return missesUpdate || outOfSupport || checks.some(({ id, verdict }) => verdict === 'fail' && CUT_OFFS.includes(id));
}

function byText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
