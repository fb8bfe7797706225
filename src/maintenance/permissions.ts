import type { Refusal } from '../core/result.ts';
import { rolesToApprove } from '../people/approvers.ts';
import type { Doer } from '../people/model.ts';
import { type PersonDeed, permitted } from '../people/permissions.ts';
import { rolesOf } from '../people/roles.ts';
import type { Reader } from '../storage/database.ts';
import type { MaintenanceApp } from './app.ts';

export type MaintenanceDeed = Extract<
  PersonDeed,
  'set-rule' | 'approve-rule' | 'remove-rule' | 'set-freeze' | 'lift-freeze'
>;

/** Null: whoever asks may do that, as far as roles go. Who acts for an approver may approve. */
export async function authorise(
  reader: Reader,
  { clock, policy, rules }: Pick<MaintenanceApp, 'clock' | 'policy' | 'rules'>,
  { actor, standing }: Doer,
  deed: MaintenanceDeed,
): Promise<Refusal | null> {
  const roles =
    deed === 'approve-rule'
      ? await rolesToApprove(reader, rules, policy, actor, clock.now())
      : await rolesOf(reader, rules, actor);
  return permitted(deed, { actor, roles, standing });
}
