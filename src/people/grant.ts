import { canonical } from '../core/json.ts';
import type { Instant } from '../core/clock.ts';
import { ok, type Result, refuse } from '../core/result.ts';
import type { Tx } from '../storage/database.ts';
import type { PeopleApp, PeopleRequest } from './app.ts';
import { introducePerson } from './directory.ts';
import { identityOf } from './identity.ts';
import { type PeopleCommand, type PersonRole, personRoles } from './model.ts';
import { authorise, type Done } from './press.ts';
import { grantedRoles, insertGrant } from './store.ts';

export type RoleCommand = Extract<PeopleCommand, { readonly kind: 'grant' | 'revoke' }>;

/**
 * Gives a person a role, known to the bot or not. One who has it already keeps it, and nothing is written.
 * Refuses: `not-allowed` (admins only), `invalid` (no person).
 */
export async function grant(
  app: PeopleApp,
  tx: Tx,
  now: Instant,
  request: PeopleRequest,
  { person, role, name }: RoleCommand,
): Promise<Result<Done>> {
  const bar = await authorise(app, tx, request, 'grant');
  if (bar) return { ok: false, refusal: bar };
  if (identityOf(person) === null) return nobody();
  const before = await grantedRoles(tx, person);
  if (before.includes(role)) return ok({ deed: null, outcome: 'unchanged' });

  await introducePerson(tx, now, person, name);
  await insertGrant(tx, { person, role, granted_by: canonical(request.actor), granted_at: now });
  return ok({ deed: roleDeed(request, 'role.granted', person, before, [...before, role]), outcome: 'done' });
}

/** What is told of roles that changed. */
export function roleDeed(
  { actor }: PeopleRequest,
  verb: string,
  subject: string,
  before: readonly PersonRole[],
  after: readonly PersonRole[],
): Done['deed'] {
  return { actor, verb, subject, before: { roles: inOrder(before) }, after: { roles: inOrder(after) } };
}

function inOrder(roles: readonly PersonRole[]): PersonRole[] {
  return personRoles.filter((role) => roles.includes(role));
}

export function nobody(): Result<never> {
  return refuse('invalid', 'The button does not say who is meant.', 'Write it again with an @mention of the person.');
}
