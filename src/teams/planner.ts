import type { AI, Plan, Planner, TurnState } from '@microsoft/teams-ai';
import type { TurnContext } from 'botbuilder';
import type { Clock } from '../core/clock.ts';
import type { WordContext } from '../questions/desk-command.ts';
import type { Intent } from '../questions/model.ts';
import type { Incoming } from './activity.ts';
import type { DeskCommand } from './desk-command.ts';
import { mentionsIn, unresolved } from './mentions.ts';

export const ANSWER = 'answer';
export const ACT = 'act';

/** Parameters of the `answer` action. */
export interface AnswerParameters {
  readonly intent: Intent;
}

/** Parameters of the `act` action. */
export interface ActParameters {
  readonly command: DeskCommand;
}

export interface Grammar {
  /**
   * Null: not a command. Asked first: what changes something is never taken for a question. Mentions come by name alone;
   * the desk finds out who that is once it knows that the writer may read.
   */
  readonly parseCommand: (text: string, context: WordContext) => DeskCommand | null;
  readonly parse: (text: string) => Intent;
}

export interface PlannerOptions extends Grammar {
  /** The zone of dates and times where the words name none. */
  readonly zone: string;
  readonly clock: Clock;
}

/** Turns words into one command or one question by the built-in grammar. No model, no guessing: the same words mean the same. */
export class GrammarPlanner implements Planner<TurnState> {
  readonly #options: PlannerOptions;

  constructor(options: PlannerOptions) {
    this.#options = options;
  }

  async beginTask({ activity }: TurnContext, state: TurnState, _ai: AI<TurnState>): Promise<Plan> {
    const { parse, parseCommand, zone, clock } = this.#options;
    const { input } = state.temp;
    const mentions = unresolved(mentionsIn(activity as unknown as Incoming));
    const command = parseCommand(input, { zone, now: clock.now(), mentions });
    if (command) return planOf(ACT, { command } satisfies ActParameters);
    return planOf(ANSWER, { intent: parse(input) } satisfies AnswerParameters);
  }

  async continueTask(): Promise<Plan> {
    return { type: 'plan', commands: [] };
  }
}

function planOf(action: string, parameters: object): Plan {
  return { type: 'plan', commands: [{ type: 'DO', action, parameters } as Plan['commands'][number]] };
}
