import { type Instant, instant, later } from '../../core/clock.ts';
import { dayText } from '../../readiness/words.ts';
import { localDay } from '../../core/local-time.ts';
import { conflictsIn } from '../conflicts/conflicts-in.ts';
import type { Conflict } from '../conflicts/model.ts';
import { rulesFor } from '../conflicts/maintenance.ts';
import type { Picture, PlanShape } from '../conflicts/picture.ts';
import { hoursText } from '../draft-of-plan.ts';
import { reasonsFor } from './because.ts';
import { type Candidate, HORIZON, type Opening, openingsFor, type SlotSearch } from './candidates.ts';
import { type Constraint, constraintsOf, fewest, isBlocking, isTimed } from './constraints.ts';
import type { Slot, SlotOffer } from './model.ts';

const USUAL_LIMIT = 3;

/** A window that a plan might have, and what it would come into there. */
export interface Judged {
  readonly candidate: Candidate;
  readonly conflicts: readonly Conflict[];
}

export interface FoundWindows {
  /** At most one in each opening, the earliest first. Without warnings that another time does away with where there are such. */
  readonly free: readonly Judged[];
  /** Those before the first of them that are not free, or of all where none is; the earliest first. */
  readonly taken: readonly Judged[];
}

/**
 * The next times at which nothing keeps a plan from being carried out, with the reasons. Windows with a warning that another
 * time does away with are offered only where there are no others. A window is as long as the plan's own, or as the work needs
 * where that is longer; in an opening that is too short for the plan's own but not for the work it is as long as the work.
 * Pure. The picture has to hold the rules, freezes and changes of the whole time that is searched.
 */
export function safeSlots(picture: Picture, plan: PlanShape, search: SlotSearch): SlotOffer {
  const { free, taken } = freeWindows(picture, plan, search);
  if (free.length === 0) return noSlot(picture, plan, search, taken);
  return {
    kind: 'slots',
    slots: free.map((one) => slotOf(picture, plan, search, one)),
    notEarlier: [...new Set(taken.flatMap((one) => keptOut(picture, one)).map(({ text }) => text))],
  };
}

/** As `safeSlots`, without its words. */
export function freeWindows(picture: Picture, plan: PlanShape, search: SlotSearch): FoundWindows {
  const limit = search.limit ?? USUAL_LIMIT;
  const safe: Judged[] = [];
  const warned: Judged[] = [];
  const blocked: Judged[] = [];
  for (const opening of openingsFor(picture, plan, search)) {
    if (isEnough(safe, limit, opening)) break;
    const here = judged(picture, plan, search, opening);
    const free = here.find(isSafe);
    if (free && safe.every((one) => startOf(one) !== startOf(free))) safe.push(free);
    const notSafe = here.filter((one) => !isSafe(one));
    blocked.push(...notSafe.filter(isBlocked));
    // One of each opening is enough to be offered.
    const [warning] = notSafe.filter((one) => !isBlocked(one));
    if (warning && warned.every((one) => startOf(one) !== startOf(warning))) warned.push(warning);
  }
  const free = inOrder(safe.length > 0 ? safe : warned).slice(0, limit);
  const first = free[0] ? startOf(free[0]) : Number.POSITIVE_INFINITY;
  const taken = [...blocked, ...(safe.length > 0 ? warned : [])].filter((one) => startOf(one) < first);
  return { free, taken: inOrder(taken) };
}

/** Whether no later opening has a slot that is earlier than as many as are asked for. */
function isEnough(safe: readonly Judged[], limit: number, { first }: Opening): boolean {
  return safe.filter((one) => startOf(one) <= first.window.start).length >= limit;
}

/** The windows of an opening until one is safe. */
function judged(
  picture: Picture,
  plan: PlanShape,
  { self, besides = () => [] }: SlotSearch,
  { first, later }: Opening,
): Judged[] {
  const found: Judged[] = [];
  const isFound = (candidate: Candidate): boolean => {
    const { window } = candidate;
    const one = { candidate, conflicts: [...conflictsIn(picture, { ...plan, window }, self), ...besides(window)] };
    found.push(one);
    return isSafe(one);
  };
  if (!isFound(first)) later().some(isFound);
  return found;
}

function isSafe(one: Judged): boolean {
  return one.candidate.fits && !isBlocked(one) && !one.conflicts.some(isTimed);
}

function isBlocked({ conflicts }: Judged): boolean {
  return conflicts.some(isBlocking);
}

function startOf({ candidate }: Judged): Instant {
  return candidate.window.start;
}

function inOrder(all: readonly Judged[]): Judged[] {
  return [...all].sort((a, b) => startOf(a) - startOf(b));
}

function keptOut(picture: Picture, { conflicts }: Judged): Constraint[] {
  return constraintsOf(
    picture,
    conflicts.filter((conflict) => isBlocking(conflict) || isTimed(conflict)),
  );
}

/** A free window as a form takes it, with what it satisfies. */
export function slotOf(
  picture: Picture,
  plan: PlanShape,
  { self }: SlotSearch,
  { candidate, conflicts }: Judged,
): Slot {
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

/** Why there is none: the smallest set of constraints. `taken`: every window there might be. */
export function noSlot(
  picture: Picture,
  plan: PlanShape,
  search: SlotSearch,
  taken: readonly Judged[],
): Extract<SlotOffer, { readonly kind: 'none' }> {
  const until = later(search.from, search.horizon ?? HORIZON);
  const sets = taken.map((one) => blockingSet(picture, plan, search, one));
  if (sets.length > 0) return { kind: 'none', until, blockedBy: fewest(sets).map(({ text }) => text) };
  const names = rulesFor(picture, plan).ofAll.map(({ name }) => name);
  const which =
    names.length === 1
      ? `The maintenance rule ${names.join('')} does not open`
      : 'No maintenance rule for all of its servers opens';
  return { kind: 'none', until, blockedBy: [`${which} until ${dayText(localDay(instant(until - 1), search.zone))}.`] };
}

/** What has to go for a window to be free. A conflict with a change may be there without it too: then the rest of it counts. */
function blockingSet(
  picture: Picture,
  plan: PlanShape,
  { self }: SlotSearch,
  { candidate: { window }, conflicts }: Judged,
): readonly Constraint[] {
  const blocking = conflicts.filter(isBlocking);
  const gone = new Set(blocking.flatMap((conflict) => conflict.with));
  const bare = {
    ...picture,
    changes: picture.changes.filter(({ id }) => !gone.has(id)),
    freezes: picture.freezes.filter(({ id }) => !gone.has(id)),
  };
  const left = conflictsIn(bare, { ...plan, window }, self).filter(isBlocking);
  return constraintsOf(picture, [...blocking, ...left]);
}
