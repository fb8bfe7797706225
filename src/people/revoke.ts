import { ok, type Result, refuse } from '../core/result.ts';
import type { Tx } from '../storage/database.ts';
import type { PeopleApp, PeopleRequest } from './app.ts';
import { nobody, type RoleCommand, roleDeed } from './grant.ts';
import { identityOf, type PersonKey } from './identity.ts';
import type { PersonRole } from './model.ts';
import { authorise, type Done } from './press.ts';
import { bySetting } from './roles.ts';
import { deleteGrant, grantedRoles, grantRows } from './store.ts';
import { roleTitles } from './words.ts';

/**
 * Takes a role that was granted here. One who does not have it is left as they are, and nothing is written.
 * Refuses: `not-allowed` (admins only), `invalid` (no person), `conflict`: the role comes from a setting or from being an
 * admin, or nobody would be left who could grant one.
 */
export async function revoke(
  app: PeopleApp,
  tx: Tx,
  request: PeopleRequest,
  { person, role }: RoleCommand,
): Promise<Result<Done>> {
  const bar = await authorise(app, tx, request, 'revoke');
  if (bar) return { ok: false, refusal: bar };
  const identity = identityOf(person);
  if (identity === null) return nobody();
  const before = await grantedRoles(tx, person);
  if (!before.includes(role)) {
    if (bySetting(app.rules, identity.aadObjectId)) return fromSetting(app.rules.demo);
    return before.includes('admin') ? fromAdmin(role) : ok({ deed: null, outcome: 'unchanged' });
  }
  if (role === 'admin' && (await isLastAdmin(app, tx, person))) return lastAdmin();

  await deleteGrant(tx, person, role);
  const after = before.filter((held) => held !== role);
  return ok({ deed: roleDeed(request, 'role.revoked', person, before, after), outcome: 'done' });
}

/** People named in ADMINS stay admins whatever is granted, and so does everybody in a demo. */
async function isLastAdmin({ rules }: PeopleApp, tx: Tx, person: PersonKey): Promise<boolean> {
  if (rules.demo || rules.admins.length > 0) return false;
  const rows = await grantRows(tx);
  return !rows.some((row) => row.role === 'admin' && row.person !== person);
}

function fromSetting(demo: boolean): Result<never> {
  return demo
    ? refuse('conflict', 'In a demo everybody has every role.', 'Outside of a demo roles are revoked as they are here.')
    : refuse(
        'conflict',
        'This person is named in the setting ADMINS and has every role by it, so it can not be revoked here.',
        'Take their object id out of ADMINS where Patchwarden is configured, and start it again.',
      );
}

function fromAdmin(role: PersonRole): Result<never> {
  return refuse(
    'conflict',
    `This person is ${roleTitles[role]} by being an administrator, so that alone can not be revoked.`,
    'Revoke admin, and grant what they shall keep.',
  );
}

function lastAdmin(): Result<never> {
  return refuse(
    'conflict',
    'This is the last administrator: without one nobody could grant a role any more.',
    'Grant admin to somebody else first, or name one in the setting ADMINS.',
  );
}
