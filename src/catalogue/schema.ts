import { z } from 'zod';
import type { Day } from '../core/clock.ts';
import { isDay } from '../core/clock.ts';
import { parseBuild } from './build-number.ts';
import { products } from './model.ts';

const text = z.string().min(1).max(500);
const label = z.string().regex(/^[A-Z][a-z]{2}\d{2}(SU|HU)(v\d)?$/, 'expected a label such as Oct26SU');
const source = z.string().min(1).max(100);

export const daySchema = z.custom<Day>((value) => typeof value === 'string' && isDay(value), {
  message: 'expected a day such as 2026-10-13',
});

export const buildSchema = z.string().transform((value, context) => {
  const build = parseBuild(value);
  if (build) return build;
  context.addIssue({ code: 'custom', message: 'expected a build such as 15.2.2562.56' });
  return z.NEVER;
});

const boundSchema = buildSchema.nullable().transform((bound) => bound ?? ('never' as const));

export const releaseSchema = z.strictObject({
  product: z.enum(products),
  cu: z.string().min(1).max(20),
  su: label.nullable(),
  kind: z.enum(['Preview', 'RTM', 'CU', 'SU', 'HU']),
  build: buildSchema,
  releaseDate: daySchema.nullable(),
  kb: z
    .string()
    .regex(/^KB\d{6,8}$/, 'expected a number such as KB5094139')
    .nullable(),
  sources: z.array(source).min(1).max(10),
  note: text.nullable().default(null),
  inferred: z.boolean().default(false),
});

/** One row of cut-offs. `null` for a bound: no build of the lane ever passes. */
export const cutoffSchema = z.strictObject({
  product: z.enum(products),
  cu: z.string().min(1).max(20),
  lane: z.string().min(1).max(30),
  serviceFrom: boundSchema,
  ocsCertificateFrom: boundSchema,
  /** The reading in which the March 2023 update itself does not pass; kept with the data, not judged by. */
  ocsCertificateStrictFrom: boundSchema.optional(),
  ocsSigningFrom: boundSchema,
});

export const vulnerabilitySchema = z.strictObject({
  cve: z.string().regex(/^(CVE-\d{4}-\d{4,7}|ADV\d{6})$/, 'expected an id such as CVE-2026-70571'),
  fixedIn: z.array(label).min(1).max(10),
  products: z.array(z.enum(products)).min(1),
  source,
  note: text.nullable().default(null),
  name: z.string().min(1).max(40).nullable().default(null),
  exploited: z.boolean().default(false),
});

/** `source` and `note` document a row; they judge nothing and are not carried into the catalogue. */
export const mitigationSchema = z
  .strictObject({
    family: z.string().regex(/^[A-Z]{1,10}\d{1,4}$/, 'expected a family such as M2, without a dot'),
    title: text,
    cve: z.string().nullable(),
    products: z.array(z.enum(products)).min(1),
    highestApplicable: label.nullable(),
    removableFrom: label.nullable(),
    removal: text.nullable(),
    source: source.optional(),
    note: text.nullable().optional(),
  })
  .transform(({ source: _source, note: _note, ...mitigation }) => mitigation);

export const supportSchema = z
  .strictObject({
    product: z.enum(products),
    endsOn: daySchema.nullable(),
    esuUntil: daySchema.nullable(),
    esuLevels: z.array(z.string().min(1).max(20)),
    lastPublicUpdate: label.nullable(),
    source: source.optional(),
    note: text.nullable().optional(),
  })
  .transform(({ source: _source, note: _note, ...support }) => support);

export type Cutoff = z.output<typeof cutoffSchema>;
