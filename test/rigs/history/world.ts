import type { Actor } from '../../../src/core/actor.ts';
import { type Instant, instant } from '../../../src/core/clock.ts';
import { defaultPolicy } from '../../../src/people/default-policy.ts';
import type { PersonRole } from '../../../src/people/model.ts';
import type { Policy } from '../../../src/people/policy.ts';
import type { Random } from '../random.ts';

export type User = Extract<Actor, { readonly kind: 'user' }>;

/** What a history starts from; the same for the same seed. */
export interface World {
  readonly start: Instant;
  readonly policy: Policy;
  /** aadObjectIds that have every role by ADMINS. */
  readonly admins: readonly string[];
  readonly people: readonly Person[];
  readonly guest: User;
  /** Short names; the id is `NAME.contoso.test` in lower case. */
  readonly servers: readonly string[];
  /** Where every report shows a server, by its id. */
  readonly places: ReadonlyMap<string, Location>;
}

export interface Location {
  readonly site: string;
  /** Null: standalone. */
  readonly dag: string | null;
}

export interface Person {
  readonly user: User;
  readonly roles: readonly PersonRole[];
}

export const HOME = 'tenant-1';
/** Among them the days before the clocks of Berlin are set. */
const starts = [Date.UTC(2026, 10, 23, 8), Date.UTC(2026, 9, 24, 8), Date.UTC(2027, 2, 27, 8)];

const fleets: readonly (readonly string[])[] = [
  ['BER-EX01', 'BER-EX02', 'MUC-EX01'],
  ['BER-EX01', 'BER-EX02', 'MUC-EX01', 'MUC-EX02'],
  ['BER-EX01', 'BER-EX02', 'MUC-EX01', 'MUC-EX02', 'PAR-EX01'],
  ['BER-EX01', 'BER-EX02', 'BER-EX03', 'MUC-EX01', 'MUC-EX02'],
  ['BER-EX01', 'BER-EX02', 'BER-EX03', 'BER-EX04', 'MUC-EX01'],
];

const mixtures: readonly (readonly PersonRole[])[] = [
  ['operator'],
  ['operator', 'approver'],
  ['approver'],
  ['approver'],
  ['operator', 'approver'],
  ['viewer'],
  ['operator'],
  ['admin'],
];

function user(name: string, tenantId = HOME): User {
  return { kind: 'user', tenantId, aadObjectId: `aad-${name.toLowerCase()}`, name };
}

export function aWorld(random: Random): World {
  const any = <T>(list: readonly T[]): T => list[random.between(0, list.length - 1)] as T;
  const names = ['Ana', 'Bo', 'Cy', 'Di'].slice(0, random.between(2, 4));
  const people: Person[] = names.map((name, index) => ({
    user: user(name),
    roles: mixtures[index < 3 ? index : random.between(3, mixtures.length - 1)] as readonly PersonRole[],
  }));
  // Somebody of ADMINS, and the same human being as another tenant's activity names them.
  people.push({ user: user('Ro'), roles: [] }, { user: user('Ro', 'tenant-2'), roles: [] });
  const needs = () => ({ low: random.between(0, 2), medium: random.between(0, 2), high: random.between(0, 2) });
  const servers = any(fleets);
  const places = placesOf(servers, { munich: random.between(0, 2) > 0, paris: random.between(0, 1) === 0 });
  return {
    start: instant(any(starts)),
    admins: ['aad-ro'],
    people,
    guest: user('Gus', 'tenant-3'),
    servers,
    places,
    policy: {
      ...defaultPolicy,
      approvals: { standard: needs(), normal: needs(), emergency: needs() },
      fallbacks: random.between(0, 2) === 0 ? [any(people).user.aadObjectId] : [],
      editLockMinutes: any([0, 30, 60]),
      reviewDays: any([1, 3]),
      remindAfterHours: 4,
      escalateAfterHours: 8,
      dags: dagsOf(random, servers),
    },
  };
}

/** `munich`: its servers are a DAG. `paris`: its server stands in a site of its own. */
function placesOf(
  servers: readonly string[],
  { munich, paris }: { readonly munich: boolean; readonly paris: boolean },
): ReadonlyMap<string, Location> {
  const byPrefix: Readonly<Record<string, Location>> = {
    BER: { site: 'Berlin', dag: 'DAG-BER' },
    MUC: { site: 'Munich', dag: munich ? 'DAG-MUC' : null },
    PAR: { site: paris ? 'Paris' : 'Munich', dag: null },
  };
  return new Map(servers.map((name) => [idOf(name), byPrefix[name.slice(0, 3)] as Location]));
}

/** What the policy file says of DAGs: nothing, what reports say, more than was ever seen, or something else. */
function dagsOf(random: Random, servers: readonly string[]): Policy['dags'] {
  const beginning = (prefix: string): string[] =>
    servers.filter((name) => name.startsWith(prefix)).map((name) => name.toLowerCase());
  const witness = (): string | null => (random.between(0, 1) === 0 ? 'fs01.contoso.test' : null);
  const named: Policy['dags'][number][] = [];
  const sort = random.between(0, 9);
  const berlin = beginning('BER');
  if (sort >= 2) {
    const more = sort === 2 ? ['ber-ex09'] : sort === 3 || sort === 5 ? beginning('PAR') : [];
    const members = [...(sort === 4 || sort === 5 ? berlin.slice(0, -1) : berlin), ...more];
    named.push({ name: 'dag-ber', members, witness: witness() });
  }
  const munich = beginning('MUC').map((name, index) => (index === 0 ? `${name}.contoso.test` : name));
  if (random.between(0, 2) > 0) named.push({ name: 'dag-muc', members: munich, witness: witness() });
  return named;
}

export function idOf(name: string): string {
  return `${name.toLowerCase()}.contoso.test`;
}
