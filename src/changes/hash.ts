import { sha256 } from '../core/ids.ts';
import { canonical } from '../core/json.ts';
import type { Plan } from './model.ts';

/** What a vote is bound to: the same plan always has the same hash, and any difference gives another one. */
export function planHash(plan: Plan): string {
  return sha256(canonical(plan));
}
