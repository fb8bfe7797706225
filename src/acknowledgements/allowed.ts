import type { Refusal } from '../core/result.ts';
import type { Doer } from '../people/model.ts';
import { type PersonDeed, permitted } from '../people/permissions.ts';
import { rolesOf } from '../people/roles.ts';
import type { Reader } from '../storage/database.ts';
import type { AckApp } from './app.ts';

/** Null: the doer has a role that may. */
export async function notAllowed(
  reader: Reader,
  { rules }: Pick<AckApp, 'rules'>,
  { actor, standing }: Doer,
  deed: PersonDeed,
): Promise<Refusal | null> {
  return permitted(deed, { actor, standing, roles: await rolesOf(reader, rules, actor) });
}
