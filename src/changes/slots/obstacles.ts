import type { Instant } from '../../core/clock.ts';
import type { ServerId } from '../../core/ids.ts';
import type { Freeze } from '../../maintenance/model.ts';
import { covers } from '../../maintenance/scope.ts';
import { placeOf } from '../conflicts/maintenance.ts';
import { dagsOf } from '../conflicts/picture-index.ts';
import type { Picture, PicturedChange, PlanShape } from '../conflicts/picture.ts';
import { overlaps } from '../conflicts/rule.ts';
import type { ChangeId } from '../plan.ts';

/**
 * Other changes that a plan may come into while its window lasts: of its servers, or of others of their DAGs and sites; the
 * earliest first.
 */
export function changesAround(
  picture: Picture,
  { servers }: Pick<PlanShape, 'servers'>,
  { window, self }: { readonly window: Span; readonly self: ChangeId | null },
): PicturedChange[] {
  const own = new Set(servers.map(({ server }) => server));
  const sites = new Set(servers.flatMap(({ server }) => picture.servers.get(server)?.site ?? []));
  const dags = new Set(servers.flatMap(({ server }) => dagsOf(picture, server)));
  const touches = (server: ServerId): boolean => {
    if (own.has(server)) return true;
    const site = picture.servers.get(server)?.site ?? null;
    return (site !== null && sites.has(site)) || dagsOf(picture, server).some((dag) => dags.has(dag));
  };
  return picture.changes.filter(
    (change) => change.id !== self && overlaps(change.window, window) && change.servers.some(touches),
  );
}

interface Span {
  readonly start: Instant;
  readonly end: Instant;
}

/** Freezes that any server of a plan is in the scope of. */
export function freezesOver(picture: Picture, { servers }: Pick<PlanShape, 'servers'>): Freeze[] {
  return picture.freezes.filter(({ scope }) => servers.some(({ server }) => covers(scope, placeOf(picture, server))));
}

/** When each thing ends within a time that may stand in the way of a plan, in order, each once. */
export function obstacleEnds(
  picture: Picture,
  plan: Pick<PlanShape, 'servers'>,
  meanwhile: { readonly window: Span; readonly self: ChangeId | null },
): Instant[] {
  const ends = [
    ...changesAround(picture, plan, meanwhile).map(({ window }) => window.end),
    ...freezesOver(picture, plan).map(({ end }) => end),
  ];
  return [...new Set(ends)].sort((a, b) => a - b);
}
