import type { DigestCommand } from './model.ts';

/** Reads what a person wrote about the digest of a conversation; null when it is not about digests at all. */
export function parseDigestCommand(text: string): DigestCommand | null {
  return /^digest\s*$/i.test(text.trim()) ? { kind: 'show' } : null;
}
