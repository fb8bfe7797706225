import type { DatabaseUrl } from '../config/model.ts';
import type { Clock } from '../core/clock.ts';
import type { Log } from '../core/log.ts';
import type { Database } from '../storage/database.ts';
import type { Jobs } from './model.ts';

export interface OpenJobsOptions {
  readonly database: Database;
  /** Of that database. */
  readonly url: DatabaseUrl;
  readonly clock: Clock;
  readonly log: Log;
}

/** The wake-ups of this database: rows beside the others on SQLite, pg-boss's queues on PostgreSQL. */
export async function openJobs({ url, ...options }: OpenJobsOptions): Promise<Jobs> {
  switch (url.kind) {
    case 'sqlite':
      return (await import('./table-jobs.ts')).openTableJobs(options);
    case 'postgres':
      return (await import('./boss-jobs.ts')).openBossJobs({ ...options, url: url.url });
  }
}
