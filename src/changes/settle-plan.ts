import { approvalsNeeded } from '../people/default-policy.ts';
import type { Policy } from '../people/policy.ts';
import type { Tx } from '../storage/database.ts';
import type { ChangeApp } from './app.ts';
import { askApprovers } from './ask.ts';
import type { Change, ChangeRecord, Plan } from './model.ts';
import { tellApproved } from './tell-approved.ts';
import { transition } from './transition.ts';

/** Who approves where no person has to. */
const BY_POLICY = { kind: 'system', job: 'policy' } as const;

/** What a plan needs that was just proposed or edited. */
export interface Settlement {
  /** Null: people decide. */
  readonly approvedBy: ChangeRecord['approvedBy'];
  /** Completes "CHG-0007 …". */
  readonly stands: string;
}

/**
 * `rule`: the maintenance rule that approves it beforehand; a standard change that none does takes a person, whatever the
 * policy asks for. `blocked`: a conflict has to be overridden, which a person does.
 */
export function settlementOf(
  policy: Policy,
  plan: Pick<Plan, 'type' | 'risk'>,
  { rule, blocked }: { readonly rule: string | null; readonly blocked: boolean },
): Settlement {
  if (blocked)
    return { approvedBy: null, stands: 'waits for approval, and before that for an override of its conflicts.' };
  if (rule !== null) {
    return { approvedBy: { kind: 'rule', rule }, stands: `is approved beforehand by the maintenance rule ${rule}.` };
  }
  return plan.type !== 'standard' && approvalsNeeded(policy, plan.type, plan.risk) === 0
    ? { approvedBy: { kind: 'policy' }, stands: 'is approved: no second person required by policy.' }
    : { approvedBy: null, stands: 'waits for approval.' };
}

/** Approves a plan at once that needs nobody, else asks those who may approve it. After the deed that made the plan is logged. */
export async function settlePlan(tx: Tx, app: ChangeApp, change: Change, { approvedBy }: Settlement): Promise<void> {
  if (approvedBy === null) {
    await askApprovers(tx, app, change);
    return;
  }
  const patch = { approvedBy, decidedAt: app.clock.now() };
  const next = await transition(tx, app, change, 'approve', { actor: BY_POLICY, verb: 'change.approved', patch });
  await tellApproved(tx, app, next);
}
