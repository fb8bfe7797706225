import { DAY, type Instant, instant, later, MINUTE } from '../../core/clock.ts';
import { dayLater, localAt, localDay, resolveLocal, TZDATA } from '../../core/local-time.ts';
import type { MaintenanceRule, Occurrence } from '../../maintenance/model.ts';
import { openingsIn, rulesFor } from '../conflicts/maintenance.ts';
import type { Conflict } from '../conflicts/model.ts';
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
  /** What keeps a window from being a slot beside what the plan itself comes into there. */
  readonly besides?: (window: ChangeWindow) => readonly Conflict[];
}

/** A window that a plan might have. */
export interface Candidate {
  readonly window: ChangeWindow;
  /** Null: no rule covers all of the servers. */
  readonly rule: MaintenanceRule | null;
  /** Whether the work fits into what the rule opens. */
  readonly fits: boolean;
}

/** A time that a rule opens, or a day: at most one slot comes of it. */
export interface Opening {
  /** The first window that there might be in it. */
  readonly first: Candidate;
  /** Those that begin where something ends that may stand in the way, in order. */
  readonly later: () => readonly Candidate[];
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
 * Every opening in which a plan might have its window, the earliest first: of the rules that cover all of its servers; without
 * such a rule the same local time on each day. In one opening all windows are of one length, so that what is free in it is
 * found where it begins, or where something ends that stands in the way.
 */
export function openingsFor(picture: Picture, plan: PlanShape, search: SlotSearch): Opening[] {
  const from = firstStart(picture, search);
  const until = later(search.from, search.horizon ?? HORIZON);
  const rules = rulesFor(picture, plan).ofAll;
  const lengths = lengthsOf(picture, plan);
  if (rules.length === 0) return daily(search, { from, until }, lengths);
  const endsIn = (occurrence: Occurrence) => obstacleEnds(picture, plan, { window: occurrence, self: search.self });
  return rules
    .flatMap((rule) =>
      openingsIn(rule, { start: from, end: until }).flatMap(
        (occurrence) => opened({ rule, occurrence, from, until }, lengths, endsIn) ?? [],
      ),
    )
    .sort((a, b) => a.first.window.start - b.first.window.start);
}

interface Opened {
  readonly rule: MaintenanceRule;
  readonly occurrence: Occurrence;
  readonly from: Instant;
  readonly until: Instant;
}

/** Null: there is no room in it any more. */
function opened(
  { rule, occurrence, from, until }: Opened,
  { own, needed }: Lengths,
  endsIn: (occurrence: Occurrence) => readonly Instant[],
): Opening | null {
  const room = occurrence.end - occurrence.start;
  const length = own <= room || needed === 0 ? own : needed;
  const earliest = Math.max(occurrence.start, from) as Instant;
  const candidateAt = (start: Instant): Candidate[] => {
    const end = later(start, length);
    const fits = end <= occurrence.end;
    if (start >= occurrence.lastStart || start >= until) return [];
    // What fits into no opening at all may still be done from the start of one.
    if (!fits && (length <= room || start !== earliest)) return [];
    const isStart = start === occurrence.start;
    const window = isStart ? at(start, end, occurrence.local, rule.zone) : windowAt(start, end, rule.zone);
    return [{ window, rule, fits }];
  };
  const [first] = candidateAt(earliest);
  if (!first) return null;
  return {
    first,
    later: () =>
      distinct(endsIn(occurrence).map((end) => upTo(end, MINUTE)))
        .filter((start) => start > earliest)
        .flatMap(candidateAt),
  };
}

function daily(
  { zone, preferred = USUAL_TIME }: SlotSearch,
  { from, until }: Pick<Opened, 'from' | 'until'>,
  { own }: Lengths,
): Opening[] {
  const found: Opening[] = [];
  for (let day = localDay(from, zone); ; day = dayLater(day, 1)) {
    const local = `${day}T${preferred}`;
    const start = resolveLocal(local, zone).at;
    if (start >= until) return found;
    const window = at(start, later(start, own), local, zone);
    // A day that a zone skips begins where the next one does.
    const known = found.at(-1)?.first.window.start === start;
    if (start >= from && !known) found.push({ first: { window, rule: null, fits: true }, later: () => [] });
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

function distinct(moments: readonly Instant[]): Instant[] {
  return [...new Set(moments)];
}
