import { formatBuild } from '../catalogue/build-number.ts';
import type { BuildNumber, Catalogue } from '../catalogue/model.ts';
import { openVulnerabilities } from '../catalogue/vulnerabilities.ts';
import type { OpenVulnerability } from './model.ts';

const remembered = new WeakMap<Catalogue, Map<string, readonly OpenVulnerability[]>>();

/** What a build is exposed to. Kept per catalogue: a fleet has few distinct builds, and each is held against every vulnerability. */
export function exposureOf(catalogue: Catalogue, build: BuildNumber): readonly OpenVulnerability[] {
  const byBuild = remembered.get(catalogue) ?? new Map<string, readonly OpenVulnerability[]>();
  remembered.set(catalogue, byBuild);
  const key = formatBuild(build);
  const found = byBuild.get(key) ?? openVulnerabilities(catalogue, build);
  byBuild.set(key, found);
  return found;
}
