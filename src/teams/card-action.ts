import { z } from 'zod';
import type { Intent } from '../questions/model.ts';
import type { Command } from './command-desk.ts';

/** Reads what a button and the inputs of its card carried, or null: the data is from outside, whoever made the card. */
export type ReadAsk = (data: unknown) => { readonly intent: Intent } | null;

/** The same for a button that changes something: `{act: {<about>: …}, once, …inputs}`. */
export type ReadAct = (data: unknown) => Command | null;

/** What a button wants: an answer, or something done. */
export type Pressed =
  | { readonly kind: 'ask'; readonly intent: Intent }
  | { readonly kind: 'act'; readonly command: Command };

const verb = z.enum(['ask', 'act']);
const executeSchema = z.looseObject({ action: z.looseObject({ verb, data: z.unknown() }) });
const submitSchema = z.looseObject({ verb });

export interface ReadPress {
  readonly readAsk: ReadAsk;
  readonly readAct: ReadAct;
}

/** Of an invoke `adaptiveCard/action`: `{action: {verb, data}}`. Null: not one of ours. */
export function pressedByExecute(value: unknown, read: ReadPress): Pressed | null {
  const pressed = executeSchema.safeParse(value);
  return pressed.success ? readAs(pressed.data.action.verb, pressed.data.action.data, read) : null;
}

/** Of a message's value, where a client knows Action.Submit only: the same data, with the verb in it. */
export function pressedBySubmit(value: unknown, read: ReadPress): Pressed | null {
  const pressed = submitSchema.safeParse(value);
  return pressed.success ? readAs(pressed.data.verb, value, read) : null;
}

function readAs(wanted: 'ask' | 'act', data: unknown, { readAsk, readAct }: ReadPress): Pressed | null {
  if (wanted === 'ask') {
    const asked = readAsk(data);
    return asked && { kind: 'ask', intent: asked.intent };
  }
  const command = readAct(data);
  return command && { kind: 'act', command };
}
