import { z } from 'zod';
import { serverId } from '../core/ids.ts';
import { refuse } from '../core/result.ts';
import { MOST_AT_ONCE } from './make.ts';
import type { AckCommand } from './model.ts';

/** What a button or form about acknowledgements carries. */
export interface AckAct {
  readonly command: AckCommand;
  readonly once: string;
}

const name = z.string().max(300);
// Longer than any reason may be, so that one that is too long is answered and not dropped.
const text = z.string().max(5_000);
const names = z.array(name).max(MOST_AT_ONCE + 1);

const schema = z.object({
  act: z.object({
    acknowledgement: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('list') }),
      z.object({
        kind: z.literal('form'),
        servers: names.default([]),
        until: name.optional(),
        reason: text.optional(),
      }),
      z.object({
        kind: z.literal('make'),
        servers: names.default([]),
        until: name.default(''),
        zone: name.default(''),
        reason: text.default(''),
      }),
      z.object({ kind: z.literal('withdraw'), id: name.min(1) }),
    ]),
  }),
  once: z.string().min(1).max(200),
  until: name.optional(),
  reason: text.optional(),
});

/** Reads a card's data; null: it is not about acknowledgements, or nothing that a card of ours sends. */
export function readAckAct(data: unknown): AckAct | null {
  const parsed = schema.safeParse(data);
  if (!parsed.success) return null;
  const { act, once, until, reason } = parsed.data;
  const command = act.acknowledgement;
  switch (command.kind) {
    case 'list':
      return { command: { kind: 'list' }, once };
    case 'withdraw':
      return { command: { kind: 'withdraw', id: command.id }, once };
    case 'form': {
      const servers = [...command.servers, ...ticked(data, 'tick').values];
      if (servers.length > MOST_AT_ONCE) return { command: tooMany(), once };
      const said = { until: until ?? command.until, reason: reason ?? command.reason };
      return {
        command: {
          kind: 'form',
          servers,
          ...(said.until !== undefined && { until: said.until }),
          ...(said.reason !== undefined && { reason: said.reason }),
        },
        once,
      };
    }
    case 'make': {
      const { asked, values } = ticked(data, 'server');
      // A form of one server has nothing to tick.
      const servers = asked ? values.filter((id) => command.servers.includes(id)) : command.servers;
      return {
        command: {
          kind: 'make',
          servers: servers.map(serverId),
          until: until ?? command.until,
          zone: command.zone,
          reason: reason ?? command.reason,
        },
        once,
      };
    }
  }
}

/** The values of the toggles `tick1`, `tick2` … that are on, in that order; `asked`: there are such inputs at all. */
function ticked(data: unknown, prefix: 'tick' | 'server'): { readonly asked: boolean; readonly values: string[] } {
  const inputs = Object.entries(data as Readonly<Record<string, unknown>>).flatMap(([key, value]) => {
    const at = new RegExp(`^${prefix}(\\d{1,3})$`).exec(key)?.[1];
    return at === undefined ? [] : [{ at: Number(at), value }];
  });
  inputs.sort((a, b) => a.at - b.at);
  const values = inputs.flatMap(({ value }) => {
    const read = name.safeParse(value);
    return read.success && read.data !== '' && read.data !== 'false' ? [read.data] : [];
  });
  return { asked: inputs.length > 0, values };
}

function tooMany(): AckCommand {
  const { refusal } = refuse('too-large', 'These are too many servers at once.', `Choose at most ${MOST_AT_ONCE}.`);
  return { kind: 'unreadable', refusal };
}
