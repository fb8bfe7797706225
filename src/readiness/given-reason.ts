import { ok, refuse, type Result } from '../core/result.ts';

/** Characters of a reason. */
const LONGEST = 1_000;

/** A reason as a person gave it, on one line. Refuses an empty one and one that is too long. */
export function givenReason(text: string, example: string): Result<string> {
  const reason = text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replace(/\p{Cf}/gu, '')
    .trim();
  if (reason === '') return refuse('invalid', 'The reason is missing.', `Say why, for example: ${example}`);
  if (reason.length > LONGEST) {
    return refuse('too-large', `The reason has ${reason.length} characters.`, `Say it in at most ${LONGEST}.`);
  }
  return ok(reason);
}
