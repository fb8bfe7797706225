import { instant, type Instant } from '../core/clock.ts';
import { localDay, resolveLocal, weekdayOf } from '../core/local-time.ts';
import type { QuietDays, Schedule, Slot } from './model.ts';
import { nextSlot, scheduleProblem, slotsBetween } from './schedule.ts';

export interface Timing {
  readonly schedule: Schedule;
  readonly quiet: QuietDays;
}

/** Why these can't run, in one sentence; null: they can. */
export function timingProblem({ schedule, quiet }: Timing): string | null {
  const problem = scheduleProblem(schedule);
  if (problem !== null) return problem;
  if (loud({ schedule, quiet }).days.length === 0) return 'Its quiet days leave no day for it.';
  return null;
}

/** The first slot after `after` that is on no quiet day. @throws RangeError when they can't run (`timingProblem`). */
export function nextDue(timing: Timing, after: Instant): Slot {
  const schedule = loud(timing);
  let slot = nextSlot(schedule, after);
  while (isQuiet(timing.quiet, slot)) slot = nextSlot(schedule, slot.at);
  return slot;
}

/** The slots after `after` up to and with `upTo` that are on no quiet day: the latest, and how many there are. */
export function dueBetween(
  timing: Timing,
  after: Instant,
  upTo: Instant,
): { readonly latest: Slot | null; readonly count: number } {
  const schedule = loud(timing);
  let { latest, count } = slotsBetween(schedule, after, upTo);
  const quiet = quietSlots(timing, after, upTo);
  count -= quiet.size;
  while (latest !== null && quiet.has(latest.at)) {
    latest = slotsBetween(schedule, after, instant(latest.at - 1)).latest;
  }
  return { latest, count: latest === null ? 0 : count };
}

/** Without the weekdays that are quiet. */
function loud({ schedule, quiet }: Timing): Schedule {
  return { ...schedule, days: schedule.days.filter((day) => !quiet.weekdays.includes(day)) };
}

function isQuiet({ dates }: QuietDays, { local }: Slot): boolean {
  return dates.some((date) => local.startsWith(date));
}

function quietSlots(timing: Timing, after: Instant, upTo: Instant): Set<Instant> {
  const { days, time, zone } = loud(timing);
  const slots = timing.quiet.dates
    .filter((date) => days.includes(weekdayOf(date)))
    .map((date) => resolveLocal(`${date}T${time}`, zone).at);
  return new Set(slots.filter((at) => at > after && at <= upTo));
}

/** Under other time zone rules: the slot of the day that `slot` was on, which was told, if it is later now. */
export function settledUpTo({ schedule }: Timing, slot: Instant): Instant {
  const again = resolveLocal(`${localDay(slot, schedule.zone)}T${schedule.time}`, schedule.zone).at;
  return again > slot ? again : slot;
}
