import { actorKey } from '../core/actor.ts';
import { actorName } from '../core/actor-name.ts';
import type { Instant } from '../core/clock.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import { actsFor } from '../people/delegations.ts';
import { personOf } from '../people/identity.ts';
import { rolesOf } from '../people/roles.ts';
import type { Reader, Tx } from '../storage/database.ts';
import type { ChangeApp } from './app.ts';
import type { Change, ChangeAnswer, ChangeCommand, ChangeRequest } from './model.ts';
import { type Pressed, pressChange, tooLate } from './press.ts';
import { type Move, transitionByPress } from './transition.ts';

type WithdrawCommand = Extract<ChangeCommand, { readonly kind: 'withdraw' }>;

/**
 * Takes a proposal back before it is decided.
 * Refuses: `not-allowed` (only its requester, whoever acts for them, or an admin), `not-found`, `conflict` (decided already).
 */
export async function withdrawChange(
  app: ChangeApp,
  request: ChangeRequest,
  { change: id }: WithdrawCommand,
): Promise<ChangeAnswer> {
  return pressChange(app, request, {
    may: 'withdraw',
    verb: 'change.withdrawn',
    change: id,
    work: (tx, change, now) => withdraw(app, tx, request, change, now),
  });
}

async function withdraw(
  app: ChangeApp,
  tx: Tx,
  request: ChangeRequest,
  change: Change,
  now: Instant,
): Promise<Result<Pressed>> {
  const late = tooLate(change, 'withdraw', now);
  if (late) return late;
  if (!(await mayWithdraw(tx, app, request, change, now))) {
    return refuse(
      'not-allowed',
      'Only who asked for a change, or an administrator of Patchwarden, can withdraw it.',
      `Ask ${actorName(change.requester)}.`,
    );
  }
  const move: Move = { actor: request.actor, verb: 'change.withdrawn' };
  const { deed } = await transitionByPress(tx, app, change, 'withdraw', move);
  return ok({ deed, notice: `${change.id} is withdrawn.` });
}

async function mayWithdraw(
  reader: Reader,
  { rules }: Pick<ChangeApp, 'rules'>,
  { actor }: ChangeRequest,
  { requester }: Change,
  now: Instant,
): Promise<boolean> {
  if (actorKey(actor) === actorKey(requester)) return true;
  if ((await rolesOf(reader, rules, actor)).has('admin')) return true;
  const person = personOf(actor);
  const asking = personOf(requester);
  return person !== null && asking !== null && (await actsFor(reader, person, now)).includes(asking);
}
