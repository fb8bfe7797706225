import { actorKey } from '../core/actor.ts';
import { DAY, type Instant } from '../core/clock.ts';
import type { ServerId } from '../core/ids.ts';
import { knownPeople } from '../people/directory.ts';
import type { Scope } from '../people/scope.ts';
import type { Reader } from '../storage/database.ts';
import type { DigestChange, DigestChanges, Some } from './digest/model.ts';
import { serverNamesOf, tellable, unprovenServers } from './digest/store.ts';
import type { Change, ChangeId } from './model.ts';
import { stateAt } from './state-at.ts';
import { loadAsked, loadVotes } from './store.ts';

export interface DigestQuestion {
  /** Null or left out: the whole fleet. */
  readonly scope?: Scope | null;
  /** How far ahead windows are told, in days. */
  readonly daysAhead?: number;
}

/** Of a section's changes and of a change's servers and people, how many are named; all are counted. */
const MOST_CHANGES = 40;
const MOST_IN_ONE = 5;

/** What a digest tells of changes, each as it reads at `now`, whether or not that was written down. */
export async function digestChanges(
  reader: Reader,
  now: Instant,
  { scope = null, daysAhead = 7 }: DigestQuestion = {},
): Promise<DigestChanges> {
  const changes = await tellable(reader, scope);
  const being = (state: string) => changes.filter((change) => stateAt(change, now) === state);
  const waiting = being('proposed').sort((a, b) => a.record.askedAt - b.record.askedAt);
  const coming = being('approved').filter(({ plan }) => plan.window.start < now + daysAhead * DAY);
  const windows = [...being('in-progress'), ...coming];
  windows.sort((a, b) => a.plan.window.start - b.plan.window.start);
  const done = being('implemented');
  const reviews = changes
    .flatMap((change) => {
      const { review } = change.record;
      return review && review.decided === null && review.dueAt <= now ? [{ change, dueAt: review.dueAt }] : [];
    })
    .sort((a, b) => a.dueAt - b.dueAt);

  const shown = [waiting, windows, being('missed'), done, reviews.map(({ change }) => change)];
  const names = await namesIn(reader, shown.flatMap(firstOf));
  const describe = (change: Change) => described(change, names);
  const whom = await notAnswered(reader, firstOf(waiting));
  const unproven = await unprovenServers(
    reader,
    firstOf(done).map(({ id }) => id),
  );
  return {
    waiting: some(waiting, (change) => {
      const people = whom.get(change.id) ?? [];
      return {
        ...describe(change),
        since: change.record.askedAt,
        whom: people.slice(0, MOST_IN_ONE),
        whomCount: people.length,
      };
    }),
    windows: some(windows, (change) => ({
      ...describe(change),
      state: change.state === 'in-progress' ? ('in-progress' as const) : ('approved' as const),
    })),
    missed: some(being('missed'), describe),
    unproven: some(done, (change) => {
      const open = unproven.get(change.id) ?? new Set();
      const left = change.plan.servers.filter(({ server }) => open.has(server));
      return {
        ...describe(change),
        doneAt: change.record.finishedAt,
        unproven: left.slice(0, MOST_IN_ONE).map(({ server }) => named(server, names)),
        unprovenCount: left.length,
      };
    }),
    overdueReviews: some(reviews, ({ change, dueAt }) => ({ ...describe(change), dueAt })),
  };
}

function firstOf<T>(all: readonly T[]): readonly T[] {
  return all.slice(0, MOST_CHANGES);
}

function some<T, U>(all: readonly T[], read: (one: T) => U): Some<U> {
  return { total: all.length, first: firstOf(all).map(read) };
}

function described({ id, plan, requester }: Change, names: ReadonlyMap<string, string>): DigestChange {
  const { start, end, zone } = plan.window;
  return {
    ...{ id, type: plan.type, risk: plan.risk, start, end, zone, requester },
    servers: plan.servers.slice(0, MOST_IN_ONE).map(({ server }) => named(server, names)),
    serverCount: plan.servers.length,
  };
}

function named(id: ServerId, names: ReadonlyMap<string, string>) {
  return { id, name: names.get(id) ?? (id.split('.')[0] ?? id).toUpperCase() };
}

function namesIn(reader: Reader, changes: readonly Change[]): Promise<Map<string, string>> {
  return serverNamesOf(reader, [...new Set(changes.flatMap(({ plan }) => plan.servers.map(({ server }) => server)))]);
}

/** Names of those who were asked about the plan as it is, and have not answered, themselves or by a delegate. */
async function notAnswered(reader: Reader, changes: readonly Change[]): Promise<Map<ChangeId, (string | null)[]>> {
  if (changes.length === 0) return new Map();
  const ids = changes.map(({ id }) => id);
  const plans = new Map(changes.map(({ id, planHash }) => [id, planHash]));
  const answered = new Set<string>();
  for (const vote of await loadVotes(reader, ids)) {
    if (vote.planHash !== plans.get(vote.change)) continue;
    answered.add(`${vote.change} ${actorKey(vote.voter)}`);
    if (vote.onBehalfOf !== null) answered.add(`${vote.change} ${vote.onBehalfOf}`);
  }
  const open = (await loadAsked(reader, ids)).filter(
    ({ change, planHash, person }) => planHash === plans.get(change) && !answered.has(`${change} ${person}`),
  );
  const people = await knownPeople(reader, [...new Set(open.map(({ person }) => person))]);
  const found = new Map<ChangeId, (string | null)[]>();
  for (const { change, person } of open) {
    found.set(change, [...(found.get(change) ?? []), people.get(person)?.name ?? null]);
  }
  return found;
}
