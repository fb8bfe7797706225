import { MINUTE } from '../../core/clock.ts';
import { LONGEST_WINDOW, SHORTEST_WINDOW } from '../../maintenance/fields.ts';
import type { Picture, PlanShape } from '../conflicts/picture.ts';
import { minutesOfPlan } from '../conflicts/too-short.ts';

/** How long a slot of a plan is, in ms. */
export interface Lengths {
  /** What is asked for: the plan's own, or what the work needs where that is longer. */
  readonly own: number;
  /** What the work needs, server after server, in quarters of an hour; 0: nobody can say. */
  readonly needed: number;
}

const QUARTER = 15 * MINUTE;

export function lengthsOf(picture: Picture, plan: PlanShape): Lengths {
  const { window } = plan;
  const work = minutesOfPlan(picture, plan) * MINUTE;
  const needed = work === 0 ? 0 : bounded(Math.ceil(work / QUARTER) * QUARTER);
  return { own: bounded(Math.max(window.end - window.start, needed)), needed };
}

function bounded(length: number): number {
  return Math.min(LONGEST_WINDOW, Math.max(SHORTEST_WINDOW, length));
}
