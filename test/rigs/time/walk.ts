import { shownAt } from './zones.ts';

const MINUTE = 60_000;

/** A local minute, and the first moment at which the clocks showed it, or, had they skipped it, what came after. */
export interface Reached {
  /** `2027-03-28T02:30`. */
  readonly local: string;
  /** 1 is Monday. */
  readonly weekday: number;
  readonly at: number;
  /** Whether the clocks showed it once, never, or again later. */
  readonly kind: 'exact' | 'gap' | 'overlap';
}

/** The local minutes of a zone between two moments, in their order, by their time of day. */
export interface Walk {
  readonly zone: string;
  readonly from: number;
  readonly to: number;
  readonly minutes: readonly Reached[];
  readonly byTime: ReadonlyMap<string, readonly Reached[]>;
}

/**
 * Walks minute by minute, as somebody who watches a clock on the wall: a minute it has shown before counts no more, one that
 * it leaves out counts when it shows the next. Knows nothing of offsets, changes or rules.
 */
export function walk(zone: string, from: number, to: number): Walk {
  const found = new Map<number, Reached>();
  let newest = shownAt(from, zone);
  for (let at = from + MINUTE; at <= to; at += MINUTE) {
    const shown = shownAt(at, zone);
    const before = found.get(shown);
    if (before) found.set(shown, { ...before, kind: 'overlap' });
    for (let minute = newest + MINUTE; minute <= shown; minute += MINUTE) {
      const local = new Date(minute).toISOString().slice(0, 16);
      found.set(minute, { local, weekday: weekdayOf(local), at, kind: minute === shown ? 'exact' : 'gap' });
    }
    newest = Math.max(newest, shown);
  }
  const minutes = [...found.values()];
  const byTime = new Map<string, Reached[]>();
  for (const reached of minutes) {
    const time = reached.local.slice(11);
    const same = byTime.get(time);
    if (same) same.push(reached);
    else byTime.set(time, [reached]);
  }
  return { zone, from, to, minutes, byTime };
}

const shifts = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4];

/** By Sakamoto's rule. */
function weekdayOf(local: string): number {
  const month = Number(local.slice(5, 7));
  const year = Number(local.slice(0, 4)) - (month < 3 ? 1 : 0);
  const leaps = Math.floor(year / 4) - Math.floor(year / 100) + Math.floor(year / 400);
  const sunday0 = (year + leaps + (shifts[month - 1] ?? 0) + Number(local.slice(8, 10))) % 7;
  return sunday0 === 0 ? 7 : sunday0;
}
