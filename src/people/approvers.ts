import type { Actor } from '../core/actor.ts';
import type { Instant } from '../core/clock.ts';
import type { Reader } from '../storage/database.ts';
import { actingFor, actsFor } from './delegations.ts';
import { byName, knownPeople } from './directory.ts';
import { type PersonKey, personOf } from './identity.ts';
import type { KnownPerson, PersonRole } from './model.ts';
import type { Policy } from './policy.ts';
import type { ReaderRules } from './readers.ts';
import { holdersOf, peopleNamed, rolesOf } from './roles.ts';
import type { Scope } from './scope.ts';

/** What the policy's scopes ask of a server. */
export interface ScopedServer {
  readonly name: string;
  readonly site: string | null;
  readonly dag: string | null;
  readonly product: string | null;
}

/** `escalated`: the fallbacks were asked, so they may approve too. */
export interface Asked {
  readonly escalated: boolean;
}

/**
 * Who may approve a change of all these servers at an instant, by name: approvers whom the policy lets approve each of them,
 * the fallbacks once they are asked, and whoever acts for one of these then. Nobody is barred here for being an author.
 */
export async function approversFor(
  reader: Reader,
  rules: ReaderRules,
  policy: Policy,
  servers: readonly ScopedServer[],
  at: Instant,
  { escalated }: Asked,
): Promise<KnownPerson[]> {
  return (await approversOf(reader, rules, policy, servers, at, { escalated })).able;
}

/** As `approversFor`, and which of them may in their own right. */
export async function approversOf(
  reader: Reader,
  rules: ReaderRules,
  policy: Policy,
  servers: readonly ScopedServer[],
  at: Instant,
  { escalated }: Asked,
): Promise<{ readonly able: KnownPerson[]; readonly rightful: ReadonlySet<PersonKey> }> {
  const own = await ownApprovers(reader, rules, policy, servers, { escalated });
  const delegates = await actingFor(reader, [...own.keys()], at);
  const able = [...own.values(), ...(await knownPeople(reader, delegates)).values()].sort(byName);
  return { able, rightful: new Set(own.keys()) };
}

/** In whose right somebody may approve. */
export interface ApprovingAs {
  readonly own: boolean;
  /** Those for whom they act who may approve in their own right, by name. */
  readonly onBehalfOf: readonly KnownPerson[];
}

/** As `approversFor`, of one actor: in their own right, or in whose. A vote for somebody who is barred is barred too. `rightful`: everybody who may in their own right. */
export async function approvingAs(
  reader: Reader,
  rules: ReaderRules,
  policy: Policy,
  actor: Actor,
  servers: readonly ScopedServer[],
  at: Instant,
  { escalated }: Asked,
): Promise<ApprovingAs & { readonly rightful: ReadonlySet<PersonKey> }> {
  const person = personOf(actor);
  const approvers = await ownApprovers(reader, rules, policy, servers, { escalated });
  const rightful = new Set(approvers.keys());
  if (person === null) return { own: false, onBehalfOf: [], rightful };
  const principals = await actsFor(reader, person, at);
  const onBehalfOf = principals.flatMap((principal) => approvers.get(principal) ?? []);
  return { own: approvers.has(person), onBehalfOf: onBehalfOf.sort(byName), rightful };
}

/** The roles with which approving is asked for: one's own, and `approver` for who acts for one, and for a fallback. */
export async function rolesToApprove(
  reader: Reader,
  rules: ReaderRules,
  policy: Pick<Policy, 'fallbacks'>,
  actor: Actor,
  at: Instant,
): Promise<ReadonlySet<PersonRole>> {
  const own = await rolesOf(reader, rules, actor);
  const person = personOf(actor);
  if (own.has('approver') || person === null) return own;
  const people = (await knownPeople(reader, [person, ...(await actsFor(reader, person, at))])).values();
  for (const { tenantId, aadObjectId } of people) {
    const roles = await rolesOf(reader, rules, { kind: 'user', tenantId, aadObjectId, name: null });
    if (roles.has('approver') || policy.fallbacks.includes(aadObjectId)) return new Set([...own, 'approver']);
  }
  return own;
}

async function ownApprovers(
  reader: Reader,
  rules: ReaderRules,
  policy: Policy,
  servers: readonly ScopedServer[],
  { escalated }: Asked,
): Promise<ReadonlyMap<PersonKey, KnownPerson>> {
  const holders = await holdersOf(reader, rules, 'approver');
  const able = holders.filter(({ aadObjectId }) => servers.every((server) => mayApprove(policy, aadObjectId, server)));
  const fallbacks = escalated ? await peopleNamed(reader, rules, policy.fallbacks) : [];
  return new Map([...able, ...fallbacks].map((one) => [one.person, plain(one)]));
}

/** Whether the policy lets an approver approve changes of a server: named by a rule that covers it, or no rule does. */
export function mayApprove({ approvers }: Policy, aadObjectId: string, server: ScopedServer): boolean {
  const covering = approvers.filter(({ scope }) => covers(scope, server));
  return covering.length === 0 || covering.some(({ people }) => people.includes(aadObjectId.toLowerCase()));
}

function covers({ by, value }: Scope, server: ScopedServer): boolean {
  return server[by]?.toLowerCase() === value.toLowerCase();
}

function plain({ person, tenantId, aadObjectId, name }: KnownPerson): KnownPerson {
  return { person, tenantId, aadObjectId, name };
}
