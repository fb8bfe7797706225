import type { AI, Plan, Planner, TurnState } from '@microsoft/teams-ai';
import type { TurnContext } from 'botbuilder';
import type { Intent } from '../questions/model.ts';

export const ANSWER = 'answer';

/** Parameters of the `answer` action. */
export interface AnswerParameters {
  readonly intent: Intent;
}

/** Turns words into one question by the built-in grammar. No model, no guessing: the same words are the same question. */
export class QuestionPlanner implements Planner<TurnState> {
  readonly #parse: (text: string) => Intent;

  constructor(parse: (text: string) => Intent) {
    this.#parse = parse;
  }

  async beginTask(_context: TurnContext, state: TurnState, _ai: AI<TurnState>): Promise<Plan> {
    const parameters: AnswerParameters = { intent: this.#parse(state.temp.input) };
    return { type: 'plan', commands: [{ type: 'DO', action: ANSWER, parameters } as Plan['commands'][number]] };
  }

  async continueTask(): Promise<Plan> {
    return { type: 'plan', commands: [] };
  }
}
