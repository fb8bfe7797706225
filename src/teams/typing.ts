import type { TurnContext } from 'botbuilder';
import type { Clock } from '../core/clock.ts';
import { SECOND } from '../core/clock.ts';

const FIRST = SECOND;
/** Teams takes the indicator down by itself after a few seconds. */
const AGAIN = 3 * SECOND;

/**
 * Shows that the bot is at work, from the second second of a message's turn until its first message leaves.
 * Bound to this turn: teams-ai keeps one timer for all turns, so that any turn that ends stops everybody's indicator.
 * The returned function ends it and waits for an indicator that is on its way.
 */
export function showTyping(context: TurnContext, clock: Clock): () => Promise<void> {
  let sending: Promise<unknown> = Promise.resolve();
  let cancel: () => void = () => {};

  function show(): void {
    // Failing to show that one is busy is no reason to fail.
    sending = context.sendActivity({ type: 'typing' }).catch(() => undefined);
    cancel = clock.after(AGAIN, show);
  }
  async function stop(): Promise<void> {
    cancel();
    await sending;
  }

  cancel = clock.after(FIRST, show);
  context.onSendActivities(async (_, activities, next) => {
    if (activities.some((activity) => activity.type === 'message')) await stop();
    return next();
  });
  return stop;
}
