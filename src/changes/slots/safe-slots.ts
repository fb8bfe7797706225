import { instant, later } from '../../core/clock.ts';
import { dayText } from '../../readiness/words.ts';
import { localDay } from '../../core/local-time.ts';
import { conflictsIn } from '../conflicts/conflicts-in.ts';
import type { Conflict } from '../conflicts/model.ts';
import type { Picture, PlanShape } from '../conflicts/picture.ts';
import { hoursText } from '../draft-of-plan.ts';
import { reasonsFor } from './because.ts';
import { type Candidate, candidatesOf, coveringRules, HORIZON, type SlotSearch } from './candidates.ts';
import { type Constraint, constraintsOf, fewest, isBlocking, isTimed } from './constraints.ts';
import type { Slot, SlotOffer } from './model.ts';

const USUAL_LIMIT = 3;

/** A candidate and what a plan would come into there. */
interface Judged {
  readonly candidate: Candidate;
  readonly conflicts: readonly Conflict[];
}

interface Found {
  /** One an opening, without a conflict that blocks or that another time does away with. */
  readonly safe: readonly Judged[];
  /** As `safe`, but for warnings that another time does away with; only what there is before `safe` has enough. */
  readonly warned: readonly Judged[];
  readonly blocked: readonly Judged[];
}

/**
 * The next times at which nothing keeps a plan from being carried out, at most one in each opening of a rule, with the
 * reasons. Windows with a warning that another time does away with are offered only where there are no others. A window is as
 * long as the plan's own, or as the work needs where that is longer; in an opening that is too short for the plan's own but
 * not for the work it is as long as the work. Pure. The picture has to hold the rules, freezes and changes of the whole
 * time that is searched.
 */
export function safeSlots(picture: Picture, plan: PlanShape, search: SlotSearch): SlotOffer {
  const limit = search.limit ?? USUAL_LIMIT;
  const found = judged(picture, plan, search, limit);
  const chosen = found.safe.length > 0 ? found.safe : found.warned.slice(0, limit);
  const [first] = chosen;
  if (!first) return nothing(picture, plan, search, found.blocked);
  const before = [...found.blocked, ...(found.safe.length > 0 ? found.warned : [])]
    .filter(({ candidate }) => candidate.window.start < first.candidate.window.start)
    .sort((a, b) => a.candidate.window.start - b.candidate.window.start);
  return {
    kind: 'slots',
    slots: chosen.map((one) => slotOf(picture, plan, search, one)),
    notEarlier: [...new Set(before.flatMap((one) => keptOut(picture, one)).map(({ text }) => text))],
  };
}

function judged(picture: Picture, plan: PlanShape, search: SlotSearch, limit: number): Found {
  const safe: Judged[] = [];
  const warned: Judged[] = [];
  const blocked: Judged[] = [];
  const done = new Set<string>();
  const starts = new Set<number>();
  for (const candidate of candidatesOf(picture, plan, search)) {
    if (safe.length === limit) break;
    const { opening, window } = candidate;
    if (done.has(opening) || starts.has(window.start)) continue;
    const conflicts = conflictsIn(picture, { ...plan, window }, search.self);
    const one = { candidate, conflicts };
    if (conflicts.some(isBlocking)) {
      blocked.push(one);
      continue;
    }
    const isSafe = candidate.fits && !conflicts.some(isTimed);
    (isSafe ? safe : warned).push(one);
    if (!isSafe) continue;
    done.add(opening);
    starts.add(window.start);
  }
  return { safe, warned: eachOnce(warned), blocked };
}

function eachOnce(all: readonly Judged[]): Judged[] {
  const openings = new Map<string, Judged>();
  for (const one of all) if (!openings.has(one.candidate.opening)) openings.set(one.candidate.opening, one);
  return [...new Map([...openings.values()].map((one) => [one.candidate.window.start, one])).values()];
}

function keptOut(picture: Picture, { conflicts }: Judged): Constraint[] {
  return constraintsOf(
    picture,
    conflicts.filter((conflict) => isBlocking(conflict) || isTimed(conflict)),
  );
}

function slotOf(picture: Picture, plan: PlanShape, { self }: SlotSearch, { candidate, conflicts }: Judged): Slot {
  const { start, end, local, zone } = candidate.window;
  return {
    start,
    end,
    date: local.slice(0, 10),
    time: local.slice(11),
    hours: hoursText(end - start),
    zone,
    because: reasonsFor(picture, plan, { candidate, conflicts, self }),
  };
}

function nothing(picture: Picture, plan: PlanShape, search: SlotSearch, blocked: readonly Judged[]): SlotOffer {
  const until = later(search.from, search.horizon ?? HORIZON);
  const sets = blocked.map(({ conflicts }) => constraintsOf(picture, conflicts.filter(isBlocking)));
  if (sets.length > 0) return { kind: 'none', until, blockedBy: fewest(sets).map(({ text }) => text) };
  const names = coveringRules(picture, plan).map(({ name }) => name);
  const last = dayText(localDay(instant(until - 1), search.zone));
  const rules =
    names.length === 1
      ? `The maintenance rule ${names.join('')} does not open`
      : 'No maintenance rule for all of its servers opens';
  return { kind: 'none', until, blockedBy: [`${rules} until ${last}.`] };
}
