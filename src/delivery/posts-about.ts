import type { Reader } from '../storage/database.ts';
import type { OutboxRow } from './model.ts';
import { outboxRowOf } from './outbox/store.ts';

/** Every post of this kind about `subject`, wherever it stands or will; oldest first. */
export async function postsAbout(reader: Reader, kind: string, subject: string): Promise<readonly OutboxRow[]> {
  const rows = await reader
    .selectFrom('outbox')
    .selectAll()
    .where('kind', '=', kind)
    .where('subject', '=', subject)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  return rows.map(outboxRowOf);
}

/** Every post of this kind whose subject is `subject`, a space and more: `CHG-0007 start`; oldest first. */
export async function postsOfParts(reader: Reader, kind: string, subject: string): Promise<readonly OutboxRow[]> {
  const rows = await reader
    .selectFrom('outbox')
    .selectAll()
    .where('kind', '=', kind)
    // `!` is the character after the space.
    .where('subject', '>=', `${subject} `)
    .where('subject', '<', `${subject}!`)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  return rows.map(outboxRowOf);
}
