const HOUR = 3_600_000;
const DAY = 24 * HOUR;

export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The instant at which the clocks of `UTC` or `Europe/Berlin` first show a local time (`2027-03-28T02:30`), or one after it. */
export function resolve(local: string, zone: string): number {
  const shown = Date.parse(`${local}:00Z`);
  if (zone === 'UTC') return shown;
  for (const ahead of [2, 1]) if (aheadAt(shown - ahead * HOUR) === ahead) return shown - ahead * HOUR;
  // Between 02:00 and 03:00 in March there is nothing: it is 03:00.
  return summer(new Date(shown).getUTCFullYear()).start;
}

/** Hours that Berlin is ahead of UTC. */
function aheadAt(at: number): 1 | 2 {
  const { start, end } = summer(new Date(at).getUTCFullYear());
  return at >= start && at < end ? 2 : 1;
}

/** From the last Sunday of March to the last of October, 01:00 UTC both. */
function summer(year: number): Span {
  return { start: lastSunday(year, 3) + HOUR, end: lastSunday(year, 10) + HOUR };
}

function lastSunday(year: number, month: number): number {
  const last = new Date(Date.UTC(year, month, 0));
  return last.getTime() - last.getUTCDay() * DAY;
}

/** Half-open, both. */
export function overlap(a: Span, b: Span): boolean {
  return a.start < b.end && b.start < a.end;
}

export interface Weekly {
  readonly zone: string;
  /** 1 is Monday. */
  readonly days: readonly number[];
  readonly time: string;
  readonly length: number;
  readonly noStartBefore: number;
}

/** The last instants, not included, at which something may start in the openings that a window lies in; none: it lies in none. */
export function lastStarts(rule: Weekly, window: Span): number[] {
  const found: number[] = [];
  for (let day = Math.floor((window.start - rule.length) / DAY) - 1; day * DAY < window.end + DAY; day += 1) {
    // The first of January 1970 was a Thursday.
    if (!rule.days.includes(((day + 3) % 7) + 1)) continue;
    const start = resolve(`${new Date(day * DAY).toISOString().slice(0, 10)}T${rule.time}`, rule.zone);
    const end = start + rule.length;
    const last = Math.max(start, end - rule.noStartBefore);
    if (start <= window.start && window.start < last && window.end <= end) found.push(last);
  }
  return found;
}
