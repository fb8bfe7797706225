import type { Instant } from '../core/clock.ts';
import type { Reader, Tx } from '../storage/database.ts';

export interface KnownConversation {
  readonly id: string;
  readonly welcomedAt: Instant | null;
}

export async function findConversation(reader: Reader, id: string): Promise<KnownConversation | null> {
  const row = await reader.selectFrom('conversations').selectAll().where('id', '=', id).executeTakeFirst();
  return row ? { id: row.id, welcomedAt: row.welcomed_at as Instant | null } : null;
}

export async function saveWelcomed(tx: Tx, id: string, at: Instant): Promise<void> {
  await tx
    .insertInto('conversations')
    .values({ id, welcomed_at: at })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ welcomed_at: at }))
    .execute();
}
