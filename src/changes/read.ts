import type { Actor } from '../core/actor.ts';
import type { Instant } from '../core/clock.ts';
import type { ServerId } from '../core/ids.ts';
import { approvalsNeeded } from '../people/default-policy.ts';
import { knownPeople } from '../people/directory.ts';
import { actorKey } from '../core/actor.ts';
import { personOf } from '../people/identity.ts';
import type { Reader } from '../storage/database.ts';
import type { ChangeApp } from './app.ts';
import { byChange } from './approvals/by-change.ts';
import { waitingFor } from './approvals/waiting.ts';
import { scopedServers } from './approvals/scoped.ts';
import { loadAsked, loadVotes } from './approvals/store.ts';
import type { ChangeFilter } from './filter.ts';
import { changeFilters } from './filter.ts';
import { countFiltered, filtered, type Span } from './lists/store.ts';
import type { Change, ChangeRow } from './model.ts';
import { stateAt } from './state-at.ts';
import { isReviewOverdue } from './view.ts';

type ReadApp = Pick<ChangeApp, 'policy' | 'rules'>;

/** How many lines a list has where nobody says otherwise. */
const USUAL: Span = { limit: 100, offset: 0 };

/**
 * Changes as they read at `now`: those of which anything may still become by their window, the earliest first; closed ones
 * and all of them the newest first.
 */
export async function listChanges(
  reader: Reader,
  app: ReadApp,
  filter: ChangeFilter,
  now: Instant,
  span: Span = USUAL,
): Promise<ChangeRow[]> {
  return rowsOf(reader, app, await filtered(reader, filter, now, span), now);
}

/** How many changes each filter shows. */
export async function countChanges(reader: Reader, now: Instant): Promise<Readonly<Record<ChangeFilter, number>>> {
  const counts = new Map<ChangeFilter, number>();
  for (const filter of changeFilters) counts.set(filter, await countFiltered(reader, filter, now));
  return Object.fromEntries(counts) as Record<ChangeFilter, number>;
}

/** The changes that wait for this very actor's vote, in their own right or for somebody; the earliest window first. */
export async function approvalsOf(reader: Reader, app: ReadApp, actor: Actor, now: Instant): Promise<ChangeRow[]> {
  const person = personOf(actor);
  if (person === null) return [];
  const waiting = await filtered(reader, 'waiting', now, null);
  if (waiting.length === 0) return [];
  const mine = await waitingFor(reader, app, { actor, person }, waiting, now);
  return rowsOf(reader, app, mine, now);
}

/** The changes that this actor asked for and that wait for others. */
export async function ownWaiting(reader: Reader, app: ReadApp, actor: Actor, now: Instant): Promise<ChangeRow[]> {
  const key = actorKey(actor);
  const own = (await filtered(reader, 'waiting', now, null)).filter(({ requester }) => actorKey(requester) === key);
  return rowsOf(reader, app, own, now);
}

/** Lines for changes, in their order, in a few queries however many they are. */
export async function rowsOf(
  reader: Reader,
  { policy }: Pick<ChangeApp, 'policy'>,
  changes: readonly Change[],
  now: Instant,
): Promise<ChangeRow[]> {
  if (changes.length === 0) return [];
  const ids = changes.map(({ id }) => id);
  const servers = await scopedServers(reader, [...new Set(changes.flatMap(serversOf))]);
  const votes = byChange(await loadVotes(reader, ids));
  const asked = byChange(await loadAsked(reader, ids));
  const people = await knownPeople(
    reader,
    [...asked.values()].flat().map(({ person }) => person),
  );
  return changes.map((change) => {
    const { plan, planHash, record } = change;
    const state = stateAt(change, now);
    const given = (votes.get(change.id) ?? []).filter((vote) => vote.planHash === planHash);
    const answered = new Set(given.flatMap(({ voter, onBehalfOf }) => [actorKey(voter), onBehalfOf]));
    const silent = (asked.get(change.id) ?? []).filter((one) => one.planHash === planHash && !answered.has(one.person));
    return {
      id: change.id,
      type: plan.type,
      state,
      reason: plan.reason,
      requester: change.requester,
      servers: plan.servers.map(({ server }) => ({ id: server, name: servers.get(server)?.name ?? server })),
      window: plan.window,
      risk: plan.risk,
      createdAt: change.createdAt,
      askedAt: record.askedAt,
      needed: Math.max(change.state === 'proposed' ? 1 : 0, approvalsNeeded(policy, plan.type, plan.risk)),
      given: given.filter(({ vote }) => vote === 'approve').length,
      waitsFor: state === 'proposed' ? silent.flatMap(({ person }) => people.get(person) ?? []) : [],
      overrun: state === 'in-progress' && now >= plan.window.end,
      unproven: state === 'implemented',
      reviewOverdue: isReviewOverdue(change, now),
      review: record.review,
    };
  });
}

function serversOf({ plan }: Change): ServerId[] {
  return plan.servers.map(({ server }) => server);
}
