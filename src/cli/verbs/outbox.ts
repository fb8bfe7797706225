import { type Instant, isoOf, SECOND } from '../../core/clock.ts';
import { outboxHealth } from '../../delivery/health.ts';
import { listOutbox, type OutboxEntry, type OutboxList } from '../../delivery/list-outbox.ts';
import type { PostState } from '../../delivery/model.ts';
import type { House } from '../../wire.ts';
import { type ExitCode, type Output, printJson } from '../output.ts';
import { placeJson, placeName } from '../places.ts';
import { table } from '../table.ts';
import { ageText } from '../words.ts';

export const postStates: readonly PostState[] = ['pending', 'sending', 'sent', 'superseded', 'dead', 'dropped'];

/** Enough of an id to tell posts apart; `retry` and `drop` take as much. */
const SHOWN_ID = 8;

interface OutboxOptions {
  /** Null: what is not done with. */
  readonly state: PostState | null;
  readonly limit: number;
  readonly json: boolean;
}

/** `outbox`: what waits to be posted, and what was given up. Found wanting when anything was given up. */
export async function outbox(
  house: Pick<House, 'database' | 'clock'>,
  output: Output,
  { state, limit, json }: OutboxOptions,
): Promise<ExitCode> {
  const now = house.clock.now();
  const { health, list } = await house.database.read(async (reader) => ({
    health: await outboxHealth(reader, now),
    list: await listOutbox(reader, { limit, ...(state && { states: [state] }) }),
  }));
  if (json) {
    const { pending, sending, dead, oldestDueMs } = health;
    printJson(output, {
      asOf: isoOf(now),
      totals: { pending, sending, dead },
      oldestDueSeconds: Math.round(oldestDueMs / SECOND),
      posts: list.entries.map(postJson),
      more: list.more,
    });
  } else {
    for (const line of wordsOf(list, state, now, output.width)) output.out(line);
    if (health.dead > 0) output.out(deadSentence(health.dead));
  }
  return health.dead > 0 ? 1 : 0;
}

function wordsOf({ entries, more }: OutboxList, state: PostState | null, now: Instant, width: number): string[] {
  if (entries.length === 0) return [state === null ? 'Nothing waits to be posted.' : `No post is ${state}.`];
  const rows = entries.map(({ row, conversation }) => [
    row.id.slice(0, SHOWN_ID),
    row.state,
    placeName(conversation, row.conversation),
    row.kind,
    ageText(row.createdAt, now),
    String(row.attempts),
    row.lastCode ?? '',
  ]);
  const lines = table(
    [
      { title: 'Post', grow: 0 },
      { title: 'State', grow: 0 },
      { title: 'Conversation', grow: 2 },
      { title: 'Kind', grow: 0 },
      { title: 'Age', grow: 0 },
      { title: 'Tries', grow: 0 },
      { title: 'Last answer', grow: 1 },
    ],
    rows,
    width,
  );
  return more ? [lines, `Only the newest ${entries.length} are shown: --limit shows more.`] : [lines];
}

function deadSentence(dead: number): string {
  const posts = dead === 1 ? '1 post was given up.' : `${dead} posts were given up.`;
  return `${posts} patchwarden outbox retry POST (or --all) sends again; patchwarden outbox drop POST lets it rest.`;
}

function postJson({ row, conversation }: OutboxEntry): object {
  const { id, state, kind, subject, createdAt, dueAt, sentAt, attempts, doubts, lastCode } = row;
  return {
    id,
    state,
    conversation: placeJson(conversation, row.conversation),
    kind,
    subject,
    createdAt: isoOf(createdAt),
    dueAt: isoOf(dueAt),
    sentAt: sentAt === null ? null : isoOf(sentAt),
    attempts,
    doubts,
    lastCode,
  };
}
