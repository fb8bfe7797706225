import { HIGHEST_PART } from './build-number.ts';
import { laneOf } from './lookup.ts';
import type { BuildNumber, Catalogue } from './model.ts';

export interface BuildRange {
  readonly lowest: BuildNumber;
  readonly highest: BuildNumber;
}

/**
 * The builds that a server may have when only its displayed build (AdminDisplayVersion) is known. That names the CU and
 * hides the update, so it pins the lane and nothing else: from the lane's first release to builds yet to come.
 * A verdict that is the same at both ends stands. Source: Microsoft Learn, Exchange Server build numbers.
 */
export function buildRange(catalogue: Catalogue, displayed: BuildNumber): BuildRange {
  const first = laneOf(catalogue, displayed)?.releases[0]?.build.revision ?? 0;
  return {
    lowest: { ...displayed, revision: Math.min(first, displayed.revision) },
    highest: { ...displayed, revision: HIGHEST_PART },
  };
}
