import { compareBuilds } from './build-number.ts';
import { laneOf, lanesOfProduct, newestOf } from './lookup.ts';
import type { BuildNumber, Catalogue, Lane, Product, Release } from './model.ts';
import { lastPublicUpdate } from './support.ts';

/** The newest release of a lane that anybody can get: for 2016 and 2019 not what was for ESU holders only. */
export function newestPublicOf(catalogue: Catalogue, lane: Lane): Release {
  return lastPublicUpdate(catalogue, lane.product, lane.cu) ?? newestOf(lane);
}

/** Whether a build is at or above the newest release of its lane, ESU or not; null where the lane is not known. */
export function hasNewestOfLane(catalogue: Catalogue, build: BuildNumber): boolean | null {
  const lane = laneOf(catalogue, build);
  return lane && compareBuilds(build, newestOf(lane).build) >= 0;
}

/** Whether a build is at or above the newest public release of its lane; null where the lane is not known. */
export function hasNewestPublicOfLane(catalogue: Catalogue, build: BuildNumber): boolean | null {
  const lane = laneOf(catalogue, build);
  return lane && compareBuilds(build, newestPublicOf(catalogue, lane).build) >= 0;
}

/** The newest CU (or RTM) of a product, with all its updates. */
export function newestLaneOf(catalogue: Catalogue, product: Product): Lane | null {
  return lanesOfProduct(catalogue, product).at(-1) ?? null;
}
