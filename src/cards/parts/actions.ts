import type { IExecuteAction } from '@microsoft/teams.cards';
import type { DigestCommand } from '../../digests/model.ts';
import type { DeskCommand } from '../../questions/desk-command.ts';
import type { Audience, Intent } from '../../questions/model.ts';
import { plain } from './escape.ts';

/** What a card needs to know of where it will be shown. */
export interface PresentContext {
  /** IANA zone in which times are told. */
  readonly zone: string;
  /** Mints the token that makes a press count once; called for each button. */
  readonly once: () => string;
  /** Left out: counts. Answers of the questions have it applied already; what tells of digests asks for it here. */
  readonly audience?: Audience;
}

export interface ButtonOptions {
  readonly primary?: boolean;
  /** Sends the card's inputs along. Left out, they are not sent: a stray tick can't change what the button asks. */
  readonly withInputs?: boolean;
}

/** A button that asks something: data `{ask, once}`. */
export function ask(
  title: string,
  intent: Intent,
  context: PresentContext,
  options: ButtonOptions = {},
): IExecuteAction {
  return button(title, 'ask', { ask: intent, once: context.once() }, options);
}

type ActOf<Command> = Command extends { readonly about: infer About extends string; readonly command: infer What }
  ? { readonly [Key in About]: What }
  : never;

/** What a button does, under the name of what it is about: `{change: {kind: 'start', …}}`. */
export type Act = ActOf<DeskCommand<DigestCommand>>;

/** A button that does something: data `{act, once}`. */
export function act(title: string, what: Act, context: PresentContext, options: ButtonOptions = {}): IExecuteAction {
  return button(title, 'act', { act: what, once: context.once() }, options);
}

/** Clients that know no Action.Execute get the same as Action.Submit, with the verb in its data. */
function button(title: string, verb: 'ask' | 'act', data: object, options: ButtonOptions): IExecuteAction {
  const shown = {
    title: plain(title, 40),
    ...(!options.withInputs && { associatedInputs: 'none' as const }),
    ...(options.primary && { style: 'positive' as const }),
  };
  return {
    type: 'Action.Execute',
    ...shown,
    verb,
    data,
    fallback: { type: 'Action.Submit', ...shown, data: { verb, ...data } },
  };
}
