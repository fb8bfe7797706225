import type { Day, Instant } from '../core/clock.ts';
import { never } from '../core/result.ts';
import { byText } from '../evidence/order.ts';
import { inventoryCompleteness } from '../evidence/store.ts';
import type { Reader } from '../storage/database.ts';
import {
  countNeverReported,
  expiredRows,
  type FleetGroup,
  fleetGroups,
  reportSpan,
  scopeValues,
} from './fleet/store.ts';
import {
  causesOf as storedCauses,
  countListed,
  failedGates,
  type ListQuery,
  type ListedCauses,
  listedIds,
  unknownGates,
} from './lists/store.ts';
import { type CheckId, type FleetSummary, gateIds, type Readiness, type Scope, type ServerRow } from './model.ts';
import { countRetired } from './retirements/store.ts';
import { serverRows } from './rows.ts';

export { countNeverReported, expiredIds, neverReportedAmong, nextExpiry } from './fleet/store.ts';
export type { ListedCauses, ListQuery } from './lists/store.ts';

export interface PageQuery extends ListQuery {
  /** From 1; a page beyond the last is the last. */
  readonly page: number;
  readonly pageSize: number;
}

export interface ServerPage {
  readonly rows: readonly ServerRow[];
  readonly page: number;
  readonly pages: number;
  readonly total: number;
}

export interface CauseCount {
  readonly check: CheckId;
  readonly servers: number;
}

/** The fleet in numbers. */
export async function fleetSummary(reader: Reader, now: Instant, catalogueAsOf: Day): Promise<FleetSummary> {
  const stored = await fleetGroups(reader);
  const expired = (await expiredRows(reader, now)).filter(({ readiness }) => readiness !== 'notApplicable');

  const count = (which: (group: FleetGroup) => boolean) => sum(stored.filter(which)) - sum(expired.filter(which));
  const being = (readiness: Readiness) => count((group) => group.readiness === readiness);
  return {
    asOf: now,
    catalogueAsOf,
    totals: {
      ready: being('ready'),
      failing: being('failing'),
      unknown: being('unknown') + sum(expired),
      notApplicable: being('notApplicable'),
    },
    servers: sum(stored),
    readyMissingUpdate: count(({ readiness, missesUpdate }) => readiness === 'ready' && missesUpdate),
    readyOutOfSupport: count(({ readiness, outOfSupport }) => readiness === 'ready' && outOfSupport),
    ...(await fleetKnowledge(reader)),
    retired: await countRetired(reader),
  };
}

/** The servers of a scope in numbers. */
export interface ScopeTotals {
  readonly totals: Readonly<Record<Readiness, number>>;
  /** Misses an update or support, whatever else. */
  readonly outdated: number;
  /** Of the ready ones. */
  readonly readyMissingUpdate: number;
  readonly readyOutOfSupport: number;
  /** Of the unknown ones: those of which no report ever came. */
  readonly neverReported: number;
  /** Of the unknown ones: those whose reports are too old, or do not count, or whose verdict has expired. */
  readonly staleEvidence: number;
}

/** How the servers of a scope (null: of the whole fleet) read at `now`. */
export async function scopeTotals(reader: Reader, now: Instant, scope: Scope | null): Promise<ScopeTotals> {
  const stored = await fleetGroups(reader, scope);
  const expired = (await expiredRows(reader, now)).filter(
    (row) => row.readiness !== 'notApplicable' && (scope === null || row[scope.by] === scope.value),
  );
  const count = (which: (group: FleetGroup) => boolean) => sum(stored.filter(which)) - sum(expired.filter(which));
  const being = (readiness: Readiness) => count((group) => group.readiness === readiness);
  const unknown = being('unknown') + sum(expired);
  const neverReported = unknown > 0 ? await countNeverReported(reader, scope) : 0;
  const evidenceDue =
    unknown > 0 ? await countListed(reader, { kind: 'unknown', scope, now, cause: 'evidence-age' }) : 0;
  return {
    totals: { ready: being('ready'), failing: being('failing'), unknown, notApplicable: being('notApplicable') },
    outdated: sum(stored.filter(({ missesUpdate, outOfSupport }) => missesUpdate || outOfSupport)),
    readyMissingUpdate: count(({ readiness, missesUpdate }) => readiness === 'ready' && missesUpdate),
    readyOutOfSupport: count(({ readiness, outOfSupport }) => readiness === 'ready' && outOfSupport),
    neverReported,
    staleEvidence: evidenceDue - neverReported,
  };
}

/** How well the whole fleet is known. */
export type FleetKnowledge = Pick<FleetSummary, 'completeness' | 'oldestReport' | 'newestReport'>;

export async function fleetKnowledge(reader: Reader): Promise<FleetKnowledge> {
  const { oldest, newest } = await reportSpan(reader);
  return { completeness: await inventoryCompleteness(reader), oldestReport: oldest, newestReport: newest };
}

function sum(groups: readonly { readonly servers: number }[]): number {
  return groups.reduce((total, { servers }) => total + servers, 0);
}

/** One page of a list. */
export async function listServers(reader: Reader, query: PageQuery): Promise<ServerPage> {
  const total = await countListed(reader, query);
  const pages = Math.max(1, Math.ceil(total / query.pageSize));
  const page = Math.min(Math.max(1, Math.trunc(query.page)), pages);
  const ids = await listedIds(reader, query, { limit: query.pageSize, offset: (page - 1) * query.pageSize });
  return { rows: await serverRows(reader, ids, query.now), page, pages, total };
}

/** How long a list is, and what puts its first `limit` servers on it, the most urgent first. */
export async function firstListed(
  reader: Reader,
  query: ListQuery,
  limit: number,
): Promise<{ readonly total: number; readonly first: readonly ListedCauses[] }> {
  const total = await countListed(reader, query);
  const ids = limit > 0 && total > 0 ? await listedIds(reader, query, { limit, offset: 0 }) : [];
  const found = await storedCauses(reader, ids, query.now);
  return {
    total,
    first: found.map((one) => ({ ...one, failing: inOrder(one.failing), unknown: inOrder(one.unknown) })),
  };
}

function inOrder(ids: readonly CheckId[]): CheckId[] {
  return gateIds.filter((id) => ids.includes(id));
}

/**
 * How many servers of a list each cause keeps on it, most first. Of the unknown ones: what is not known of them; of the
 * outdated ones: what makes them so.
 */
export async function causeCounts(reader: Reader, query: Omit<ListQuery, 'cause'>): Promise<CauseCount[]> {
  const counts = await causesOf(reader, query);
  return [...counts]
    .map(([check, servers]) => ({ check, servers }))
    .filter(({ servers }) => servers > 0)
    .sort((a, b) => b.servers - a.servers || byText(a.check, b.check));
}

async function causesOf(reader: Reader, query: Omit<ListQuery, 'cause'>): Promise<Map<CheckId, number>> {
  switch (query.kind) {
    case 'failing':
      return failedGates(reader, { ...query, cause: null });
    case 'unknown':
      return unknownGates(reader, { ...query, cause: null });
    case 'outdated':
      return outdatedCauses(reader, query);
    default:
      return never(query.kind);
  }
}

async function outdatedCauses(reader: Reader, query: Omit<ListQuery, 'cause'>): Promise<Map<CheckId, number>> {
  const causes: readonly CheckId[] = ['latest-update', 'support-lifecycle'];
  const counted = causes.map(async (cause) => [cause, await countListed(reader, { ...query, cause })] as const);
  return new Map(await Promise.all(counted));
}

/** Every site, DAG and product of the fleet. */
export async function scopes(reader: Reader): Promise<Scope[]> {
  const kinds: readonly Scope['by'][] = ['site', 'dag', 'product'];
  const lists = await Promise.all(
    kinds.map(async (by) => (await scopeValues(reader, by)).sort(byText).map((value) => ({ by, value }))),
  );
  return lists.flat();
}
