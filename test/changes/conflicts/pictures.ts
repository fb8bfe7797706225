import { shippedCatalogue } from '../../../src/catalogue/read.ts';
import { withMemberships } from '../../../src/changes/conflicts/memberships.ts';
import {
  type Picture,
  type PicturedChange,
  type PicturedDag,
  type PicturedServer,
  placeKey,
  type PlanShape,
  type Service,
  type SiteTally,
} from '../../../src/changes/conflicts/picture.ts';
import type { ChangeWindow, Plan, Target } from '../../../src/changes/model.ts';
import { changeId } from '../../../src/changes/next-id.ts';
import { DAY, HOUR, instant, later } from '../../../src/core/clock.ts';
import { organisationId, type ServerId, serverId } from '../../../src/core/ids.ts';
import { resolveLocal, TZDATA } from '../../../src/core/local-time.ts';
import type { Freeze, MaintenanceRule } from '../../../src/maintenance/model.ts';
import { defaultPolicy } from '../../../src/people/default-policy.ts';
import type { WorkMinutes } from '../../../src/people/policy.ts';
import { aServerRow, NOW } from '../../support/factories.ts';
import { aFreeze as storedFreeze, aRule as storedRule } from '../../maintenance/rules.ts';
import { SE_BUILD } from '../plans.ts';

/** A server with everything in order, one update behind, unless told otherwise. */
export interface ServerSketch {
  readonly name: string;
  readonly site?: string | null;
  readonly dag?: string | null;
  readonly role?: 'mailbox' | 'edge' | null;
  readonly service?: Service;
  readonly fresh?: boolean;
  readonly facing?: boolean | null;
  /** Null: not known. */
  readonly build?: string | null;
  readonly organisation?: string;
}

export interface DagSketch {
  readonly name: string;
  /** As the policy file names them; null: it does not name the DAG. */
  readonly members: readonly string[] | null;
  readonly witness?: boolean;
}

export interface ChangeSketch {
  readonly id: number;
  readonly servers: readonly string[];
  readonly window?: Pick<ChangeWindow, 'start' | 'end' | 'zone'>;
  readonly target?: Target;
  readonly state?: PicturedChange['state'];
}

export interface PictureSketch {
  readonly servers: readonly ServerSketch[];
  readonly dags?: readonly DagSketch[];
  readonly changes?: readonly ChangeSketch[];
  readonly rules?: readonly MaintenanceRule[];
  readonly freezes?: readonly Freeze[];
  readonly minutes?: Partial<WorkMinutes>;
}

const CONTOSO = organisationId('contoso@contoso.test');
const catalogue = shippedCatalogue();

export function idOf(name: string): ServerId {
  return serverId(`${name}.contoso.test`);
}

/** A window on the clocks of Berlin, unless told otherwise: `2026-11-28T22:00`, hours. */
export function windowAt(local: string, hours = 4, zone = 'Europe/Berlin'): ChangeWindow {
  const start = resolveLocal(local, zone).at;
  return { start, end: later(start, hours * HOUR), local, zone, tzdata: TZDATA };
}

export const SATURDAY = windowAt('2026-11-28T22:00');

export function planOf(servers: readonly string[], over: Partial<Plan> & { readonly target?: Target } = {}): PlanShape {
  const { target = SE_BUILD, ...rest } = over;
  const planned = servers.map((name) => ({ server: idOf(name), target }));
  return { type: 'normal', servers: planned, window: SATURDAY, ...rest };
}

export function aPicture(sketch: PictureSketch): Picture {
  const servers = sketch.servers.map(pictured);
  const dags = dagsOf(sketch);
  const rows = sketch.servers.map((one) => {
    const { name, site = 'Berlin', dag = null, role = 'mailbox', build = '15.2.2562.53' } = one;
    return aServerRow({ name, site, dag, role, assessment: { build, readiness: 'failing' } });
  });
  return {
    now: NOW,
    catalogue,
    minutes: { ...defaultPolicy.minutes, ...sketch.minutes },
    servers: withMemberships(servers, dags),
    rows: new Map(rows.map((row) => [row.id, row])),
    sites: talliesOf(sketch.servers),
    dags,
    changes: (sketch.changes ?? []).map(changeOf),
    rules: sketch.rules ?? [],
    freezes: sketch.freezes ?? [],
  };
}

function pictured(one: ServerSketch): PicturedServer {
  const { name, site = 'Berlin', dag = null, role = 'mailbox', fresh = true, organisation = CONTOSO } = one;
  return {
    id: idOf(name),
    name,
    site: site === null || role === 'edge' ? null : placeKey(organisation, site),
    dag: dag === null ? null : placeKey(organisation, dag),
    role,
    observedAt: fresh ? instant(NOW - DAY) : instant(NOW - 20 * DAY),
    fresh,
    service: fresh ? (one.service ?? 'in') : 'unknown',
    internetFacing: one.facing ?? null,
  };
}

function talliesOf(servers: readonly ServerSketch[]): Map<string, SiteTally> {
  const found = new Map<string, SiteTally>();
  for (const sketch of servers) {
    const { site, service, role } = pictured(sketch);
    if (site === null || role !== 'mailbox') continue;
    const tally = found.get(site) ?? { name: sketch.site ?? 'Berlin', in: 0, out: 0, unknown: 0 };
    found.set(site, { ...tally, [service]: tally[service] + 1 });
  }
  return found;
}

function dagsOf({ servers, dags = [] }: PictureSketch): Map<string, PicturedDag> {
  const names = [...new Set([...servers.flatMap(({ dag }) => dag ?? []), ...dags.map(({ name }) => name)])];
  return new Map(
    names.map((name) => {
      const policy = dags.find((one) => one.name === name);
      const seen = servers.filter(({ dag }) => dag === name).map((one) => idOf(one.name));
      const known = new Set(servers.map((one) => one.name));
      const members = policy?.members?.map((member) => ({
        name: member.toLowerCase(),
        server: known.has(member) ? idOf(member) : null,
      }));
      return [
        placeKey(CONTOSO, name),
        { name, seen, policy: members ? { members, witness: policy?.witness ?? false } : null },
      ];
    }),
  );
}

function changeOf({
  id,
  servers,
  window = SATURDAY,
  target = SE_BUILD,
  state = 'approved',
}: ChangeSketch): PicturedChange {
  const planned = servers.map((name) => ({ server: idOf(name), target }));
  return { id: changeId(id), type: 'normal', state, window, servers: planned.map(({ server }) => server), planned };
}

/** Saturdays 22:00 to 04:00 in Berlin for all servers, unless told otherwise. */
export function aRule(over: Partial<MaintenanceRule> = {}): MaintenanceRule {
  return storedRule({ length: 6 * HOUR, ...over });
}

/** The whole of 28 and 29 November 2026 in Berlin for all servers, unless told otherwise. */
export function aFreeze(over: Partial<Freeze> = {}): Freeze {
  const { start, end } = windowAt('2026-11-28T00:00', 48);
  const local = { localStart: '2026-11-28T00:00', localEnd: '2026-11-30T00:00' };
  return storedFreeze({ name: 'Black Friday', start, end, ...local, ...over });
}
