import type { Expression, ExpressionBuilder, SqlBool } from 'kysely';
import type { Instant } from '../core/clock.ts';
import type { ServerId } from '../core/ids.ts';
import type { Scope } from '../readiness/model.ts';
import type { Reader } from '../storage/database.ts';
import type { Tables } from '../storage/schema.ts';

type Where = ExpressionBuilder<Tables, 'assessments'>;

/** How many failing servers there are, how many of them are planned, and how many acknowledged without a plan. */
export async function countFailing(
  reader: Reader,
  now: Instant,
  scope: Scope | null,
): Promise<{ readonly failing: number; readonly planned: number; readonly acknowledged: number }> {
  const count = async (which: (eb: Where) => Expression<SqlBool>) => {
    const row = await reader
      .selectFrom('assessments')
      .select(({ fn }) => fn.countAll().as('servers'))
      .where((eb) => eb.and([isFailing(eb, now, scope), which(eb)]))
      .executeTakeFirstOrThrow();
    return Number(row.servers);
  };
  return {
    failing: await count((eb) => eb.and([])),
    planned: await count((eb) => isPlanned(eb, now)),
    acknowledged: await count((eb) => eb.and([isAcknowledged(eb, now), eb.not(isPlanned(eb, now))])),
  };
}

/** Failing servers that are neither, in the order of the failing list. */
export async function unattendedIds(
  reader: Reader,
  now: Instant,
  scope: Scope | null,
  limit: number,
): Promise<ServerId[]> {
  const rows = await reader
    .selectFrom('assessments')
    .select('server_id as id')
    .where((eb) => eb.and([isFailing(eb, now, scope), eb.not(isPlanned(eb, now)), eb.not(isAcknowledged(eb, now))]))
    .orderBy('urgency', 'desc')
    .orderBy('name')
    .orderBy('server_id')
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id as ServerId);
}

export async function namesAmong(reader: Reader, ids: readonly ServerId[]): Promise<Map<ServerId, string>> {
  if (ids.length === 0) return new Map();
  const rows = await reader
    .selectFrom('assessments')
    .select(['server_id', 'name'])
    .where('server_id', 'in', ids)
    .execute();
  return new Map(rows.map(({ server_id, name }) => [server_id as ServerId, name]));
}

function isFailing(eb: Where, now: Instant, scope: Scope | null): Expression<SqlBool> {
  const parts: Expression<SqlBool>[] = [
    eb('readiness', '=', 'failing'),
    eb.or([eb('valid_until', 'is', null), eb('valid_until', '>', now)]),
  ];
  if (scope) parts.push(eb(scope.by, '=', scope.value));
  return eb.and(parts);
}

/** Part of a change that may still be carried out: not of one that has lapsed or was missed, whether or not that was written down. */
function isPlanned(eb: Where, now: Instant): Expression<SqlBool> {
  const planned = eb
    .selectFrom('change_servers')
    .innerJoin('changes', 'changes.id', 'change_servers.change_id')
    .select('change_servers.server_id')
    .where('change_servers.open', '=', true)
    .where('changes.state', '!=', 'missed')
    .where((inner) => inner.or([inner('changes.state', '!=', 'proposed'), inner('changes.starts_at', '>', now)]))
    .where((inner) => inner.or([inner('changes.state', '!=', 'approved'), inner('changes.ends_at', '>', now)]));
  return eb('assessments.server_id', 'in', planned);
}

function isAcknowledged(eb: Where, now: Instant): Expression<SqlBool> {
  const acknowledged = eb
    .selectFrom('acknowledgements')
    .select('acknowledgements.server_id')
    .where('acknowledgements.ended_at', 'is', null)
    .where('acknowledgements.until', '>', now);
  return eb('assessments.server_id', 'in', acknowledged);
}
