import type { ServerId } from '../core/ids.ts';
import { never } from '../core/result.ts';
import { byText } from '../evidence/order.ts';
import type { CheckId } from '../readiness/model.ts';
import { urgencyOf } from '../readiness/urgency.ts';
import { type AlarmKind, alarmKinds, type ChangeKind, changeKinds, type DigestServer, MOST_NAMED } from './model.ts';
import { isOutdated, type ToldState } from './told-state.ts';

/** How one server stood when it was last told of, and how it stands now; null: not there. */
export interface Change {
  readonly server: ServerId;
  readonly was: ToldState | null;
  readonly is: ToldState | null;
}

/** A server in a list, still without a name. */
export type Entry = Omit<DigestServer, 'name'>;

export interface EntryList {
  readonly total: number;
  /** The worst first, at most `MOST_NAMED`. */
  readonly first: readonly Entry[];
}

/** What changed between two points, of servers that are counted one by one. */
export interface Difference {
  readonly lists: Readonly<Record<ChangeKind, EntryList>>;
  /** All the servers of each kind of bad news, in no order. */
  readonly alarms: Readonly<Record<AlarmKind, readonly ServerId[]>>;
  /** Of `unknown`: those whose evidence went stale or never came. */
  readonly evidenceDue: number;
  /** Of `evidenceDue`: those of which no report ever came. */
  readonly neverCame: number;
  /** Of `newOutdated`: those out of support. */
  readonly supportEnded: number;
}

/** The difference that these changes make; a server that came back to what it was makes none. */
export function diff(changes: readonly Change[]): Difference {
  const found = Object.fromEntries(changeKinds.map((kind) => [kind, []])) as unknown as Record<ChangeKind, Entry[]>;
  for (const change of changes) {
    sortOut(change, (kind, causes) => {
      const neverReported = kind === 'unknown' && change.is?.neverReported === true;
      found[kind].push({ id: change.server, causes, ...(neverReported && { neverReported }) });
    });
  }
  const count = (kind: ChangeKind, cause: CheckId) => found[kind].filter(({ causes }) => causes.includes(cause)).length;
  return {
    lists: Object.fromEntries(changeKinds.map((kind) => [kind, listOf(found[kind])])) as Record<ChangeKind, EntryList>,
    alarms: Object.fromEntries(
      alarmKinds.map((kind) => [kind, found[kind].map(({ id }) => id)]),
    ) as unknown as Difference['alarms'],
    evidenceDue: count('unknown', 'evidence-age'),
    neverCame: found.unknown.filter(({ neverReported }) => neverReported).length,
    supportEnded: count('newOutdated', 'support-lifecycle'),
  };
}

function sortOut({ was, is }: Change, put: (kind: ChangeKind, causes: readonly CheckId[]) => void): void {
  if (is === null) {
    if (was !== null) put('left', []);
    return;
  }
  sortByReadiness(was, is, put);
  const wentStale = was !== null && isStale(is) && !isStale(was);
  if (wentStale && was.readiness === is.readiness) put('stale', is.failing);
  const outdatedThen = was === null ? [] : outdatedBy(was);
  const added = outdatedBy(is).filter((id) => !outdatedThen.includes(id));
  if (added.length > 0) put('newOutdated', added);
  if (outdatedThen.length > 0 && !isOutdated(is)) put('updated', outdatedThen);
}

function sortByReadiness(
  was: ToldState | null,
  is: ToldState,
  put: (kind: ChangeKind, causes: readonly CheckId[]) => void,
): void {
  const before = was?.readiness ?? null;
  switch (is.readiness) {
    case 'failing': {
      const added = is.failing.filter((id) => !was?.failing.includes(id));
      if (before !== 'failing') put('newFailing', is.failing);
      else if (added.length > 0) put('worse', added);
      return;
    }
    case 'unknown':
      if (before !== 'unknown') put('unknown', is.unknown);
      return;
    case 'ready':
      if (before === 'failing') put('fixed', was?.failing ?? []);
      else if (before === 'unknown') put('known', was?.unknown ?? []);
      else if (before !== 'ready') put('joined', []);
      return;
    case 'notApplicable':
      if (before === null) put('joined', []);
      else if (before !== 'notApplicable') put('exempt', [...(was?.failing ?? []), ...(was?.unknown ?? [])]);
      return;
    default:
      never(is.readiness);
  }
}

function isStale({ unknown }: ToldState): boolean {
  return unknown.includes('evidence-age');
}

/** What makes a server outdated. */
export function outdatedBy({
  missesUpdate,
  outOfSupport,
}: Pick<ToldState, 'missesUpdate' | 'outOfSupport'>): readonly CheckId[] {
  return [...(missesUpdate ? ['latest-update' as const] : []), ...(outOfSupport ? ['support-lifecycle' as const] : [])];
}

function listOf(entries: readonly Entry[]): EntryList {
  // Weighed once each, and not again with every comparison: a whole fleet may have changed.
  const weighed = entries.map((entry) => ({ entry, urgency: urgencyOf(entry.causes) }));
  weighed.sort(
    (a, b) => b.urgency - a.urgency || b.entry.causes.length - a.entry.causes.length || byText(a.entry.id, b.entry.id),
  );
  return { total: entries.length, first: weighed.slice(0, MOST_NAMED).map(({ entry }) => entry) };
}
