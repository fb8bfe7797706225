import { ok, refuse, type Result } from '../core/result.ts';
import type { Reader } from '../storage/database.ts';
import type { ChangeApp } from './app.ts';
import type { Plan } from './model.ts';

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
