import { createHash, timingSafeEqual } from 'node:crypto';

/** A token and its hash are no secret to each other's length; its characters are compared in constant time. */
const LONGEST = 1_000;

/**
 * The hash of the token in an Authorization header, if it is one of `hashes` (SHA-256, hexadecimal); else null.
 * Takes the same time whichever of them fits.
 */
export function intakeTokenOf(authorization: string | undefined, hashes: readonly string[]): string | null {
  const token = /^Bearer +(\S+) *$/i.exec(authorization ?? '')?.[1] ?? '';
  if (token === '' || token.length > LONGEST) return null;
  const given = createHash('sha256').update(token).digest();
  let found: string | null = null;
  for (const hash of hashes) {
    const wanted = Buffer.from(hash, 'hex');
    if (wanted.length === given.length && timingSafeEqual(wanted, given)) found = hash;
  }
  return found;
}
