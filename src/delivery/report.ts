import type { Log } from '../core/log.ts';
import { idsOf } from './attempt.ts';
import type { DeliveryMetrics } from './model.ts';
import type { Marked } from './settle/mark.ts';

/** Tells log and metrics what became of the posts that were marked. `job` names the job whose run marked them, if one did. */
export function report(
  marked: readonly Marked[],
  { log, metrics, job }: { readonly log: Log; readonly metrics: DeliveryMetrics; readonly job: string | null },
): void {
  for (const { before, after, ending, took } of marked) {
    const fields = {
      ...idsOf({ row: before }),
      job,
      result: ending.kind,
      state: after.state,
      attempts: after.attempts,
    };
    if (took !== null || ending.kind === 'superseded') metrics.send(before.kind, ending.kind, took ?? 0);
    if (ending.kind === 'sent') {
      log.info({ ...fields, ms: Math.round(took ?? 0) }, 'a post was sent');
      continue;
    }
    const why = { ...fields, code: after.last_code };
    if (after.state === 'dead') {
      metrics.send(before.kind, 'dead', 0);
      log.error(why, 'a post was given up');
    } else if (ending.kind === 'gone') {
      log.warn(why, 'a conversation refused a post for good');
    } else if (after.state === 'pending') {
      metrics.retry(before.kind);
      log.warn({ ...why, dueAt: after.due_at }, 'a post is tried again later');
    } else {
      log.info(why, 'a post was superseded');
    }
  }
}
