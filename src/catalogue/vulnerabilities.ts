import { productOf } from './lanes.ts';
import { laneOf } from './lookup.ts';
import type { BuildNumber, Catalogue, Vulnerability } from './model.ts';
import { standingOf, updateDay } from './standing.ts';

/** A vulnerability that a build is exposed to. */
export interface ExposedVulnerability {
  readonly cve: string;
  readonly name: string | null;
  /** The newest of the missing updates that fix it: `Oct26SU`. */
  readonly fixedIn: string;
  readonly exploited: boolean;
}

/**
 * What a build is exposed to, in the order: exploited first, then newest fix first, then id. All updates a vulnerability
 * names are needed. For a CU that is not listed only what is certain; `vulnerabilitiesKnown` says whether that is all.
 */
export function openVulnerabilities(catalogue: Catalogue, build: BuildNumber): readonly ExposedVulnerability[] {
  const product = productOf(build);
  if (!product) return [];
  const open = catalogue.vulnerabilities.flatMap((row) => {
    if (!row.products.includes(product)) return [];
    const missing = row.fixedIn.filter((label) => standingOf(catalogue, build, label) === 'before');
    return missing.length > 0 ? [{ row, fixedIn: newestLabel(catalogue, missing) }] : [];
  });
  return open
    .map(({ row, fixedIn }) => ({ cve: row.cve, name: row.name, fixedIn, exploited: row.exploited }))
    .sort(
      (a, b) => Number(b.exploited) - Number(a.exploited) || byNewestFix(catalogue, a, b) || (a.cve < b.cve ? -1 : 1),
    );
}

/** False where the CU is not in the catalogue: then an empty list of open vulnerabilities proves nothing. */
export function vulnerabilitiesKnown(catalogue: Catalogue, build: BuildNumber): boolean {
  return laneOf(catalogue, build) !== null;
}

/** The vulnerabilities of a named set, for example `ProxyShell`. */
export function namedSet(catalogue: Catalogue, name: string): readonly Vulnerability[] {
  return catalogue.vulnerabilities.filter((row) => row.name === name);
}

function newestLabel(catalogue: Catalogue, labels: readonly string[]): string {
  const day = (label: string) => updateDay(catalogue, label) ?? '';
  return labels.reduce((newest, label) => (day(label) > day(newest) ? label : newest));
}

function byNewestFix(catalogue: Catalogue, a: ExposedVulnerability, b: ExposedVulnerability): number {
  const [dayA, dayB] = [updateDay(catalogue, a.fixedIn) ?? '', updateDay(catalogue, b.fixedIn) ?? ''];
  return dayA === dayB ? 0 : dayA > dayB ? -1 : 1;
}
