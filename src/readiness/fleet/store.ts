import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely';
import type { Instant } from '../../core/clock.ts';
import type { ServerId } from '../../core/ids.ts';
import type { Reader } from '../../storage/database.ts';
import type { Tables } from '../../storage/schema.ts';
import type { CheckId, Readiness, Scope } from '../model.ts';

/** A list of servers: which, of where, for which cause, as it reads at `now`. */
export interface ListQuery {
  /** `outdated`: misses an update or is out of support, whatever its readiness. */
  readonly kind: 'failing' | 'outdated';
  readonly scope: Scope | null;
  readonly cause: CheckId | null;
  readonly now: Instant;
}

export interface FleetGroup {
  readonly readiness: Readiness;
  readonly missesUpdate: boolean;
  readonly outOfSupport: boolean;
  readonly expired: boolean;
  readonly servers: number;
  readonly oldest: Instant | null;
  readonly newest: Instant | null;
}

type Where = ExpressionBuilder<Tables, 'assessments'>;

/** The fleet in groups that count alike; read from one index. */
export async function fleetGroups(reader: Reader, now: Instant): Promise<FleetGroup[]> {
  const rows = await reader
    .selectFrom('assessments')
    .select(({ fn, eb }) => [
      'readiness',
      'misses_update',
      'out_of_support',
      eb('valid_until', '<=', now).as('expired'),
      fn.countAll().as('servers'),
      fn.min('observed_at').as('oldest'),
      fn.max('observed_at').as('newest'),
    ])
    // The fourth column by its place: PostgreSQL would take the repeated parameter for another expression.
    .groupBy(['readiness', 'misses_update', 'out_of_support', sql`4`])
    .execute();
  return rows.map((row) => ({
    readiness: row.readiness,
    missesUpdate: row.misses_update,
    outOfSupport: row.out_of_support,
    expired: Boolean(row.expired),
    servers: Number(row.servers),
    oldest: instantOf(row.oldest),
    newest: instantOf(row.newest),
  }));
}

export async function countListed(reader: Reader, query: ListQuery): Promise<number> {
  const row = await reader
    .selectFrom('assessments')
    .select(({ fn }) => fn.countAll().as('servers'))
    .where((eb) => inList(eb, query))
    .executeTakeFirstOrThrow();
  return Number(row.servers);
}

/** In the order in which the list is shown: the most urgent first, then by name. */
export async function listedIds(
  reader: Reader,
  query: ListQuery,
  { limit, offset }: { readonly limit: number; readonly offset: number },
): Promise<ServerId[]> {
  const listed = reader
    .selectFrom('assessments')
    .select('server_id as id')
    .where((eb) => inList(eb, query));
  const ordered = query.kind === 'failing' ? listed.orderBy('urgency', 'desc') : listed;
  const rows = await ordered.orderBy('name').orderBy('server_id').limit(limit).offset(offset).execute();
  return rows.map(({ id }) => id as ServerId);
}

/** How many servers of the failing list fail each gate. */
export async function failedGates(reader: Reader, query: ListQuery): Promise<Map<CheckId, number>> {
  const rows = await reader
    .selectFrom('assessment_causes')
    .select(({ fn }) => ['check_id', fn.countAll().as('servers')])
    .where('verdict', '=', 'fail')
    .where('server_id', 'in', (eb) =>
      eb
        .selectFrom('assessments')
        .select('server_id')
        .where((inner) => inList(inner, query)),
    )
    .groupBy('check_id')
    .execute();
  return new Map(rows.map((row) => [row.check_id as CheckId, Number(row.servers)]));
}

/** The first instant after `now` at which a row expires; null: none does. */
export async function nextExpiry(reader: Reader, now: Instant): Promise<Instant | null> {
  const row = await reader
    .selectFrom('assessments')
    .select(({ fn }) => fn.min('valid_until').as('at'))
    .where('valid_until', '>', now)
    .executeTakeFirst();
  return instantOf(row?.at ?? null);
}

/** Every value of one kind of scope. */
export async function scopeValues(reader: Reader, by: Scope['by']): Promise<string[]> {
  const rows = await reader
    .selectFrom('assessments')
    .select(`${by} as value`)
    .distinct()
    .where(by, 'is not', null)
    .execute();
  return rows.flatMap(({ value }) => (value === null ? [] : [value]));
}

function inList(eb: Where, query: ListQuery): Expression<SqlBool> {
  const parts: Expression<SqlBool>[] = [];
  if (query.kind === 'failing') {
    parts.push(eb('readiness', '=', 'failing'));
    parts.push(eb.or([eb('valid_until', 'is', null), eb('valid_until', '>', query.now)]));
  } else {
    parts.push(eb.or([eb('misses_update', '=', true), eb('out_of_support', '=', true)]));
  }
  if (query.scope) parts.push(eb(query.scope.by, '=', query.scope.value));
  if (query.cause) parts.push(hasCause(eb, query.kind, query.cause));
  return eb.and(parts);
}

function hasCause(eb: Where, kind: ListQuery['kind'], cause: CheckId): Expression<SqlBool> {
  if (kind === 'outdated' && cause === 'latest-update') return eb('misses_update', '=', true);
  if (kind === 'outdated' && cause === 'support-lifecycle') return eb('out_of_support', '=', true);
  const failing = eb
    .selectFrom('assessment_causes')
    .select('server_id')
    .where('check_id', '=', cause)
    .where('verdict', '=', 'fail');
  return eb('server_id', 'in', failing);
}

// An aggregate of an int8 comes back as text where a driver does not know its type.
function instantOf(value: number | string | bigint | null): Instant | null {
  return value === null ? null : (Number(value) as Instant);
}
