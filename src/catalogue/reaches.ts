import { compareBuilds, laneKey } from './build-number.ts';
import { laneOf, newestOf } from './lookup.ts';
import type { BuildNumber, Catalogue, Lane } from './model.ts';

/**
 * Whether a build is at least as new as `wanted`, which the catalogue lists. In one lane numbers decide. Across lanes a
 * higher number says little: the first build of a later CU lacks what an older CU's updates of after it contain. So the
 * release at or below it has to be of that day or later. Null: that can't be told, as dates or the lane are not known.
 */
export function reaches(catalogue: Catalogue, build: BuildNumber, wanted: BuildNumber): boolean | null {
  if (compareBuilds(build, wanted) < 0) return false;
  if (laneKey(build) === laneKey(wanted)) return true;
  const [lane, wantedLane] = [laneOf(catalogue, build), laneOf(catalogue, wanted)];
  const day = lane && dayOf(lane, build);
  const wantedDay = wantedLane && dayOf(wantedLane, wanted);
  if (!lane || !day || !wantedDay) return null;
  if (day >= wantedDay) return true;
  // Newer than all that the catalogue lists of its lane: of when it is nobody knows.
  return compareBuilds(build, newestOf(lane).build) > 0 ? null : false;
}

function dayOf({ releases }: Lane, build: BuildNumber) {
  return releases.findLast((release) => compareBuilds(release.build, build) <= 0)?.releaseDate ?? null;
}
