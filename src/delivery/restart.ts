import type { Instant } from '../core/clock.ts';
import type { OutboxTable } from '../storage/schema.ts';

/** A row due at once, as if it had never been tried, but for this: what may stand there without an id is said as a repetition. */
export function restarted(row: OutboxTable, at: Instant): OutboxTable {
  const mayStand = row.state !== 'sent' && row.activity_id === null && row.doubts > 0;
  return {
    ...row,
    state: 'pending',
    due_at: at,
    since: at,
    attempts: 0,
    doubts: mayStand ? 1 : 0,
    claim: null,
    deadline: null,
    last_code: null,
  };
}
