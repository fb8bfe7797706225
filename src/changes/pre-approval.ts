import { ok, refuse, type Result } from '../core/result.ts';
import type { Reader } from '../storage/database.ts';
import { isApproved } from '../maintenance/approved.ts';
import type { ChangeApp, PreApproval } from './app.ts';
import { openingsOf } from './maintenance-of.ts';
import type { Plan } from './model.ts';

/**
 * A rule approves a plan beforehand that lies in one of its windows, for servers that are all in its scope, once somebody has
 * approved the rule as it is. What is of high risk always takes a person.
 */
export const ruleApproving: PreApproval = async (reader, plan) => {
  if (plan.risk === 'high') return null;
  const found = (await openingsOf(reader, plan)).find(({ rule }) => rule.preApproves && isApproved(rule));
  return found ? { rule: `${found.rule.name} (${found.rule.id})` } : null;
};

/**
 * The maintenance rule that approves a standard change beforehand; null for the other types, which no rule approves.
 * Refuses a standard change that no rule names: `not-allowed`.
 */
export async function preApprovedBy(
  reader: Reader,
  { preApproval }: Pick<ChangeApp, 'preApproval'>,
  plan: Plan,
): Promise<Result<string | null>> {
  if (plan.type !== 'standard') return ok(null);
  const found = await preApproval(reader, plan);
  if (found) return ok(found.rule);
  return refuse(
    'not-allowed',
    'No maintenance rule approves this standard change beforehand.',
    'Propose it as a normal change: then a person approves it.',
  );
}
