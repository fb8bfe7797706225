import type { IExecuteAction } from '@microsoft/teams.cards';
import type { Intent } from '../../questions/model.ts';
import { plain } from './escape.ts';

/** What a card needs to know of where it will be shown. */
export interface PresentContext {
  /** IANA zone in which times are told. */
  readonly zone: string;
  /** Mints the token that makes a press count once; called for each button. */
  readonly once: () => string;
}

export interface AskOptions {
  readonly primary?: boolean;
  /** Sends the card's inputs along. Left out, they are not sent: a stray tick can't change what the button asks. */
  readonly withInputs?: boolean;
}

/** A button that asks something. Clients that know no Action.Execute get the same as Action.Submit. */
export function ask(title: string, intent: Intent, context: PresentContext, options: AskOptions = {}): IExecuteAction {
  const once = context.once();
  const shown = {
    title: plain(title, 40),
    ...(!options.withInputs && { associatedInputs: 'none' as const }),
    ...(options.primary && { style: 'positive' as const }),
  };
  return {
    type: 'Action.Execute',
    ...shown,
    verb: 'ask',
    data: { ask: intent, once },
    fallback: { type: 'Action.Submit', ...shown, data: { verb: 'ask', ask: intent, once } },
  };
}
