import { onceOnly } from '../audit/once.ts';
import { actorKey } from '../core/actor.ts';
import { actorName } from '../core/actor-name.ts';
import { ok, refuse } from '../core/result.ts';
import { rolesOf } from '../people/roles.ts';
import type { Tx } from '../storage/database.ts';
import { notAllowed } from './allowed.ts';
import type { AckApp } from './app.ts';
import { ackJson } from './describe.ts';
import { listed } from './listed.ts';
import type { AckAnswer, AckRequest } from './model.ts';
import { settleReminder } from './notes.ts';
import { findAck, saveEnd } from './store.ts';

/**
 * Ends an acknowledgement before its time; the server has nobody's name on it again, unless it is planned.
 * Refuses: `not-found`; `not-allowed` (only its author or an administrator); `conflict` (it has ended).
 */
export async function withdrawAcknowledgement(app: AckApp, request: AckRequest, id: string): Promise<AckAnswer> {
  const { actor, once } = request;
  return app.database.transaction(async (tx): Promise<AckAnswer> => {
    const barred = await notAllowed(tx, app, request, 'withdraw-acknowledgement');
    if (barred) return { kind: 'refused', refusal: barred };
    const press = { actor, verb: 'acknowledgement.withdrawn', once: `${id} ${once}` };
    const done = await onceOnly(tx, app.clock.now(), press, () => end(app, tx, request, id));
    if (!done.ok) return { kind: 'refused', refusal: done.refusal };
    const now = app.clock.now();
    const ack = await findAck(tx, id, now);
    const [row] = ack ? await listed(tx, [ack], now) : [];
    return row ? { kind: 'ack-withdrawn', listed: row } : { kind: 'refused', refusal: notFound().refusal };
  });
}

async function end(app: AckApp, tx: Tx, { actor }: AckRequest, id: string) {
  const now = app.clock.now();
  const ack = await findAck(tx, id, now);
  if (ack === null) return notFound();
  if (actorKey(ack.author) !== actorKey(actor) && !(await rolesOf(tx, app.rules, actor)).has('admin')) {
    return refuse(
      'not-allowed',
      'Only its author or an administrator of Patchwarden can withdraw an acknowledgement.',
      `Ask ${actorName(ack.author)}.`,
    );
  }
  if (ack.ended !== null) {
    return refuse('conflict', `This acknowledgement has ended already. ${ack.ended.why}`, 'Write: acks');
  }
  await saveEnd(tx, id, now, { as: 'withdrawn', why: `${actorName(actor)} withdrew it.` });
  await settleReminder(tx, app, ack);
  app.log.info({ acknowledgement: id, server: ack.server }, 'acknowledgement withdrawn');
  const after = { id, as: 'withdrawn', at: now };
  const deed = { actor, verb: 'acknowledgement.withdrawn', subject: ack.server, before: ackJson(ack), after };
  return ok({ deed, outcome: id });
}

function notFound() {
  return refuse('not-found', 'There is no such acknowledgement.', 'Write: acks');
}
