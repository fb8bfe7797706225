import { appendAudit } from '../audit/append.ts';
import type { Actor } from '../core/actor.ts';
import { DAY, later } from '../core/clock.ts';
import { canonicalZone, resolveLocal, TZDATA } from '../core/local-time.ts';
import type { MaintenanceApp } from './app.ts';
import { END_OF_TIME } from './lists.ts';
import type { Freeze } from './model.ts';
import { heldFreezes, saveFreeze } from './store.ts';

const BY_TIME: Actor = { kind: 'system', job: 'maintenance' };

/**
 * At start: a freeze keeps the local times that were asked for where newer time zone rules put them elsewhere. Doing it twice
 * does nothing more.
 */
export async function rezoneFreezes(
  app: Pick<MaintenanceApp, 'database' | 'clock' | 'log' | 'changed'>,
): Promise<void> {
  await app.database.transaction(async (tx) => {
    const now = app.clock.now();
    // One that is over by the older rules may not be by the newer ones.
    const moved = (await heldFreezes(tx, later(now, -DAY), END_OF_TIME)).flatMap((freeze) => movedBy(freeze) ?? []);
    for (const { before, after } of moved) {
      await saveFreeze(tx, after, before.revision);
      await appendAudit(tx, now, {
        actor: BY_TIME,
        verb: 'freeze.rezoned',
        subject: after.id,
        before: timesOf(before),
        after: timesOf(after),
      });
      app.log.info({ freeze: after.id }, 'freeze moved by newer time zone rules');
    }
    if (moved.length > 0) await app.changed(tx);
  });
}

/** Null: it stays where it is. */
function movedBy(before: Freeze): { readonly before: Freeze; readonly after: Freeze } | null {
  if (before.tzdata === TZDATA || canonicalZone(before.zone) === null) return null;
  const start = resolveLocal(before.localStart, before.zone).at;
  const end = resolveLocal(before.localEnd, before.zone).at;
  if ((start === before.start && end === before.end) || end <= start) return null;
  return { before, after: { ...before, revision: before.revision + 1, start, end, tzdata: TZDATA } };
}

function timesOf({ start, end, tzdata }: Freeze) {
  return { start, end, tzdata };
}
