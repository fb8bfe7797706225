import type { Instant } from '../../core/clock.ts';
import { type ServerId, sha256 } from '../../core/ids.ts';
import { canonical } from '../../core/json.ts';
import { type Refusal, refuse } from '../../core/result.ts';
import { approversOf, type ScopedServer } from '../../people/approvers.ts';
import type { KnownPerson } from '../../people/model.ts';
import type { Reader } from '../../storage/database.ts';
import type { ChangeApp } from '../app.ts';
import { isEscalated } from '../approvals/asked-for.ts';
import { barsOf, unbarred } from '../approvals/bars.ts';
import { scopedServers, type ScopedServersOf } from '../approvals/scoped.ts';
import type { StandingConflict } from '../conflicts/model.ts';
import { standingIn } from '../conflicts/standing.ts';
import type { Change } from '../model.ts';
import { rowsOf } from '../read.ts';
import { stateAt } from '../state-at.ts';
import { changesNamed } from '../store.ts';
import { aimOf } from '../target.ts';
import type { RolloutAnswer, RolloutId, RolloutPart } from './model.ts';
import { rolloutTitle } from './scope.ts';
import { loadRollout } from './store.ts';

type RolloutView = Extract<RolloutAnswer, { readonly kind: 'rollout' }>;
type ViewApp = Pick<ChangeApp, 'picture' | 'policy' | 'rules'>;

/** A rollout and everything its card says, as it reads at `now`, in a few queries however many changes; null: there is none. */
export async function rolloutViewOf(
  reader: Reader,
  app: ViewApp,
  id: RolloutId,
  now: Instant,
): Promise<RolloutView | null> {
  const rollout = await loadRollout(reader, id);
  if (rollout === null) return null;
  const changes = await changesNamed(reader, rollout.changes);
  const scoped = await scopedServers(reader, serversOf(changes));
  const conflicts = await conflictsOfAll(reader, app, changes, now);
  const titles = titlesOf(changes, scoped);
  const waiting = changes.filter((change) => stateAt(change, now) === 'proposed');
  const approvals = new Map(
    (await rowsOf(reader, app, waiting, now)).map(({ id: change, given, needed }) => [change, { given, needed }]),
  );
  return {
    kind: 'rollout',
    asOf: now,
    rollout,
    title: rolloutTitle(rollout.scope),
    hash: hashOfWaiting(waiting),
    parts: changes.map((change, index) => ({
      change: change.id,
      state: stateAt(change, now),
      title: titles[index] ?? change.id,
      servers: change.plan.servers.map(({ server, target }) => ({
        id: server,
        name: scoped.get(server)?.name ?? server,
        aim: aimOf(target),
      })),
      window: change.plan.window,
      risk: change.plan.risk,
      because: [],
      approvals: approvals.get(change.id) ?? null,
      conflicts: conflicts.get(change.id) ?? [],
    })),
    waiting: waiting.length,
    may: await approversOfAll(reader, app, waiting, scoped, now),
    notice: null,
  };
}

/** What an approval of all that waits is bound to: the plans, in the rollout's order. */
export function hashOfWaiting(waiting: readonly Pick<Change, 'id' | 'planHash'>[]): string {
  return sha256(canonical(waiting.map(({ id, planHash }) => [id, planHash])));
}

export function unknownRollout(id: RolloutId): Refusal {
  return refuse('not-found', `There is no rollout ${id}.`, 'To see the open changes, write: changes').refusal;
}

/** From one picture, of those that have not begun. */
async function conflictsOfAll(
  reader: Reader,
  { picture: pictureOf }: ViewApp,
  changes: readonly Change[],
  now: Instant,
): Promise<ReadonlyMap<string, readonly StandingConflict[]>> {
  const ahead = changes.filter((change) => ['proposed', 'approved'].includes(stateAt(change, now)));
  if (ahead.length === 0) return new Map();
  const from = Math.min(...ahead.map(({ plan }) => plan.window.start)) as Instant;
  const to = Math.max(...ahead.map(({ plan }) => plan.window.end)) as Instant;
  const picture = await pictureOf(reader, { plans: ahead.map(({ plan }) => plan), from, to, now });
  return new Map(ahead.map((change) => [change.id, standingIn(picture, change)]));
}

/** Who may approve each of these changes: without those who shaped one of them or act for who did; by name. */
async function approversOfAll(
  reader: Reader,
  { rules, policy }: ViewApp,
  waiting: readonly Change[],
  scoped: ScopedServersOf,
  now: Instant,
): Promise<readonly KnownPerson[]> {
  if (waiting.length === 0) return [];
  const servers: ScopedServer[] = serversOf(waiting).flatMap((server) => scoped.get(server) ?? []);
  const escalated = waiting.every((change) => isEscalated(change, now));
  const { able } = await approversOf(reader, rules, policy, servers, now, { escalated });
  // Mostly one person shaped them all.
  const shaped = new Map(waiting.map((change) => [JSON.stringify([change.createdAt, change.record.authors]), change]));
  let left = able;
  for (const change of shaped.values()) left = unbarred(left, await barsOf(reader, change, now));
  return left;
}

function serversOf(changes: readonly Change[]): ServerId[] {
  return [...new Set(changes.flatMap(({ plan }) => plan.servers.map(({ server }) => server)))];
}

/** `DAG-BER`, `London (site), 2 of 3`: by what all servers of a change have in common. */
function titlesOf(changes: readonly Change[], scoped: ScopedServersOf): RolloutPart['title'][] {
  const bare = changes.map(({ plan }) => {
    const places = plan.servers.flatMap(({ server }) => scoped.get(server) ?? []);
    const [first] = places;
    if (first && places.every(({ dag }) => dag !== null && dag === first.dag)) return first.dag ?? '';
    const site = first && places.every((one) => one.site === first.site) ? first.site : null;
    return site === null ? 'Without a known site' : `${site} (site)`;
  });
  return bare.map((title, index) => {
    const all = bare.filter((one) => one === title).length;
    const nth = bare.slice(0, index + 1).filter((one) => one === title).length;
    return all === 1 ? title : `${title}, ${nth} of ${all}`;
  });
}
