import { z } from 'zod';
import { actorSchema } from '../core/actor-schema.ts';
import { advisoryIds, type CheckId, gateIds } from '../readiness/model.ts';
import { sectionKinds } from './model.ts';

const checkIds: readonly string[] = [...gateIds, ...advisoryIds];
const count = z.number().int();
const instant = z.number().int();
const text = z.string();

function some<T extends z.ZodType>(entry: T) {
  return z.object({ total: count, first: z.array(entry) });
}

const server = z.object({ id: text, name: text });

const change = z.object({
  id: text,
  type: z.enum(['standard', 'normal', 'emergency']),
  risk: z.enum(['low', 'medium', 'high']),
  start: instant,
  end: instant,
  zone: text,
  servers: z.array(server),
  serverCount: count,
  requester: actorSchema,
});

/** `DigestSections` as they are stored with a digest. */
export const sectionsSchema = z.object({
  waiting: some(change.extend({ since: instant, whom: z.array(text.nullable()), whomCount: count })),
  windows: some(change.extend({ state: z.enum(['approved', 'in-progress']) })),
  missed: some(change),
  unproven: some(change.extend({ doneAt: instant.nullable(), unproven: z.array(server), unprovenCount: count })),
  overdueReviews: some(change.extend({ dueAt: instant })),
  ending: some(z.object({ id: text, server, author: actorSchema, until: instant, zone: text, reason: text })),
  unattended: some(
    server.extend({
      causes: z.array(text).transform((ids) => ids.filter((id): id is CheckId => checkIds.includes(id))),
    }),
  ),
  standing: z.object({ failing: count, planned: count, acknowledged: count, unattended: count }),
  fresh: z.partialRecord(z.enum(sectionKinds), count),
  gone: count,
});
