import { sha256 } from '../core/ids.ts';
import { canonical } from '../core/json.ts';
import type { Plan } from './model.ts';

/** What a vote is bound to: the same plan always has the same hash, and any difference gives another one. */
export function planHash(plan: Plan): string {
  return sha256(canonical(plan));
}

/** The plan that comes after `before`: votes that were given on an earlier one, though it was alike, are none on this. */
export function planAfter(before: Plan, plan: Plan): Plan {
  return { ...plan, earlier: (before.earlier ?? 0) + 1 };
}

/** Whether two plans say the same, whichever came first. */
export function samePlan(one: Plan, other: Plan): boolean {
  return planHash({ ...one, earlier: 0 }) === planHash({ ...other, earlier: 0 });
}
