import { type Actor, actorKey } from '../../core/actor.ts';
import type { Instant } from '../../core/clock.ts';
import type { Reader, Tx } from '../../storage/database.ts';
import type { ChangeAskedTable } from '../../storage/schema/changes.ts';
import type { PersonKey } from '../../people/identity.ts';
import type { ChangeId } from '../model.ts';

/** One vote as it is kept; the name of the approver for whom it was given is looked up when it is shown. */
export interface StoredVote {
  readonly change: ChangeId;
  readonly planHash: string;
  readonly voter: Actor;
  readonly onBehalfOf: PersonKey | null;
  readonly vote: 'approve' | 'reject';
  readonly reason: string | null;
  readonly at: Instant;
}

export interface StoredAsked {
  readonly change: ChangeId;
  readonly planHash: string;
  readonly person: PersonKey;
  readonly at: Instant;
  /** Null: there is no way to reach this person. */
  readonly conversation: string | null;
  readonly fallback: boolean;
}

const CHUNK = 500;

/** All votes of these changes, also those on earlier plans; in the order in which they were given. */
export async function loadVotes(reader: Reader, changes: readonly ChangeId[]): Promise<StoredVote[]> {
  const found: StoredVote[] = [];
  for (let from = 0; from < changes.length; from += CHUNK) {
    const rows = await reader
      .selectFrom('change_votes')
      .selectAll()
      .where('change_id', 'in', changes.slice(from, from + CHUNK))
      .orderBy('at')
      .orderBy('voter_key')
      .execute();
    for (const row of rows) {
      found.push({
        change: row.change_id as ChangeId,
        planHash: row.plan_hash,
        voter: JSON.parse(row.voter) as Actor,
        onBehalfOf: row.on_behalf_of as PersonKey | null,
        vote: row.vote,
        reason: row.reason,
        at: row.at as Instant,
      });
    }
  }
  return found;
}

/** @throws when this person has voted on this plan already. */
export async function insertVote(tx: Tx, vote: StoredVote): Promise<void> {
  await tx
    .insertInto('change_votes')
    .values({
      change_id: vote.change,
      plan_hash: vote.planHash,
      voter_key: actorKey(vote.voter),
      voter: JSON.stringify(vote.voter),
      on_behalf_of: vote.onBehalfOf,
      vote: vote.vote,
      reason: vote.reason,
      at: vote.at,
    })
    .execute();
}

/** Everybody who was asked about these changes, also on earlier plans; the first asked first. */
export async function loadAsked(reader: Reader, changes: readonly ChangeId[]): Promise<StoredAsked[]> {
  const found: StoredAsked[] = [];
  for (let from = 0; from < changes.length; from += CHUNK) {
    const rows = await reader
      .selectFrom('change_asked')
      .selectAll()
      .where('change_id', 'in', changes.slice(from, from + CHUNK))
      .orderBy('asked_at')
      .orderBy('person')
      .execute();
    found.push(...rows.map(askedOf));
  }
  return found;
}

/** What somebody with this object id, in whatever tenant, was asked about without being reached; others may be among it. */
export async function unreachedAsked(reader: Reader, aadObjectId: string): Promise<StoredAsked[]> {
  const rows = await reader
    .selectFrom('change_asked')
    .selectAll()
    .where('conversation_id', 'is', null)
    .where('person', 'like', `%/${aadObjectId}`)
    .orderBy('asked_at')
    .orderBy('change_id')
    .execute();
  return rows.map(askedOf);
}

export async function saveReached(
  tx: Tx,
  { change, planHash, person }: Pick<StoredAsked, 'change' | 'planHash' | 'person'>,
  conversation: string,
): Promise<void> {
  await tx
    .updateTable('change_asked')
    .set({ conversation_id: conversation })
    .where('change_id', '=', change)
    .where('plan_hash', '=', planHash)
    .where('person', '=', person)
    .execute();
}

/** Who was asked about the same plan before stays as they were. */
export async function insertAsked(tx: Tx, asked: readonly StoredAsked[]): Promise<void> {
  if (asked.length === 0) return;
  await tx
    .insertInto('change_asked')
    .values(
      asked.map((one) => ({
        change_id: one.change,
        plan_hash: one.planHash,
        person: one.person,
        asked_at: one.at,
        conversation_id: one.conversation,
        fallback: one.fallback,
      })),
    )
    .onConflict((conflict) => conflict.columns(['change_id', 'plan_hash', 'person']).doNothing())
    .execute();
}

function askedOf(row: ChangeAskedTable): StoredAsked {
  return {
    change: row.change_id as ChangeId,
    planHash: row.plan_hash,
    person: row.person as PersonKey,
    at: row.asked_at as Instant,
    conversation: row.conversation_id,
    fallback: row.fallback,
  };
}
