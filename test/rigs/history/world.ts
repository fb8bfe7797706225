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
}

export interface Person {
  readonly user: User;
  readonly roles: readonly PersonRole[];
}

export const HOME = 'tenant-1';
const START = instant(Date.UTC(2026, 10, 23, 8));

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
  return {
    start: START,
    admins: ['aad-ro'],
    people,
    guest: user('Gus', 'tenant-3'),
    servers: ['BER-EX01', 'BER-EX02', 'MUC-EX01', 'MUC-EX02', 'PAR-EX01'].slice(0, random.between(3, 5)),
    policy: {
      ...defaultPolicy,
      approvals: { standard: needs(), normal: needs(), emergency: needs() },
      fallbacks: random.between(0, 2) === 0 ? [any(people).user.aadObjectId] : [],
      editLockMinutes: any([0, 30, 60]),
      reviewDays: any([1, 3]),
      remindAfterHours: 4,
      escalateAfterHours: 8,
    },
  };
}

export function idOf(name: string): string {
  return `${name.toLowerCase()}.contoso.test`;
}
