import type { Random } from '../random.ts';
import type { Kind } from './kind.ts';
import { localTimes } from './local-times.ts';
import { windows } from './openings.ts';
import { monthly, patchTuesday, rrules, weekly } from './recurrences.ts';
import { schedules } from './schedules.ts';
import { type Walk, walk } from './walk.ts';
import { type Change, changesOf, type Group, groupsOf } from './zones.ts';

const DAY = 86_400_000;
const AROUND = 2 * DAY;
const WEEK = 7 * DAY;

/** What else comes to be due in local time is added here. */
export const everyKind: readonly Kind[] = [
  ...[schedules, localTimes],
  ...[weekly, monthly, patchTuesday, rrules, windows],
] as readonly Kind[];

/** What no zone does in these years: to leave out a whole day, and to go back to the day before. */
const rareChanges: readonly (readonly [zone: string, around: string])[] = [
  ['Pacific/Apia', '2011-12-30T10:00:00Z'],
  ['Pacific/Fakaofo', '2011-12-30T11:00:00Z'],
  ['Pacific/Kiritimati', '1994-12-31T10:00:00Z'],
  ['Pacific/Kwajalein', '1993-08-21T12:00:00Z'],
  ['America/St_Johns', '2010-11-07T02:31:00Z'],
];

export interface TimeSpan {
  readonly zones: readonly string[];
  readonly from: number;
  readonly to: number;
  /** How many ordinary weeks are walked beside. */
  readonly weeks: number;
}

export interface TimeTally {
  readonly zones: number;
  readonly groups: number;
  readonly changes: number;
  readonly weeks: number;
  /** How many cases were compared. */
  readonly compared: number;
  /** Every case in which the product and the walk disagree. */
  readonly wrong: readonly string[];
}

/**
 * Compares every kind with a walk around each change of the clocks of each group of zones, and through ordinary weeks.
 * The names of a group take turns.
 */
export function timeRounds(span: TimeSpan, random: Random, kinds: readonly Kind[] = everyKind): TimeTally {
  const { zones, from, to, weeks } = span;
  const groups = groupsOf(zones, from, to);
  const wrong: string[] = [];
  let compared = 0;
  let changes = 0;

  function compare(walked: Walk, change: Change | null): void {
    for (const kind of kinds) {
      for (const one of kind.cases(walked, change, random)) {
        compared += 1;
        const expected = kind.expected(one, walked).join(', ');
        const actual = kind.actual(one, walked, random).join(', ');
        if (actual !== expected)
          wrong.push(`${kind.name} ${walked.zone} ${JSON.stringify(one)}: ${actual}; expected ${expected}`);
      }
    }
  }

  for (const { zone, change } of [...groups.flatMap(changesIn), ...rare()]) {
    changes += 1;
    compare(walk(zone, change.at - AROUND, change.at + AROUND), change);
  }
  for (let week = 0; week < weeks; week += 1) {
    const zone = zones[random.between(0, zones.length - 1)] ?? 'UTC';
    const start = from + random.between(0, Math.floor((to - from) / DAY)) * DAY;
    compare(walk(zone, start, start + WEEK), null);
  }
  return { zones: zones.length, groups: groups.length, changes, weeks, compared, wrong };
}

function changesIn({ names, changes }: Group): { zone: string; change: Change }[] {
  return changes.map((change, index) => ({ zone: names[index % names.length] ?? '', change }));
}

function rare(): { zone: string; change: Change }[] {
  return rareChanges.flatMap(([zone, around]) => {
    const at = Date.parse(around);
    return changesOf(zone, at - DAY, at + DAY).map((change) => ({ zone, change }));
  });
}
