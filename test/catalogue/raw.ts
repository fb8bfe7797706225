import { readFileSync } from 'node:fs';

export interface RawBuild {
  readonly product: string;
  readonly cu: string;
  readonly su: string | null;
  readonly kind: string;
  readonly build: string;
  readonly releaseDate: string | null;
  readonly kb: string | null;
  readonly sources: readonly string[];
  readonly inferred: boolean;
}

export interface RawCutoff {
  readonly product: string;
  readonly lane: string;
  readonly serviceFrom: string | null;
  readonly ocsCertificateFrom: string | null;
  readonly ocsSigningFrom: string | null;
}

export interface RawCve {
  readonly cve: string;
  readonly fixedIn: readonly string[];
  readonly products: readonly string[];
  readonly source: string;
}

export type RawFile = { readonly asOf: string; readonly sources: Readonly<Record<string, string>> };

/** A shipped data file as it lies on the disk, read without any code of the catalogue. */
export function rawFile<T>(name: string): RawFile & T {
  return JSON.parse(readFileSync(new URL(`../../src/catalogue/data/${name}.json`, import.meta.url), 'utf8'));
}

export const rawBuilds = rawFile<{ builds: readonly RawBuild[] }>('builds').builds;
export const rawCutoffs = rawFile<{ lanes: readonly RawCutoff[] }>('cutoffs').lanes;
export const rawCves = rawFile<{ cves: readonly RawCve[] }>('cves').cves;
