import { DAY, type Instant, instant } from '../../core/clock.ts';
import type { ServerId } from '../../core/ids.ts';
import type { MaintenanceRule, Occurrence } from '../../maintenance/model.ts';
import { occurrencesOf } from '../../maintenance/occurrences.ts';
import { covers, type PlacedServer } from '../../maintenance/scope.ts';
import type { Picture, PlanShape } from './picture.ts';

/** A server of a plan as scopes of rules and freezes ask for it. */
export function placeOf({ rows }: Pick<Picture, 'rows'>, server: ServerId): PlacedServer {
  const { site = null, dag = null } = rows.get(server) ?? {};
  return { id: server, site, dag };
}

/** The rules for all servers of a plan, and whether there are any for some of them. */
export function rulesFor(
  picture: Pick<Picture, 'rules' | 'rows'>,
  { servers }: Pick<PlanShape, 'servers'>,
): { readonly ofAll: readonly MaintenanceRule[]; readonly ofSome: boolean } {
  const places = servers.map(({ server }) => placeOf(picture, server));
  const touching = picture.rules.filter(({ scope }) => places.some((place) => covers(scope, place)));
  return {
    ofAll: touching.filter(({ scope }) => places.every((place) => covers(scope, place))),
    ofSome: touching.length > 0,
  };
}

const BLOCK = 16 * DAY;
const kept = new WeakMap<MaintenanceRule, Map<number, readonly Occurrence[]>>();

/** The times a rule opens that overlap a window. Found block by block and kept, as a search asks for many windows of one rule. */
export function openingsIn(
  rule: MaintenanceRule,
  { start, end }: Pick<PlanShape['window'], 'start' | 'end'>,
): Occurrence[] {
  const known = kept.get(rule) ?? new Map<number, readonly Occurrence[]>();
  kept.set(rule, known);
  const found = new Map<Instant, Occurrence>();
  for (let block = Math.floor(start / BLOCK); block * BLOCK < end; block += 1) {
    const opened = known.get(block) ?? occurrencesOf(rule, instant(block * BLOCK), instant((block + 1) * BLOCK));
    known.set(block, opened);
    for (const one of opened) if (one.start < end && one.end > start) found.set(one.start, one);
  }
  return [...found.values()];
}
