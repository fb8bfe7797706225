import type { Reader } from '../storage/database.ts';
import type { OutboxTable } from '../storage/schema.ts';
import type { OutboxRow } from './model.ts';
import { outboxRowOf } from './outbox/store.ts';

/** Every post of this kind about `subject`, wherever it stands or will; oldest first. */
export async function postsAbout(reader: Reader, kind: string, subject: string): Promise<readonly OutboxRow[]> {
  return (await rowsOf(reader, kind, subject)).map(outboxRowOf);
}

/** As `postsAbout`, for `announceAgain`. */
export async function rowsOf(reader: Reader, kind: string, subject: string): Promise<OutboxTable[]> {
  return reader
    .selectFrom('outbox')
    .selectAll()
    .where('kind', '=', kind)
    .where('subject', '=', subject)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
}

/** What is about `subject` (`card`) and what says a part of it (`parts`), each oldest first. */
export async function postsAndParts(
  reader: Reader,
  about: { readonly card: string; readonly parts: string; readonly subject: string },
): Promise<{ readonly cards: readonly OutboxRow[]; readonly parts: readonly OutboxRow[] }> {
  const posts = (await rowsAbout(reader, about)).map(outboxRowOf).sort(byAge);
  return {
    cards: posts.filter(({ kind }) => kind === about.card),
    parts: posts.filter(({ kind }) => kind === about.parts),
  };
}

function byAge(a: OutboxRow, b: OutboxRow): number {
  return a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1);
}

/** The rows of what is about `subject` (`card`) and of what says a part of it (`parts`), for `announceAgain`. */
export async function rowsAbout(
  reader: Reader,
  { card, parts, subject }: { readonly card: string; readonly parts: string; readonly subject: string },
): Promise<OutboxTable[]> {
  return reader
    .selectFrom('outbox')
    .selectAll()
    .where(({ or, and, eb }) =>
      or([
        and([eb('kind', '=', card), eb('subject', '=', subject)]),
        // `!` is the character after the space.
        and([eb('kind', '=', parts), eb('subject', '>=', `${subject} `), eb('subject', '<', `${subject}!`)]),
      ]),
    )
    .execute();
}
