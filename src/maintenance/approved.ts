import { sha256 } from '../core/ids.ts';
import { canonical } from '../core/json.ts';
import type { MaintenanceRule } from './model.ts';

/** What a rule says: all that an approval is given on. */
export type RuleContent = Pick<
  MaintenanceRule,
  'name' | 'zone' | 'recurrence' | 'time' | 'length' | 'noStartBefore' | 'scope' | 'preApproves'
>;

/** Whether a person has approved the rule as it is. */
export function isApproved({ approval, hash }: Pick<MaintenanceRule, 'approval' | 'hash'>): boolean {
  return approval !== null && approval.hash === hash;
}

/** The same content always has the same hash, and any difference gives another one. */
export function ruleHash(rule: RuleContent): string {
  const { name, zone, recurrence, time, length, noStartBefore, scope, preApproves } = rule;
  return sha256(canonical({ name, zone, recurrence, time, length, noStartBefore, scope, preApproves }));
}
