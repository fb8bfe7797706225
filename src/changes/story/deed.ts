import { z } from 'zod';
import type { Actor } from '../../core/actor.ts';
import { actorSchema } from '../../core/actor-schema.ts';
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

const person = z.object({ name: z.string().nullable() }).nullish().catch(undefined);

const actor = actorSchema.catch({ kind: 'system', job: 'unknown' });

const facts = z
  .object({
    state: said,
    planned,
    plan: z.unknown(),
    reason: said,
    closing: said,
    why: said,
    edited: list,
    /** Of an override: the conflicts, in sentences. */
    borne: list,
    /** Of a look at conflicts: those that are new. */
    found: list,
    vote: said,
    onBehalfOf: person,
    author: actorSchema.optional().catch(undefined),
    server: said,
    /** Of evidence: what it said of each server. */
    servers: z
      .array(
        z.object({
          server: z.string(),
          build: z.string().nullable().catch(null),
          missing: z.array(z.string()).catch([]),
        }),
      )
      .optional()
      .catch(undefined),
    /** Of evidence: whether a report had come since the start. */
    came: z.boolean().optional().catch(undefined),
    unticked: z.array(z.string()).optional().catch(undefined),
    given: z.number().optional().catch(undefined),
    needed: z.number().optional().catch(undefined),
    until: moment,
    zone: said,
    verdict: said,
    /** Of what was proposed or approved with a rollout: its id. */
    rollout: said,
    /** Of a rollout: its changes. */
    changes: list,
    replacedBy: said,
    as: said,
    startNeverRecorded: z.boolean().optional().catch(undefined),
    endNeverRecorded: z.boolean().optional().catch(undefined),
    approvedBy: z.object({ kind: z.string(), rule: z.string().optional() }).nullish().catch(undefined),
  })
  .partial()
  .catch({});
export type Facts = z.infer<typeof facts>;

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
  return [before, after].flatMap(({ planned: plan, server, servers, unticked, replacedBy }) => [
    ...(plan?.servers.map((one) => one.server) ?? []),
    ...(servers?.map((one) => one.server) ?? []),
    ...(unticked ?? []),
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
