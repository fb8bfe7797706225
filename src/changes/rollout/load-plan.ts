import { type Instant, later } from '../../core/clock.ts';
import { TZDATA } from '../../core/local-time.ts';
import { LONGEST_WINDOW } from '../../maintenance/fields.ts';
import type { Reader } from '../../storage/database.ts';
import type { ChangeApp } from '../app.ts';
import { HORIZON } from '../slots/candidates.ts';
import { soonest } from '../slots/offer-slots.ts';
import { stateAt } from '../state-at.ts';
import { isOpen } from '../states.ts';
import { openChangesOf } from '../store.ts';
import { type PlannedRollout, planRollout } from './plan-rollout.ts';
import type { RolloutScope } from './model.ts';
import { rowsOf } from './scope.ts';

/** What a rollout of a scope comes to at `now`, from one picture. */
export async function plannedRollout(
  reader: Reader,
  app: Pick<ChangeApp, 'picture' | 'policy' | 'zone'>,
  { scope, reason, now }: { readonly scope: RolloutScope; readonly reason: string; readonly now: Instant },
): Promise<PlannedRollout> {
  const rows = await rowsOf(reader, scope, now);
  const from = soonest(now, app.policy);
  const to = later(from, HORIZON + LONGEST_WINDOW);
  const window = { start: now, end: to, local: '', zone: app.zone, tzdata: TZDATA };
  // Which servers are pictured hangs on those of the plans, not on what they are to come to.
  const target = { kind: 'gate', gate: 'exact-build' } as const;
  const all = { type: 'normal', window, servers: rows.map(({ id }) => ({ server: id, target })) } as const;
  const picture = await app.picture(reader, { plans: [all], from: now, to, now });
  const open = await openChangesOf(
    reader,
    rows.map(({ id }) => id),
  );
  const openIds = [...open].map(([server, changes]) => {
    const standing = changes.filter((change) => isOpen(stateAt(change, now)));
    return [server, standing.map(({ id }) => id)] as const;
  });
  return planRollout({ picture, rows, open: new Map(openIds), from, zone: app.zone, reason });
}
