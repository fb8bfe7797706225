import { appendAudit } from '../audit/append.ts';
import type { Actor } from '../core/actor.ts';
import { ok, type Result } from '../core/result.ts';
import { describedRow, findDead, type OutboxApp } from './dead-letter.ts';
import type { OutboxRow } from './model.ts';
import { outboxRowOf, saveRows } from './outbox/store.ts';

/**
 * Lets a post that was given up rest: it is not sent, and nothing shows it as given up any more.
 * Refuses: `not-allowed` (no person), `not-found`, `conflict` (not given up).
 */
export function dropDead(
  app: Pick<OutboxApp, 'database' | 'clock'>,
  actor: Actor,
  id: string,
): Promise<Result<OutboxRow>> {
  return app.database.transaction(async (tx) => {
    const found = await findDead(tx, actor, id);
    if (!found.ok) return found;

    const next = { ...found.value, state: 'dropped' as const };
    await saveRows(tx, [next]);
    await appendAudit(tx, app.clock.now(), {
      actor,
      verb: 'outbox.dropped',
      subject: id,
      before: describedRow(found.value),
      after: describedRow(next),
    });
    return ok(outboxRowOf(next));
  });
}
