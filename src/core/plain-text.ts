import { ok, refuse, type Result } from './result.ts';

/** Characters of a reason. */
const LONGEST_REASON = 500;

/**
 * A text of a person on one line, without what can't be seen: line breaks, controls and blanks of any kind become one space;
 * marks of direction, joiners and other characters without a shape go, and so does half of a surrogate pair: it stands for
 * no character, and PostgreSQL can't store it.
 */
export function plainText(text: string): string {
  return text
    .replace(/\p{Surrogate}/gu, '')
    .replace(/[\p{Cf}\u115F\u1160\u2800\u3164\uFFA0]/gu, '')
    .replace(/[\p{Cc}\p{Z}\s]+/gu, ' ')
    .trim();
}

/** Counted as a person counts: a character outside the basic plane is one. Refuses, naming the field: `too-large`. */
export function readText(field: string, text: string, longest: number): Result<string> {
  const read = plainText(text);
  const length = [...read].length;
  if (length <= longest) return ok(read);
  return refuse('too-large', `The ${field} has ${length} characters.`, `Say it in at most ${longest}.`);
}

/** `hint`: what to say. Refuses: `invalid` (empty), `too-large`. */
export function readReason(text: string, hint: string, longest = LONGEST_REASON): Result<string> {
  const read = readText('reason', text, longest);
  return read.ok && read.value === '' ? refuse('invalid', 'The reason is missing.', hint) : read;
}
