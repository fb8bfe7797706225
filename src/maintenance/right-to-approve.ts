import type { Instant } from '../core/clock.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import type { Actor } from '../core/actor.ts';
import { approvingAs, type ScopedServer } from '../people/approvers.ts';
import { delegatesOf } from '../people/delegations.ts';
import { humanOf, identityOf, type PersonKey, personOf } from '../people/identity.ts';
import type { KnownPerson } from '../people/model.ts';
import type { Policy } from '../people/policy.ts';
import type { Reader } from '../storage/database.ts';
import type { MaintenanceApp } from './app.ts';
import type { MaintenanceRule, MaintenanceScope } from './model.ts';
import { covers } from './scope.ts';
import { placedServers } from './store.ts';

/**
 * In whose right somebody may approve a rule; null: in their own. The rules of a vote on a change hold: never an author, nor
 * whoever acts, or acted since the rule was last changed, for one; only who may approve changes of every server of its scope.
 * Refuses: `not-allowed`.
 */
export async function rightToApprove(
  reader: Reader,
  { policy, rules }: Pick<MaintenanceApp, 'policy' | 'rules'>,
  actor: Actor,
  rule: MaintenanceRule,
  now: Instant,
): Promise<Result<KnownPerson | null>> {
  const person = personOf(actor);
  if (person === null) {
    return refuse(
      'not-allowed',
      'Only a person whom Teams identifies can approve a maintenance rule.',
      'Do it in Teams.',
    );
  }
  const human = humanOf(person);
  const authors = rule.authors.filter((key): key is PersonKey => identityOf(key) !== null);
  const authoring = new Set(authors.map(humanOf));
  if (authoring.has(human)) {
    return refuse('not-allowed', 'You shaped this rule, so someone else has to approve it.', SOMEBODY);
  }
  const acting = new Set((await actingSince(reader, authors, rule.changedAt, now)).map(humanOf));
  const forAuthor =
    'You act, or acted since it was changed, for somebody who shaped this rule, so someone else has to approve it.';
  if (acting.has(human)) return refuse('not-allowed', forAuthor, SOMEBODY);

  const servers = scopedBy(rule.scope, policy, await placedServers(reader));
  const as = await approvingAs(reader, rules, policy, actor, servers, now, { escalated: false });
  if (as.own) return ok(null);
  const principal = as.onBehalfOf.find(
    (one) => !authoring.has(humanOf(one.person)) && !acting.has(humanOf(one.person)),
  );
  if (principal) return ok(principal);
  if (as.onBehalfOf.length > 0) return refuse('not-allowed', forAuthor, SOMEBODY);
  return refuse(
    'not-allowed',
    'You are not among those who may approve changes of all servers of this rule.',
    'Ask somebody who may, or have the rule made for fewer servers.',
  );
}

const SOMEBODY = 'Ask another approver.';

async function actingSince(
  reader: Reader,
  authors: readonly PersonKey[],
  from: Instant,
  to: Instant,
): Promise<PersonKey[]> {
  const found: PersonKey[] = [];
  for (const author of authors) found.push(...(await delegatesOf(reader, author, { from, to })));
  return found;
}

/**
 * The servers that a scope covers, and of each site and DAG that it reaches one that may still come: whoever approves the rule
 * approves for those, too.
 */
export function scopedBy(
  scope: MaintenanceScope,
  { approvers }: Pick<Policy, 'approvers'>,
  fleet: Awaited<ReturnType<typeof placedServers>>,
): ScopedServer[] {
  const nowhere = { name: '', site: null, dag: null, product: null };
  const there = fleet.filter((server) => covers(scope, server));
  if (scope.by === 'servers') {
    const gone = scope.servers.filter((id) => !there.some((server) => server.id === id));
    return [...there, ...gone.map((id) => ({ ...nowhere, name: id }))];
  }
  if (scope.by === 'all')
    return [...there, ...approvers.map((one) => ({ ...nowhere, [one.scope.by]: one.scope.value }))];
  return [...there, { ...nowhere, [scope.by]: scope.value }];
}
