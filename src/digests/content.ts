import { z } from 'zod';
import { advisoryIds, type CheckId, gateIds } from '../readiness/model.ts';
import type { DigestContent } from './model.ts';

const checkIds: readonly string[] = [...gateIds, ...advisoryIds];
const nothing = { total: 0, first: [] };
const count = z.number().int().catch(0);
const instant = z.number().int();

const named = z
  .object({
    total: z.number().int(),
    first: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        causes: z.array(z.string()).transform((ids) => ids.filter((id): id is CheckId => checkIds.includes(id))),
      }),
    ),
  })
  .catch(nothing);

// What an earlier version did not store yet reads as nothing to tell.
const schema = z.object({
  asOf: instant,
  zone: z.string().catch('UTC'),
  scope: z.object({ by: z.enum(['site', 'dag', 'product']), value: z.string() }).nullable(),
  since: instant.nullable(),
  totals: z.object({ ready: count, failing: count, unknown: count, notApplicable: count }),
  outdated: count,
  newFailing: named,
  worse: named,
  fixed: named,
  stillFailing: count,
  unknown: named,
  evidenceDue: count,
  stillUnknown: count,
  known: named,
  newOutdated: named,
  supportEnded: count,
  updated: named,
  left: named,
  releases: z.array(z.object({ build: z.string(), label: z.string() })).catch([]),
  missed: count,
  auditHead: z.object({ seq: z.number().int(), hash: z.string() }),
});

/** Reads a stored digest. @throws when it is none. */
export function readContent(json: string): DigestContent {
  return schema.parse(JSON.parse(json)) as unknown as DigestContent;
}
