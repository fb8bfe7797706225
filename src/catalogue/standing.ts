import type { Day } from '../core/clock.ts';
import { compareBuilds } from './build-number.ts';
import { baseOf, productOf } from './lanes.ts';
import { laneOf, lanesOfProduct } from './lookup.ts';
import type { BuildNumber, Catalogue, Lane } from './model.ts';
import { patchTuesdayOf } from './patch-tuesday.ts';

/** Where a build stands towards a named update: without it, exactly it, or with it and more. */
export type Standing = 'before' | 'at' | 'after' | 'unknown';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * Compares a build with the update named `label` (`Oct26SU`). In a lane that carries the update, by build; where sources
 * name two builds for it, the update is there from the higher one on. In a lane that never got it, a CU older than the
 * update does not have it, whatever came later, and a newer CU does: an update of an old CU brings its own fixes only.
 * Source: the rule of cves.json, after CSS-Exchange's CompareExchangeBuildLevel.
 */
export function standingOf(catalogue: Catalogue, build: BuildNumber, label: string): Standing {
  const lane = laneOf(catalogue, build);
  if (!lane) return standingOfUnlisted(catalogue, build, label);

  const carrier = lane.releases.findLast((row) => row.su === label);
  if (carrier) {
    const difference = compareBuilds(build, carrier.build);
    return difference > 0 ? 'after' : difference < 0 ? 'before' : 'at';
  }
  return againstCu(cuDay(lane), updateDay(catalogue, label));
}

const days = new WeakMap<Catalogue, Map<string, Day | null>>();

/** The day of an update: the first its rows name, else the Patch Tuesday of its month; null when the label names none. */
export function updateDay(catalogue: Catalogue, label: string): Day | null {
  const known = days.get(catalogue) ?? new Map<string, Day | null>();
  days.set(catalogue, known);
  const day = known.get(label) ?? findUpdateDay(catalogue, label);
  known.set(label, day);
  return day;
}

function findUpdateDay(catalogue: Catalogue, label: string): Day | null {
  const named = catalogue.lanes.flatMap((lane) =>
    lane.releases.flatMap((row) => (row.su === label && row.releaseDate ? [row.releaseDate] : [])),
  );
  if (named.length > 0) return named.sort()[0] as Day;
  const month = labelMonth(label);
  return month === null ? null : patchTuesdayOf(Number(month.slice(0, 4)), Number(month.slice(5, 7)) - 1);
}

/** The month a label names, `2026-10` for `Oct26SU`; null when it names none. */
export function labelMonth(label: string): string | null {
  const month = MONTHS.indexOf(label.slice(0, 3)) + 1;
  const year = label.slice(3, 5);
  return month > 0 && /^\d{2}$/.test(year) ? `20${year}-${String(month).padStart(2, '0')}` : null;
}

function againstCu(cu: Day | null, update: Day | null): Standing {
  if (!cu || !update) return 'unknown';
  return cu > update ? 'after' : 'before';
}

/** A CU that is not listed came out between its listed neighbours: where both give the same answer, that is the answer. */
function standingOfUnlisted(catalogue: Catalogue, build: BuildNumber, label: string): Standing {
  const product = productOf(build);
  if (!product) return 'unknown';
  const lanes = lanesOfProduct(catalogue, product);
  const below = lanes.findLast((lane) => compareBuilds(baseOf(lane.releases).build, build) < 0);
  const above = lanes.find((lane) => compareBuilds(baseOf(lane.releases).build, build) > 0);
  const update = updateDay(catalogue, label);
  if (below && againstCu(cuDay(below), update) === 'after') return 'after';
  if (above && againstCu(cuDay(above), update) === 'before') return 'before';
  return 'unknown';
}

function cuDay(lane: Lane): Day | null {
  return baseOf(lane.releases).releaseDate;
}
