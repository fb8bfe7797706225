import { onceOnly } from '../audit/once.ts';
import { serverId } from '../core/ids.ts';
import { ok, refuse } from '../core/result.ts';
import { fleetChanges } from '../evidence/fleet-changes.ts';
import type { Tx } from '../storage/database.ts';
import type { ServerApp } from './server-app.ts';
import { readReason } from '../core/plain-text.ts';
import { authorise } from './retire-authorise.ts';
import type { ServerAnswer, ServerCommand, ServerRequest } from './retire-model.ts';
import { deleteRetirement, retiredServer } from './retirements/store.ts';
import { findServer } from './rows.ts';

type ReviveCommand = Extract<ServerCommand, { readonly kind: 'revive' }>;

/** Takes a retired server back into the fleet; it is judged by its newest evidence in the same transaction. */
export async function revive(app: ServerApp, request: ServerRequest, command: ReviveCommand): Promise<ServerAnswer> {
  const reason = readReason(command.reason, `Say why, for example: revive ${command.server}: back in service`);
  if (!reason.ok) return { kind: 'refused', refusal: reason.refusal };
  const id = serverId(command.server);
  const press = { ...request, verb: 'server.revived', once: `${id} ${request.once} ${JSON.stringify(command)}` };

  const done = await app.database.transaction(async (tx) => {
    const refusal = await authorise(tx, app, request, 'revive');
    if (refusal) return { ok: false as const, refusal };
    const taken = await onceOnly<{ name: string }>(tx, app.clock.now(), press, () =>
      takeBack(app, tx, request, { ...command, server: id, reason: reason.value }),
    );
    // After its own row in the log, as what follows from it is logged too. Of a repeated press nothing comes of it.
    if (taken.ok) await app.rejudge(tx, [id]);
    return taken;
  });
  if (!done.ok) return { kind: 'refused', refusal: done.refusal };
  const { name } = done.value;
  const asOf = app.clock.now();
  const row = await app.database.read((reader) => findServer(reader, id, asOf));
  const readiness = row?.assessment.readiness ?? null;
  const notice = row ? `${name} is in the fleet again.` : `${name} is not retired any more; no evidence knows it now.`;
  return { kind: 'server-revived', asOf, server: { id, name }, readiness, notice };
}

async function takeBack(app: ServerApp, tx: Tx, { actor }: ServerRequest, { server, reason }: ReviveCommand) {
  const retired = await retiredServer(tx, server);
  if (!retired) {
    return refuse(
      'conflict',
      `${server.slice(0, 80)} is not retired.`,
      `To see how it stands write: server ${server.slice(0, 80)}`,
    );
  }
  const { retirement } = retired;
  await fleetChanges(tx);
  await deleteRetirement(tx, server);
  app.log.info({ server }, 'server revived');
  const deed = {
    actor,
    verb: 'server.revived',
    subject: server,
    before: { reason: retirement.reason, replacedBy: retirement.replacedBy?.id ?? null },
    after: { reason },
  };
  return ok({ deed, outcome: { name: retired.name } });
}
