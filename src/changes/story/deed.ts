import { z } from 'zod';
import type { Actor } from '../../core/actor.ts';
import { type Instant, instant } from '../../core/clock.ts';
import type { AuditTable } from '../../storage/schema.ts';

/** A row of the log as its story needs it. What an older version wrote otherwise is left out rather than guessed. */
export interface StoredDeed {
  readonly seq: number;
  readonly at: Instant;
  readonly actor: Actor;
  readonly verb: string;
  readonly subject: string;
  readonly before: Facts;
  readonly after: Facts;
  readonly hash: string;
}

const said = z.string().trim().min(1).max(5_000).optional().catch(undefined);
const list = z.array(z.string().max(2_000)).max(200).optional().catch(undefined);
const moment = z
  .number()
  .int()
  .transform((ms) => instant(ms))
  .optional()
  .catch(undefined);

const planned = z
  .object({
    type: z.string(),
    servers: z.array(z.object({ server: z.string(), target: z.unknown().optional() })),
    window: z.object({ start: z.number(), end: z.number(), zone: z.string() }),
    reason: z.string(),
    risk: z.string(),
  })
  .optional()
  .catch(undefined);

const person = z
  .union([z.string(), z.object({ name: z.string().nullish(), person: z.string().nullish() })])
  .optional()
  .catch(undefined);

const facts = z
  .object({
    state: said,
    planned,
    plan: z.unknown(),
    reason: said,
    closing: said,
    why: said,
    edited: list,
    missing: list,
    vote: said,
    onBehalfOf: person,
    server: said,
    servers: z.array(z.string()).optional().catch(undefined),
    done: z.boolean().optional().catch(undefined),
    until: moment,
    zone: said,
    verdict: said,
    replacedBy: said,
    as: said,
    build: said,
    file: said,
    startNeverRecorded: z.boolean().optional().catch(undefined),
    endNeverRecorded: z.boolean().optional().catch(undefined),
    approvedBy: z.object({ kind: z.string(), rule: z.string().optional() }).nullish().catch(undefined),
  })
  .partial()
  .catch({});
export type Facts = z.infer<typeof facts>;

const actor: z.ZodType<Actor> = z
  .discriminatedUnion('kind', [
    z.object({
      kind: z.literal('user'),
      tenantId: z.string(),
      aadObjectId: z.string(),
      name: z.string().nullable(),
    }),
    z.object({ kind: z.literal('token'), name: z.string() }),
    z.object({ kind: z.literal('system'), job: z.string() }),
    z.object({ kind: z.literal('cli'), user: z.string() }),
  ])
  .catch({ kind: 'system', job: 'unknown' });

export function deedIn(row: AuditTable): StoredDeed {
  return {
    seq: row.seq,
    at: row.at as Instant,
    actor: actor.parse(jsonIn(row.actor)),
    verb: row.verb,
    subject: row.subject,
    before: facts.parse(jsonIn(row.before) ?? {}),
    after: facts.parse(jsonIn(row.after) ?? {}),
    hash: row.hash,
  };
}

/** Ids of the servers that a deed names. */
export function serversIn({ before, after, subject }: StoredDeed): string[] {
  return [before, after].flatMap(({ planned: plan, server, servers, replacedBy }) => [
    ...(plan?.servers.map((one) => one.server) ?? []),
    ...(servers ?? []),
    ...(server ? [server] : []),
    ...(replacedBy ? [replacedBy] : []),
    subject,
  ]);
}

function jsonIn(text: string | null): unknown {
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
