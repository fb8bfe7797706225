import type { ServerId } from '../../core/ids.ts';
import { windowText } from '../window-words.ts';
import type { ChangeId } from '../plan.ts';
import type { Picture, PicturedChange, PlanShape } from './picture.ts';
import { overlaps } from './rule.ts';

/** Where the changes of a picture are found by what they touch. Made once a picture, however many plans are held against it. */
interface PictureIndex {
  readonly byServer: ReadonlyMap<ServerId, readonly PicturedChange[]>;
  readonly bySite: ReadonlyMap<string, readonly PicturedChange[]>;
  readonly byDag: ReadonlyMap<string, readonly PicturedChange[]>;
  readonly dagsOf: ReadonlyMap<ServerId, readonly string[]>;
}

const indexes = new WeakMap<Picture, PictureIndex>();

function indexOf(picture: Picture): PictureIndex {
  const known = indexes.get(picture);
  if (known) return known;
  const dagsOf = membershipsOf(picture);
  const siteOf = (server: ServerId) => picture.servers.get(server)?.site;
  const made = {
    byServer: grouped(picture.changes, (server) => [server]),
    bySite: grouped(picture.changes, (server) => siteOf(server) ?? []),
    byDag: grouped(picture.changes, (server) => dagsOf.get(server) ?? []),
    dagsOf,
  };
  indexes.set(picture, made);
  return made;
}

/** By the newest report and by the policy file: where they differ both count. */
function membershipsOf({ servers, dags }: Picture): Map<ServerId, string[]> {
  const found = new Map<ServerId, string[]>();
  const add = (server: ServerId, dag: string): void => {
    const known = found.get(server) ?? [];
    if (!known.includes(dag)) found.set(server, [...known, dag]);
  };
  for (const { id, dag } of servers.values()) if (dag !== null) add(id, dag);
  for (const [key, { policy }] of dags)
    for (const { server } of policy?.members ?? []) if (server !== null) add(server, key);
  return found;
}

function grouped<K>(
  changes: readonly PicturedChange[],
  keysOf: (server: ServerId) => K | readonly K[],
): Map<K, PicturedChange[]> {
  const found = new Map<K, PicturedChange[]>();
  for (const change of changes) {
    for (const key of new Set(change.servers.flatMap(keysOf))) {
      const known = found.get(key);
      if (known) known.push(change);
      else found.set(key, [change]);
    }
  }
  return found;
}

/** Keys of the DAGs that a server is a member of. */
export function dagsOf(picture: Picture, server: ServerId): readonly string[] {
  return indexOf(picture).dagsOf.get(server) ?? [];
}

/** The DAGs of a plan, each with its members that are in it, in the plan's order. */
export function plannedMembers(picture: Picture, { servers }: Pick<PlanShape, 'servers'>): Map<string, ServerId[]> {
  const found = new Map<string, ServerId[]>();
  for (const { server } of servers)
    for (const dag of dagsOf(picture, server)) found.set(dag, [...(found.get(dag) ?? []), server]);
  return found;
}

/** All changes of a server that are pictured, the earliest first. */
export function changesOf(picture: Picture, server: ServerId): readonly PicturedChange[] {
  return indexOf(picture).byServer.get(server) ?? [];
}

/** Other changes than `self` that touch a server, a site or a DAG while the plan lasts, the earliest first. */
export function changesMeanwhile(
  picture: Picture,
  touching: { readonly server: ServerId } | { readonly site: string } | { readonly dag: string },
  { window }: Pick<PlanShape, 'window'>,
  self: ChangeId | null,
): PicturedChange[] {
  const { byServer, bySite, byDag } = indexOf(picture);
  const touched =
    'server' in touching
      ? byServer.get(touching.server)
      : 'site' in touching
        ? bySite.get(touching.site)
        : byDag.get(touching.dag);
  return (touched ?? []).filter((change) => change.id !== self && overlaps(window, change.window));
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
