import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely';
import type { Instant } from '../../core/clock.ts';
import type { ServerId } from '../../core/ids.ts';
import { never } from '../../core/result.ts';
import type { Reader } from '../../storage/database.ts';
import type { Tables } from '../../storage/schema.ts';
import { type ExpiredRow, expiredRows, gatesIn } from '../fleet/store.ts';
import type { CheckId, Scope } from '../model.ts';

/** A list of servers: which, of where, for which cause, as it reads at `now`. */
export interface ListQuery {
  /** `unknown`: stored as such, or expired. `outdated`: misses an update or is out of support, whatever its readiness. */
  readonly kind: 'failing' | 'unknown' | 'outdated';
  readonly scope: Scope | null;
  readonly cause: CheckId | null;
  readonly now: Instant;
}

type Where = ExpressionBuilder<Tables, 'assessments'>;

export async function countListed(reader: Reader, query: ListQuery): Promise<number> {
  const stored = await countWhere(reader, (eb) => listed(eb, query));
  if (query.kind === 'unknown') return stored + (await countWhere(reader, (eb) => lapsed(eb, query)));
  // Counting all and taking the expired ones away reads one narrow index instead of every row's end.
  return stored - (await expiredOf(reader, query)).length;
}

async function countWhere(reader: Reader, which: (eb: Where) => Expression<SqlBool>): Promise<number> {
  const row = await reader
    .selectFrom('assessments')
    .select(({ fn }) => fn.countAll().as('servers'))
    .where(which)
    .executeTakeFirstOrThrow();
  return Number(row.servers);
}

/** In the order in which the list is shown: the most urgent first, then by name. */
export async function listedIds(
  reader: Reader,
  query: ListQuery,
  { limit, offset }: { readonly limit: number; readonly offset: number },
): Promise<ServerId[]> {
  const found = idsWhere(reader, (eb) => inList(eb, query));
  // Each half comes in order from an index of its own, so that a page is merged and never all of them sorted.
  const all = query.kind === 'unknown' ? found.unionAll(lapsedIds(reader, query)) : found;
  const ordered = query.kind === 'failing' ? all.orderBy('urgency', 'desc') : all;
  const rows = await ordered.orderBy('name').orderBy('id').limit(limit).offset(offset).execute();
  return rows.map(({ id }) => id as ServerId);
}

/** What puts a server on a list, without the rest of its judgement. */
export interface ListedCauses {
  readonly id: ServerId;
  /** Gates, in no order. */
  readonly failing: readonly CheckId[];
  readonly unknown: readonly CheckId[];
  readonly missesUpdate: boolean;
  readonly outOfSupport: boolean;
}

/** The causes of some servers, in the order of `ids`, as they read at `now`. At most a few hundred. */
export async function causesOf(reader: Reader, ids: readonly ServerId[], now: Instant): Promise<ListedCauses[]> {
  if (ids.length === 0) return [];
  const rows = await reader
    .selectFrom('assessments')
    .select(['server_id', 'failed_gates', 'misses_update', 'out_of_support', 'valid_until'])
    .where('server_id', 'in', ids)
    .execute();
  const unknown = await reader
    .selectFrom('assessment_causes')
    .select(['server_id', 'check_id'])
    .where('server_id', 'in', ids)
    .where('verdict', '=', 'unknown')
    .execute();
  const byId = new Map(rows.map((row) => [row.server_id, row]));
  return ids.flatMap((id) => {
    const row = byId.get(id);
    if (!row) return [];
    const expired = row.valid_until !== null && row.valid_until <= now;
    const gates = unknown.filter(({ server_id }) => server_id === id).map(({ check_id }) => check_id as CheckId);
    return {
      id,
      failing: gatesIn(row.failed_gates),
      unknown: expired ? [...new Set([EXPIRY, ...gates])] : gates,
      missesUpdate: row.misses_update,
      outOfSupport: row.out_of_support,
    };
  });
}

function lapsedIds(reader: Reader, query: ListQuery) {
  // Few, and found by their end: a plain name would have SQLite read the whole fleet in the order of names instead.
  return reader
    .selectFrom('assessments')
    .select(({ ref }) => ['server_id as id', sql<string>`${ref('name')} || ''`.as('name')])
    .where((eb) => lapsed(eb, query));
}

function idsWhere(reader: Reader, which: (eb: Where) => Expression<SqlBool>) {
  return reader.selectFrom('assessments').select(['server_id as id', 'name']).where(which);
}

/** How many servers of the failing list fail each gate. */
export async function failedGates(reader: Reader, query: ListQuery): Promise<Map<CheckId, number>> {
  const groups = await reader
    .selectFrom('assessments')
    .select(({ fn }) => ['failed_gates', fn.countAll().as('servers')])
    .where((eb) => listed(eb, query))
    .groupBy('failed_gates')
    .execute();
  const counts = new Map<CheckId, number>();
  const add = (id: CheckId, servers: number) => counts.set(id, (counts.get(id) ?? 0) + servers);
  for (const row of groups) for (const id of gatesIn(row.failed_gates)) add(id, Number(row.servers));
  for (const row of await expiredOf(reader, query)) for (const id of row.failedGates) add(id, -1);
  return counts;
}

/** How many servers of the unknown list have each gate unknown. */
export async function unknownGates(reader: Reader, query: ListQuery): Promise<Map<CheckId, number>> {
  const stored = await unknownCauses(reader, (eb) => listed(eb, query));
  const expired = await unknownCauses(reader, (eb) => lapsed(eb, query));
  for (const [id, servers] of expired) stored.set(id, (stored.get(id) ?? 0) + servers);
  return stored.set(EXPIRY, await countListed(reader, { ...query, cause: EXPIRY }));
}

async function unknownCauses(reader: Reader, which: (eb: Where) => Expression<SqlBool>): Promise<Map<CheckId, number>> {
  const rows = await reader
    .selectFrom('assessment_causes')
    .select(({ fn }) => ['check_id', fn.countAll().as('servers')])
    .where('verdict', '=', 'unknown')
    .where('assessment_causes.server_id', 'in', reader.selectFrom('assessments').select('server_id').where(which))
    .groupBy('check_id')
    .execute();
  return new Map(rows.map((row) => [row.check_id as CheckId, Number(row.servers)]));
}

/** Of the failing list those that it no longer shows; an outdated build stays one, however old the evidence. */
async function expiredOf(reader: Reader, { kind, scope, cause, now }: ListQuery): Promise<ExpiredRow[]> {
  if (kind !== 'failing') return [];
  return (await expiredRows(reader, now)).filter(
    (row) =>
      row.readiness === 'failing' &&
      (scope === null || row[scope.by] === scope.value) &&
      (cause === null || row.failedGates.includes(cause)),
  );
}

/** Which servers are shown: those listed, but for failing ones whose verdict has expired. */
function inList(eb: Where, query: ListQuery): Expression<SqlBool> {
  switch (query.kind) {
    case 'outdated':
      return listed(eb, query);
    case 'failing':
      return eb.and([listed(eb, query), eb.or([eb('valid_until', 'is', null), eb('valid_until', '>', query.now)])]);
    case 'unknown':
      // Where nothing fails nothing is urgent: saying so lets the database take the names in the order of its index.
      return eb.and([listed(eb, query), eb('urgency', '=', 0)]);
    default:
      return never(query.kind);
  }
}

function listed(eb: Where, query: ListQuery): Expression<SqlBool> {
  const parts: Expression<SqlBool>[] = [
    query.kind === 'outdated'
      ? eb.or([eb('misses_update', '=', true), eb('out_of_support', '=', true)])
      : eb('readiness', '=', query.kind),
  ];
  if (query.scope) parts.push(eb(query.scope.by, '=', query.scope.value));
  if (query.cause) parts.push(hasCause(eb, query, query.cause));
  return eb.and(parts);
}

/** Which servers read as unknown only because their verdict has expired. */
function lapsed(eb: Where, { kind, scope, cause, now }: ListQuery): Expression<SqlBool> {
  // Told by what they are not, the index of ends is the narrowest way to them; by what they were, it would be half the fleet.
  const parts: Expression<SqlBool>[] = [
    eb('valid_until', '<=', now),
    eb('readiness', 'not in', ['unknown', 'notApplicable']),
  ];
  if (scope) parts.push(eb(scope.by, '=', scope.value));
  if (cause && cause !== EXPIRY) parts.push(hasCause(eb, { kind, now }, cause));
  return eb.and(parts);
}

/** The gate that turns unknown when a verdict expires, whatever it was. */
const EXPIRY: CheckId = 'evidence-age';

function hasCause(eb: Where, { kind, now }: Pick<ListQuery, 'kind' | 'now'>, cause: CheckId): Expression<SqlBool> {
  if (kind === 'outdated' && cause === 'latest-update') return eb('misses_update', '=', true);
  if (kind === 'outdated' && cause === 'support-lifecycle') return eb('out_of_support', '=', true);
  const caused = eb
    .selectFrom('assessment_causes')
    .select('server_id')
    .where('check_id', '=', cause)
    .where('verdict', '=', kind === 'unknown' ? 'unknown' : 'fail');
  const stored = eb('server_id', 'in', caused);
  return kind === 'unknown' && cause === EXPIRY ? eb.or([stored, eb('valid_until', '<=', now)]) : stored;
}
