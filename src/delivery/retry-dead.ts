import { appendAudit } from '../audit/append.ts';
import type { Actor } from '../core/actor.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import { describedRow, findDead, type OutboxApp } from './dead-letter.ts';
import type { OutboxRow } from './model.ts';
import { wakeOutbox } from './outlet.ts';
import { outboxRowOf, saveRows } from './outbox/store.ts';
import { restarted } from './restart.ts';
import { loadConversation } from './store.ts';

/**
 * Has a post that was given up sent after all, with a new budget; rendered anew, so that it tells what holds now.
 * Refuses: `not-allowed` (no person), `not-found`, `conflict` (not given up, or its conversation is gone).
 */
export function retryDead(app: OutboxApp, actor: Actor, id: string): Promise<Result<OutboxRow>> {
  return app.database.transaction(async (tx) => {
    const found = await findDead(tx, actor, id);
    if (!found.ok) return found;
    const row = found.value;
    const conversation = await loadConversation(tx, row.conversation_id);
    if (conversation?.gone) {
      return refuse(
        'conflict',
        `Nothing can be sent to ${conversation.name ?? conversation.id}: the conversation is gone (${conversation.gone.why}).`,
        'Install the app there again and try again, or drop the post.',
      );
    }

    const at = app.clock.now();
    const next = restarted(row, at);
    await saveRows(tx, [next]);
    await appendAudit(tx, at, {
      actor,
      verb: 'outbox.retried',
      subject: id,
      before: describedRow(row),
      after: describedRow(next),
    });
    await wakeOutbox(tx, app.jobs, at);
    return ok(outboxRowOf(next));
  });
}
