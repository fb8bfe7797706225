import type { Instant } from '../core/clock.ts';
import type { ServerId } from '../core/ids.ts';
import type { Reader } from '../storage/database.ts';
import { filtered } from './lists/store.ts';
import type { Change } from './model.ts';
import { openChangesOf } from './store.ts';

/**
 * Whether the servers of a change were being worked on at `at`: it was started and not yet done, within its window. Half-open.
 * Later than its window nobody knows, so that nothing is kept quiet any more.
 */
export function isBeingUpdated(
  { state, plan, record }: Pick<Change, 'state' | 'plan' | 'record'>,
  at: Instant,
): boolean {
  if (record.startedAt === null || at < record.startedAt || at >= plan.window.end) return false;
  if (state === 'in-progress') return true;
  return state === 'implemented' && record.finishedAt !== null && at < record.finishedAt;
}

/** Every server that is being updated at `now`: few. */
export async function updatingNow(reader: Reader, now: Instant): Promise<ReadonlySet<ServerId>> {
  const running = (await filtered(reader, 'running', now, null)).filter((change) => isBeingUpdated(change, now));
  return new Set(running.flatMap(({ plan }) => plan.servers.map(({ server }) => server)));
}

/** Which of these servers were being updated at `at`: the present, or when a report was generated. */
export async function updating(reader: Reader, ids: readonly ServerId[], at: Instant): Promise<ReadonlySet<ServerId>> {
  const found = new Set<ServerId>();
  for (const [server, changes] of await openChangesOf(reader, ids)) {
    if (changes.some((change) => isBeingUpdated(change, at))) found.add(server);
  }
  return found;
}
