import type { Clock } from '../core/clock.ts';
import type { PostedChange } from '../cards/change-posted.ts';
import { freshId } from '../core/ids.ts';
import { mayRead } from '../people/readers.ts';
import type { Person, ReaderRules } from '../people/readers.ts';
import type { Actor } from '../core/actor.ts';
import { type PersonKey, personKey } from '../people/identity.ts';
import type { Answer, Audience, Intent } from '../questions/model.ts';
import type { Incoming } from './activity.ts';
import { conversationOf, isPersonal } from './activity.ts';
import type { Admission } from './admission.ts';
import { NOT_A_READER } from './admission.ts';
import type { DeskAnswer, DeskCommand } from './desk-command.ts';
import { aadIdOf, actorOf, identityOf } from './sender.ts';

export type TurnOutcome = 'answered' | 'refused' | 'failed';

/** Told for every question and command that was dealt with. `outcome` failed: an exception. */
export interface TurnMetrics {
  turn(intent: Intent['kind'] | DeskCommand['about'], outcome: TurnOutcome, milliseconds: number): void;
}

/** A card as the cards room makes it, and what it says in a line of plain text. */
export interface Presented {
  readonly card: object;
  readonly text: string;
}

export interface PresentContext {
  /** IANA zone in which times are shown. */
  readonly zone: string;
  /** Mints what tells the presses of buttons apart. */
  readonly once: () => string;
  readonly audience: Audience;
  /** The only person who sees the card: it may leave out what they may not press. Left out: several see it. */
  readonly viewer?: PersonKey;
}

/** What can be drawn for the one who asked. */
export type Shown = Answer | DeskAnswer | PostedChange;

export type Present = (answer: Shown, context: PresentContext) => Presented;

export interface DeskOptions {
  readonly rules: ReaderRules;
  readonly zone: string;
  /** `asker` null: Teams does not say who asks. */
  readonly answer: (intent: Intent, audience: Audience, asker: Actor | null) => Promise<Answer>;
  readonly present: Present;
  readonly admission: Admission;
  readonly metrics: TurnMetrics;
  readonly clock: Clock;
}

/** What goes back to the one who asked: a card, or one sentence without any data. */
export type Served =
  | { readonly kind: 'card'; readonly presented: Presented }
  | { readonly kind: 'sentence'; readonly text: string };

/** Serves questions: first whether this person may ask at all, then who else can see the answer, then the answer. */
export class QuestionDesk {
  readonly #options: DeskOptions;

  constructor(options: DeskOptions) {
    this.#options = options;
  }

  async serve(incoming: Incoming, intent: Intent): Promise<Served> {
    const { clock, metrics, admission } = this.#options;
    return timed(
      clock,
      (outcome, took) => metrics.turn(intent.kind, outcome, took),
      async () => {
        const admitted = await admission(incoming);
        if (admitted === null) return { outcome: 'refused', served: sentence(NOT_A_READER) };
        return { outcome: 'answered', served: await this.#answer(incoming, intent, admitted.audience) };
      },
    );
  }

  /** The first card of a conversation: counts only, so that no roster has to be known for it. */
  async welcome(incoming: Incoming): Promise<Served> {
    const person: Person = { aadObjectId: aadIdOf(incoming), standing: 'untold' };
    if (mayRead(this.#options.rules, person, conversationOf(incoming)) === 'no') return sentence(NOT_A_READER);
    return this.#answer(incoming, { kind: 'welcome' }, 'counts');
  }

  async #answer(incoming: Incoming, intent: Intent, audience: Audience): Promise<Served> {
    const { answer, present, zone } = this.#options;
    const answered = await answer(intent, audience, actorOf(incoming));
    return {
      kind: 'card',
      presented: present(answered, { zone, once: freshId, audience, ...viewerOf(incoming) }),
    };
  }
}

/** A personal chat has one reader. */
export function viewerOf(incoming: Incoming): { readonly viewer?: PersonKey } {
  const identity = isPersonal(incoming) ? identityOf(incoming) : null;
  return identity ? { viewer: personKey(identity) } : {};
}

export function sentence(text: string): Served {
  return { kind: 'sentence', text };
}

/** Tells how `work` ended and how long it took in ms, also where it threw. */
export async function timed<T>(
  clock: Clock,
  tell: (outcome: TurnOutcome, milliseconds: number) => void,
  work: () => Promise<{ readonly outcome: TurnOutcome; readonly served: T }>,
): Promise<T> {
  const began = clock.monotonic();
  let outcome: TurnOutcome = 'failed';
  try {
    const done = await work();
    outcome = done.outcome;
    return done.served;
  } finally {
    tell(outcome, clock.monotonic() - began);
  }
}
