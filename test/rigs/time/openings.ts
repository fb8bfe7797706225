import { instant } from '../../../src/core/clock.ts';
import type { Day } from '../../../src/core/clock.ts';
import type { Occurrence, Recurrence } from '../../../src/maintenance/model.ts';
import { occurrencesOf, openAt, type RuleTimes } from '../../../src/maintenance/occurrences.ts';
import type { Random } from '../random.ts';
import { type Kind, randomTime, timesAround } from './kind.ts';
import type { Reached, Walk } from './walk.ts';
import { type Change, shownAt } from './zones.ts';

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;

/** A rule, and on which local days it opens, told without the product: `comes` looks at one day on the wall. */
export interface Opening {
  readonly rule: RuleTimes;
  readonly comes: (day: WallDay) => boolean;
}

/** A day as a calendar on the wall shows it. */
export interface WallDay {
  readonly day: string;
  /** 1 is Monday. */
  readonly weekday: number;
  /** 1 to 31, and how many the month has. */
  readonly date: number;
  readonly dates: number;
}

/** What opens on a certain day, near which the clocks change. */
type Openings = (
  near: WallDay,
  random: Random,
) => readonly (Pick<Opening, 'comes'> & { readonly recurrence: Recurrence })[];

/** One kind of recurrence of maintenance rules: each opening with its start, its end and how many remarks the clocks earn it. */
export function openings(name: string, recurrences: Openings): Kind<Opening> {
  return {
    name,

    cases(walk, change, random) {
      const near = dayNear(walk, change, random);
      return recurrences(near, random).flatMap(({ recurrence, comes }) =>
        someTimes(change, random).map((time) => ({ rule: ruleOf(walk, recurrence, time, random), comes })),
      );
    },

    expected({ rule, comes }, walk) {
      return openedIn({ rule, comes }, walk).map(({ local, at, kind }) => {
        const end = at + rule.length;
        const shift = shownAt(end, walk.zone) - shownAt(at, walk.zone) !== rule.length;
        return textOf({ local, start: at, end, kind }, Number(kind !== 'exact') + Number(shift));
      });
    },

    actual({ rule }, walk, random) {
      const from = instant(walk.from);
      const to = instant(walk.to);
      const all = occurrencesOf(rule, from, instant(to + 1));
      const opened = all.filter(({ start }) => start > from && start <= to);
      return [...opened.map((one) => textOf(one, one.remarks.length)), ...contradictions(rule, walk, all, random)];
    },
  };
}

/** The minutes around the edges of windows, and some others, at which a rule is open or not: from its start, for as long as elapses. */
export const windows: Kind<Opening> = {
  name: 'windows',

  cases(walk, change, random) {
    const rule = (time: string): Opening => ({
      rule: { ...ruleOf(walk, daily, time, random), length: random.between(1, 96) * 15 * MINUTE },
      comes: () => true,
    });
    return someTimes(change, random).slice(0, 2).map(rule);
  },

  expected(one, walk) {
    const opened = openedIn(one, walk);
    return momentsOf(one, walk).map((at) => {
      const holds = opened.some((window) => window.at <= at && at < window.at + one.rule.length);
      return momentText(at, holds);
    });
  },

  actual(one, walk) {
    return momentsOf(one, walk).map((at) => momentText(at, openAt(one.rule, instant(at)) !== null));
  },
};

const daily: Recurrence = { kind: 'weekly', days: [1, 2, 3, 4, 5, 6, 7] };

export function wallDay(day: string): WallDay {
  const noon = new Date(`${day}T12:00:00Z`);
  const dates = new Date(Date.UTC(noon.getUTCFullYear(), noon.getUTCMonth() + 1, 0)).getUTCDate();
  return { day, weekday: noon.getUTCDay() || 7, date: noon.getUTCDate(), dates };
}

/** So many days of the calendar later. */
export function daysOn(day: string, days: number): Day {
  return new Date(Date.parse(`${day}T12:00:00Z`) + days * DAY).toISOString().slice(0, 10) as Day;
}

/** By the walk: what comes at one moment is one opening, and the later one's. */
function openedIn({ rule, comes }: Opening, walk: Walk): readonly Reached[] {
  const due = (walk.byTime.get(rule.time) ?? []).filter(({ local }) => comes(wallDay(local.slice(0, 10))));
  return due.filter((one, index) => one.at !== due[index + 1]?.at);
}

function ruleOf({ zone }: Walk, recurrence: Recurrence, time: string, random: Random): RuleTimes {
  return { zone, recurrence, time, length: random.between(1, 7 * 96) * 15 * MINUTE, noStartBefore: 0 };
}

/** The day on which the clocks change, or the one after; an ordinary one of a walk without a change. */
function dayNear(walk: Walk, change: Change | null, random: Random): WallDay {
  const shown = change ? change.at + Math.min(change.before, change.after) : walk.from + random.between(2, 5) * DAY;
  return wallDay(new Date(shown + random.between(0, 1) * DAY).toISOString().slice(0, 10));
}

function someTimes(change: Change | null, random: Random): readonly string[] {
  const times = change ? timesAround(change) : ['00:00', '22:00'];
  const first = random.between(0, times.length - 1);
  return [times[first] ?? '', times[(first + 1 + random.between(0, 2)) % times.length] ?? '', randomTime(random)];
}

/** What a narrower span gives otherwise. */
function contradictions(rule: RuleTimes, walk: Walk, all: readonly Occurrence[], random: Random): readonly string[] {
  const from = walk.from + random.between(0, walk.to - walk.from);
  const to = from + random.between(0, walk.to - from);
  const within = all.filter(({ start, end }) => start < to && end > from && from < to).map(({ start }) => start);
  const narrow = occurrencesOf(rule, instant(from), instant(to)).map(({ start }) => start);
  return narrow.join() === within.join() ? [] : [`from ${from} to ${to}: ${narrow}`];
}

/** From where on the walk knows every window. */
function momentsOf({ rule }: Opening, walk: Walk): readonly number[] {
  const first = walk.from + Math.max(rule.length, DAY);
  const known = (walk.byTime.get(rule.time) ?? []).flatMap(({ at }) => [at, at + rule.length]);
  const edges = known.flatMap((edge) => [edge - MINUTE, edge - 1, edge, edge + MINUTE]);
  return [...edges, ...known.map((edge) => edge + 7 * MINUTE)].filter((at) => at > first && at <= walk.to);
}

function momentText(at: number, holds: boolean): string {
  return `${new Date(at).toISOString()} ${holds ? 'open' : 'shut'}`;
}

function textOf(
  { local, start, end, kind }: { local: string; start: number; end: number; kind: string },
  remarks: number,
): string {
  const iso = (at: number) => `${new Date(at).toISOString().slice(0, 16)}Z`;
  return `${local} = ${iso(start)} to ${iso(end)} ${kind}, ${remarks} remarks`;
}
