import { z } from 'zod';
import type { Actor } from './actor.ts';

/** An actor as it is read back from JSON. */
export const actorSchema: z.ZodType<Actor> = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('user'),
    tenantId: z.string(),
    aadObjectId: z.string(),
    name: z.string().nullable(),
  }),
  z.object({ kind: z.literal('token'), name: z.string() }),
  z.object({ kind: z.literal('system'), job: z.string() }),
  z.object({ kind: z.literal('cli'), user: z.string() }),
]);
