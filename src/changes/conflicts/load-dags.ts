import type { ServerId } from '../../core/ids.ts';
import type { Policy } from '../../people/policy.ts';
import { type PicturedDag, placeKey } from './picture.ts';
import type { LightRow } from './store.ts';

export type PolicyDag = Policy['dags'][number];

/**
 * The DAGs of some servers, by reports and by the policy file, each with who belongs to it by either. `rows`: all servers
 * that reports show in these DAGs, and all that the policy file names of them.
 */
export function dagsIn(
  rows: readonly LightRow[],
  own: readonly ServerId[],
  named: readonly PolicyDag[],
): Map<string, PicturedDag> {
  const found = new Map<string, PicturedDag>();
  const asked = new Set(own);
  for (const [organisation, ofOne] of byOrganisation(rows)) {
    const seen = seenIn(ofOne);
    const hosts = hostsOf(ofOne);
    const policies = new Map(named.map((dag) => [dag.name, dag]));
    for (const key of new Set([...seen.keys(), ...policies.keys()])) {
      const { name, ids } = seen.get(key) ?? { name: key, ids: [] };
      const policy = policies.get(key);
      const members = (policy?.members ?? []).map((host) => ({ name: host, server: serverOf(host, hosts, ids) }));
      if (![...ids, ...members.flatMap(({ server }) => server ?? [])].some((id) => asked.has(id))) continue;
      found.set(placeKey(organisation, key), {
        name,
        seen: ids,
        policy: policy ? { members, witness: policy.witness !== null } : null,
      });
    }
  }
  return found;
}

function byOrganisation(rows: readonly LightRow[]): Map<string | null, LightRow[]> {
  const found = new Map<string | null, LightRow[]>();
  for (const row of rows) {
    const known = found.get(row.organisation);
    if (known) known.push(row);
    else found.set(row.organisation, [row]);
  }
  return found;
}

interface SeenDag {
  readonly name: string;
  readonly ids: ServerId[];
}

/** By name in lower case. */
function seenIn(rows: readonly LightRow[]): Map<string, SeenDag> {
  const found = new Map<string, SeenDag>();
  for (const { id, dag } of rows) {
    if (dag === null) continue;
    const known = found.get(dag.toLowerCase()) ?? { name: dag, ids: [] };
    known.ids.push(id);
    found.set(dag.toLowerCase(), known);
  }
  for (const { ids } of found.values()) ids.sort();
  return found;
}

/** By full name and by short name. */
function hostsOf(rows: readonly LightRow[]): Map<string, ServerId[]> {
  const found = new Map<string, ServerId[]>();
  for (const { id, name, fqdn } of rows) {
    for (const host of new Set([id, fqdn.toLowerCase(), name.toLowerCase()]))
      found.set(host, [...(found.get(host) ?? []), id]);
  }
  return found;
}

/** A short name that several servers have is that of the member; null: it can't be told which. */
function serverOf(
  host: string,
  hosts: ReadonlyMap<string, readonly ServerId[]>,
  seen: readonly ServerId[],
): ServerId | null {
  const fitting = hosts.get(host) ?? [];
  const members = fitting.filter((id) => seen.includes(id));
  const [only, ...more] = members.length > 0 ? members : fitting;
  return only !== undefined && more.length === 0 ? only : null;
}
