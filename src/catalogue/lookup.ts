import { compareBuilds, formatBuild, laneKey } from './build-number.ts';
import { productOf } from './lanes.ts';
import type { Bound, BuildNumber, Catalogue, Lane, Product, Release } from './model.ts';

export { productOf };

export type BoundName = 'serviceFrom' | 'ocsCertificateFrom' | 'ocsSigningFrom';

/** What a build is called. */
export interface Label {
  readonly product: Product | null;
  /** `CU15`; null where the lane is not known. */
  readonly cu: string | null;
  /** Of the newest release at or below the build in its lane; null for the CU itself and where there is none. */
  readonly su: string | null;
  /** True when the build is one that the catalogue lists. */
  readonly exact: boolean;
  /** The label was concluded, not stated by a source; whoever shows it says so. */
  readonly inferred: boolean;
  /** `Exchange SE RTM Oct26SU`; for a build that is not listed `Exchange SE RTM, later than Oct26SU`. */
  readonly text: string;
}

export function laneOf(catalogue: Catalogue, build: BuildNumber): Lane | null {
  const key = laneKey(build);
  return catalogue.lanes.find((lane) => lane.key === key) ?? null;
}

/** The lane of a product's CU, `CU15` or `RTM`. */
export function laneOfCu(catalogue: Catalogue, product: Product, cu: string): Lane | null {
  return catalogue.lanes.find((lane) => lane.product === product && lane.cu === cu) ?? null;
}

/** The lanes of a product, oldest first. */
export function lanesOfProduct(catalogue: Catalogue, product: Product): readonly Lane[] {
  return catalogue.lanes.filter((lane) => lane.product === product);
}

/** The release with exactly this build. Where a CU and an update share a build, the CU. */
export function releaseOf(catalogue: Catalogue, build: BuildNumber): Release | null {
  return laneOf(catalogue, build)?.releases.find((row) => compareBuilds(row.build, build) === 0) ?? null;
}

export function newestOf(lane: Lane): Release {
  const newest = lane.releases.at(-1);
  if (!newest) throw new Error(`lane ${lane.key} has no releases`);
  return newest;
}

/** `Exchange SE`, `Exchange 2019`. */
export function productName(product: Product): string {
  return `Exchange ${product.slice('Exchange'.length)}`;
}

/** `Exchange SE RTM Oct26SU`. */
export function releaseName(release: Release): string {
  return [productName(release.product), release.cu, release.su].filter(Boolean).join(' ');
}

export function labelOf(catalogue: Catalogue, build: BuildNumber): Label {
  const product = productOf(build);
  const lane = laneOf(catalogue, build);
  if (!product || !lane) {
    const text = product ? `${productName(product)}, a CU that is not in the catalogue` : 'a build of no known product';
    return { product, cu: null, su: null, exact: false, inferred: false, text };
  }

  const exact = releaseOf(catalogue, build);
  const nearest = exact ?? lane.releases.findLast((row) => compareBuilds(row.build, build) < 0);
  if (!nearest) {
    const text = `${productName(product)} ${lane.cu}, earlier than ${formatBuild((lane.releases[0] as Release).build)}`;
    return { product, cu: lane.cu, su: null, exact: false, inferred: false, text };
  }
  return {
    product,
    cu: nearest.cu,
    su: nearest.su,
    exact: exact !== null,
    inferred: nearest.inferred,
    text: exact ? releaseName(exact) : laterThan(nearest),
  };
}

function laterThan(release: Release): string {
  return `${productName(release.product)} ${release.cu}, later than ${release.su ?? `the ${release.kind}`}`;
}

/** True for a build above the newest one of its lane, or in a lane above all that its product is known to have. */
export function isNewerThanCatalogue(catalogue: Catalogue, build: BuildNumber): boolean {
  const product = productOf(build);
  if (!product) return false;
  const lane = laneOf(catalogue, build);
  if (lane) return compareBuilds(build, newestOf(lane).build) > 0;
  return lanesOfProduct(catalogue, product).every((known) => compareBuilds(build, newestOf(known).build) > 0);
}

/**
 * The bound that the lane of `build` has. A lane that is not listed never passes where its product has no lane that does,
 * and below the first lane with the EM service; between or above the known ones it is `unknown`, never a pass.
 */
export function boundFor(catalogue: Catalogue, build: BuildNumber, name: BoundName): Bound | 'unknown' {
  const product = productOf(build);
  if (!product) return 'unknown';
  const lane = laneOf(catalogue, build);
  if (lane) return lane[name];

  const first = lanesOfProduct(catalogue, product).find((known) => known.serviceFrom !== 'never');
  if (!first) return 'never';
  return compareBuilds(build, newestOf(first).build) < 0 ? 'never' : 'unknown';
}

export function meetsBound(build: BuildNumber, bound: Bound): boolean {
  return bound !== 'never' && compareBuilds(build, bound) >= 0;
}
