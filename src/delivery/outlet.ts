import { type Clock, type Instant, instant, SECOND } from '../core/clock.ts';
import type { WakeupBook } from '../jobs/model.ts';
import type { Tx } from '../storage/database.ts';

/** The job that wakes the dispatcher; its key is always `OUTBOX`. */
export const DELIVER = 'deliver';
export const OUTBOX = 'outbox';

/** What a verb needs to have something sent. */
export interface Outlet {
  readonly clock: Clock;
  readonly jobs: WakeupBook;
}

const booked = new WeakMap<Tx, Set<Instant>>();

/** Books the dispatcher for the first full second after `at`, once a transaction. */
export async function wakeOutbox(tx: Tx, jobs: WakeupBook, at: Instant): Promise<void> {
  const instants = booked.get(tx) ?? new Set();
  booked.set(tx, instants);
  const due = secondAfter(at);
  if (instants.has(due)) return;
  instants.add(due);
  await jobs.enqueue(tx, { name: DELIVER, key: OUTBOX, at: due, payload: null });
}

/**
 * Many rows share a job so, and never that of the moment, which may be running already and have looked before
 * these rows were there.
 */
function secondAfter(at: Instant): Instant {
  return instant((Math.floor(at / SECOND) + 1) * SECOND);
}
