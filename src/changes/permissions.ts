import type { Refusal } from '../core/result.ts';
import { rolesToApprove } from '../people/approvers.ts';
import { type PersonDeed, permitted } from '../people/permissions.ts';
import { rolesOf } from '../people/roles.ts';
import type { Reader } from '../storage/database.ts';
import type { ChangeApp } from './app.ts';
import type { Doer } from '../people/model.ts';

/** Deeds for which somebody may stand in who acts for an approver. */
const approving: ReadonlySet<PersonDeed> = new Set(['approve', 'reject', 'review', 'override'] as const);

/** Null: whoever asks may do that, as far as roles go. Whether they may do it to this change is a rule of the deed. */
export async function authorise(
  reader: Reader,
  { clock, policy, rules }: Pick<ChangeApp, 'clock' | 'policy' | 'rules'>,
  { actor, standing }: Doer,
  deed: PersonDeed,
): Promise<Refusal | null> {
  const roles = approving.has(deed)
    ? await rolesToApprove(reader, rules, policy, actor, clock.now())
    : await rolesOf(reader, rules, actor);
  return permitted(deed, { actor, roles, standing });
}
