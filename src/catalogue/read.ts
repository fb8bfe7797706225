import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { identified } from './identity.ts';
import { lanesOf } from './lanes.ts';
import type { Catalogue } from './model.ts';
import {
  cutoffSchema,
  daySchema,
  mitigationSchema,
  releaseSchema,
  supportSchema,
  vulnerabilitySchema,
} from './schema.ts';

let shipped: Catalogue | null = null;

/**
 * The catalogue that ships with Patchwarden, read and checked once.
 * @throws ZodError when a data file is broken: the installation is damaged.
 */
export function shippedCatalogue(): Catalogue {
  shipped ??= readShipped();
  return shipped;
}

function readShipped(): Catalogue {
  const builds = z.object({ asOf: daySchema, builds: z.array(releaseSchema) }).parse(file('builds'));
  const { lanes: cutoffs } = z.object({ lanes: z.array(cutoffSchema) }).parse(file('cutoffs'));
  const { cves } = z.object({ cves: z.array(vulnerabilitySchema) }).parse(file('cves'));
  const { mitigations } = z.object({ mitigations: z.array(mitigationSchema) }).parse(file('mitigations'));
  const { support } = z.object({ support: z.array(supportSchema) }).parse(file('support'));
  return identified({
    asOf: builds.asOf,
    lanes: lanesOf(builds.builds, cutoffs),
    vulnerabilities: cves,
    mitigations,
    support,
  });
}

function file(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`./data/${name}.json`, import.meta.url), 'utf8'));
}
