import type { TurnContext } from 'botbuilder';
import type { Clock } from '../core/clock.ts';
import { freshId } from '../core/ids.ts';
import { audienceOf } from '../people/audience.ts';
import { mayRead } from '../people/readers.ts';
import type { Person, ReaderRules } from '../people/readers.ts';
import type { Answer, Audience, Intent } from '../questions/model.ts';
import type { Incoming } from './activity.ts';
import { conversationOf, isPersonal } from './activity.ts';
import { standingOf } from './roster.ts';
import type { Rosters } from './roster.ts';

/** Told for every question that was dealt with. `outcome` failed: an exception. */
export interface TurnMetrics {
  turn(intent: Intent['kind'], outcome: 'answered' | 'refused' | 'failed', milliseconds: number): void;
}

/** A card as the cards room makes it, and what it says in a line of plain text. */
export interface Presented {
  readonly card: object;
  readonly text: string;
}

export interface DeskOptions {
  readonly rules: ReaderRules;
  /** IANA zone in which times are shown. */
  readonly zone: string;
  readonly answer: (intent: Intent, audience: Audience) => Promise<Answer>;
  readonly present: (answer: Answer, context: { zone: string; once: () => string }) => Presented;
  readonly rosters: Rosters;
  readonly metrics: TurnMetrics;
  readonly clock: Clock;
}

/** What goes back to the one who asked: a card, or one sentence without any data. */
export type Served =
  | { readonly kind: 'card'; readonly presented: Presented }
  | { readonly kind: 'sentence'; readonly text: string };

const NOT_A_READER = 'I answer only the people that my administrator has listed. Ask for your name to be added.';

/** Serves questions: first whether this person may ask at all, then who else can see the answer, then the answer. */
export class QuestionDesk {
  readonly #options: DeskOptions;

  constructor(options: DeskOptions) {
    this.#options = options;
  }

  async serve(context: TurnContext, incoming: Incoming, intent: Intent): Promise<Served> {
    const { clock, metrics } = this.#options;
    const began = clock.monotonic();
    let outcome: 'answered' | 'refused' | 'failed' = 'failed';
    try {
      const audience = await this.#audience(context, incoming);
      const served = audience === null ? sentence(NOT_A_READER) : await this.#answer(intent, audience);
      outcome = audience === null ? 'refused' : 'answered';
      return served;
    } finally {
      metrics.turn(intent.kind, outcome, clock.monotonic() - began);
    }
  }

  /** The first card of a conversation: counts only, so that no roster has to be known for it. */
  async welcome(incoming: Incoming): Promise<Served> {
    const person: Person = { aadObjectId: idOf(incoming), standing: 'untold' };
    if (mayRead(this.#options.rules, person, conversationOf(incoming)) === 'no') return sentence(NOT_A_READER);
    return this.#answer({ kind: 'welcome' }, 'counts');
  }

  async #answer(intent: Intent, audience: Audience): Promise<Served> {
    const { answer, present, zone } = this.#options;
    return { kind: 'card', presented: present(await answer(intent, audience), { zone, once: freshId }) };
  }

  /** Null: this person may not read. Whoever may not read anyway costs no call for the roster. */
  async #audience(context: TurnContext, incoming: Incoming): Promise<Audience | null> {
    const { rules, rosters } = this.#options;
    const conversation = conversationOf(incoming);
    const aadObjectId = idOf(incoming);
    if (mayRead(rules, { aadObjectId, standing: 'untold' }, conversation) === 'no') return null;

    const roster = await rosters.of(context, incoming);
    const person: Person = { aadObjectId, standing: standingOf(roster, incoming) };
    if (mayRead(rules, person, conversation) === 'no') return null;
    return audienceOf(rules, person, { personal: isPersonal(incoming), company: roster.company });
  }
}

function sentence(text: string): Served {
  return { kind: 'sentence', text };
}

function idOf(incoming: Incoming): string | null {
  return incoming.from.aadObjectId?.toLowerCase() || null;
}
