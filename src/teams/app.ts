import { AI, Application } from '@microsoft/teams-ai';
import type { TurnState } from '@microsoft/teams-ai';
import type { Activity, TurnContext } from 'botbuilder';
import type { Clock } from '../core/clock.ts';
import type { Intent } from '../questions/model.ts';
import type { Incoming } from './activity.ts';
import type { PatchwardenAdapter } from './adapter.ts';
import { askedByExecute, askedBySubmit } from './card-action.ts';
import type { ReadAsk } from './card-action.ts';
import { commandText } from './command-text.ts';
import type { QuestionDesk, Served } from './desk.ts';
import { badRequestAnswer, cardAnswer, failedInvoke, messageAnswer } from './invoke-response.ts';
import { ANSWER, QuestionPlanner } from './planner.ts';
import type { AnswerParameters } from './planner.ts';
import type { Rosters } from './roster.ts';
import { showTyping } from './typing.ts';
import type { Welcome } from './welcome.ts';
import { addsBot, changesMembers } from './welcome.ts';

export interface AppOptions {
  readonly adapter: PatchwardenAdapter;
  readonly parse: (text: string) => Intent;
  readonly readAsk: ReadAsk;
  readonly desk: QuestionDesk;
  readonly rosters: Rosters;
  readonly welcome: Welcome;
  readonly clock: Clock;
}

const STALE_BUTTON = 'That button is not one of mine, or it is too old. Ask again in words.';
const NOT_OFFERED = 'I do not offer that here. Write help to see what I can do.';

/** teams-ai starts its typing timer whatever one configures, one for all turns; ours is bound to the turn. */
class QuietApplication extends Application<TurnState> {
  override startTypingTimer(): void {}
}

/** Builds the application and returns what runs one turn of it. */
export function createApp(options: AppOptions): (context: TurnContext) => Promise<void> {
  const { adapter, parse, readAsk, desk, rosters, welcome, clock } = options;
  const planner = new QuestionPlanner(parse);
  const app = new QuietApplication({
    adapter,
    // No storage: nothing of ours lives in the turn's state, and what is not stored can't be overwritten by a turn beside it.
    ai: { planner, allow_looping: false },
    removeRecipientMention: false,
  });

  async function reply(context: TurnContext, intent: Intent): Promise<void> {
    await context.sendActivity(messageOf(await desk.serve(context, incomingOf(context), intent)));
  }

  app.ai.action<AnswerParameters>(ANSWER, async (context, _state, { intent }) => {
    await reply(context, intent);
    return AI.StopCommandName;
  });

  // Raw routes: adaptiveCards.actionExecute pushes one person's card to everybody once any card of it had a refresh.
  app.addRoute(
    async ({ activity }) => activity.type === 'invoke' && activity.name === 'adaptiveCard/action',
    async (context) => {
      const intent = askedByExecute(context.activity.value, readAsk);
      if (!intent) return void (await context.sendActivity(badRequestAnswer(STALE_BUTTON)));
      const served = await desk.serve(context, incomingOf(context), intent);
      await context.sendActivity(
        served.kind === 'card' ? cardAnswer(served.presented.card) : messageAnswer(served.text),
      );
    },
    true,
  );
  app.addRoute(
    async ({ activity }) => activity.type === 'invoke',
    async (context) => void (await context.sendActivity(failedInvoke(context.activity.name, NOT_OFFERED))),
    true,
  );

  app.addRoute(
    async (context) => addsBot(incomingOf(context)),
    async (context) => {
      const served = await welcome(incomingOf(context));
      if (served) await context.sendActivity(messageOf(served));
    },
  );
  app.addRoute(
    async (context) => changesMembers(incomingOf(context)),
    async (context) => rosters.forget(incomingOf(context)),
  );

  // What has no text never reaches the planner.
  app.addRoute(
    async ({ activity }) => activity.type === 'message' && isButton(activity.value),
    async (context) => {
      const intent = askedBySubmit(context.activity.value, readAsk);
      if (intent) await reply(context, intent);
      else await context.sendActivity({ type: 'message', text: STALE_BUTTON });
    },
  );
  app.addRoute(
    async ({ activity }) => activity.type === 'message' && !activity.text,
    (context) => reply(context, { kind: 'help' }),
  );

  return async (context) => {
    if (context.activity.type !== 'message') return void (await app.run(context));
    context.activity.text = commandText(incomingOf(context));
    const stopTyping = showTyping(context, clock);
    try {
      await app.run(context);
    } finally {
      await stopTyping();
    }
  };
}

/** One activity, a card or text: both in one are split by Teams into two messages without an id. */
function messageOf(served: Served): Partial<Activity> {
  if (served.kind === 'sentence') return { type: 'message', text: served.text };
  const { card, text } = served.presented;
  return {
    type: 'message',
    summary: text.slice(0, 200),
    attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: card }],
  };
}

/** The door has parsed every activity before it becomes a turn. */
function incomingOf(context: TurnContext): Incoming {
  return context.activity as unknown as Incoming;
}

function isButton(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'verb' in value;
}
