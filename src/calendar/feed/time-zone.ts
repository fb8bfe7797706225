import { DAY, HOUR, type Instant, instant, later, MINUTE } from '../../core/clock.ts';
import { clockChanges, localAt, offsetAt } from '../../core/local-time.ts';
import { line, localValue } from './content-line.ts';
import type { Span } from './model.ts';

/** Around the span, so that what reaches over its edges is told too. */
const MARGIN = 40 * DAY;
/** The first observance holds from before everything. */
const EARLIEST = '1970-01-01T00:00';

/**
 * What stands in the VTIMEZONE of a zone: every change of its clocks in the span, written out. No rule of the kind "last
 * Sunday of March" holds for all zones, and readers differ in how they continue one.
 */
export function timeZoneLines(zone: string, span: Span): string[] {
  const from = later(span.from, -MARGIN);
  const first = offsetAt(from, zone);
  return [
    line('TZID', zone),
    ...observance(EARLIEST, first, first),
    ...clockChanges(zone, from, later(span.until, MARGIN)).flatMap((at) => {
      const before = offsetAt(instant(at - 1), zone);
      return observance(shown(at, before), before, offsetAt(at, zone));
    }),
  ];
}

/** `DAYLIGHT` where the clocks were set forward: what a zone itself counts as summer time, its data do not tell. */
function observance(start: string, before: number, after: number): string[] {
  const kind = after > before ? 'DAYLIGHT' : 'STANDARD';
  return [
    line('BEGIN', kind),
    line('DTSTART', localValue(start)),
    line('TZOFFSETFROM', offsetText(before)),
    line('TZOFFSETTO', offsetText(after)),
    line('END', kind),
  ];
}

/** What clocks show at `at` that are so far ahead of UTC. */
function shown(at: Instant, offset: number): string {
  return localAt(later(at, offset), 'UTC');
}

/** `+0100`, `-0330`. */
function offsetText(offset: number): string {
  const minutes = Math.round(Math.abs(offset) / MINUTE);
  const two = (number: number) => String(number).padStart(2, '0');
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / (HOUR / MINUTE)))}${two(minutes % 60)}`;
}
