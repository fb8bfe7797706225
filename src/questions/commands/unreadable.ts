import type { Refusal } from '../../core/result.ts';

/** A command that was meant and can't be read. */
export interface Unreadable {
  readonly kind: 'unreadable';
  readonly refusal: Refusal;
}

const LONGEST_ECHO = 60;

/** `hint`: what to write instead, with an example. */
export function unreadable(message: string, hint: string): Unreadable {
  return { kind: 'unreadable', refusal: { code: 'invalid', message, hint } };
}

/** What somebody wrote, as a sentence quotes it. */
export function quote(text: string): string {
  const plain = text.trim().replace(/\s+/g, ' ');
  return `“${plain.length > LONGEST_ECHO ? `${plain.slice(0, LONGEST_ECHO)}…` : plain}”`;
}
