import { isStale } from './evidence.ts';
import type { Model } from './model.ts';

/** Of the organisation whose servers these are; it begins the keys of sites and DAGs. */
const ORGANISATION = 'contoso@contoso.test';

export function placeKey(name: string): string {
  return `${ORGANISATION}/${name.toLowerCase()}`;
}

/** Whether a server carries mail and votes by its newest report. */
export function serviceOf({ fleet }: Model, server: string, now: number): 'in' | 'out' | 'unknown' {
  const report = fleet.current.get(server);
  if (!report || fleet.retired.has(server) || isStale(report, now)) return 'unknown';
  if (report.node === 'Down' || (report.inactive ?? []).length > 0) return 'out';
  return report.node === null || report.inactive === null ? 'unknown' : 'in';
}

export function inFleet({ world, fleet }: Model): string[] {
  return [...world.places.keys()].filter((server) => fleet.current.has(server) && !fleet.retired.has(server));
}

export interface ModelDag {
  /** As in keys. */
  readonly key: string;
  /** Ids, and names of which no server is there. */
  readonly members: readonly string[];
  /** How many may be out; null: nobody knows. */
  readonly mayBeDown: number | null;
}

/** By reports and by the policy file, and what is known of their quorum: a majority of the voters has to stay. */
export function dagsOf(model: Model): ModelDag[] {
  const { places, policy } = model.world;
  const fleet = inFleet(model);
  const reported = (server: string): string | null => places.get(server)?.dag?.toLowerCase() ?? null;
  const names = new Set([...fleet.flatMap((server) => reported(server) ?? []), ...policy.dags.map(({ name }) => name)]);
  return [...names].map((name) => {
    const seen = fleet.filter((server) => reported(server) === name);
    const named = policy.dags.find((dag) => dag.name === name);
    if (!named) return { key: placeKey(name), members: seen, mayBeDown: null };
    const written = named.members.map(
      (host) => fleet.find((id) => id === host || id.startsWith(`${host}.`)) ?? `no ${host}`,
    );
    const strangers = seen.filter((server) => !written.includes(server));
    const elsewhere = written.some((server) => ![null, name].includes(reported(server)));
    const count = written.length;
    const voters = count % 2 === 0 && named.witness !== null ? count + 1 : count;
    const known = strangers.length === 0 && !elsewhere;
    return {
      key: placeKey(name),
      members: [...written, ...strangers],
      mayBeDown: known ? Math.ceil(voters / 2) - 1 : null,
    };
  });
}
