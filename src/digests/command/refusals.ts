import { type Refusal, refuse } from '../../core/result.ts';

const EXAMPLE = 'For example: digest weekdays 07:30 Europe/Berlin.';
const LONGEST_QUOTE = 64;

/** A command that can't be read: what is wrong with which words, and an example, unless something better is to be said. */
export function unreadable(message: string, hint: string = EXAMPLE): Refusal {
  return refuse('invalid', message, hint).refusal;
}

export interface Wrong {
  readonly kind: 'wrong';
  readonly refusal: Refusal;
}

export function wrong(message: string, hint?: string): Wrong {
  return { kind: 'wrong', refusal: unreadable(message, hint) };
}

/** Words of a command as a sentence repeats them. */
export function quote(text: string): string {
  return `"${text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text}"`;
}
