import { DAY, HOUR, type Instant, instant, later, MINUTE } from '../../core/clock.ts';
import { clockChanges, localAt, offsetAt } from '../../core/local-time.ts';
import type { Span } from './model.ts';

/** Around the span, so that what reaches over its edges is told too. */
const MARGIN = 40 * DAY;

/**
 * A zone as VTIMEZONE, with every change of its clocks in the span written out: no rule of the kind "last Sunday of March"
 * holds for all zones, and readers differ in how they continue one.
 */
export function timeZoneText(zone: string, span: Span): string {
  const from = later(span.from, -MARGIN);
  const changes = clockChanges(zone, from, later(span.until, MARGIN));
  const first = offsetAt(from, zone);
  return [
    'BEGIN:VTIMEZONE',
    `TZID:${zone}`,
    ...observance('19700101T000000', first, first),
    ...changes.flatMap((at) => {
      const before = offsetAt(instant(at - 1), zone);
      return observance(localBefore(at, zone), before, offsetAt(at, zone));
    }),
    'END:VTIMEZONE',
  ].join('\r\n');
}

/** `DAYLIGHT` where the clocks were set forward: what a zone itself counts as summer time, its data do not tell. */
function observance(start: string, before: number, after: number): string[] {
  const kind = after > before ? 'DAYLIGHT' : 'STANDARD';
  return [
    `BEGIN:${kind}`,
    `DTSTART:${start}`,
    `TZOFFSETFROM:${offsetText(before)}`,
    `TZOFFSETTO:${offsetText(after)}`,
    `END:${kind}`,
  ];
}

/** What the clocks would have shown at `at` had they not been set. */
function localBefore(at: Instant, zone: string): string {
  const shown = localAt(later(at, offsetAt(instant(at - 1), zone)), 'UTC');
  return `${shown.replace(/[-:]/g, '')}00`;
}

/** `+0100`, `-0330`. */
function offsetText(offset: number): string {
  const minutes = Math.round(Math.abs(offset) / MINUTE);
  const hours = Math.floor(minutes / (HOUR / MINUTE));
  const two = (number: number) => String(number).padStart(2, '0');
  return `${offset < 0 ? '-' : '+'}${two(hours)}${two(minutes % 60)}`;
}
