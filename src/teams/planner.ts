import type { AI, Plan, Planner, TurnState } from '@microsoft/teams-ai';
import type { TurnContext } from 'botbuilder';
import type { DigestCommand } from '../digests/model.ts';
import type { Intent } from '../questions/model.ts';

export const ANSWER = 'answer';
export const ACT = 'act';

/** Parameters of the `answer` action. */
export interface AnswerParameters {
  readonly intent: Intent;
}

/** Parameters of the `act` action. */
export interface ActParameters {
  readonly command: DigestCommand;
}

export interface Grammar {
  /** Null: not a command. Asked first: what changes something is never taken for a question. */
  readonly parseCommand: (text: string) => DigestCommand | null;
  readonly parse: (text: string) => Intent;
}

/** Turns words into one command or one question by the built-in grammar. No model, no guessing: the same words mean the same. */
export class GrammarPlanner implements Planner<TurnState> {
  readonly #grammar: Grammar;

  constructor(grammar: Grammar) {
    this.#grammar = grammar;
  }

  async beginTask(_context: TurnContext, state: TurnState, _ai: AI<TurnState>): Promise<Plan> {
    const { input } = state.temp;
    const command = this.#grammar.parseCommand(input);
    if (command) return planOf(ACT, { command } satisfies ActParameters);
    return planOf(ANSWER, { intent: this.#grammar.parse(input) } satisfies AnswerParameters);
  }

  async continueTask(): Promise<Plan> {
    return { type: 'plan', commands: [] };
  }
}

function planOf(action: string, parameters: object): Plan {
  return { type: 'plan', commands: [{ type: 'DO', action, parameters } as Plan['commands'][number]] };
}
