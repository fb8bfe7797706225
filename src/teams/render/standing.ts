import { outboxRow } from '../../delivery/announce.ts';
import type { RenderRequest } from '../../delivery/model.ts';
import type { Reader } from '../../storage/database.ts';

/** Whether the post stands in its conversation, or may: then it is kept up to date, though nobody would say it anew. */
export async function mayStand(
  reader: Reader,
  { conversation, kind, subject, repeat }: RenderRequest,
): Promise<boolean> {
  if (repeat) return true;
  const row = await outboxRow(reader, { conversation: conversation.id, kind, subject });
  return row !== null && (row.sentAt !== null || row.activityId !== null);
}
