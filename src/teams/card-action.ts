import { z } from 'zod';
import type { Intent } from '../questions/model.ts';

/** Reads what a button and the inputs of its card carried, or null: the data is from outside, whoever made the card. */
export type ReadAsk = (data: unknown) => { readonly intent: Intent } | null;

const executeSchema = z.looseObject({ action: z.looseObject({ verb: z.literal('ask'), data: z.unknown() }) });
const submitSchema = z.looseObject({ verb: z.literal('ask') });

/** Of an invoke `adaptiveCard/action`: `{action: {verb: 'ask', data: {ask, once, …inputs}}}`. */
export function askedByExecute(value: unknown, readAsk: ReadAsk): Intent | null {
  const pressed = executeSchema.safeParse(value);
  return pressed.success ? (readAsk(pressed.data.action.data)?.intent ?? null) : null;
}

/** Of a message's value, where a client knows Action.Submit only: `{verb: 'ask', ask, once, …inputs}`. */
export function askedBySubmit(value: unknown, readAsk: ReadAsk): Intent | null {
  return submitSchema.safeParse(value).success ? (readAsk(value)?.intent ?? null) : null;
}
