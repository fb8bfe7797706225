import type { Actor } from '../core/actor.ts';
import { actorKey } from '../core/actor.ts';
import type { Instant } from '../core/clock.ts';
import type { ServerId } from '../core/ids.ts';
import type { Reader, Tx } from '../storage/database.ts';
import type { AcknowledgementsTable } from '../storage/schema/changes.ts';
import { readBound } from './bound.ts';
import type { Acknowledgement } from './model.ts';
import type { Ending } from './end-rule.ts';

/** An acknowledgement as its row has it. */
export interface StoredAck extends Acknowledgement {
  readonly remindedAt: Instant | null;
}

const CHUNK = 500;

export async function findAck(reader: Reader, id: string, now: Instant): Promise<StoredAck | null> {
  const row = await reader.selectFrom('acknowledgements').selectAll().where('id', '=', id).executeTakeFirst();
  return row ? ackOf(row, now) : null;
}

/** In no order. */
export async function acksById(reader: Reader, ids: readonly string[], now: Instant): Promise<Map<string, StoredAck>> {
  const found = new Map<string, StoredAck>();
  for (let from = 0; from < ids.length; from += CHUNK) {
    const rows = await reader
      .selectFrom('acknowledgements')
      .selectAll()
      .where('id', 'in', ids.slice(from, from + CHUNK))
      .execute();
    for (const row of rows) found.set(row.id, ackOf(row, now));
  }
  return found;
}

/** Those of some servers whose end was not written down: at most one a server, which may have expired. */
export async function openAcks(
  reader: Reader,
  servers: readonly ServerId[],
  now: Instant,
): Promise<Map<ServerId, StoredAck>> {
  const found = new Map<ServerId, StoredAck>();
  for (let from = 0; from < servers.length; from += CHUNK) {
    const rows = await reader
      .selectFrom('acknowledgements')
      .selectAll()
      .where('server_id', 'in', servers.slice(from, from + CHUNK))
      .where('ended_at', 'is', null)
      .execute();
    for (const row of rows) found.set(row.server_id as ServerId, ackOf(row, now));
  }
  return found;
}

/** Everything that holds at `now`, by its end. */
export async function holdingAcks(reader: Reader, now: Instant): Promise<StoredAck[]> {
  const rows = await reader
    .selectFrom('acknowledgements')
    .selectAll()
    .where('ended_at', 'is', null)
    .where('until', '>', now)
    .orderBy('until')
    .orderBy('id')
    .execute();
  return rows.map((row) => ackOf(row, now));
}

/** Those whose end was not written down, ordered by id; those after `after`. */
export async function unendedAcks(reader: Reader, now: Instant, after: string, limit: number): Promise<StoredAck[]> {
  const rows = await reader
    .selectFrom('acknowledgements')
    .selectAll()
    .where('ended_at', 'is', null)
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map((row) => ackOf(row, now));
}

export async function insertAck(tx: Tx, ack: Acknowledgement): Promise<void> {
  await tx
    .insertInto('acknowledgements')
    .values({
      id: ack.id,
      server_id: ack.server,
      author: JSON.stringify(ack.author),
      author_key: actorKey(ack.author),
      made_at: ack.madeAt,
      until: ack.until,
      zone: ack.zone,
      reason: ack.reason,
      bound: JSON.stringify(ack.bound),
      conversation_id: ack.place?.conversation ?? null,
      thread: ack.place?.thread ?? null,
      reminded_at: null,
      ended_at: null,
      ended_as: null,
      ended_why: null,
    })
    .execute();
}

/** False: its end was written down already. */
export async function saveEnd(tx: Tx, id: string, at: Instant, { as, why }: Ending): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('acknowledgements')
    .set({ ended_at: at, ended_as: as, ended_why: why })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

export async function saveReminded(tx: Tx, id: string, at: Instant): Promise<void> {
  await tx.updateTable('acknowledgements').set({ reminded_at: at }).where('id', '=', id).execute();
}

/** When the current report of some servers was generated; those without one are left out. */
export async function observedAmong(reader: Reader, ids: readonly ServerId[]): Promise<Map<ServerId, Instant>> {
  const rows = await reader
    .selectFrom('assessments')
    .select(['server_id', 'observed_at'])
    .where('server_id', 'in', ids)
    .where('observed_at', 'is not', null)
    .execute();
  return new Map(rows.map(({ server_id, observed_at }) => [server_id as ServerId, observed_at as Instant]));
}

function ackOf(row: AcknowledgementsTable, now: Instant): StoredAck {
  const until = row.until as Instant;
  return {
    id: row.id,
    server: row.server_id as ServerId,
    author: JSON.parse(row.author) as Actor,
    madeAt: row.made_at as Instant,
    until,
    zone: row.zone,
    reason: row.reason,
    bound: readBound(row.bound),
    place: row.conversation_id === null ? null : { conversation: row.conversation_id, thread: row.thread },
    ended: endOf(row, now),
    remindedAt: row.reminded_at as Instant | null,
  };
}

/** The sentence of an end that time alone brought. */
export const EXPIRED: Ending = { as: 'expired', why: 'Its time is over.' };

function endOf(row: AcknowledgementsTable, now: Instant): Acknowledgement['ended'] {
  if (row.ended_at !== null)
    return { at: row.ended_at as Instant, as: row.ended_as ?? 'expired', why: row.ended_why ?? EXPIRED.why };
  return row.until <= now ? { at: row.until as Instant, ...EXPIRED } : null;
}
