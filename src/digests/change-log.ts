import { type Clock, DAY, type Instant, later } from '../core/clock.ts';
import { expiredIds } from '../readiness/fleet.ts';
import type { Judged } from '../readiness/project.ts';
import { standingsAt } from '../readiness/rows.ts';
import type { Tx } from '../storage/database.ts';
import { deleteChanges, deleteDigests, deletePosts, headSeq, insertChanges, lastLogged, oldestTold } from './store.ts';
import { readState, stateOf, writeState } from './told-state.ts';

/** How long the log of changes, the digests and their posts are kept, in ms. */
const KEPT_FOR = 400 * DAY;
/** So many rows later it is looked for what is too old. */
const PRUNED_EVERY = 10_000;

/**
 * Logs, in the transaction that judged, what a digest will tell of it. The log is one chain for each server: what one row
 * leads to is where the next begins, so that whoever was told up to a row finds in the rows after it all that is new.
 */
export function noteChange(clock: Clock): Judged {
  return async (tx, judged) => {
    const logged = await lastLogged(
      tx,
      judged.map(({ server }) => server),
    );
    const at = clock.now();
    const rows = judged.flatMap(({ server, before, after }) => {
      const was = logged.get(server);
      const from = was === undefined ? writeState(before && stateOf(before)) : was;
      const to = writeState(after && stateOf(after));
      return from === to ? [] : [{ at, server_id: server, before: from, after: to }];
    });
    const { before, after } = await insertChanges(tx, rows);
    if (Math.floor(before / PRUNED_EVERY) < Math.floor(after / PRUNED_EVERY)) await pruneHistory(tx, at);
  };
}

/**
 * Logs servers whose verdict has expired and that nobody has judged anew: they read as unknown already, so that is what is
 * told of them. Answers whether it wrote anything.
 */
export async function noteExpiry(tx: Tx, now: Instant): Promise<boolean> {
  const expired = await expiredIds(tx, now);
  if (expired.length === 0) return false;
  const logged = await lastLogged(tx, expired);
  const news = expired.filter((id) => readState(logged.get(id) ?? null)?.readiness !== 'unknown');
  const rows = (await standingsAt(tx, news, now)).map(({ stored, read }) => ({
    at: now,
    server_id: read.assessment.server,
    before: logged.get(read.assessment.server) ?? writeState(stateOf(stored)),
    after: writeState(stateOf(read)),
  }));
  await insertChanges(tx, rows);
  return rows.length > 0;
}

/** Deletes what is too old to be told. What a subscription that is on was not told yet stays, and so does the newest row. */
export async function pruneHistory(tx: Tx, now: Instant): Promise<void> {
  const cutOff = later(now, -KEPT_FOR);
  const head = await headSeq(tx);
  const told = await oldestTold(tx);
  await deleteChanges(tx, cutOff, Math.min(head - 1, told ?? head));
  await deleteDigests(tx, cutOff);
  await deletePosts(tx, cutOff);
}
