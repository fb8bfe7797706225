import { z } from 'zod';
import { isDay } from '../core/clock.ts';
import { advisoryIds, type CheckId, gateIds } from '../readiness/model.ts';
import { alarmKinds, changeKinds, type CheckedState, type DigestContent } from './model.ts';
import { sectionsSchema } from './section-schema.ts';

const checkIds: readonly string[] = [...gateIds, ...advisoryIds];
const nothing = { total: 0, first: [] };
const count = z.number().int().catch(0);
const instant = z.number().int();
const noted = z.number().int().nullable().catch(null);

const named = z
  .object({
    total: z.number().int(),
    first: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        causes: z.array(z.string()).transform((ids) => ids.filter((id): id is CheckId => checkIds.includes(id))),
        neverReported: z.boolean().optional().catch(undefined),
        updating: z.boolean().optional().catch(undefined),
      }),
    ),
  })
  .catch(nothing);

// What an earlier version did not store yet reads as nothing to tell where it is a list, and as not known where it is a number.
const schema = z.object({
  asOf: instant,
  zone: z.string().catch('UTC'),
  scope: z.object({ by: z.enum(['site', 'dag', 'product']), value: z.string() }).nullable(),
  since: instant.nullable(),
  totals: z.object({ ready: count, failing: count, unknown: count, notApplicable: count }),
  outdated: count,
  readyMissingUpdate: noted,
  readyOutOfSupport: noted,
  neverReported: noted,
  staleEvidence: noted,
  knowledge: z
    .object({
      completeness: z.object({ listed: z.number().int(), reported: z.number().int() }).nullable(),
      oldestReport: instant.nullable(),
      newestReport: instant.nullable(),
    })
    .nullable()
    .catch(null),
  catalogueAsOf: z.string().refine(isDay).nullable().catch(null),
  newFailing: named,
  worse: named,
  fixed: named,
  stillFailing: count,
  unknown: named,
  evidenceDue: count,
  neverCame: noted,
  stale: named,
  stillUnknown: count,
  known: named,
  newOutdated: named,
  supportEnded: count,
  updated: named,
  joined: named,
  exempt: named,
  left: named,
  releases: z.array(z.object({ build: z.string(), label: z.string() })).catch([]),
  moreReleases: count,
  updating: z.partialRecord(z.enum(alarmKinds), z.number().int()).optional().catch(undefined),
  missed: count,
  auditHead: z.object({ seq: z.number().int(), hash: z.string() }),
  // A digest whose sections can't be read is still a digest.
  sections: sectionsSchema.nullable().optional().catch(null),
});

/** Reads a stored digest. @throws when it is none. */
export function readContent(json: string): DigestContent {
  return schema.parse(JSON.parse(json)) as unknown as DigestContent;
}

const reached = schema.pick({ scope: true, missed: true, sections: true });

/** Of a stored digest what the next one goes by, without its lists. @throws when it is none. */
export function readReached(json: string): Pick<DigestContent, 'scope' | 'missed' | 'sections'> {
  return reached.parse(JSON.parse(json)) as unknown as Pick<DigestContent, 'scope' | 'missed' | 'sections'>;
}

const checked = z.object({
  totals: schema.shape.totals,
  changes: z.partialRecord(z.enum(changeKinds), z.number().int()),
  releases: count,
});

/** Reads what a check noted; null: nothing, or nothing that can be read. */
export function readChecked(json: string | null): CheckedState | null {
  if (json === null) return null;
  try {
    return checked.parse(JSON.parse(json));
  } catch {
    return null;
  }
}
