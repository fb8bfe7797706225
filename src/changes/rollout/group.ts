import { HOUR, MINUTE } from '../../core/clock.ts';
import { rulesFor } from '../conflicts/maintenance.ts';
import type { Picture } from '../conflicts/picture.ts';
import { MOST_SERVERS } from '../draft.ts';
import { minutesOf } from '../path.ts';
import type { Wanted } from './sort-out.ts';

/** The servers of one change of a rollout, in the order in which they are updated. */
export interface Group {
  /** `DAG-BER`, `London (site), 2 of 3`. */
  readonly title: string;
  readonly wanted: readonly Wanted[];
}

/** What one night bears where no rule says how long it may last. */
const NIGHT = 8 * HOUR;

/**
 * The changes that servers come to: one a DAG, those without a DAG together by site; several where the work does not fit into
 * what a rule opens at a time, or are more servers than a change may have. In one, internet-facing servers come first where
 * that is known, then by name.
 */
export function grouped(picture: Picture, wanted: readonly Wanted[]): Group[] {
  const places = new Map<string, { readonly title: string; readonly wanted: Wanted[] }>();
  for (const one of wanted) {
    const { key, title } = placeOf(picture, one);
    const known = places.get(key) ?? { title, wanted: [] };
    known.wanted.push(one);
    places.set(key, known);
  }
  return [...places]
    .sort(([a, one], [b, other]) => byText(one.title, other.title) || byText(a, b))
    .flatMap(([, { title, wanted: here }]) => numbered(title, parts(picture, [...here].sort(inOrder(picture)))));
}

function placeOf(picture: Picture, { row }: Wanted): { readonly key: string; readonly title: string } {
  const pictured = picture.servers.get(row.id);
  if (row.dag !== null) return { key: `dag ${pictured?.dag ?? row.dag.toLowerCase()}`, title: row.dag };
  if (row.site !== null)
    return { key: `site ${pictured?.site ?? row.site.toLowerCase()}`, title: `${row.site} (site)` };
  return { key: 'nowhere', title: 'Without a known site' };
}

function inOrder(picture: Picture) {
  const isInner = ({ row }: Wanted): number => Number(picture.servers.get(row.id)?.internetFacing !== true);
  return (a: Wanted, b: Wanted): number =>
    isInner(a) - isInner(b) || byText(a.row.name, b.row.name) || byText(a.row.id, b.row.id);
}

/** As many servers in each as fit; one that fits nowhere has a change to itself. */
function parts(picture: Picture, all: readonly Wanted[]): Wanted[][] {
  const found: Wanted[][] = [];
  const room = roomFor(picture, all);
  let left = 0;
  for (const one of all) {
    const takes = timeOf(picture, one);
    const last = found.at(-1);
    if (last && takes <= left && last.length < MOST_SERVERS) {
      last.push(one);
      left -= takes;
    } else {
      found.push([one]);
      left = room - takes;
    }
  }
  return found;
}

/** The longest that a rule for all of them opens at a time. */
function roomFor(picture: Picture, wanted: readonly Wanted[]): number {
  const rules = rulesFor(picture, { servers: wanted.map(({ planned }) => planned) }).ofAll;
  return rules.length === 0 ? NIGHT : Math.max(...rules.map(({ length }) => length));
}

function timeOf({ rows, catalogue, minutes }: Picture, { planned }: Wanted): number {
  return minutesOf([planned], rows, catalogue, minutes).minutes * MINUTE;
}

function numbered(title: string, all: readonly Wanted[][]): Group[] {
  return all.map((wanted, index) => ({
    title: all.length === 1 ? title : `${title}, ${index + 1} of ${all.length}`,
    wanted,
  }));
}

function byText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
