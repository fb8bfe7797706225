import { localAt, resolveLocal } from '../core/local-time.ts';
import type { Schedule, Slot, Weekday } from './model.ts';

const names = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;

/** `weekdays 07:30 Europe/Berlin`: as it can be typed after `digest`. */
export function describeSchedule({ days, time, zone }: Schedule): string {
  return `${describeDays(days)} ${time} ${zone}`;
}

/** `daily`, `weekdays`, `weekends`, `Monday`, `Mon, Wed, Fri`. */
export function describeDays(days: readonly Weekday[]): string {
  const key = days.join('');
  if (key === '1234567') return 'daily';
  if (key === '12345') return 'weekdays';
  if (key === '67') return 'weekends';
  const [only] = days;
  if (days.length === 1 && only !== undefined) return weekdayName(only);
  return days.map((day) => weekdayName(day).slice(0, 3)).join(', ');
}

export function weekdayName(day: Weekday): string {
  return names[day - 1] ?? '';
}

/**
 * What the clocks do to a slot, in words: `02:30 does not exist on 28 March 2027: posted at 03:00`; null: nothing.
 * @throws RangeError when `zone` is unknown.
 */
export function changeRemark(slot: Slot, zone: string): string | null {
  const { kind } = resolveLocal(slot.local, zone);
  if (kind === 'exact') return null;
  const [day = '', time = ''] = slot.local.split('T');
  if (kind === 'overlap') return `${time} comes twice on ${longDay(day)}: posted the first time`;
  const [shownDay = '', shownTime = ''] = localAt(slot.at, zone).split('T');
  const posted = shownDay === day ? shownTime : `${shownTime} on ${longDay(shownDay)}`;
  return `${time} does not exist on ${longDay(day)}: posted at ${posted}`;
}

/** `28 March 2027`. */
function longDay(day: string): string {
  const [year, month, date] = day.split('-');
  return `${Number(date)} ${months[Number(month) - 1] ?? ''} ${year}`;
}

const months = 'January February March April May June July August September October November December'.split(' ');
