import type { ServerId } from '../../core/ids.ts';
import { windowText } from '../window-words.ts';
import type { ChangeId } from '../plan.ts';
import type { Picture, PicturedChange, PlanShape } from './picture.ts';
import { overlaps } from './rule.ts';

/** The changes of one window of a picture, found by what they touch; the earliest first. */
interface Meanwhile {
  readonly byServer: ReadonlyMap<ServerId, readonly PicturedChange[]>;
  readonly bySite: ReadonlyMap<string, readonly PicturedChange[]>;
  readonly byDag: ReadonlyMap<string, readonly PicturedChange[]>;
}

/** How many windows of a picture are kept: plans of one night, and the rules about each of them, ask for the same. */
const KEPT = 64;
const kept = new WeakMap<Picture, Map<string, Meanwhile>>();

function meanwhileOf(picture: Picture, { start, end }: Pick<PlanShape['window'], 'start' | 'end'>): Meanwhile {
  const windows = kept.get(picture) ?? new Map<string, Meanwhile>();
  kept.set(picture, windows);
  const key = `${start} ${end}`;
  const known = windows.get(key);
  if (known) return known;
  const made = grouped(
    picture,
    picture.changes.filter(({ window }) => overlaps(window, { start, end })),
  );
  if (windows.size >= KEPT) windows.clear();
  windows.set(key, made);
  return made;
}

function grouped(picture: Picture, changes: readonly PicturedChange[]): Meanwhile {
  const byServer = new Map<ServerId, PicturedChange[]>();
  const bySite = new Map<string, PicturedChange[]>();
  const byDag = new Map<string, PicturedChange[]>();
  for (const change of changes) {
    for (const server of change.servers) {
      add(byServer, server, change);
      const { site = null, dag = null, alsoIn = [] } = picture.servers.get(server) ?? {};
      if (site !== null) add(bySite, site, change);
      if (dag !== null) add(byDag, dag, change);
      for (const also of alsoIn) add(byDag, also, change);
    }
  }
  return { byServer, bySite, byDag };
}

/** Once, as its servers come one after another. */
function add<K>(found: Map<K, PicturedChange[]>, key: K, change: PicturedChange): void {
  const known = found.get(key);
  if (!known) found.set(key, [change]);
  else if (known.at(-1) !== change) known.push(change);
}

/** Keys of the DAGs that a server is a member of. */
export function dagsOf(picture: Picture, server: ServerId): readonly string[] {
  const { dag = null, alsoIn = [] } = picture.servers.get(server) ?? {};
  return dag === null ? alsoIn : alsoIn.length === 0 ? [dag] : [dag, ...alsoIn];
}

/** The DAGs of a plan, each with its members that are in it, in the plan's order. */
export function plannedMembers(picture: Picture, { servers }: Pick<PlanShape, 'servers'>): Map<string, ServerId[]> {
  const found = new Map<string, ServerId[]>();
  for (const { server } of servers)
    for (const dag of dagsOf(picture, server)) found.set(dag, [...(found.get(dag) ?? []), server]);
  return found;
}

const allOf = new WeakMap<Picture, Meanwhile>();

/** All changes of a server that are pictured, the earliest first. */
export function changesOf(picture: Picture, server: ServerId): readonly PicturedChange[] {
  const known = allOf.get(picture) ?? grouped(picture, picture.changes);
  allOf.set(picture, known);
  return known.byServer.get(server) ?? [];
}

/** Other changes than `self` that touch a server, a site or a DAG while the plan lasts, the earliest first. */
export function changesMeanwhile(
  picture: Picture,
  touching: { readonly server: ServerId } | { readonly site: string } | { readonly dag: string },
  { window }: Pick<PlanShape, 'window'>,
  self: ChangeId | null,
): PicturedChange[] {
  const { byServer, bySite, byDag } = meanwhileOf(picture, window);
  const touched =
    'server' in touching
      ? byServer.get(touching.server)
      : 'site' in touching
        ? bySite.get(touching.site)
        : byDag.get(touching.dag);
  return (touched ?? []).filter(({ id }) => id !== self);
}

const said = new WeakMap<PicturedChange, string>();

/** The window of a change in words. Kept: a search for slots meets the same change again and again. */
export function windowOf(change: PicturedChange): string {
  const known = said.get(change);
  if (known !== undefined) return known;
  const text = windowText(change.window);
  said.set(change, text);
  return text;
}
