import { MINUTE } from '../core/clock.ts';
import type { OutboxHealth } from '../delivery/health.ts';
import type { DigestHealth } from '../digests/read.ts';
import type { JobsBacklog, JobsStanding } from '../jobs/model.ts';

/** Due posts and wake-ups go out within seconds; a throttled conversation alone explains some minutes. */
const LONG_DUE = 10 * MINUTE;
const LONG_LAG = 5 * MINUTE;

/** What posting depends on, as the database has it. */
export interface DeliveryHealth {
  readonly outbox: OutboxHealth;
  readonly jobs: JobsBacklog;
  readonly digests: DigestHealth;
}

/**
 * What somebody has to look at about posts and digests, one sentence each, with the way to it. None of it keeps a process
 * from answering, and every process of the database finds the same: so these are warnings, and the process stays ready.
 */
export function deliveryReasons({ outbox, jobs, digests }: DeliveryHealth): string[] {
  const found: string[] = [];
  if (outbox.dead > 0) {
    found.push(`${count(outbox.dead, 'post')} could not be delivered: patchwarden outbox lists them.`);
  }
  if (outbox.oldestDueMs > LONG_DUE) {
    found.push(`A post has been due for ${minutes(outbox.oldestDueMs)}: patchwarden outbox says how it was tried.`);
  }
  if (jobs.lag > LONG_LAG) {
    found.push(`A wake-up is ${minutes(jobs.lag)} late: no process works, or the one that works can not keep up.`);
  }
  if (digests.invalid.length > 0) {
    found.push(`${count(digests.invalid.length, 'digest')} can not run: patchwarden digests says why.`);
  }
  return found;
}

/** Standing by is no fault: the process answers, and takes the work over when the other one ends. */
export function standingNotes(standing: JobsStanding): string[] {
  if (standing.role !== 'standby') return [];
  return [`This process stands by: ${standing.holder} posts and runs what is scheduled.`];
}

function count(n: number, thing: string): string {
  return n === 1 ? `1 ${thing}` : `${n} ${thing}s`;
}

function minutes(milliseconds: number): string {
  return `${Math.floor(milliseconds / MINUTE)} minutes`;
}
