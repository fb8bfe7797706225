import { HOUR, type Instant, instant } from '../../core/clock.ts';
import type { Policy } from '../../people/policy.ts';

export interface ApprovalTimes {
  /** Null: there is no time for it before the window starts. */
  readonly remindAt: Instant | null;
  readonly escalateAt: Instant | null;
  /** The window's start: nothing is approved by time, and nothing from then on. */
  readonly lapsesAt: Instant;
}

/** However soon the window starts, this part of the time is left to those who are asked last. */
const LEFT = 1 / 4;

/**
 * When a proposal that waits since `askedAt` is reminded of, escalated, and lapses. Where the policy's hours do not fit
 * before `start` with a quarter of the time to spare, both shrink alike. Each is after `askedAt` and before `start`.
 */
export function approvalTimes(
  askedAt: Instant,
  start: Instant,
  { remindAfterHours, escalateAfterHours }: Pick<Policy, 'remindAfterHours' | 'escalateAfterHours'>,
): ApprovalTimes {
  const room = start - askedAt;
  const longest = Math.max(remindAfterHours, escalateAfterHours) * HOUR;
  const scale = longest > 0 ? Math.min(1, (room * (1 - LEFT)) / longest) : 1;
  const at = (hours: number): Instant | null => {
    const moment = askedAt + Math.round(hours * HOUR * scale);
    return room > 0 && moment < start ? instant(moment) : null;
  };
  return { remindAt: at(remindAfterHours), escalateAt: at(escalateAfterHours), lapsesAt: start };
}
