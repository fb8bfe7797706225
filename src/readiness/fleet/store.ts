import type { Expression, ExpressionBuilder, SqlBool } from 'kysely';
import type { Instant } from '../../core/clock.ts';
import type { ServerId } from '../../core/ids.ts';
import type { Reader } from '../../storage/database.ts';
import type { Tables } from '../../storage/schema.ts';
import type { CheckId, Readiness, Scope } from '../model.ts';

export interface FleetGroup {
  readonly readiness: Readiness;
  readonly missesUpdate: boolean;
  readonly outOfSupport: boolean;
  readonly servers: number;
}

export interface ExpiredRow extends FleetGroup {
  readonly failedGates: readonly CheckId[];
  readonly site: string | null;
  readonly dag: string | null;
  readonly product: string | null;
}

type Where = ExpressionBuilder<Tables, 'assessments'>;

/** The fleet, or what of it is in a scope, in groups that count alike, as stored. */
export async function fleetGroups(reader: Reader, scope: Scope | null = null): Promise<FleetGroup[]> {
  const rows = await reader
    .selectFrom('assessments')
    .select(({ fn }) => ['readiness', 'misses_update', 'out_of_support', fn.countAll().as('servers')])
    .$if(scope !== null, (query) => query.where(scope?.by ?? 'site', '=', scope?.value ?? null))
    .groupBy(['readiness', 'misses_update', 'out_of_support'])
    .execute();
  return rows.map((row) => ({
    readiness: row.readiness,
    missesUpdate: row.misses_update,
    outOfSupport: row.out_of_support,
    servers: Number(row.servers),
  }));
}

/** What is stored of servers whose verdict has expired by `now`. Few, while somebody watches. */
export async function expiredRows(reader: Reader, now: Instant): Promise<ExpiredRow[]> {
  const rows = await reader
    .selectFrom('assessments')
    .select(['readiness', 'misses_update', 'out_of_support', 'failed_gates', 'site', 'dag', 'product'])
    .where('valid_until', '<=', now)
    .execute();
  return rows.map(({ misses_update, out_of_support, failed_gates, ...row }) => ({
    ...row,
    missesUpdate: misses_update,
    outOfSupport: out_of_support,
    failedGates: gatesIn(failed_gates),
    servers: 1,
  }));
}

/** Servers that read as unknown only because their verdict has expired. */
export async function expiredIds(reader: Reader, now: Instant): Promise<ServerId[]> {
  const rows = await reader
    .selectFrom('assessments')
    .select('server_id as id')
    .where('valid_until', '<=', now)
    .where('readiness', 'not in', ['unknown', 'notApplicable'])
    .execute();
  return rows.map(({ id }) => id as ServerId);
}

/** How many servers of the unknown list never had a report taken in. */
export async function countNeverReported(reader: Reader, scope: Scope | null): Promise<number> {
  const row = await reader
    .selectFrom('assessments')
    .select(({ fn }) => fn.countAll().as('servers'))
    // Told by what they are not, the index of observations leads to them: few have none.
    .where('observed_at', 'is', null)
    .where('readiness', 'not in', ['ready', 'failing', 'notApplicable'])
    .$if(scope !== null, (query) => query.where(scope?.by ?? 'site', '=', scope?.value ?? null))
    .where(hasNoReport)
    .executeTakeFirstOrThrow();
  return Number(row.servers);
}

/** Of some servers, at most a few hundred, those that never had a report taken in. */
export async function neverReportedAmong(reader: Reader, ids: readonly ServerId[]): Promise<Set<ServerId>> {
  if (ids.length === 0) return new Set();
  const rows = await reader
    .selectFrom('assessments')
    .select('server_id as id')
    .where('server_id', 'in', ids)
    .where(hasNoReport)
    .execute();
  return new Set(rows.map(({ id }) => id as ServerId));
}

function hasNoReport({ not, exists, selectFrom }: Where): Expression<SqlBool> {
  const reports = selectFrom('reports')
    .select('reports.id')
    .whereRef('reports.server_id', '=', 'assessments.server_id');
  return not(exists(reports));
}

/** When the oldest and the newest of the current reports were generated; null: there is no dated one. */
export async function reportSpan(reader: Reader): Promise<{ oldest: Instant | null; newest: Instant | null }> {
  // One at a time: either is the end of an index, both at once would be a scan.
  const [oldest, newest] = await Promise.all(
    (['min', 'max'] as const).map((end) =>
      reader
        .selectFrom('assessments')
        .select(({ fn }) => fn[end]('observed_at').as('at'))
        .executeTakeFirst(),
    ),
  );
  return { oldest: instantOf(oldest?.at ?? null), newest: instantOf(newest?.at ?? null) };
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

// An aggregate of an int8 comes back as text where a driver does not know its type.
function instantOf(value: number | string | bigint | null): Instant | null {
  return value === null ? null : (Number(value) as Instant);
}

/** The gates in a column of them. */
export function gatesIn(text: string): CheckId[] {
  return text === '' ? [] : (text.split(',') as CheckId[]);
}
