import { z } from 'zod';
import { serverId } from '../core/ids.ts';
import type { ServerCommand } from './retire-model.ts';

/** What a button or form about a server's place in the fleet carries. */
export interface ServerAct {
  readonly command: Exclude<ServerCommand, { readonly kind: 'unreadable' }>;
  readonly once: string;
}

const name = z.string().min(1).max(255);
const reason = z.string().max(5_000);

const schema = z.object({
  act: z.object({
    server: z.discriminatedUnion('kind', [
      z.object({
        kind: z.literal('retire-form'),
        server: name,
        replacedBy: z.string().max(255).optional(),
        reason: reason.optional(),
      }),
      z.object({
        kind: z.literal('retire'),
        server: name,
        replacedBy: z.string().max(255).nullable().default(null),
        reason: reason.default(''),
      }),
      z.object({ kind: z.literal('revive-form'), server: name, reason: reason.optional() }),
      z.object({ kind: z.literal('revive'), server: name, reason: reason.default('') }),
    ]),
  }),
  once: z.string().min(1).max(200),
  // What was written into the form.
  reason: reason.optional(),
  replacedBy: z.string().max(255).optional(),
});

/** Reads a card's data; null: it is not about a server, or nothing that a card of ours sends. */
export function readServerAct(data: unknown): ServerAct | null {
  const parsed = schema.safeParse(data);
  if (!parsed.success) return null;
  const { act, once, ...inputs } = parsed.data;
  const { server: command } = act;
  switch (command.kind) {
    case 'retire-form':
    case 'revive-form':
      return { once, command: withoutUndefined(command) };
    case 'retire': {
      const replacedBy = (inputs.replacedBy ?? command.replacedBy ?? '').trim();
      return {
        once,
        command: {
          kind: 'retire',
          server: serverId(command.server),
          replacedBy: replacedBy === '' ? null : replacedBy,
          reason: inputs.reason ?? command.reason,
        },
      };
    }
    case 'revive':
      return {
        once,
        command: { kind: 'revive', server: serverId(command.server), reason: inputs.reason ?? command.reason },
      };
  }
}

type Form = Extract<ServerCommand, { readonly kind: 'retire-form' | 'revive-form' }>;

function withoutUndefined(command: {
  readonly kind: Form['kind'];
  readonly server: string;
  readonly replacedBy?: string | undefined;
  readonly reason?: string | undefined;
}): Form {
  const { kind, server, replacedBy, reason } = command;
  const said = reason === undefined ? {} : { reason };
  if (kind === 'revive-form') return { kind, server, ...said };
  return { kind, server, ...said, ...(replacedBy === undefined ? {} : { replacedBy }) };
}
