import { compareBuilds, laneKey, parseBuild } from './build-number.ts';
import type { BuildNumber, Lane, Product, Release } from './model.ts';
import type { Cutoff } from './schema.ts';

/** The third number from which 15.2 is Exchange SE and no longer 2019. Source: CSS-Exchange, Get-ExchangeBuildVersionInformation. */
const SE_FROM = 2562;

/** 15.0 is 2013, 15.1 is 2016, 15.2 is 2019 or SE; null for any other build. */
export function productOf(build: BuildNumber): Product | null {
  if (build.major !== 15) return null;
  if (build.minor === 0) return 'Exchange2013';
  if (build.minor === 1) return 'Exchange2016';
  if (build.minor === 2) return build.build >= SE_FROM ? 'ExchangeSE' : 'Exchange2019';
  return null;
}

/**
 * Groups releases into lanes, both oldest first, and gives each its cut-offs.
 * @throws Error when a lane has no row of cut-offs and is not older than all that have one: a gap in the data.
 */
export function lanesOf(releases: readonly Release[], cutoffs: readonly Cutoff[]): Lane[] {
  const groups = new Map<string, Release[]>();
  for (const release of [...releases].sort(byBuild)) {
    const key = laneKey(release.build);
    groups.set(key, [...(groups.get(key) ?? []), release]);
  }
  return [...groups].map(([key, rows]) => laneFrom(key, rows, cutoffs));
}

function laneFrom(key: string, releases: readonly Release[], cutoffs: readonly Cutoff[]): Lane {
  const base = baseOf(releases);
  const cutoff = cutoffs.find((row) => coversLane(row.lane, base.build)) ?? olderThanAll(base, cutoffs);
  if (!cutoff) throw new Error(`lane ${key} has no cut-offs`);
  return {
    key,
    product: base.product,
    cu: base.cu,
    releases,
    serviceFrom: cutoff.serviceFrom,
    ocsCertificateFrom: cutoff.ocsCertificateFrom,
    ocsSigningFrom: cutoff.ocsSigningFrom,
  };
}

/** The CU or RTM that a lane stands on; a lane of a preview only stands on that. */
export function baseOf(releases: readonly Release[]): Release {
  const base = releases.find((release) => release.su === null && release.kind !== 'Preview') ?? releases[0];
  if (!base) throw new Error('a lane without releases');
  return base;
}

/** By build; where Microsoft gave an update the build of its CU, the CU comes first. */
export function byBuild(a: Release, b: Release): number {
  return compareBuilds(a.build, b.build) || Number(a.su !== null) - Number(b.su !== null);
}

/** `15.2.2562`, `15.2.221..922` (third number, both ends included) or `15.0.*`. */
function coversLane(lane: string, build: BuildNumber): boolean {
  const [major, minor, third = ''] = lane.split('.', 3);
  if (Number(major) !== build.major || Number(minor) !== build.minor) return false;
  if (third === '*') return true;
  const [from, to = from] = lane.slice(`${major}.${minor}.`.length).split('..').map(Number);
  return build.build >= (from ?? Number.NaN) && build.build <= (to ?? Number.NaN);
}

function olderThanAll(base: Release, cutoffs: readonly Cutoff[]): Cutoff | null {
  const ofProduct = cutoffs.filter((row) => row.product === base.product);
  const serviced = ofProduct.flatMap((row) => parseBuild(`${row.lane}.0`) ?? []);
  const older = serviced.length > 0 && serviced.every((first) => compareBuilds(base.build, first) < 0);
  const never = ofProduct.find((row) => row.serviceFrom === 'never');
  return older && never ? never : null;
}
