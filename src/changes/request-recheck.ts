import { type Instant, instant, SECOND } from '../core/clock.ts';
import type { Tx } from '../storage/database.ts';
import { CHANGE_RECHECK, type ChangeApp } from './app.ts';

/** What comes in so many ms is looked at once, together: a morning's reports come one by one, and a look takes a while. */
const TOGETHER = 30 * SECOND;

/**
 * Something that conflicts are told by has changed, in this transaction: every open plan is held against it soon. Approving
 * and starting do not wait for that, they look for themselves.
 */
export async function requestRecheck(tx: Tx, { clock, jobs }: Pick<ChangeApp, 'clock' | 'jobs'>): Promise<void> {
  await jobs.enqueue(tx, { name: CHANGE_RECHECK, key: 'all', at: soon(clock.now()), payload: null });
}

/** The same for all that asks within the same seconds: the same job. */
function soon(now: Instant): Instant {
  return instant((Math.floor(now / TOGETHER) + 1) * TOGETHER);
}
