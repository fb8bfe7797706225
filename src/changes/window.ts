import { DAY, HOUR, type Instant, isDay, later } from '../core/clock.ts';
import { localAt, resolveLocal, TZDATA } from '../core/local-time.ts';
import { ok, refuse, type Result } from '../core/result.ts';
import { LONGEST_WINDOW, missing, readLength, readTime, readZone, wrong } from '../maintenance/fields.ts';
import type { ChangeWindow } from './model.ts';
import { localText } from './window-words.ts';

/** A window as a form or words give it: `2026-11-28`, `22:00`, hours as a number, an IANA zone in any letter case. */
export interface WindowWords {
  readonly date: string;
  readonly time: string;
  readonly hours: string;
  readonly zone: string;
}

/** How far ahead a window may start. */
export const FURTHEST_START = 400 * DAY;

/** What a form proposes for so many servers, one after another: 90 minutes each, in whole hours. */
export function usualLength(servers: number): number {
  return Math.min(LONGEST_WINDOW, Math.max(2, Math.ceil(servers * 1.5)) * HOUR);
}

/**
 * The window that was asked for. A time that the clocks skip is the first one after; of one that comes twice it is the first
 * (`clockRemark` says so). Refuses, naming the field: `invalid`.
 */
export function readWindow({ date, time, hours, zone: asked }: WindowWords, now: Instant): Result<ChangeWindow> {
  const zone = readZone(asked);
  if (!zone.ok) return zone;
  const day = date.trim();
  if (day === '') return missing('date', 'Choose the day on which it starts.');
  if (!isDay(day)) return wrong('date', date, 'Write it like 2026-11-28.');
  const clock = readTime(time);
  if (clock === '') return missing('time', 'Choose the time at which it starts.');
  if (clock === null) return wrong('time', time, 'Write it like 22:00.');
  const length = readLength(hours);
  if (!length.ok) return length;

  const local = `${day}T${clock}`;
  const start = resolveLocal(local, zone.value).at;
  if (start <= now) return refuse('invalid', `${localText(local)} ${zone.value} is not ahead.`, AHEAD);
  if (start - now > FURTHEST_START) {
    return refuse(
      'invalid',
      `${localText(local)} is more than ${FURTHEST_START / DAY} days ahead.`,
      'Choose a nearer day.',
    );
  }
  return ok(windowFrom(start, length.value, local, zone.value));
}

/** A window that begins now, for what can't wait. Refuses: `invalid`. */
export function windowFromNow(
  { hours, zone: asked }: Pick<WindowWords, 'hours' | 'zone'>,
  now: Instant,
): Result<ChangeWindow> {
  const zone = readZone(asked);
  if (!zone.ok) return zone;
  const length = readLength(hours);
  return length.ok ? ok(windowFrom(now, length.value, localAt(now, zone.value), zone.value)) : length;
}

const AHEAD = 'Choose a time that is still to come. What can not wait is an emergency: it starts at once.';

function windowFrom(start: Instant, length: number, local: string, zone: string): ChangeWindow {
  return { start, end: later(start, length), local, zone, tzdata: TZDATA };
}
