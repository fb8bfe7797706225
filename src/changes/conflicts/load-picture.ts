import { currentCatalogue } from '../../catalogue/current.ts';
import { type Instant, instant, later } from '../../core/clock.ts';
import type { ServerId } from '../../core/ids.ts';
import { heldFreezes, readRules } from '../../maintenance/store.ts';
import type { Policy } from '../../people/policy.ts';
import { scopeValues } from '../../readiness/fleet/store.ts';
import type { ServerRow } from '../../readiness/model.ts';
import { serverRows } from '../../readiness/rows.ts';
import type { Reader } from '../../storage/database.ts';
import type { PictureOf } from '../app.ts';
import type { Change } from '../model.ts';
import { stateAt } from '../state-at.ts';
import { claims } from '../states.ts';
import { dagsIn, type PolicyDag } from './load-dags.ts';
import { withMemberships } from './memberships.ts';
import { type PicturedChange, type PicturedServer, placeKey, type SiteTally } from './picture.ts';
import { claimingChanges, type LightRow, lightRows, tallies } from './store.ts';

export interface PictureSettings {
  readonly policy: Pick<Policy, 'dags' | 'minutes'>;
  /** Milliseconds. */
  readonly maxEvidenceAge: number;
}

/** Loads what decides about conflicts of plans, in a few queries however many they are. */
export function pictureOf({ policy, maxEvidenceAge }: PictureSettings): PictureOf {
  return async (reader, { plans, from, to, now }) => {
    const own = [...new Set(plans.flatMap(({ servers }) => servers.map(({ server }) => server)))];
    const since = instant(now - maxEvidenceAge);
    const rows = await rowsOf(reader, own, now);
    const around = await aroundOf(reader, rows, policy.dags);
    const light = new Map((await lightRows(reader, { ids: own, ...around })).map((row) => [row.id, row]));
    const dags = dagsIn([...light.values()], own, around.named);
    const members = [...light.keys()];
    const sites = await spellings(
      reader,
      'site',
      distinct(rows.map(({ site, role }) => (role === 'edge' ? null : site))),
    );
    const changes = (await claimingChanges(reader, { from, to, own, members, dags: around.dags, sites })).flatMap(
      (change) => picturedChange(change, now) ?? [],
    );
    const theirs = changes.flatMap(({ servers }) => servers).filter((server) => !light.has(server));
    for (const row of await lightRows(reader, { ids: [...new Set(theirs)], dags: [], shortNames: [] }))
      light.set(row.id, row);
    const servers = withMemberships(
      [...light.values()].map((row) => picturedServer(row, since)),
      dags,
    );
    const rules = await readRules(reader);
    return {
      now,
      catalogue: await currentCatalogue(reader),
      minutes: policy.minutes,
      servers,
      rows: new Map(rows.map((row) => [row.id, row])),
      sites: await sitesOf(reader, sites, since),
      dags,
      changes,
      rules: rules.read,
      unreadRules: rules.unreadable,
      freezes: await heldFreezes(reader, from, to),
    };
  };
}

const CHUNK = 500;

async function rowsOf(reader: Reader, ids: readonly ServerId[], now: Instant): Promise<ServerRow[]> {
  const rows: ServerRow[] = [];
  for (let from = 0; from < ids.length; from += CHUNK)
    rows.push(...(await serverRows(reader, ids.slice(from, from + CHUNK), now)));
  return rows;
}

/** The DAGs of servers as reports name them, and the members that the policy file names of these and of theirs. */
async function aroundOf(
  reader: Reader,
  rows: readonly ServerRow[],
  policies: readonly PolicyDag[],
): Promise<{ readonly dags: string[]; readonly shortNames: string[]; readonly named: readonly PolicyDag[] }> {
  const reported = distinct(rows.map(({ dag }) => dag));
  const keys = new Set(reported.map((dag) => dag.toLowerCase()));
  const hosts = new Set(rows.flatMap(({ fqdn, name }) => [fqdn.toLowerCase(), name.toLowerCase()]));
  const named = policies.filter(({ name, members }) => keys.has(name) || members.some((host) => hosts.has(host)));
  // Who else reports a DAG that a server is in by the policy file alone contradicts it.
  const dags = await spellings(reader, 'dag', [...reported, ...named.map(({ name }) => name)]);
  const shortNames = named.flatMap(({ members }) => members.map((host) => host.split('.')[0]));
  return { dags, shortNames: distinct(shortNames), named };
}

/** As they are stored, whatever the case. A dialect compares without case as it likes, so it is not left to it. */
async function spellings(reader: Reader, by: 'site' | 'dag', names: readonly string[]): Promise<string[]> {
  if (names.length === 0) return [];
  const keys = new Set(names.map((name) => name.toLowerCase()));
  return (await scopeValues(reader, by)).filter((value) => keys.has(value.toLowerCase()));
}

function distinct(values: readonly (string | null | undefined)[]): string[] {
  return [...new Set(values.flatMap((value) => value ?? []))];
}

function picturedServer(row: LightRow, since: Instant): PicturedServer {
  const { id, name, role, observedAt, organisation, site, dag } = row;
  const fresh = observedAt !== null && observedAt > since;
  return {
    id,
    name,
    site: site === null || role === 'edge' ? null : placeKey(organisation, site),
    dag: dag === null ? null : placeKey(organisation, dag),
    role,
    observedAt,
    fresh,
    service: fresh ? (row.service ?? 'unknown') : 'unknown',
    internetFacing: row.internetFacing,
  };
}

/**
 * A change as it claims its servers at `now`; null: it does not. One in progress whose window is over is still at work, so
 * that it ends after `now`.
 */
export function picturedChange(change: Pick<Change, 'id' | 'state' | 'plan'>, now: Instant): PicturedChange | null {
  const { id, plan } = change;
  const state = stateAt(change, now);
  if (!claims(state)) return null;
  const { start, end, zone } = plan.window;
  return {
    id,
    type: plan.type,
    state,
    window: { start, end: state === 'in-progress' && end <= now ? later(now, 1) : end, zone },
    servers: plan.servers.map(({ server }) => server),
    planned: plan.servers,
  };
}

/** Spellings of one name are one site. */
async function sitesOf(reader: Reader, sites: readonly string[], since: Instant): Promise<Map<string, SiteTally>> {
  const found = new Map<string, SiteTally>();
  for (const row of await tallies(reader, sites, since)) {
    const key = placeKey(row.organisation, row.site);
    const known = found.get(key) ?? { name: row.site, in: 0, out: 0, unknown: 0 };
    const unknown = row.servers - row.in - row.out;
    found.set(key, { ...known, in: known.in + row.in, out: known.out + row.out, unknown: known.unknown + unknown });
  }
  return found;
}
