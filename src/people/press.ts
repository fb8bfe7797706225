import type { Deed } from '../audit/model.ts';
import { onceOnly } from '../audit/once.ts';
import type { Instant } from '../core/clock.ts';
import { canonical } from '../core/json.ts';
import type { Refusal, Result } from '../core/result.ts';
import type { Reader, Tx } from '../storage/database.ts';
import type { PeopleApp, PeopleRequest } from './app.ts';
import { type PersonDeed, permitted } from './permissions.ts';
import { rolesOf } from './roles.ts';

/** What a write came to. `unchanged`: it was so already, and nothing is kept of the press. */
export interface Done {
  readonly deed: Deed | null;
  readonly outcome: 'done' | 'unchanged';
}

/**
 * Runs one write about people in one transaction, once a press: a form may be filled in anew where its card still stands, so
 * only the same again is the same press. Authorising is the work's first step, so that a press that took its own author's
 * role gets the same answer when it is delivered again.
 */
export function press(
  app: PeopleApp,
  request: PeopleRequest,
  verb: string,
  work: (tx: Tx, now: Instant) => Promise<Result<Done>>,
): Promise<Result<Done['outcome']>> {
  const once = `${request.once} ${canonical(request.command)}`;
  return app.database.transaction((tx) => {
    // Not before: what waited for another write must not be told to have been earlier than it.
    const now = app.clock.now();
    return onceOnly(tx, now, { actor: request.actor, verb, once }, () => work(tx, now));
  });
}

/** Null: the one who asks may do it. */
export async function authorise(
  { rules }: PeopleApp,
  reader: Reader,
  { actor, standing }: PeopleRequest,
  deed: PersonDeed,
): Promise<Refusal | null> {
  return permitted(deed, { actor, standing, roles: await rolesOf(reader, rules, actor) });
}
