import { z } from 'zod';
import { actorSchema } from '../core/actor-schema.ts';
import { type Day, type Instant, instant, isDay } from '../core/clock.ts';
import { serverId } from '../core/ids.ts';
import type { IsoWeekday } from '../core/local-time.ts';
import type { Freeze, FreezeId, MaintenanceRule, MaintenanceScope, Recurrence, RuleId } from './model.ts';
import { MOST_DAYS_AFTER } from './recurrence.ts';

const text = z.string().min(1).max(1_000);
const at = z
  .number()
  .int()
  .min(-8.64e15)
  .max(8.64e15)
  .transform((value): Instant => instant(value));
const weekday = z
  .number()
  .int()
  .min(1)
  .max(7)
  .transform((day) => day as IsoWeekday);
const day = z.string().transform((value, context): Day => {
  if (isDay(value)) return value;
  context.addIssue('not a day');
  return z.NEVER;
});
const local = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/);
const nth = z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4), z.literal(5), z.literal(-1)]);

const scope: z.ZodType<MaintenanceScope> = z.discriminatedUnion('by', [
  z.object({ by: z.literal('all') }),
  z.object({ by: z.enum(['site', 'dag']), value: text }),
  z.object({ by: z.literal('servers'), servers: z.array(text.transform(serverId)).min(1) }),
]);

const recurrence: z.ZodType<Recurrence> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('weekly'), days: z.array(weekday).min(1) }),
  z.object({ kind: z.literal('monthly'), nth, weekday }),
  z.object({ kind: z.literal('patch-tuesday'), days: z.number().int().min(0).max(MOST_DAYS_AFTER) }),
  z.object({ kind: z.literal('rrule'), rrule: text, from: day }),
]);

const approval = z.object({ by: actorSchema, at, hash: text });

/** A rule as it is read back from JSON: whatever else stands there opens nothing. */
export const ruleSchema: z.ZodType<MaintenanceRule> = z.object({
  id: text.transform((id) => id as RuleId),
  revision: z.number().int(),
  name: text,
  zone: text,
  recurrence,
  time: z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/),
  length: z.number().int().positive(),
  noStartBefore: z.number().int().min(0),
  scope,
  preApproves: z.boolean(),
  hash: text,
  authors: z.array(text),
  author: actorSchema,
  madeAt: at,
  changedAt: at,
  approval: approval.nullable(),
  removedAt: at.nullable(),
});

export const freezeSchema: z.ZodType<Freeze> = z.object({
  id: text.transform((id) => id as FreezeId),
  revision: z.number().int(),
  name: text,
  start: at,
  end: at,
  localStart: local,
  localEnd: local,
  zone: text,
  tzdata: text,
  scope,
  effect: z.enum(['forbids', 'warns']),
  reason: text,
  author: actorSchema,
  madeAt: at,
  liftedAt: at.nullable(),
  liftedBy: actorSchema.nullable(),
});
