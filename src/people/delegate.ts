import { freshId } from '../core/ids.ts';
import { type Instant, isoOf } from '../core/clock.ts';
import { canonical } from '../core/json.ts';
import { readReason } from '../core/plain-text.ts';
import { ok, type Refusal, type Result, refuse } from '../core/result.ts';
import type { Reader, Tx } from '../storage/database.ts';
import type { PeopleApp, PeopleRequest } from './app.ts';
import { delegationSpan } from './delegation-span.ts';
import { delegationsOf } from './delegations.ts';
import { introducePerson } from './directory.ts';
import { identityOf, mayBeSamePerson, type PersonKey, personOf } from './identity.ts';
import type { PeopleCommand } from './model.ts';
import { authorise, type Done } from './press.ts';
import { heldBy } from './roles.ts';
import { insertDelegation } from './store.ts';

export type DelegateCommand = Extract<PeopleCommand, { readonly kind: 'delegate' }>;

/** Delegations of one person that hold now or later. */
const MOST_DELEGATIONS = 10;

/**
 * Lets one person approve in the place of another for some days. Who delegates may still approve themselves.
 * Refuses: `not-allowed` (one's own right, and an admin anybody's), `invalid` (days, no reason, the same person twice, nothing
 * to hand over), `conflict` (it overlaps with one to the same person, or there are too many).
 */
export async function delegate(
  app: PeopleApp,
  tx: Tx,
  now: Instant,
  request: PeopleRequest,
  command: DelegateCommand,
): Promise<Result<Done>> {
  const principal = command.principal?.person ?? personOf(request.actor);
  const bar = await barToDelegate(app, tx, request, principal, command.person);
  if (bar) return { ok: false, refusal: bar };
  const read = readReason(command.reason, 'Say why, for example: on leave.');
  if (!read.ok) return read;
  const reason = read.value;
  const span = delegationSpan(command, now);
  if (!span.ok) return span;
  const { starts, ends } = span.value;
  const from = principal as PersonKey;
  const theirs = (await delegationsOf(tx, from, now)).filter((one) => one.from.person === from);
  if (theirs.some((one) => one.to.person === command.person && one.starts < ends && starts < one.ends)) {
    return refuse(
      'conflict',
      'A delegation to this person holds in that time already.',
      'Write "delegations" to see it; end it first, or choose other days.',
    );
  }
  if (theirs.length >= MOST_DELEGATIONS) {
    return refuse('conflict', `There are ${MOST_DELEGATIONS} delegations already.`, 'End one of them first.');
  }

  await introducePerson(tx, now, from, command.principal?.name ?? nameOf(request));
  await introducePerson(tx, now, command.person, command.name);
  const id = freshId();
  await insertDelegation(tx, {
    id,
    from_person: from,
    to_person: command.person,
    starts_at: starts,
    ends_at: ends,
    reason,
    set_by: canonical(request.actor),
    set_at: now,
    ended_at: null,
  });
  const after = { from, to: command.person, starts: isoOf(starts), ends: isoOf(ends), reason };
  const deed = { actor: request.actor, verb: 'delegation.set', subject: id, before: null, after };
  return ok({ deed, outcome: 'done' });
}

/** Why one may not delegate in the place of `principal`; null: they may. The same for the form and for what it does. */
export async function barToDelegate(
  app: PeopleApp,
  reader: Reader,
  request: PeopleRequest,
  principal: PersonKey | null,
  person: PersonKey,
): Promise<Refusal | null> {
  const own = principal === null || principal === personOf(request.actor);
  const bar = await authorise(app, reader, request, own ? 'delegate' : 'delegate-for-others');
  if (bar) return bar;
  if (principal === null || identityOf(principal) === null || identityOf(person) === null) {
    return refuse('invalid', 'It does not say who is meant.', 'Write it again with an @mention of the person.').refusal;
  }
  if (mayBeSamePerson(principal, person)) {
    const hint = 'Mention the person who shall approve instead.';
    return refuse('invalid', 'Nobody can be their own delegate.', hint).refusal;
  }
  if (!own && !(await heldBy(reader, app.rules, principal)).includes('approver')) {
    return refuse(
      'invalid',
      'This person approves nothing, so there is nothing to delegate.',
      'Only the right to approve is delegated. "roles" shows who is an approver.',
    ).refusal;
  }
  return null;
}

function nameOf({ actor }: PeopleRequest): string | null {
  return actor.kind === 'user' ? actor.name : null;
}
