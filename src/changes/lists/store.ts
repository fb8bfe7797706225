import type { Expression, ExpressionBuilder, SqlBool } from 'kysely';
import type { Instant } from '../../core/clock.ts';
import { never } from '../../core/result.ts';
import type { Reader } from '../../storage/database.ts';
import type { Tables } from '../../storage/schema.ts';
import type { ChangeFilter } from '../filter.ts';
import type { Change } from '../model.ts';
import { type ChangeState, changeStates, isOpen } from '../states.ts';
import { changeOf } from '../store.ts';

export interface Span {
  readonly limit: number;
  readonly offset: number;
}

const openStates = changeStates.filter(isOpen);
const closedStates = changeStates.filter((state) => !isOpen(state));

/** Null: all of them. Only for what is never many: proposals that wait. */
export async function filtered(
  reader: Reader,
  filter: ChangeFilter,
  now: Instant,
  span: Span | null,
): Promise<Change[]> {
  const isPast = filter === 'closed' || filter === 'all';
  let query = reader
    .selectFrom('changes')
    .selectAll()
    .where((eb) => condition(eb, filter, now));
  query = isPast ? query.orderBy('number', 'desc') : query.orderBy('starts_at').orderBy('number');
  if (span) query = query.limit(span.limit).offset(span.offset);
  return (await query.execute()).map(changeOf);
}

export async function countFiltered(reader: Reader, filter: ChangeFilter, now: Instant): Promise<number> {
  const { n } = await reader
    .selectFrom('changes')
    .select(({ fn }) => fn.countAll<number>().as('n'))
    .where((eb) => condition(eb, filter, now))
    .executeTakeFirstOrThrow();
  return Number(n);
}

/** As `stateAt` reads them: a proposal whose window began has lapsed, an approved change whose window is over is missed. */
function condition(eb: ExpressionBuilder<Tables, 'changes'>, filter: ChangeFilter, now: Instant): Expression<SqlBool> {
  const being = (...states: ChangeState[]) => eb('state', 'in', states);
  const begun = eb('starts_at', '<=', now);
  const ahead = eb('starts_at', '>', now);
  switch (filter) {
    case 'waiting':
      return eb.and([being('proposed'), ahead]);
    case 'coming':
      return eb.and([being('approved'), eb('ends_at', '>', now)]);
    case 'running':
      return being('in-progress');
    case 'unproven':
      return being('implemented');
    case 'missed':
      return eb.or([being('missed'), eb.and([being('approved'), eb('ends_at', '<=', now)])]);
    case 'review':
      return eb.and([eb('type', '=', 'emergency'), eb('record', 'like', UNREVIEWED)]);
    case 'open':
      return eb.or([being(...openStates.filter((state) => state !== 'proposed')), eb.and([being('proposed'), ahead])]);
    case 'closed':
      return eb.or([being(...closedStates), eb.and([being('proposed'), begun])]);
    case 'all':
      return eb.lit(true);
    default:
      return never(filter);
  }
}

/** In the record's text, where quotes of what people wrote stand escaped. */
const UNREVIEWED = '%"decided":null%';
