import { DAY, type Day, HOUR, type Instant } from '../core/clock.ts';
import { canonicalZone, dayLater, localDay, resolveLocal, weekdayOf } from '../core/local-time.ts';
import type { Schedule, Slot, Weekday } from './model.ts';

/** Far more than clocks are changed by in a year, and less than the day that a zone skips to change sides of the date line. */
const MOST_OF_A_DAY = 12 * HOUR;

/** The first slot after `after`, never at it. @throws RangeError when the schedule is not valid (`scheduleProblem`). */
export function nextSlot(schedule: Schedule, after: Instant): Slot {
  let slot = slotOn(schedule, chosenDay(schedule, localDay(after, schedule.zone), 1));
  while (slot.at <= after) slot = slotOn(schedule, chosenDay(schedule, dayLater(slot.day, 1), 1));
  return plain(schedule, slot);
}

/**
 * The slots after `after` up to and with `upTo`: the latest one, and how many there are. The work does not grow with the
 * time between. @throws RangeError when the schedule is not valid.
 */
export function slotsBetween(
  schedule: Schedule,
  after: Instant,
  upTo: Instant,
): { readonly latest: Slot | null; readonly count: number } {
  const first = nextSlot(schedule, after);
  if (first.at > upTo) return { latest: null, count: 0 };
  const latest = slotUpTo(schedule, upTo);
  return { latest, count: countBetween(schedule, first, latest) };
}

/** Why a schedule can't run, in one sentence; null: it can. */
export function scheduleProblem({ days, time, zone }: Schedule): string | null {
  if (days.length === 0) return 'It names no day.';
  const inOrder = days.every((day, index) => index === 0 || day > (days[index - 1] ?? 0));
  if (!inOrder || days.some((day) => !Number.isInteger(day) || day < 1 || day > 7)) {
    return 'Its days are not days of the week in their order.';
  }
  if (!/^(?:[01]\d|2[0-3]):[0-5]\d$/.test(time)) return `${time} is not a time of day.`;
  if (canonicalZone(zone) === null) return `${zone} is not a time zone known here.`;
  return null;
}

/** The slot of a day, with what makes it unlike others. */
interface DaySlot extends Slot {
  readonly day: Day;
  readonly skipped: boolean;
}

function slotOn({ time, zone }: Schedule, day: Day): DaySlot {
  const local = `${day}T${time}`;
  const { at, kind } = resolveLocal(local, zone);
  return { at, local, day, skipped: kind === 'gap' };
}

/** Where whole days are skipped, several local slots come to one instant: that is one slot, and the last one's. */
function plain(schedule: Schedule, slot: DaySlot): Slot {
  let last = slot;
  while (last.skipped) {
    const following = slotOn(schedule, chosenDay(schedule, dayLater(last.day, 1), 1));
    if (following.at !== slot.at) break;
    last = following;
  }
  return { at: last.at, local: last.local };
}

/** The newest slot at or before `upTo`. */
function slotUpTo(schedule: Schedule, upTo: Instant): Slot {
  // The clocks may have shown the next day already and been set back.
  let slot = slotOn(schedule, chosenDay(schedule, dayLater(localDay(upTo, schedule.zone), 1), -1));
  while (slot.at > upTo) slot = slotOn(schedule, chosenDay(schedule, dayLater(slot.day, -1), -1));
  return plain(schedule, slot);
}

/** How many slots there are from `first` to `latest`, both included. */
function countBetween(schedule: Schedule, first: Slot, latest: Slot): number {
  const from = dayNumber(first.local);
  const to = dayNumber(latest.local);
  const daysAreMissing = (to - from) * DAY - (latest.at - first.at) > MOST_OF_A_DAY;
  if (!daysAreMissing) return chosenDaysBetween(schedule, from, to);
  let counted = 1;
  for (let slot = first; slot.at < latest.at; slot = nextSlot(schedule, slot.at)) counted += 1;
  return counted;
}

function chosenDaysBetween({ days }: Schedule, from: number, to: number): number {
  const weeks = Math.floor((to - from + 1) / 7);
  let counted = weeks * days.length;
  for (let day = from + weeks * 7; day <= to; day += 1) {
    // Day 0 was a Thursday.
    if (days.includes((((((day + 3) % 7) + 7) % 7) + 1) as Weekday)) counted += 1;
  }
  return counted;
}

function dayNumber(local: string): number {
  return Date.parse(`${local.slice(0, 10)}T00:00:00Z`) / DAY;
}

/** The first day of the schedule from `from` on, in steps of a day forward or back. */
function chosenDay({ days }: Schedule, from: Day, step: 1 | -1): Day {
  for (let away = 0; away < 7; away += 1) {
    const day = dayLater(from, away * step);
    if (days.includes(weekdayOf(day))) return day;
  }
  throw new RangeError('a schedule without a day');
}
