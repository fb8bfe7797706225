import { canonicalZone } from '../core/local-time.ts';
import type { Instant } from '../core/clock.ts';
import { scopes } from '../readiness/fleet.ts';
import type { DigestApp } from './app.ts';
import { changeRemark } from './describe-schedule.ts';
import { nextDue } from './due.ts';
import type { DigestAnswer, Subscription } from './model.ts';
import { findSubscriptionRow, lastDelivered } from './store.ts';
import { subscriptionOf } from './subscription.ts';

/** How the digest of a conversation is set now. */
export async function settingsAnswer(
  app: DigestApp,
  { conversation, mayManage }: { readonly conversation: string; readonly mayManage: boolean },
  after: 'show' | 'set' | 'off',
): Promise<DigestAnswer> {
  const now = app.clock.now();
  return app.database.read(async (reader) => {
    const row = await findSubscriptionRow(reader, conversation);
    const last = await lastDelivered(reader, conversation);
    const stored = row ? subscriptionOf(row) : null;
    const subscription = stored?.subscription ?? null;
    return {
      kind: 'digest-settings',
      now,
      after,
      subscription,
      zone: canonicalZone(app.zone) ?? app.zone,
      scopes: await scopes(reader),
      last: last
        ? {
            at: last.composed_at as Instant,
            checkedAt: last.checked_at as Instant | null,
            checkedAs: last.checked_as,
          }
        : null,
      mayChange: mayManage,
      remark: stored?.problem === null ? remarkOn(stored.subscription, now) : null,
    };
  });
}

/** What the clocks do to the next slot. */
function remarkOn(subscription: Subscription, now: Instant): string | null {
  if (!subscription.on || subscription.invalid !== null) return null;
  return changeRemark(nextDue(subscription, now), subscription.schedule.zone);
}
