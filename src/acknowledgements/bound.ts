import { z } from 'zod';
import { type Assessment, type CheckId, gateIds } from '../readiness/model.ts';
import type { Bound } from './model.ts';

const gates: ReadonlySet<string> = new Set(gateIds);
// A gate of a later version is nothing that this one judges.
const ids = z.array(z.string()).transform((all) => all.filter((id): id is CheckId => gates.has(id)));

const schema = z.object({
  readiness: z.enum(['failing', 'unknown']),
  failing: ids,
  unknown: ids,
  build: z.string().nullable().catch(null),
});

/** Reads what was stored. @throws when it is no bound. */
export function readBound(json: string): Bound {
  return schema.parse(JSON.parse(json));
}

/** What would be acknowledged of a server that stands like this; null: it is ready, or the gates do not apply to it. */
export function boundOf(assessment: Assessment): Bound | null {
  const { readiness, build } = assessment;
  if (readiness !== 'failing' && readiness !== 'unknown') return null;
  return { readiness, failing: gatesBeing(assessment, 'fail'), unknown: gatesBeing(assessment, 'unknown'), build };
}

/** Gates with this verdict, in their order. */
export function gatesBeing({ checks }: Pick<Assessment, 'checks'>, verdict: 'fail' | 'unknown'): CheckId[] {
  return checks.filter((check) => check.gate && check.verdict === verdict).map(({ id }) => id);
}
