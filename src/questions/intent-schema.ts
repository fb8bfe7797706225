import { z } from 'zod';
import { changeFilters } from '../changes/filter.ts';
import { advisoryIds, gateIds } from '../readiness/model.ts';
import type { Intent } from './model.ts';

const name = z.string().min(1).max(255);
const list = {
  scope: z.string().min(1).max(300).nullable(),
  cause: z.enum([...gateIds, ...advisoryIds]).nullable(),
  page: z.int().min(1).max(100_000),
};

/** An intent as a button carries it. Anything beyond it is refused, not dropped. */
export const intentSchema: z.ZodType<Intent> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('welcome') }),
  z.strictObject({ kind: z.literal('help') }),
  z.strictObject({ kind: z.literal('status') }),
  z.strictObject({ kind: z.literal('failing'), ...list }),
  z.strictObject({ kind: z.literal('unknown'), ...list }),
  z.strictObject({ kind: z.literal('outdated'), ...list }),
  z.strictObject({ kind: z.literal('why'), server: name }),
  z.strictObject({ kind: z.literal('server'), server: name }),
  z.strictObject({ kind: z.literal('history'), server: name }),
  z.strictObject({ kind: z.literal('judge'), build: z.string().min(1).max(64) }),
  z.strictObject({ kind: z.literal('ticked'), servers: z.array(name).max(100) }),
  z.strictObject({
    kind: z.literal('changes'),
    filter: z.enum(changeFilters),
    page: z.int().min(1).max(100_000),
  }),
  z.strictObject({ kind: z.literal('approvals') }),
  z.strictObject({ kind: z.literal('story'), change: z.string().min(1).max(40) }),
  z.strictObject({ kind: z.literal('not-understood'), text: z.string().max(500) }),
]);
