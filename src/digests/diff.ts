import type { ServerId } from '../core/ids.ts';
import { byText } from '../evidence/order.ts';
import type { CheckId } from '../readiness/model.ts';
import { urgencyOf } from '../readiness/urgency.ts';
import { MOST_NAMED } from './model.ts';
import { isOutdated, type ToldState } from './told-state.ts';

/** How one server stood when it was last told of, and how it stands now; null: not there. */
export interface Change {
  readonly server: ServerId;
  readonly was: ToldState | null;
  readonly is: ToldState | null;
}

/** A server in a list, still without a name. */
export interface Entry {
  readonly id: ServerId;
  readonly causes: readonly CheckId[];
}

export interface EntryList {
  readonly total: number;
  /** The worst first, at most `MOST_NAMED`. */
  readonly first: readonly Entry[];
}

export const listNames = [
  'newFailing',
  'worse',
  'fixed',
  'unknown',
  'known',
  'newOutdated',
  'updated',
  'left',
] as const;
export type ListName = (typeof listNames)[number];

/** What changed between two points, of servers that are counted one by one. */
export interface Difference {
  readonly lists: Readonly<Record<ListName, EntryList>>;
  /** Of `unknown`: those whose evidence went stale or never came. */
  readonly evidenceDue: number;
  /** Of `newOutdated`: those out of support. */
  readonly supportEnded: number;
}

/** The difference that these changes make; a server that came back to what it was makes none. */
export function diff(changes: readonly Change[]): Difference {
  const found: Record<ListName, Entry[]> = {
    newFailing: [],
    worse: [],
    fixed: [],
    unknown: [],
    known: [],
    newOutdated: [],
    updated: [],
    left: [],
  };
  for (const change of changes) sortOut(change, (list, causes) => found[list].push({ id: change.server, causes }));
  const count = (list: ListName, cause: CheckId) => found[list].filter(({ causes }) => causes.includes(cause)).length;
  return {
    lists: Object.fromEntries(listNames.map((name) => [name, listOf(found[name])])) as Record<ListName, EntryList>,
    evidenceDue: count('unknown', 'evidence-age'),
    supportEnded: count('newOutdated', 'support-lifecycle'),
  };
}

function sortOut({ was, is }: Change, put: (list: ListName, causes: readonly CheckId[]) => void): void {
  if (is === null) {
    if (was !== null) put('left', []);
    return;
  }
  switch (is.readiness) {
    case 'failing': {
      const added = is.failing.filter((id) => !was?.failing.includes(id));
      if (was?.readiness !== 'failing') put('newFailing', is.failing);
      else if (added.length > 0) put('worse', added);
      break;
    }
    case 'unknown':
      if (was?.readiness !== 'unknown') put('unknown', is.unknown);
      break;
    default:
      if (was?.readiness === 'failing') put('fixed', was.failing);
      if (was?.readiness === 'unknown') put('known', was.unknown);
  }
  const outdatedThen = was === null ? [] : outdatedBy(was);
  const added = outdatedBy(is).filter((id) => !outdatedThen.includes(id));
  if (added.length > 0) put('newOutdated', added);
  if (outdatedThen.length > 0 && !isOutdated(is)) put('updated', outdatedThen);
}

/** What makes a server outdated. */
export function outdatedBy({
  missesUpdate,
  outOfSupport,
}: Pick<ToldState, 'missesUpdate' | 'outOfSupport'>): readonly CheckId[] {
  return [...(missesUpdate ? ['latest-update' as const] : []), ...(outOfSupport ? ['support-lifecycle' as const] : [])];
}

function listOf(entries: Entry[]): EntryList {
  const worstFirst = (a: Entry, b: Entry) =>
    urgencyOf(b.causes) - urgencyOf(a.causes) || b.causes.length - a.causes.length || byText(a.id, b.id);
  return { total: entries.length, first: entries.sort(worstFirst).slice(0, MOST_NAMED) };
}
