import { MINUTE } from '../core/clock.ts';
import { outboxHealth } from '../delivery/health.ts';
import { digestHealth } from '../digests/read.ts';
import { isStoreWritable } from '../evidence/parse/store-writable.ts';
import type { FolderSweep } from '../evidence/sources/folder.ts';
import type { Readiness } from '../http/readiness.ts';
import { deliveryReasons, standingNotes } from '../http/reasons.ts';
import type { JobsBacklog } from '../jobs/model.ts';
import type { House } from '../wire.ts';

/** A share that is away for longer makes the process not ready: nothing new comes in. */
const SHARE_PATIENCE = 10 * MINUTE;

/** What keeps this process from its work, what somebody has to look at, and what is good to know. */
export async function readinessOf(house: House, sweep: FolderSweep | null): Promise<Readiness> {
  const { database, clock, config, jobs } = house;
  const reasons: string[] = [];
  let warnings: readonly string[] = [];
  try {
    await database.revision();
    warnings = await deliveryWarnings(house);
  } catch (error) {
    reasons.push(`The database does not answer: ${messageOf(error)}`);
  }
  if (!(await isStoreWritable(config.reportStore))) {
    reasons.push(`REPORT_STORE ${config.reportStore} can not be written, so no report can be taken in.`);
  }
  const folder = sweep?.status();
  if (folder?.unreachableSince && clock.now() - folder.unreachableSince > SHARE_PATIENCE) {
    reasons.push(`REPORTS_DIR ${folder.dir} can not be read: ${folder.cause}`);
  }
  return { ready: reasons.length === 0, reasons, warnings, notes: standingNotes(jobs.standing()) };
}

async function deliveryWarnings({ database, clock, jobs }: House): Promise<readonly string[]> {
  const now = clock.now();
  const [outbox, digests] = await database.read((reader) =>
    Promise.all([outboxHealth(reader, now), digestHealth(reader)]),
  );
  let backlog: JobsBacklog = { waiting: 0, lag: 0 };
  const found: string[] = [];
  try {
    backlog = await jobs.backlog();
  } catch (error) {
    // The queues of PostgreSQL stand in a schema of their own. Questions are answered without them.
    found.push(`The wake-ups can not be read, so nothing may be posted: ${messageOf(error)}`);
  }
  return [...found, ...deliveryReasons({ outbox, digests, jobs: backlog })];
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
