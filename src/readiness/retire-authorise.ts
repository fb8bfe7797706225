import type { Refusal } from '../core/result.ts';
import type { Doer } from '../people/model.ts';
import { permitted } from '../people/permissions.ts';
import type { ReaderRules } from '../people/readers.ts';
import { rolesOf } from '../people/roles.ts';
import type { Reader } from '../storage/database.ts';

/** Null: they may take servers out of the fleet, or back. */
export async function authorise(
  reader: Reader,
  { rules }: { readonly rules: ReaderRules },
  { actor, standing }: Doer,
  deed: 'retire' | 'revive',
): Promise<Refusal | null> {
  return permitted(deed, { actor, standing, roles: await rolesOf(reader, rules, actor) });
}
