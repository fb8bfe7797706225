import { sha256 } from '../core/ids.ts';
import { canonical } from '../core/json.ts';
import { compareBuilds } from './build-number.ts';
import { baseOf } from './lanes.ts';
import type { Catalogue } from './model.ts';

/** Puts the lists into one order and gives the whole its id, so that the same facts always have the same id. */
export function identified(content: Omit<Catalogue, 'id'>): Catalogue {
  const normal = {
    asOf: content.asOf,
    lanes: [...content.lanes].sort((a, b) => compareBuilds(baseOf(a.releases).build, baseOf(b.releases).build)),
    vulnerabilities: sortedBy(content.vulnerabilities, (row) => row.cve),
    mitigations: sortedBy(content.mitigations, (row) => row.family),
    support: sortedBy(content.support, (row) => row.product),
  };
  return { ...normal, id: sha256(canonical(normal)) };
}

function sortedBy<T>(rows: readonly T[], key: (row: T) => string): T[] {
  return [...rows].sort((a, b) => (key(a) < key(b) ? -1 : Number(key(a) > key(b))));
}
