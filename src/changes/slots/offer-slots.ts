import { type Instant, later, MINUTE } from '../../core/clock.ts';
import { LONGEST_WINDOW } from '../../maintenance/fields.ts';
import type { Reader } from '../../storage/database.ts';
import type { ChangeApp } from '../app.ts';
import type { PlanShape } from '../conflicts/picture.ts';
import type { ChangeId } from '../plan.ts';
import { HORIZON } from './candidates.ts';
import type { SlotOffer } from './model.ts';
import { safeSlots } from './safe-slots.ts';

/**
 * The next safe slots of a plan, from one picture. None begins within the time before a window in which a plan is not
 * edited any more: it could not be decided on.
 */
export async function offerSlots(
  reader: Reader,
  { picture, policy }: Pick<ChangeApp, 'picture' | 'policy'>,
  plan: PlanShape,
  { self, now }: { readonly self: ChangeId | null; readonly now: Instant },
): Promise<SlotOffer> {
  const from = soonest(now, policy);
  const pictured = await picture(reader, { plans: [plan], from: now, to: later(from, HORIZON + LONGEST_WINDOW), now });
  const { local, zone } = plan.window;
  return safeSlots(pictured, plan, { self, from, zone, preferred: local.slice(11) });
}

/** When the first slot may begin that is looked for at `now`. */
export function soonest(now: Instant, { editLockMinutes }: Pick<ChangeApp['policy'], 'editLockMinutes'>): Instant {
  return later(now, Math.round(editLockMinutes * MINUTE));
}
