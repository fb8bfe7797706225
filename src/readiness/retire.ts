import { onceOnly } from '../audit/once.ts';
import { actorName } from '../core/actor-name.ts';
import { type ServerId, serverId } from '../core/ids.ts';
import { ok, type Refusal, refuse, type Result } from '../core/result.ts';
import type { Reader, Tx } from '../storage/database.ts';
import type { ServerApp } from './server-app.ts';
import { readReason } from '../core/plain-text.ts';
import { authorise } from './retire-authorise.ts';
import type { RetiredServer, Retirement, ServerAnswer, ServerCommand, ServerRequest } from './retire-model.ts';
import { insertRetirement, retiredServer } from './retirements/store.ts';
import { findServer, serverNames } from './rows.ts';
import { instantText } from './words.ts';

type RetireCommand = Extract<ServerCommand, { readonly kind: 'retire' }>;

/**
 * Takes a server out of the fleet: it leaves every count and list in the same transaction, and stays out whatever evidence
 * comes. Its reports are kept. A server that is retired already stays as it is; the answer says by whom.
 */
export async function retire(app: ServerApp, request: ServerRequest, command: RetireCommand): Promise<ServerAnswer> {
  const reason = readReason(command.reason, `Say why, for example: retire ${command.server}: decommissioned`);
  if (!reason.ok) return { kind: 'refused', refusal: reason.refusal };
  const server = serverId(command.server);
  const press = { ...request, verb: 'server.retired', once: `${server} ${request.once} ${JSON.stringify(command)}` };

  const done = await app.database.transaction(async (tx) => {
    const refusal = await authorise(tx, app, request, 'retire');
    if (refusal) return { ok: false as const, refusal };
    const taken = await onceOnly<{ notice: string }>(tx, app.clock.now(), press, () =>
      takeOut(app, tx, request, { ...command, server, reason: reason.value }),
    );
    // After its own row in the log, as what follows from it is logged too. Of a repeated press nothing comes of it.
    if (taken.ok) await app.rejudge(tx, [server]);
    return taken;
  });
  if (!done.ok) return { kind: 'refused', refusal: done.refusal };
  return retiredAnswer(app, server, done.value.notice);
}

async function takeOut(app: ServerApp, tx: Tx, { actor }: ServerRequest, command: RetireCommand) {
  const at = app.clock.now();
  const { server, reason } = command;
  const already = await retiredServer(tx, server);
  if (already) return ok({ deed: null, outcome: { notice: alreadyText(already) } });
  const row = await findServer(tx, server, at);
  if (!row) return { ok: false as const, refusal: unknown(server) };
  const by = await replacement(tx, server, command.replacedBy);
  if (!by.ok) return by;

  await insertRetirement(tx, { server, at, by: actor, reason, replacedBy: by.value?.id ?? null });
  app.log.info({ server }, 'server retired');
  const deed = {
    actor,
    verb: 'server.retired',
    subject: server,
    before: { readiness: row.assessment.readiness, build: row.assessment.build },
    after: { reason, replacedBy: by.value?.id ?? null },
  };
  return ok({ deed, outcome: { notice: `${row.name} is retired. It counts nowhere any more.` } });
}

/** The server that takes the place of `server`, as typed: a known one by its exact name, else what was written. */
export async function replacement(
  reader: Reader,
  server: ServerId,
  typed: string | null,
): Promise<Result<Retirement['replacedBy']>> {
  const key = typed?.trim().toLowerCase() ?? '';
  if (key === '') return ok(null);
  if (!/^[\p{L}\d][\p{L}\d._-]{0,254}$/u.test(key)) {
    return refuse(
      'invalid',
      `“${key.slice(0, 80)}” is not the name of a server.`,
      'Name the new server, or leave it empty.',
    );
  }
  const found = (await serverNames(reader)).filter(
    ({ id, name }) => id === key || name.toLowerCase() === key || id.split('.')[0] === key,
  );
  const [only] = found;
  if (found.length > 1) {
    const fqdns = found.map(({ fqdn }) => fqdn).join(' or ');
    return refuse('ambiguous', `More than one server is called ${typed?.trim()}.`, `Name one: ${fqdns}.`);
  }
  const id = only?.id ?? serverId(key);
  if (id === server)
    return refuse('invalid', 'A server can not replace itself.', 'Name the new server, or leave it empty.');
  if (only && (await retiredServer(reader, id)) !== null) {
    return refuse(
      'conflict',
      `${only.name} is retired itself.`,
      'Name a server that is in the fleet, or leave it empty.',
    );
  }
  return ok({ id, name: only?.name ?? typed?.trim() ?? key, known: only !== undefined });
}

async function retiredAnswer(app: ServerApp, id: ServerId, notice: string): Promise<ServerAnswer> {
  const asOf = app.clock.now();
  const server = await app.database.read((reader) => retiredServer(reader, id));
  if (server) return { kind: 'server-retired', asOf, server, notice };
  const { refusal } = refuse('conflict', 'This was done already, and it was revived since.', `Write: server ${id}`);
  return { kind: 'refused', refusal };
}

function alreadyText({ name, retirement: { by, at } }: RetiredServer): string {
  return `${name} was retired already, by ${actorName(by)} on ${instantText(at)}.`;
}

function unknown(server: ServerId): Refusal {
  return {
    code: 'not-found',
    message: `${server.slice(0, 80)} is not in the fleet any more.`,
    hint: 'Write failing or outdated to see the names of servers.',
  };
}
