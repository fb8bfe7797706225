import { DAY, type Day, type Instant, instant, later } from '../core/clock.ts';
import { canonicalZone, dayLater, localAt, localDay, resolveLocal } from '../core/local-time.ts';
import type { MaintenanceRule, Occurrence } from './model.ts';
import { daysOf } from './recurrence.ts';
import { clockRemarks } from './window-words.ts';

/** What of a rule decides when it opens. */
export type RuleTimes = Pick<MaintenanceRule, 'zone' | 'recurrence' | 'time' | 'length' | 'noStartBefore'>;

/** A zone may skip a day, or show one twice. */
const MARGIN = 2;
/** Of looking for the next ones: a month mostly suffices, and a leap day comes within eight years. */
const LOOKS = [35 * DAY, 400 * DAY, 3_000 * DAY];

const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d$/;

/**
 * Every time the rule opens that overlaps [from, to), by start. The recurrence is counted out in plain local time, and the
 * day and time are then looked up in the zone: a time that the clocks skip is the first one after, of one that comes twice
 * it is the first. A rule that can't be read here, or whose zone is unknown here, opens never (`ruleProblem` says so).
 * The work grows with the span.
 */
export function occurrencesOf(rule: RuleTimes, from: Instant, to: Instant): Occurrence[] {
  if (to <= from || ruleProblem(rule) !== null) return [];
  const first = dayLater(localDay(instant(from - rule.length), rule.zone), -MARGIN);
  const last = dayLater(localDay(to, rule.zone), MARGIN);
  const found: Occurrence[] = [];
  for (const day of daysOf(rule.recurrence, first, last)) {
    const opened = openedOn(rule, day);
    if (opened.start >= to || opened.end <= from) continue;
    // Where whole days are skipped, two local times come to one instant: that is one, and the later one's.
    if (found.at(-1)?.start === opened.start) found.pop();
    found.push({ ...opened, remarks: remarksOf(opened, rule.zone) });
  }
  return found;
}

/** The occurrence that holds at an instant; of several the one that lasts longest. Null: the rule is not open. */
export function openAt(rule: RuleTimes, at: Instant): Occurrence | null {
  return occurrencesOf(rule, at, later(at, 1)).at(-1) ?? null;
}

/** The first ones that are not over at `now`, by start; fewer than `count` where no more come in eight years. */
export function nextOccurrences(rule: RuleTimes, now: Instant, count: number): Occurrence[] {
  let found: Occurrence[] = [];
  for (const look of LOOKS) {
    found = occurrencesOf(rule, now, later(now, look));
    if (found.length >= count) break;
  }
  return found.slice(0, count);
}

/** Why a rule never opens here, in one sentence; null: it can be worked with. */
export function ruleProblem(rule: RuleTimes): string | null {
  if (!isZone(rule.zone)) return `The time zone ${rule.zone} is not known here, so it never opens.`;
  if (!TIME.test(rule.time)) return `${rule.time} is not a time of day, so it never opens.`;
  if (rule.recurrence.kind !== 'rrule') return null;
  try {
    daysOf(rule.recurrence, rule.recurrence.from, rule.recurrence.from);
    return null;
  } catch {
    return `${rule.recurrence.rrule} can not be read, so it never opens.`;
  }
}

function openedOn(rule: RuleTimes, day: Day): Omit<Occurrence, 'remarks'> {
  const local = `${day}T${rule.time}`;
  const { at: start, kind } = resolveLocal(local, rule.zone);
  const end = later(start, rule.length);
  return { start, end, lastStart: instant(Math.max(start, end - rule.noStartBefore)), local, kind };
}

/** Mostly nothing happens to the clocks, and that is seen from the end alone. */
function remarksOf({ start, end, local, kind }: Omit<Occurrence, 'remarks'>, zone: string): string[] {
  const quiet = kind === 'exact' && Date.parse(`${localAt(end, zone)}Z`) - Date.parse(`${local}Z`) === end - start;
  return quiet ? [] : clockRemarks({ start, end, local, zone });
}

// Which zones there are does not change while a process runs.
const zones = new Map<string, boolean>();

function isZone(name: string): boolean {
  let known = zones.get(name);
  if (known === undefined) {
    known = canonicalZone(name) !== null;
    if (zones.size < 1_000) zones.set(name, known);
  }
  return known;
}
