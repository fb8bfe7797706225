import type { Instant } from '../core/clock.ts';
import type { Tx } from '../storage/database.ts';
import { findConversation, saveWelcomed } from './store.ts';

/** True for the first caller ever for this conversation; everybody later gets false. */
export async function claimWelcome(tx: Tx, conversationId: string, at: Instant): Promise<boolean> {
  const known = await findConversation(tx, conversationId);
  if (known?.welcomedAt != null) return false;
  await saveWelcomed(tx, conversationId, at);
  return true;
}
