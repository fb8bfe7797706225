import { never } from '../core/result.ts';
import { findByName } from './find-by-name.ts';
import type { ServerAnswer, ServerCommand, ServerRequest } from './retire-model.ts';
import { retiredServer } from './retirements/store.ts';
import { retire, replacement } from './retire.ts';
import { authorise } from './retire-authorise.ts';
import { revive } from './revive.ts';
import { findServer } from './rows.ts';
import type { ServerApp } from './server-app.ts';

export type { ServerApp } from './server-app.ts';

/** Does what a person said about a server's place in the fleet. Forms only read. */
export async function actOnServer(app: ServerApp, request: ServerRequest): Promise<ServerAnswer> {
  const { command } = request;
  if (command.kind === 'unreadable') return { kind: 'refused', refusal: command.refusal };
  const deed = command.kind === 'retire' || command.kind === 'retire-form' ? 'retire' : 'revive';
  // Asked again by what writes: the role may be gone by the time another write has ended.
  const refusal = await app.database.read((reader) => authorise(reader, app, request, deed));
  if (refusal) return { kind: 'refused', refusal };
  switch (command.kind) {
    case 'retire-form':
      return retireForm(app, command);
    case 'revive-form':
      return reviveForm(app, command);
    case 'retire':
      return retire(app, request, command);
    case 'revive':
      return revive(app, request, command);
    default:
      return never(command);
  }
}

type Form<Kind> = Extract<ServerCommand, { readonly kind: Kind }>;

async function retireForm(app: ServerApp, command: Form<'retire-form'>): Promise<ServerAnswer> {
  const asOf = app.clock.now();
  return app.database.read(async (reader): Promise<ServerAnswer> => {
    const found = await findByName(reader, command.server);
    if (!found.ok) return { kind: 'refused', refusal: found.refusal };
    const retired = await retiredServer(reader, found.value.id);
    if (retired) return { kind: 'server-retired', asOf, server: retired, notice: null };
    const server = await findServer(reader, found.value.id, asOf);
    if (!server) return { kind: 'refused', refusal: notJudged(found.value.name) };
    const by = await replacement(reader, server.id, command.replacedBy ?? null);
    if (!by.ok) return { kind: 'refused', refusal: by.refusal };
    return { kind: 'server-retire-form', asOf, server, replacedBy: by.value, reason: command.reason ?? '' };
  });
}

async function reviveForm(app: ServerApp, command: Form<'revive-form'>): Promise<ServerAnswer> {
  const asOf = app.clock.now();
  return app.database.read(async (reader): Promise<ServerAnswer> => {
    const found = await findByName(reader, command.server);
    if (!found.ok) return { kind: 'refused', refusal: found.refusal };
    const server = await retiredServer(reader, found.value.id);
    if (server) return { kind: 'server-revive-form', asOf, server, reason: command.reason ?? '' };
    const refusal = {
      code: 'conflict',
      message: `${found.value.name} is not retired: it counts like every other server.`,
      hint: `To see how it stands write: server ${found.value.name}`,
    } as const;
    return { kind: 'refused', refusal };
  });
}

function notJudged(name: string) {
  return {
    code: 'conflict',
    message: `${name} has not been judged yet.`,
    hint: 'Try again in a minute.',
  } as const;
}
