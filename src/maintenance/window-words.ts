import { HOUR, type Instant, isDay, MINUTE } from '../core/clock.ts';
import { localAt, resolveLocal, weekdayOf } from '../core/local-time.ts';
import { countText, dayText } from '../readiness/words.ts';

/** What is planned from one instant to another, as it was asked for on the clocks of a zone. */
export interface LocalSpan {
  readonly start: Instant;
  readonly end: Instant;
  /** Of the start: `2026-11-28T22:00`. */
  readonly local: string;
  readonly zone: string;
}

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;

/** `2026-11-28T22:00` as people read it: `Sat 28 Nov 2026, 22:00`. */
export function localText(local: string): string {
  return `${localDayText(local.slice(0, 10))}, ${local.slice(11)}`;
}

/** `2026-11-28` as people read it: `Sat 28 Nov 2026`. */
export function localDayText(day: string): string {
  return isDay(day) ? `${weekdays[weekdayOf(day) - 1]} ${dayText(day)}` : day;
}

/** In its own zone: `Sat 28 Nov 2026, 22:00 to Sun 29 Nov 2026, 02:00 Europe/Berlin (4 hours)`. */
export function windowText({ start, end, zone }: Pick<LocalSpan, 'start' | 'end' | 'zone'>): string {
  const from = localAt(start, zone);
  const to = localAt(end, zone);
  const last = to.slice(0, 10) === from.slice(0, 10) ? to.slice(11) : localText(to);
  return `${localText(from)} to ${last} ${zone} (${lengthText(end - start)})`;
}

/** `4 hours`, `1 hour 30 minutes`, `45 minutes`. */
export function lengthText(milliseconds: number): string {
  const hours = Math.floor(milliseconds / HOUR);
  const minutes = Math.round((milliseconds - hours * HOUR) / MINUTE);
  const parts = [hours > 0 ? countText(hours, 'hour') : null, minutes > 0 ? countText(minutes, 'minute') : null];
  return parts.filter((part) => part !== null).join(' ');
}

/** What the clocks of its zone do to what is planned, in sentences; empty: nothing. */
export function clockRemarks({ start, end, local, zone }: LocalSpan): string[] {
  const remarks: string[] = [];
  const { at, kind } = resolveLocal(local, zone);
  const from = localAt(start, zone);
  if (kind === 'gap') {
    remarks.push(
      `${local.slice(11)} does not exist on ${dayOfLocal(local)} in ${zone}: it starts at ${timeOrDay(local, from)}.`,
    );
  }
  if (kind === 'overlap' && at === start) {
    remarks.push(`${local.slice(11)} comes twice on ${dayOfLocal(local)} in ${zone}: it starts at the first.`);
  }
  const to = localAt(end, zone);
  const shown = Date.parse(`${to}Z`) - Date.parse(`${from}Z`);
  const shift = shown - (end - start);
  if (Math.abs(shift) >= MINUTE) {
    const way = shift > 0 ? 'forward' : 'back';
    remarks.push(
      `The clocks in ${zone} go ${way} by ${lengthText(Math.abs(shift))} meanwhile: ${lengthText(end - start)} from ${from.slice(11)} end at ${to.slice(11)}.`,
    );
  }
  return remarks;
}

function dayOfLocal(local: string): string {
  return localDayText(local.slice(0, 10));
}

/** A whole day may be skipped: then the day is said too. */
function timeOrDay(local: string, from: string): string {
  return from.slice(0, 10) === local.slice(0, 10) ? from.slice(11) : localText(from);
}
