import { z } from 'zod';
import type { Intent } from '../questions/model.ts';

/** Reads an intent that a button carried, or null: the data is from outside, whoever made the card. */
export type ParseIntent = (data: unknown) => Intent | null;

export type Asked = { readonly ok: true; readonly intent: Intent } | { readonly ok: false; readonly why: string };

const dataSchema = z.looseObject({ ask: z.looseObject({ kind: z.string() }), cause: z.string().max(200).optional() });
const executeSchema = z.looseObject({ action: z.looseObject({ verb: z.literal('ask'), data: dataSchema }) });
const submitSchema = dataSchema.extend({ verb: z.literal('ask') });

/** Of `adaptiveCard/action`: `{action: {verb: 'ask', data: {ask, once, cause?}}}`. */
export function askedByExecute(value: unknown, parseIntent: ParseIntent): Asked {
  const parsed = executeSchema.safeParse(value);
  return parsed.success ? intentOf(parsed.data.action.data, parseIntent) : { ok: false, why: whyOf(parsed.error) };
}

/** Of a message's value, where a client knows Action.Submit only: `{verb: 'ask', ask, once, cause?}`. */
export function askedBySubmit(value: unknown, parseIntent: ParseIntent): Asked {
  const parsed = submitSchema.safeParse(value);
  return parsed.success ? intentOf(parsed.data, parseIntent) : { ok: false, why: whyOf(parsed.error) };
}

/** Every button of a list sends the list's filter along. A filter that was changed begins at the first page. */
function intentOf(data: z.infer<typeof dataSchema>, parseIntent: ParseIntent): Asked {
  const { ask } = data;
  const isList = ask.kind === 'failing' || ask.kind === 'outdated';
  const cause = data.cause === '' || data.cause === 'all' ? null : data.cause;
  const refiltered = isList && cause !== undefined && cause !== (ask.cause ?? null);
  const intent = parseIntent(refiltered ? { ...ask, cause, page: 1 } : ask);
  return intent ? { ok: true, intent } : { ok: false, why: 'ask: is not a question of this bot' };
}

function whyOf(error: z.ZodError): string {
  const [issue] = error.issues;
  return `${issue?.path.join('.') || 'value'}: ${issue?.message ?? 'is not what a card of this bot sends'}`;
}
