import { productOf } from './lanes.ts';
import type { BuildNumber, Catalogue, Mitigation } from './model.ts';
import { standingOf } from './standing.ts';

/** `M2.1.0` belongs to `M2`: the part before the first dot. */
export function familyOf(id: string): string {
  return id.trim().split('.', 1)[0] ?? '';
}

/** The mitigation that an applied or offered id belongs to; null when the catalogue does not know its family. */
export function mitigationOf(catalogue: Catalogue, id: string): Mitigation | null {
  const family = familyOf(id).toUpperCase();
  return catalogue.mitigations.find((row) => row.family === family) ?? null;
}

/** Whether a mitigation is meant for a build: its product is listed and the build is not above the highest applicable update. */
export function mitigationCovers(
  catalogue: Catalogue,
  mitigation: Mitigation,
  build: BuildNumber,
): boolean | 'unknown' {
  const product = productOf(build);
  if (!product || !mitigation.products.includes(product)) return false;
  if (mitigation.highestApplicable === null) return true;
  const standing = standingOf(catalogue, build, mitigation.highestApplicable);
  return standing === 'unknown' ? 'unknown' : standing !== 'after';
}

/** Whether a build has the update from which the mitigation may be removed. */
export function mitigationRemovable(
  catalogue: Catalogue,
  mitigation: Mitigation,
  build: BuildNumber,
): boolean | 'unknown' {
  if (mitigation.removableFrom === null) return false;
  const standing = standingOf(catalogue, build, mitigation.removableFrom);
  return standing === 'unknown' ? 'unknown' : standing !== 'before';
}
