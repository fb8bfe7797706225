import { z } from 'zod';

const LONGEST_HEADER = 16 * 1024;
const algorithms = ['RS256', 'RS384', 'RS512'];

const headerSchema = z.object({ alg: z.string(), kid: z.string() });
const payloadSchema = z.object({ iss: z.string(), aud: z.string() });

/**
 * Whether a token is worth checking at all: signed with RSA, for this bot, from the one issuer.
 * Proves nothing. It keeps forged tokens away from the SDK, which remembers every tenant id it is shown before it looks at a signature.
 */
export function looksGenuine(authorization: string, expected: { issuer: string; audience: string }): boolean {
  if (authorization.length > LONGEST_HEADER) return false;
  const match = /^Bearer ([\w-]+)\.([\w-]+)\.[\w-]+$/.exec(authorization);
  if (!match) return false;
  const header = headerSchema.safeParse(decode(match[1]));
  if (!header.success || !algorithms.includes(header.data.alg)) return false;
  const payload = payloadSchema.safeParse(decode(match[2]));
  return payload.success && payload.data.iss === expected.issuer && payload.data.aud === expected.audience;
}

function decode(part = ''): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
}
