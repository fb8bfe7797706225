import { z } from 'zod';
import type { CalendarCommand } from './model.ts';

/** What a button about calendars carries. */
export interface CalendarAct {
  readonly command: CalendarCommand;
  readonly once: string;
}

const conversation = z.string().max(1_024);

// What stands in the button, and beside it what was chosen.
const schema = z.object({
  act: z.object({
    calendar: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('show') }),
      z.object({ kind: z.enum(['make', 'revoke']), conversation: conversation.nullable() }),
    ]),
  }),
  once: z.string().min(1).max(200),
  conversation: conversation.optional(),
});

/** Reads a card's data; null: it is not about calendars, or nothing that a card of ours sends. */
export function readCalendarAct(data: unknown): CalendarAct | null {
  const parsed = schema.safeParse(data);
  if (!parsed.success) return null;
  const { act, once, conversation: chosen } = parsed.data;
  const { calendar } = act;
  if (calendar.kind === 'show') return { command: calendar, once };
  const of = calendar.conversation === null ? null : (chosen ?? calendar.conversation);
  return { command: { kind: calendar.kind, conversation: of }, once };
}
