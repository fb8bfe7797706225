import type { Actor } from '../../core/actor.ts';
import type { Instant } from '../../core/clock.ts';
import { type ApprovingAs, approvingAs, mayApprove, type ScopedServer } from '../../people/approvers.ts';
import { delegatesOf } from '../../people/delegations.ts';
import { identityOf, type PersonKey } from '../../people/identity.ts';
import type { Policy } from '../../people/policy.ts';
import type { Reader } from '../../storage/database.ts';
import type { ChangeApp } from '../app.ts';
import type { Change } from '../model.ts';
import { authorsOf, barsFrom, barsOf } from './bars.ts';
import { byChange } from './by-change.ts';
import { rightToVote } from './right.ts';
import { scopedServers } from './scoped.ts';
import { loadVotes } from './store.ts';

/** Which of these proposals a person may vote on now; in their order. */
export async function waitingFor(
  reader: Reader,
  { policy, rules }: Pick<ChangeApp, 'policy' | 'rules'>,
  { actor, person }: { readonly actor: Actor; readonly person: PersonKey },
  changes: readonly Change[],
  now: Instant,
): Promise<Change[]> {
  const usual = await approvingAs(reader, rules, policy, actor, [], now, { escalated: false });
  const escalated = await approvingAs(reader, rules, policy, actor, [], now, { escalated: true });
  if (!escalated.own && escalated.onBehalfOf.length === 0) return [];

  const servers = await scopedServers(reader, [
    ...new Set(changes.flatMap(({ plan }) => plan.servers.map(({ server }) => server))),
  ]);
  const ids = changes.map(({ id }) => id);
  const votes = byChange(await loadVotes(reader, ids));
  const acting = await mayAct(reader, changes, now);
  const mine: Change[] = [];
  for (const change of changes) {
    const planned = change.plan.servers.flatMap(({ server }) => servers.get(server) ?? []);
    const fallbacks = change.record.escalatedAt === null ? null : escalated;
    const as = within(policy, person, { usual, fallbacks }, planned);
    if (!as.own && as.onBehalfOf.length === 0) continue;
    // Delegations are rare: only where one may bar somebody they are looked at closely.
    const bars = acting.has(change.id) ? await barsOf(reader, change, now) : barsFrom(change, []);
    const given = (votes.get(change.id) ?? []).filter(({ planHash }) => planHash === change.planHash);
    if (rightToVote({ voter: person, ...as, bars, votes: given }).may) mine.push(change);
  }
  return mine;
}

/** What of somebody's right reaches all of these servers. */
function within(
  policy: Policy,
  person: PersonKey,
  { usual, fallbacks }: { readonly usual: ApprovingAs; readonly fallbacks: ApprovingAs | null },
  servers: readonly ScopedServer[],
): ApprovingAs {
  const isFallback = (aadObjectId: string) => fallbacks !== null && policy.fallbacks.includes(aadObjectId);
  const reaches = (aadObjectId: string) => servers.every((server) => mayApprove(policy, aadObjectId, server));
  const own = identityOf(person)?.aadObjectId ?? '';
  return {
    own: (usual.own && reaches(own)) || isFallback(own),
    onBehalfOf: (fallbacks ?? usual).onBehalfOf.filter(
      (one) =>
        isFallback(one.aadObjectId) ||
        (usual.onBehalfOf.some(({ person: approver }) => approver === one.person) && reaches(one.aadObjectId)),
    ),
  };
}

/** Changes of whose authors anybody acted for one since the first of them was created. */
async function mayAct(reader: Reader, changes: readonly Change[], now: Instant): Promise<ReadonlySet<string>> {
  const from = Math.min(...changes.map(({ createdAt }) => createdAt)) as Instant;
  const delegating = new Map<PersonKey, boolean>();
  for (const author of new Set(changes.flatMap(authorsOf))) {
    delegating.set(author, (await delegatesOf(reader, author, { from, to: now })).length > 0);
  }
  const found = changes.filter((change) => authorsOf(change).some((author) => delegating.get(author)));
  return new Set(found.map(({ id }) => id));
}
