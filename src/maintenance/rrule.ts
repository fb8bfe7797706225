import { createRequire } from 'node:module';
import type * as Library from 'rrule-temporal';
import type { Day } from '../core/clock.ts';
import { dayLater } from '../core/local-time.ts';

// More than a rule of ours can need in a year, and little enough to be done at once.
const MOST_PERIODS = 10_000;
const MOST_CANDIDATES = 100_000;

/** Years of rules; a year of days takes milliseconds to work out and is asked for again and again. */
const KEPT = 512;
const kept = new Map<string, readonly Day[]>();

/**
 * The local days from `first` to `last`, both included, on which an RRULE that `readRrule` took comes, counted from `from`:
 * plain days of the calendar, without a zone. The work grows with the years between; with a COUNT, with those since `from`.
 * @throws when the library can't work with it.
 */
export function rruleDays(rrule: string, from: Day, first: Day, last: Day): Day[] {
  const { endless, count } = withoutCount(rrule);
  const start = count !== null || first < from ? from : first;
  const days: Day[] = [];
  for (let year = Number(start.slice(0, 4)); year <= Number(last.slice(0, 4)); year += 1) {
    days.push(...daysOfYear(endless, from, year));
    if (count !== null && days.length >= count) break;
  }
  return days.slice(0, count ?? days.length).filter((day) => day >= first && day <= last);
}

/** What is counted is counted here: the library would begin at the beginning each time, and give up in between. */
function withoutCount(rrule: string): { readonly endless: string; readonly count: number | null } {
  const counted = /;COUNT=(\d+)|COUNT=(\d+);/.exec(rrule);
  if (!counted) return { endless: rrule, count: null };
  return { endless: rrule.replace(counted[0], ''), count: Number(counted[1] ?? counted[2]) };
}

/** `every month on last Saturday`. @throws when the library can't work with it. */
export function rruleText(rrule: string, from: Day): string {
  const { toText } = require('rrule-temporal/totext') as typeof import('rrule-temporal/totext');
  return toText(ruleOf(rrule, from));
}

function daysOfYear(rrule: string, from: Day, year: number): readonly Day[] {
  const key = `${year} ${from} ${rrule}`;
  const known = kept.get(key);
  if (known) return known;
  const [first, last] = [`${year}-01-01` as Day, `${year}-12-31` as Day];
  const found = ruleOf(rrule, from).between(midnight(dayLater(first, -1)), midnight(dayLater(last, 1)), true);
  const days = found.map((at) => at.toPlainDate().toString() as Day).filter((day) => day >= first && day <= last);
  if (kept.size >= KEPT) kept.delete(kept.keys().next().value ?? '');
  kept.set(key, days);
  return days;
}

/** In UTC, where no day is missing and none comes twice: only the days are taken from it. */
function ruleOf(rrule: string, from: Day) {
  const { RRuleTemporal } = require('rrule-temporal') as typeof Library;
  return new RRuleTemporal({
    rruleString: `DTSTART:${from.replaceAll('-', '')}T000000Z\nRRULE:${rrule}`,
    maxIterations: MOST_PERIODS,
    maxCandidateEvaluations: MOST_CANDIDATES,
  });
}

function midnight(day: Day): Date {
  return new Date(`${day}T00:00:00Z`);
}

// Loaded with its first use, as few rules are one: it brings a Temporal of its own.
const require = createRequire(import.meta.url);
