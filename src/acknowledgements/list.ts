import { actorKey } from '../core/actor.ts';
import { rolesOf } from '../people/roles.ts';
import { notAllowed } from './allowed.ts';
import type { AckApp } from './app.ts';
import { listed } from './listed.ts';
import type { AckAnswer, AckRequest } from './model.ts';
import { holdingAcks } from './store.ts';

/** Everything that is acknowledged, what ends next first. */
export function listAcknowledgements(
  app: Pick<AckApp, 'database' | 'clock' | 'rules' | 'zone'>,
  request: Pick<AckRequest, 'actor' | 'standing'>,
): Promise<AckAnswer> {
  const asOf = app.clock.now();
  return app.database.read(async (reader): Promise<AckAnswer> => {
    const acks = await holdingAcks(reader, asOf);
    const may = (await notAllowed(reader, app, request, 'withdraw-acknowledgement')) === null;
    const all = (await rolesOf(reader, app.rules, request.actor)).has('admin');
    const mine = actorKey(request.actor);
    const mayWithdraw = may ? acks.filter(({ author }) => all || actorKey(author) === mine).map(({ id }) => id) : [];
    return { kind: 'acks', asOf, zone: app.zone, rows: await listed(reader, acks, asOf), mayWithdraw };
  });
}
