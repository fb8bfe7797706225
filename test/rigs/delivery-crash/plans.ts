import type { Random } from '../random.ts';
import { type Deed, deeds, type Plan, points } from './model.ts';

/** What one process does between two due times, when it does all of it. */
const OFTEN = 20;
const SELDOM = 3;

/** A plan for one of so many processes that share the work. */
export function pickPlan(random: Random, processes: number): Plan {
  const point = pick(random, points);
  const nth = (times: number): number => random.between(1, Math.ceil(times / processes));
  if (point !== 'before-commit' && point !== 'after-commit') return { point, deed: null, nth: nth(SELDOM) };
  const deed = pick<Deed | null>(random, [...deeds, null]);
  return { point, deed, nth: nth(deed === null ? OFTEN : SELDOM) };
}

export function pick<T>(random: Random, choices: readonly T[]): T {
  const chosen = choices[random.between(0, choices.length - 1)];
  if (chosen === undefined) throw new RangeError('nothing to choose from');
  return chosen;
}
