import { overlap, type Span } from './calendar.ts';
import { type ModelChange, type ModelPlan, readAt } from './changes.ts';
import { dagsOf, inFleet, type ModelDag, placeKey, serviceOf } from './dags.ts';
import type { ModelTarget } from './evidence.ts';
import { covers } from './maintenance.ts';
import type { Model } from './model.ts';

export type Planned = Pick<ModelPlan, 'type' | 'servers' | 'window'>;

/** What is asked while a plan lasts. */
interface Case {
  readonly model: Model;
  readonly plan: Planned;
  readonly now: number;
  readonly others: readonly ModelChange[];
}

/**
 * The keys of what blocks a plan as things read at `now`, in their order, as docs/WINDOWS.md tells it. `self`: the change
 * whose plan it is.
 */
export function blockers(model: Model, plan: Planned, self: string | null, now: number): string[] {
  if (plan.type === 'emergency') return [];
  const of = { model, plan, now, others: meanwhile(model, plan.window, self, now) };
  const dags = dagsOf(model);
  const keys = [
    ...sameServer(of),
    ...sameDag(of, dags),
    ...tooManyOut(of, dags),
    ...nobodyLeft(of, dags),
    ...frozen(of),
  ];
  return [...new Set(keys)].sort();
}

const BLOCKING = /^(?:same-server|same-dag|quorum|last-in-service|freeze|unreachable|prerequisite) /;

/** Those of some keys that belong to what blocks. */
export function blockingAmong(keys: readonly string[]): string[] {
  return keys.filter((key) => BLOCKING.test(key)).sort();
}

/** What blocks a change, but for what somebody bears for this plan of it. `window`: another one than it has. */
export function unborne(model: Model, change: ModelChange, now: number, window: Span = change.plan.window): string[] {
  const borne = change.overrides.filter(({ plan }) => plan === change.hash).flatMap(({ keys }) => keys);
  return blockers(model, { ...change.plan, window }, change.id, now).filter((key) => !isAmong(key, borne));
}

/** Whether a conflict is one of these; who bears that some members are out bears that fewer are. */
export function isAmong(key: string, keys: readonly string[]): boolean {
  const [type, dag, out] = key.split(' ');
  const isWorse = (one: string): boolean => {
    const [otherType, otherDag, more] = one.split(' ');
    return type === 'quorum' && otherType === type && otherDag === dag && Number(more) > Number(out);
  };
  return keys.includes(key) || keys.some(isWorse);
}

/** Those who claim their servers in that time. What is at work past its window is at work now. */
function meanwhile(model: Model, window: Span, self: string | null, now: number): ModelChange[] {
  return [...model.changes.values()].filter((other) => {
    const state = readAt(other, now);
    if (other.id === self || !['proposed', 'approved', 'in-progress'].includes(state)) return false;
    const { start, end } = other.plan.window;
    return overlap(window, { start, end: state === 'in-progress' ? Math.max(end, now + 1) : end });
  });
}

function sameServer({ plan, others }: Case): string[] {
  return plan.servers.flatMap(({ server }) =>
    others.filter((other) => names(other).includes(server)).map(({ id }) => `same-server ${server} ${id}`),
  );
}

function sameDag({ plan, others }: Case, dags: readonly ModelDag[]): string[] {
  return dags.flatMap(({ key, members }) =>
    others
      .filter((other) =>
        names(other).some(
          (theirs) =>
            members.includes(theirs) &&
            plan.servers.some(({ server }) => server !== theirs && members.includes(server)),
        ),
      )
      .map(({ id }) => `same-dag ${key} ${id}`),
  );
}

/** At any time one server of each change is out, and what is out already. How many would be is part of the key. */
function tooManyOut({ model, plan, now, others }: Case, dags: readonly ModelDag[]): string[] {
  return dags.flatMap(({ key, members, mayBeDown }) => {
    const own = takenOut(plan.servers).filter((server) => members.includes(server));
    if (mayBeDown === null || members.length === 1 || own.length === 0) return [];
    const counts = own.map((server) => {
      const rest = members.filter((member) => member !== server);
      const up = rest.filter((member) => serviceOf(model, member, now) !== 'out');
      const worked = others.map((other) => takenOut(other.plan.servers).filter((one) => up.includes(one)));
      return 1 + (rest.length - up.length) + most(worked);
    });
    const out = Math.max(...counts);
    return out > mayBeDown ? [`quorum ${key} ${out}`] : [];
  });
}

/** The most servers that several can have out when each takes one of its own. */
function most([first, ...rest]: readonly (readonly string[])[], taken: readonly string[] = []): number {
  if (first === undefined) return 0;
  const free = first.filter((server) => !taken.includes(server));
  return Math.max(most(rest, taken), ...free.map((server) => 1 + most(rest, [...taken, server])));
}

function nobodyLeft({ model, plan, now, others }: Case, dags: readonly ModelDag[]): string[] {
  const busy = others.flatMap((other) => takenOut(other.plan.servers));
  const fleet = inFleet(model);
  const siteOf = (server: string) => model.world.places.get(server)?.site ?? '';
  const isLast = (server: string, members: readonly string[]): boolean => {
    const rest = members.filter((member) => member !== server);
    return rest.length > 0 && rest.every((one) => busy.includes(one) || serviceOf(model, one, now) === 'out');
  };
  return takenOut(plan.servers)
    .filter((server) => fleet.includes(server) && serviceOf(model, server, now) !== 'out')
    .flatMap((server) => {
      const site = fleet.filter((one) => siteOf(one) === siteOf(server));
      const own = dags.filter(({ members }) => members.includes(server));
      return [
        ...(isLast(server, site) ? [`last-in-service site ${placeKey(siteOf(server))}`] : []),
        ...own.flatMap(({ key, members }) => (isLast(server, members) ? [`last-in-service dag ${key}`] : [])),
      ];
    });
}

function frozen({ model, plan }: Case): string[] {
  const fleet = inFleet(model);
  const placeOf = (server: string) => (fleet.includes(server) ? (model.world.places.get(server) ?? null) : null);
  return [...model.freezes.values()]
    .filter(({ lifted, effect }) => !lifted && effect === 'forbids')
    .filter((freeze) => overlap(freeze, plan.window))
    .filter(({ scope }) => plan.servers.some(({ server }) => covers(scope, server, placeOf(server))))
    .map(({ id }) => `freeze ${id}`);
}

function names({ plan }: ModelChange): string[] {
  return plan.servers.map(({ server }) => server);
}

/** Putting a service or a module right leaves a server in service. */
function takenOut(servers: ModelPlan['servers']): string[] {
  return servers.filter(({ target }) => !isRepair(target)).map(({ server }) => server);
}

function isRepair({ kind, gate = '' }: ModelTarget): boolean {
  return kind === 'gate' && ['mitigation-service', 'url-rewrite'].includes(gate);
}
