import { type Instant, instant } from '../../core/clock.ts';
import type { Random } from '../../core/random.ts';
import type { Tx } from '../../storage/database.ts';
import type { OutboxTable } from '../../storage/schema.ts';
import type { Claimed } from '../claims/claim.ts';
import { findConversation, quarantineConversation } from '../conversations.ts';
import { loadRows, saveRows } from '../outbox/store.ts';
import { closeSends, deleteSends } from '../sends/store.ts';
import { pauseConversation } from '../store.ts';
import { type Ending, settle, settleLate } from './settle.ts';

/** A try that has ended and is not marked yet. */
export interface Ended {
  readonly claimed: Claimed;
  readonly ending: Ending;
  /** How long the call took, in ms; null: there was none. */
  readonly took: number | null;
}

/** What became of a row. */
export interface Marked {
  readonly before: OutboxTable;
  readonly after: OutboxTable;
  readonly ending: Ending;
  readonly took: number | null;
}

export interface Marks {
  readonly marked: readonly Marked[];
  /** When conversations that asked for a pause may be sent to again. */
  readonly pauses: readonly Instant[];
}

/**
 * Writes down how these tries ended, and takes up rows whose claimer never said: those may have arrived. A try whose
 * row was taken over meanwhile changes nothing, but that a message it left is known.
 */
export async function mark(
  tx: Tx,
  { ended, overdue }: { readonly ended: readonly Ended[]; readonly overdue: readonly OutboxTable[] },
  { now, random }: { readonly now: Instant; readonly random: Random },
): Promise<Marks> {
  const ids = new Set([...ended.map(({ claimed }) => claimed.row.id), ...overdue.map((row) => row.id)]);
  const rows = new Map((await loadRows(tx, [...ids])).map((row) => [row.id, row]));
  const changed = new Map<string, OutboxTable>();
  const pauses = new Map<string, Instant>();
  const marked: Marked[] = [];

  const change = (row: OutboxTable): void => {
    rows.set(row.id, row);
    changed.set(row.id, row);
  };

  for (const { claimed, ending, took } of ended) {
    const row = rows.get(claimed.row.id);
    if (!row) continue;
    const said = claimed.row.wanted;
    if (row.state !== 'sending' || row.claim !== claimed.token) {
      const late = settleLate(row, ending, said, now);
      if (late) change(late);
      continue;
    }
    const ours = ending.kind === 'gone' ? await goneOrFailed(tx, claimed, ending) : ending;
    const settled = settle(row, ours, { said, now, random });
    change(settled.row);
    if (settled.pause !== null) pauses.set(row.conversation_id, settled.pause);
    if (settled.gone !== null) await quarantineConversation(tx, now, row.conversation_id, settled.gone);
    marked.push({ before: row, after: settled.row, ending, took });
  }
  for (const { id, claim } of overdue) {
    const row = rows.get(id);
    if (row?.state !== 'sending' || row.claim !== claim) continue;
    const ending = { kind: 'doubtful', code: 'lost' } as const;
    const settled = settle(row, ending, { said: row.wanted, now, random });
    change(settled.row);
    marked.push({ before: row, after: settled.row, ending, took: null });
  }

  await saveRows(tx, [...changed.values()]);
  for (const [id, until] of pauses) await pauseConversation(tx, id, until);
  await settleSends(tx, ended, now);
  return { marked, pauses: [...pauses.values()] };
}

/** Someone was heard there since the call began: then it is not gone, and the refusal was of before. */
async function goneOrFailed(tx: Tx, claimed: Claimed, ending: Ending & { kind: 'gone' }): Promise<Ending> {
  const conversation = await findConversation(tx, claimed.conversation.id);
  const heard = conversation !== null && conversation.seenAt > claimed.conversation.seenAt;
  return heard && !conversation.gone ? { kind: 'failed', code: ending.code } : ending;
}

/** A call without an answer may still arrive after its end, so it goes on counting until its deadline. */
async function settleSends(tx: Tx, ended: readonly Ended[], now: Instant): Promise<void> {
  const of = (which: (one: Ended) => boolean): string[] =>
    ended.filter(which).flatMap(({ claimed }) => claimed.send ?? []);
  await deleteSends(
    tx,
    of(({ took }) => took === null),
  );
  await closeSends(
    tx,
    of(({ took, ending }) => took !== null && ending.kind !== 'doubtful'),
    instant(now),
  );
}
