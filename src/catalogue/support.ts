import type { Day } from '../core/clock.ts';
import { compareBuilds } from './build-number.ts';
import { baseOf, productOf } from './lanes.ts';
import { laneOf, laneOfCu, lanesOfProduct, newestOf } from './lookup.ts';
import type { BuildNumber, Catalogue, Product, Release, Support } from './model.ts';
import { dayAfter } from './patch-tuesday.ts';

export type SupportState = 'supported' | 'esu-only' | 'ended';

/** Why a state holds; presenters choose the words. */
export type SupportReason =
  /** Microsoft names no end (Modern Lifecycle). */
  | 'no-end-named'
  | 'before-end'
  /** The product's support is over; Extended Security Updates are still made for this CU. */
  | 'esu-running'
  | 'product-ended'
  /** The product's support is over, and so are its Extended Security Updates. */
  | 'esu-over'
  /** Two newer CUs are out: Microsoft makes updates for the last two only. */
  | 'cu-superseded'
  /** The catalogue has no support dates for the product. */
  | 'not-known';

export interface SupportStatus {
  readonly state: SupportState;
  readonly reason: SupportReason;
  /** First day of the state; null where it has always held. */
  readonly since: Day | null;
  /** First day on which the state is over; null while none is known. */
  readonly until: Day | null;
  /** The product's end of support, and the last day of its Extended Security Updates. */
  readonly endsOn: Day | null;
  readonly esuUntil: Day | null;
}

/**
 * Support of a product and CU on a day (UTC). `endsOn` itself is the first day without support.
 * Source: Microsoft Learn, lifecycle of Exchange Server and update FAQ (updates for the last two CUs).
 */
export function supportOn(catalogue: Catalogue, product: Product, cu: string | null, day: Day): SupportStatus {
  const support = supportOf(catalogue, product);
  const { endsOn = null, esuUntil = null } = support ?? {};
  const status = (state: SupportState, reason: SupportReason, since: Day | null, until: Day | null): SupportStatus => ({
    state,
    reason,
    since,
    until,
    endsOn,
    esuUntil,
  });
  if (!support) return status('ended', 'not-known', null, null);
  if (endsOn && day >= endsOn) return afterEnd(support, endsOn, cu, day, status);

  const superseded = cu === null ? null : supersededOn(catalogue, product, cu);
  if (superseded && day >= superseded) return status('ended', 'cu-superseded', superseded, null);
  const until = [superseded, endsOn].flatMap((end) => end ?? []).sort()[0] ?? null;
  return status('supported', endsOn ? 'before-end' : 'no-end-named', null, until);
}

type MakeStatus = (state: SupportState, reason: SupportReason, since: Day | null, until: Day | null) => SupportStatus;

function afterEnd(support: Support, endsOn: Day, cu: string | null, day: Day, status: MakeStatus): SupportStatus {
  const eligible = cu !== null && support.esuLevels.includes(cu);
  if (!eligible || !support.esuUntil) return status('ended', 'product-ended', endsOn, null);
  const over = dayAfter(support.esuUntil);
  return day < over ? status('esu-only', 'esu-running', endsOn, over) : status('ended', 'esu-over', over, null);
}

/** The day on which the second newer CU came out; null while there is none. */
function supersededOn(catalogue: Catalogue, product: Product, cu: string): Day | null {
  const lanes = lanesOfProduct(catalogue, product);
  const own = lanes.findIndex((lane) => lane.cu === cu);
  const second = own < 0 ? undefined : lanes[own + 2];
  return second ? baseOf(second.releases).releaseDate : null;
}

/** The newest release of a CU that anybody could get; null when the CU is not known. Later ones were ESU only. */
export function lastPublicUpdate(catalogue: Catalogue, product: Product, cu: string): Release | null {
  const lane = laneOfCu(catalogue, product, cu);
  if (!lane) return null;
  const label = supportOf(catalogue, product)?.lastPublicUpdate;
  return lane.releases.findLast((row) => row.su !== null && row.su === label) ?? newestOf(lane);
}

/** True for a build above the last public update of a CU that Extended Security Updates are made for. */
export function isEsuOnly(catalogue: Catalogue, build: BuildNumber): boolean {
  const product = productOf(build);
  const lane = laneOf(catalogue, build);
  if (!product || !lane || !supportOf(catalogue, product)?.esuLevels.includes(lane.cu)) return false;
  const last = lastPublicUpdate(catalogue, product, lane.cu);
  return last !== null && compareBuilds(build, last.build) > 0;
}

export function supportOf(catalogue: Catalogue, product: Product): Support | null {
  return catalogue.support.find((row) => row.product === product) ?? null;
}
