import { appendAudit } from '../audit/append.ts';
import type { Actor } from '../core/actor.ts';
import type { Instant } from '../core/clock.ts';
import type { Tx } from '../storage/database.ts';
import type { AckApp } from './app.ts';
import { ackJson } from './describe.ts';
import type { Ending } from './end-rule.ts';
import type { Acknowledgement } from './model.ts';
import { sayNote, settleReminder } from './notes.ts';
import { EXPIRED, saveEnd } from './store.ts';

export const BY_ACKNOWLEDGEMENTS: Actor = { kind: 'system', job: 'acknowledgement' };

/** Ends one by itself, and says so where it was made. False: it had ended already. */
export async function endAck(tx: Tx, app: AckApp, ack: Acknowledgement, ending: Ending, at: Instant): Promise<boolean> {
  if (!(await saveEnd(tx, ack.id, at, ending))) return false;
  await appendAudit(tx, app.clock.now(), {
    actor: BY_ACKNOWLEDGEMENTS,
    verb: 'acknowledgement.ended',
    subject: ack.server,
    before: ackJson(ack),
    after: { id: ack.id, as: ending.as, why: ending.why, at },
  });
  await settleReminder(tx, app, ack);
  await sayNote(tx, app, ack, 'ended');
  app.log.info({ acknowledgement: ack.id, server: ack.server, as: ending.as }, 'acknowledgement ended');
  return true;
}

/** Writes down what time has done already. */
export function expire(tx: Tx, app: AckApp, ack: Acknowledgement): Promise<boolean> {
  return endAck(tx, app, ack, EXPIRED, ack.until);
}
