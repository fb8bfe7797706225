import { ok, refuse, type Result } from '../core/result.ts';

/** Characters of a reason. */
export const LONGEST_REASON = 500;

/** A reason as a person gave it, on one line, without what can't be seen. Refuses: `invalid` (empty), `too-large`. */
export function reasonIn(text: string): Result<string> {
  const reason = plainLine(text);
  if (reason === '') {
    return refuse('invalid', 'The reason is missing.', 'Say why this is known and waits, for example: being replaced.');
  }
  const length = [...reason].length;
  if (length <= LONGEST_REASON) return ok(reason);
  return refuse('too-large', `The reason has ${length} characters.`, `Say it in at most ${LONGEST_REASON}.`);
}

/** Line breaks and controls become a space; marks of direction and other characters without a shape go. */
export function plainLine(text: string): string {
  return text
    .replace(/\p{Surrogate}/gu, '\uFFFD')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replace(/\p{Cf}/gu, '')
    .trim();
}
