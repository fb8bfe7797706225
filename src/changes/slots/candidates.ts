import { DAY, type Instant, instant, later, MINUTE } from '../../core/clock.ts';
import { dayLater, localAt, localDay, resolveLocal, TZDATA } from '../../core/local-time.ts';
import { LONGEST_WINDOW } from '../../maintenance/fields.ts';
import type { MaintenanceRule, Occurrence } from '../../maintenance/model.ts';
import { openingsIn, rulesFor } from '../conflicts/maintenance.ts';
import type { Picture, PlanShape } from '../conflicts/picture.ts';
import type { ChangeId, ChangeWindow } from '../plan.ts';
import { type Lengths, lengthsOf } from './lengths.ts';
import { obstacleEnds } from './obstacles.ts';

export interface SlotSearch {
  /** The change that the plan is of; null: it has none yet. */
  readonly self: ChangeId | null;
  /** None starts earlier. */
  readonly from: Instant;
  /** How far ahead a slot may start, in ms. */
  readonly horizon?: number;
  /** How many slots. */
  readonly limit?: number;
  /** The zone and local time (`22:00`) to propose where no rule covers the servers. */
  readonly zone: string;
  readonly preferred?: string;
}

/** A window that a plan might have. */
export interface Candidate {
  readonly window: ChangeWindow;
  /** Null: no rule covers all of the servers. */
  readonly rule: MaintenanceRule | null;
  readonly occurrence: Occurrence | null;
  /** Whether the work fits into what the rule opens. */
  readonly fits: boolean;
  /** Candidates of one opening, or of one day, have the same. */
  readonly opening: string;
}

/** How far ahead slots are looked for. */
export const HORIZON = 90 * DAY;
/** Where neither a rule nor the plan says when. */
const USUAL_TIME = '22:00';
const QUARTER = 15 * MINUTE;

/** When a search begins: at a quarter of an hour, and in the future. */
export function firstStart(picture: Pick<Picture, 'now'>, { from }: Pick<SlotSearch, 'from'>): Instant {
  return upTo(Math.max(from, picture.now + 1), QUARTER);
}

/**
 * Every window that a plan might have, the earliest first: of the rules that cover all of its servers the start of each
 * opening and, within it, each instant at which something ends that stands in the way; without such a rule the same local
 * time on each day. In one opening all are of one length, so that what is free at one of them is found at the earliest.
 */
export function candidatesOf(picture: Picture, plan: PlanShape, search: SlotSearch): Candidate[] {
  const from = firstStart(picture, search);
  const until = later(search.from, search.horizon ?? HORIZON);
  const rules = rulesFor(picture, plan).ofAll;
  const lengths = lengthsOf(picture, plan);
  if (rules.length === 0) return daily(search, { from, until }, lengths);
  const whole = { ...plan.window, start: from, end: later(until, LONGEST_WINDOW) };
  const ends = obstacleEnds(picture, plan, { window: whole, self: search.self }).map((end) => upTo(end, MINUTE));
  return rules
    .flatMap((rule) =>
      openingsIn(rule, { start: from, end: until }).flatMap((occurrence) =>
        within(rule, occurrence, { from, until }, lengths, ends),
      ),
    )
    .sort((a, b) => a.window.start - b.window.start || (a.opening < b.opening ? -1 : 1));
}

interface Span {
  readonly from: Instant;
  readonly until: Instant;
}

function within(
  rule: MaintenanceRule,
  occurrence: Occurrence,
  span: Span,
  { own, needed }: Lengths,
  ends: readonly Instant[],
): Candidate[] {
  const room = occurrence.end - occurrence.start;
  const length = own <= room || needed === 0 ? own : needed;
  const earliest = Math.max(occurrence.start, span.from) as Instant;
  const starts = [earliest, ...ends.filter((end) => end > earliest && end < occurrence.lastStart)];
  return [...new Set(starts)].flatMap((start) => {
    if (start >= occurrence.lastStart || start >= span.until) return [];
    const end = later(start, length);
    const fits = end <= occurrence.end;
    // What fits into no opening at all may still be done from the start of one.
    if (!fits && (length <= room || start !== earliest)) return [];
    const window =
      start === occurrence.start ? at(start, end, occurrence.local, rule.zone) : windowAt(start, end, rule.zone);
    return [{ window, rule, occurrence, fits, opening: `${rule.id} ${occurrence.start}` }];
  });
}

function daily({ zone, preferred = USUAL_TIME }: SlotSearch, { from, until }: Span, { own }: Lengths): Candidate[] {
  const found: Candidate[] = [];
  for (let day = localDay(from, zone); ; day = dayLater(day, 1)) {
    const local = `${day}T${preferred}`;
    const start = resolveLocal(local, zone).at;
    if (start >= until) return found;
    const window = at(start, later(start, own), local, zone);
    // A day that a zone skips begins where the next one does.
    const known = found.at(-1)?.window.start === start;
    if (start >= from && !known) found.push({ window, rule: null, occurrence: null, fits: true, opening: local });
  }
}

/** A time that comes twice is read back as the first: the second is said in UTC. */
function windowAt(start: Instant, end: Instant, zone: string): ChangeWindow {
  const local = localAt(start, zone);
  if (resolveLocal(local, zone).at === start) return at(start, end, local, zone);
  return at(start, end, localAt(start, 'UTC'), 'UTC');
}

function at(start: Instant, end: Instant, local: string, zone: string): ChangeWindow {
  return { start, end, local, zone, tzdata: TZDATA };
}

function upTo(moment: number, step: number): Instant {
  return instant(Math.ceil(moment / step) * step);
}
