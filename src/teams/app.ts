import { AI, Application } from '@microsoft/teams-ai';
import type { TurnState } from '@microsoft/teams-ai';
import type { Activity, TurnContext } from 'botbuilder';
import type { Clock } from '../core/clock.ts';
import { freshId } from '../core/ids.ts';
import type { Intent } from '../questions/model.ts';
import type { Incoming } from './activity.ts';
import { conversationOf } from './activity.ts';
import type { PatchwardenAdapter } from './adapter.ts';
import { cardActivity } from './card-activity.ts';
import { pressedByExecute, pressedBySubmit } from './card-action.ts';
import type { Pressed, ReadPress } from './card-action.ts';
import type { Command, CommandDesk, Way } from './command-desk.ts';
import { commandText } from './command-text.ts';
import type { QuestionDesk, Served } from './desk.ts';
import { badRequestAnswer, cardAnswer, emptyAnswer, failedInvoke, messageAnswer } from './invoke-response.ts';
import { ACT, ANSWER, GrammarPlanner } from './planner.ts';
import type { ActParameters, AnswerParameters, Grammar } from './planner.ts';
import type { Rosters } from './roster.ts';
import { showTyping } from './typing.ts';
import type { Welcome } from './welcome.ts';
import { addsBot, changesMembers } from './welcome.ts';

export interface AppOptions extends Grammar, ReadPress {
  readonly adapter: PatchwardenAdapter;
  readonly desk: QuestionDesk;
  readonly commands: CommandDesk;
  readonly rosters: Rosters;
  readonly welcome: Welcome;
  /** Told of everything that a turn posts, before it leaves: Teams counts it against the same limits. */
  readonly noteSend: (conversation: string) => void;
  readonly zone: string;
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
  const { adapter, desk, commands, rosters, welcome, clock, noteSend } = options;
  const app = new QuietApplication({
    adapter,
    // No storage: nothing of ours lives in the turn's state, and what is not stored can't be overwritten by a turn beside it.
    ai: { planner: new GrammarPlanner(options), allow_looping: false },
    removeRecipientMention: false,
  });

  async function reply(context: TurnContext, intent: Intent): Promise<void> {
    await context.sendActivity(messageOf(await desk.serve(incomingOf(context), intent)));
  }

  async function carryOut(context: TurnContext, command: Command, way: Way): Promise<void> {
    const served = await commands.serve(incomingOf(context), command, way);
    if (served) await context.sendActivity(messageOf(served));
  }

  async function serve(context: TurnContext, pressed: Pressed): Promise<Served | null> {
    const incoming = incomingOf(context);
    if (pressed.kind === 'ask') return desk.serve(incoming, pressed.intent);
    return commands.serve(incoming, pressed.command, 'button');
  }

  app.ai.action<AnswerParameters>(ANSWER, async (context, _state, { intent }) => {
    await reply(context, intent);
    return AI.StopCommandName;
  });
  app.ai.action<ActParameters>(ACT, async (context, _state, { command }) => {
    // Teams delivers a message again under the same id.
    await carryOut(context, { ...command, once: context.activity.id || freshId() }, 'words');
    return AI.StopCommandName;
  });

  // Raw routes: adaptiveCards.actionExecute pushes one person's card to everybody once any card of it had a refresh.
  app.addRoute(
    async ({ activity }) => activity.type === 'invoke' && activity.name === 'adaptiveCard/action',
    async (context) => {
      const pressed = pressedByExecute(context.activity.value, options);
      if (!pressed) return void (await context.sendActivity(badRequestAnswer(STALE_BUTTON)));
      const served = await serve(context, pressed);
      await context.sendActivity(served ? invokeAnswerOf(served) : emptyAnswer());
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
      const pressed = pressedBySubmit(context.activity.value, options);
      if (!pressed) return void (await context.sendActivity({ type: 'message', text: STALE_BUTTON }));
      const served = await serve(context, pressed);
      if (served) await context.sendActivity(messageOf(served));
    },
  );
  app.addRoute(
    async ({ activity }) => activity.type === 'message' && !activity.text,
    (context) => reply(context, { kind: 'help' }),
  );

  return async (context) => {
    countSends(context, noteSend);
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

function countSends(context: TurnContext, noteSend: (conversation: string) => void): void {
  const { deliveryMode } = context.activity;
  // Such replies travel in the answer to the request.
  if (deliveryMode === 'expectReplies') return;
  const conversation = conversationOf(incomingOf(context));
  context.onSendActivities(async (_, activities, next) => {
    for (const { type } of activities) if (type !== 'invokeResponse') noteSend(conversation);
    return next();
  });
}

function messageOf(served: Served): Partial<Activity> {
  return served.kind === 'sentence' ? { type: 'message', text: served.text } : cardActivity(served.presented);
}

function invokeAnswerOf(served: Served): Partial<Activity> {
  return served.kind === 'card' ? cardAnswer(served.presented.card) : messageAnswer(served.text);
}

/** The door has parsed every activity before it becomes a turn. */
function incomingOf(context: TurnContext): Incoming {
  return context.activity as unknown as Incoming;
}

function isButton(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'verb' in value;
}
