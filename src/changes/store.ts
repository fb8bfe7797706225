import { type Actor, actorKey } from '../core/actor.ts';
import type { Instant } from '../core/clock.ts';
import type { ServerId } from '../core/ids.ts';
import type { Reader, Tx } from '../storage/database.ts';
import type { ChangesTable } from '../storage/schema/changes.ts';
import type { Change, ChangeId, ChangeRecord, Plan, Proof, Tick } from './model.ts';
import { claiming, isOpen } from './states.ts';

export { insertAsked, insertVote, loadAsked, loadVotes } from './approvals/store.ts';

/** What is noted of one server of a change, beside its target in the plan. */
export interface ChangeServer {
  readonly server: ServerId;
  readonly tick: Tick | null;
  readonly proof: Proof | null;
}

const CHUNK = 500;

/** Null: there is no such change. */
export async function loadChange(reader: Reader, id: ChangeId): Promise<Change | null> {
  const row = await reader.selectFrom('changes').selectAll().where('id', '=', id).executeTakeFirst();
  return row ? changeOf(row) : null;
}

/** Changes by id, in the order of `ids`; those that there are not are left out. */
export async function changesNamed(reader: Reader, ids: readonly ChangeId[]): Promise<Change[]> {
  const found = new Map<string, Change>();
  for (let from = 0; from < ids.length; from += CHUNK) {
    const rows = await reader
      .selectFrom('changes')
      .selectAll()
      .where('id', 'in', ids.slice(from, from + CHUNK))
      .execute();
    for (const row of rows) found.set(row.id, changeOf(row));
  }
  return ids.flatMap((id) => found.get(id) ?? []);
}

/** What is noted of the servers of a change, in the order in which they are updated. */
export async function loadServers(reader: Reader, id: ChangeId): Promise<ChangeServer[]> {
  const rows = await reader
    .selectFrom('change_servers')
    .select(['server_id', 'ticked_at', 'ticked_by', 'proof'])
    .where('change_id', '=', id)
    .orderBy('position')
    .execute();
  return rows.map((row) => {
    const server = row.server_id as ServerId;
    return {
      server,
      tick:
        row.ticked_at === null || row.ticked_by === null
          ? null
          : { server, at: row.ticked_at as Instant, by: JSON.parse(row.ticked_by) as Actor },
      proof: row.proof === null ? null : (JSON.parse(row.proof) as Proof),
    };
  });
}

/** Open changes that touch these servers, by server, the earliest window first; servers without one are left out. */
export async function openChangesOf(
  reader: Reader,
  servers: readonly ServerId[],
): Promise<ReadonlyMap<ServerId, readonly Change[]>> {
  const found = new Map<ServerId, Change[]>();
  const parsed = new Map<string, Change>();
  for (let from = 0; from < servers.length; from += CHUNK) {
    const rows = await reader
      .selectFrom('change_servers')
      .innerJoin('changes', 'changes.id', 'change_servers.change_id')
      .selectAll('changes')
      .select('change_servers.server_id as of_server')
      .where('change_servers.server_id', 'in', servers.slice(from, from + CHUNK))
      .where('change_servers.open', '=', true)
      .orderBy('changes.starts_at')
      .orderBy('changes.number')
      .execute();
    for (const row of rows) {
      const server = row.of_server as ServerId;
      const change = parsed.get(row.id) ?? changeOf(row);
      parsed.set(row.id, change);
      found.set(server, [...(found.get(server) ?? []), change]);
    }
  }
  return found;
}

/** Changes that wait or are approved, by their start; what time has made of them is not told here. */
export async function plannedChanges(reader: Reader, limit?: number): Promise<Change[]> {
  const query = reader
    .selectFrom('changes')
    .selectAll()
    .where('state', 'in', ['proposed', 'approved'])
    .orderBy('starts_at')
    .orderBy('number');
  return (await (limit === undefined ? query : query.limit(limit)).execute()).map(changeOf);
}

/** Changes whose servers are still to be worked on, with windows that overlap [from, to), by their start; what is in progress may run on past its own. */
export async function claimingWithin(reader: Reader, from: Instant, to: Instant): Promise<Change[]> {
  const rows = await reader
    .selectFrom('changes')
    .selectAll()
    .where('state', 'in', claiming)
    .where('starts_at', '<', to)
    .where(({ eb, or }) => or([eb('ends_at', '>', from), eb('state', '=', 'in-progress')]))
    .orderBy('starts_at')
    .orderBy('number')
    .execute();
  return rows.map(changeOf);
}

/** Changes that have to be looked at, the longest due first. */
export async function changesDue(reader: Reader, now: Instant, limit: number): Promise<Change[]> {
  const rows = await reader
    .selectFrom('changes')
    .selectAll()
    .where('due_at', '<=', now)
    .orderBy('due_at')
    .orderBy('number')
    .limit(limit)
    .execute();
  return rows.map(changeOf);
}

/** Writes a new change with its servers. @throws when its id is taken. */
export async function insertChange(tx: Tx, change: Change): Promise<void> {
  await tx.insertInto('changes').values(rowOf(change)).execute();
  await saveServers(tx, change);
}

/**
 * Writes a change that was read at `revision`; its own must be a higher one. Its servers are not written: see `saveServers`.
 * @throws when another write came between: every transaction is the only writer, so that this is a mistake in the code.
 */
export async function saveChange(tx: Tx, change: Change, revision: number): Promise<void> {
  const { id, ...rest } = rowOf(change);
  if (change.revision <= revision) throw new RangeError(`${id} would be written without a new revision`);
  const { numUpdatedRows } = await tx
    .updateTable('changes')
    .set(rest)
    .where('id', '=', id)
    .where('revision', '=', revision)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows !== 1n) throw new Error(`${id} was written by somebody else since revision ${revision}`);
}

/** Writes the servers of the plan in place of those there were, without ticks and proofs. */
export async function saveServers(tx: Tx, { id, plan, state }: Change): Promise<void> {
  await tx.deleteFrom('change_servers').where('change_id', '=', id).execute();
  const rows = plan.servers.map(({ server }, index) => ({
    change_id: id,
    server_id: server,
    position: index + 1,
    open: isOpen(state),
    ticked_at: null,
    ticked_by: null,
    proof: null,
  }));
  if (rows.length > 0) await tx.insertInto('change_servers').values(rows).execute();
}

/** Marks the servers of a change that came to an end, or that something may become of again. */
export async function markServers(tx: Tx, id: ChangeId, open: boolean): Promise<void> {
  await tx.updateTable('change_servers').set({ open }).where('change_id', '=', id).execute();
}

/** `tick` null: it is taken back. */
export async function saveTick(
  tx: Tx,
  id: ChangeId,
  server: ServerId,
  tick: Omit<Tick, 'server'> | null,
): Promise<void> {
  await tx
    .updateTable('change_servers')
    .set({ ticked_at: tick?.at ?? null, ticked_by: tick ? JSON.stringify(tick.by) : null })
    .where('change_id', '=', id)
    .where('server_id', '=', server)
    .execute();
}

export async function saveProof(tx: Tx, id: ChangeId, server: ServerId, proof: Proof | null): Promise<void> {
  await tx
    .updateTable('change_servers')
    .set({ proof: proof && JSON.stringify(proof) })
    .where('change_id', '=', id)
    .where('server_id', '=', server)
    .execute();
}

function rowOf(change: Change): ChangesTable {
  const { plan, requester, state } = change;
  return {
    id: change.id,
    number: numberOf(change.id),
    revision: change.revision,
    type: plan.type,
    state,
    open: isOpen(state),
    requester: JSON.stringify(requester),
    requester_key: actorKey(requester),
    plan: JSON.stringify(plan),
    plan_hash: change.planHash,
    starts_at: plan.window.start,
    ends_at: plan.window.end,
    created_at: change.createdAt,
    due_at: change.dueAt,
    record: JSON.stringify(change.record),
  };
}

export function changeOf(row: ChangesTable): Change {
  return {
    id: row.id as ChangeId,
    revision: row.revision,
    state: row.state,
    requester: JSON.parse(row.requester) as Actor,
    plan: JSON.parse(row.plan) as Plan,
    planHash: row.plan_hash,
    createdAt: row.created_at as Instant,
    dueAt: row.due_at as Instant | null,
    record: recordOf(row.record),
  };
}

/** What an earlier version wrote knew nothing of conflicts and rollouts. */
function recordOf(text: string): ChangeRecord {
  return { ...{ overrides: [], conflicts: [], told: [], rollout: null }, ...(JSON.parse(text) as ChangeRecord) };
}

/** 7 of `CHG-0007`. */
function numberOf(id: ChangeId): number {
  const digits = /^CHG-(\d+)$/.exec(id)?.[1];
  if (digits === undefined) throw new RangeError(`not the id of a change: ${id}`);
  return Number(digits);
}
