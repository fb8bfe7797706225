import type { Instant } from '../../core/clock.ts';
import type { Freeze } from '../../maintenance/model.ts';
import { covers } from '../../maintenance/scope.ts';
import { placeOf } from '../conflicts/maintenance.ts';
import { changesMeanwhile, dagsOf } from '../conflicts/picture-index.ts';
import type { Picture, PicturedChange, PlanShape } from '../conflicts/picture.ts';
import type { ChangeId } from '../plan.ts';

type Meanwhile = Pick<PlanShape, 'window'>;

/** Other changes that a plan may come into: of its servers, or of others of their DAGs and sites; the earliest first. */
export function changesAround(
  picture: Picture,
  { servers }: Pick<PlanShape, 'servers'>,
  { window, self }: Meanwhile & { readonly self: ChangeId | null },
): PicturedChange[] {
  const found = new Set<PicturedChange>();
  const places = { site: new Set<string>(), dag: new Set<string>() };
  const add = (touching: Parameters<typeof changesMeanwhile>[1]): void => {
    for (const change of changesMeanwhile(picture, touching, { window }, self)) found.add(change);
  };
  for (const { server } of servers) {
    add({ server });
    const site = picture.servers.get(server)?.site ?? null;
    if (site !== null) places.site.add(site);
    for (const dag of dagsOf(picture, server)) places.dag.add(dag);
  }
  for (const site of places.site) add({ site });
  for (const dag of places.dag) add({ dag });
  return [...found].sort((a, b) => a.window.start - b.window.start || (a.id < b.id ? -1 : 1));
}

/** Freezes that any server of a plan is in the scope of. */
export function freezesOver(picture: Picture, { servers }: Pick<PlanShape, 'servers'>): Freeze[] {
  return picture.freezes.filter(({ scope }) => servers.some(({ server }) => covers(scope, placeOf(picture, server))));
}

/** When each thing ends within a time that may stand in the way of a plan, in order, each once. */
export function obstacleEnds(
  picture: Picture,
  plan: Pick<PlanShape, 'servers'>,
  meanwhile: Meanwhile & { readonly self: ChangeId | null },
): Instant[] {
  const ends = [
    ...changesAround(picture, plan, meanwhile).map(({ window }) => window.end),
    ...freezesOver(picture, plan).map(({ end }) => end),
  ];
  return [...new Set(ends)].sort((a, b) => a - b);
}
