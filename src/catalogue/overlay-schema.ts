import { z } from 'zod';
import {
  cutoffSchema,
  daySchema,
  mitigationSchema,
  releaseSchema,
  supportSchema,
  vulnerabilitySchema,
} from './schema.ts';

/** An overlay file: the rows of the shipped data, of each list any number. */
export const overlaySchema = z.strictObject({
  asOf: daySchema,
  builds: z.array(releaseSchema).max(1_000).default([]),
  lanes: z
    .array(cutoffSchema.omit({ ocsCertificateStrictFrom: true }))
    .max(100)
    .default([]),
  cves: z.array(vulnerabilitySchema).max(2_000).default([]),
  mitigations: z.array(mitigationSchema).max(200).default([]),
  support: z.array(supportSchema).max(20).default([]),
});

export type Overlay = z.output<typeof overlaySchema>;
