import { type Instant, later } from '../../core/clock.ts';
import { type ServerId, sha256 } from '../../core/ids.ts';
import { canonical } from '../../core/json.ts';
import { TZDATA } from '../../core/local-time.ts';
import type { ServerRow } from '../../readiness/model.ts';
import { conflictsIn } from '../conflicts/conflicts-in.ts';
import type { Conflict } from '../conflicts/model.ts';
import type { Picture, PicturedChange, PlanShape } from '../conflicts/picture.ts';
import { overlaps } from '../conflicts/rule.ts';
import { planHash } from '../hash.ts';
import { judgedPlan, usualTexts } from '../judged-plan.ts';
import type { ChangeId, ChangeWindow, Plan } from '../plan.ts';
import { isBlocking } from '../slots/constraints.ts';
import { changesAround } from '../slots/obstacles.ts';
import { freeWindows, type Judged, noSlot, slotOf } from '../slots/safe-slots.ts';
import { usualLength } from '../window.ts';
import { type Group, grouped } from './group.ts';
import type { LeftOut } from './model.ts';
import { sortOut } from './sort-out.ts';

/** Everything that decides what a rollout comes to. */
export interface RolloutGround {
  /** Of all servers in scope, for the whole time that slots are looked for. */
  readonly picture: Picture;
  /** The servers in scope, by name. */
  readonly rows: readonly ServerRow[];
  /** Open changes of theirs. */
  readonly open: ReadonlyMap<ServerId, readonly ChangeId[]>;
  /** No window starts earlier. */
  readonly from: Instant;
  /** Where no rule says when. */
  readonly zone: string;
  readonly reason: string;
}

/** One change that is to be proposed. */
export interface PlannedPart {
  readonly title: string;
  readonly plan: Plan;
  readonly hash: string;
  readonly because: readonly string[];
  /** Warnings: what blocks is in no part. */
  readonly conflicts: readonly Conflict[];
}

export interface PlannedRollout {
  readonly parts: readonly PlannedPart[];
  readonly left: readonly LeftOut[];
  readonly unplaced: readonly LeftOut[];
  /** Of the plans, whatever the reason says: what a person saw and sends off. */
  readonly hash: string;
}

/** More are hard to look through, and to approve at once. */
export const MOST_CHANGES = 50;
const TOO_MANY = `A rollout has at most ${MOST_CHANGES} changes: start another one when these are on their way.`;
/** Openings that are weighed for one change. */
const WEIGHED = 40;

/**
 * What a rollout comes to: the changes with their windows, the servers that are left out and those that fit nowhere, each with
 * the reason. Each change has the next safe slot beside those before it; of several slots one with fewer changes of the
 * rollout at the same sites. Pure, and the same for the same ground.
 */
export function planRollout(ground: RolloutGround): PlannedRollout {
  const { picture, rows, open } = ground;
  const { wanted, left } = sortOut(rows, { catalogue: picture.catalogue, open });
  const parts: PlannedPart[] = [];
  const unplaced: LeftOut[] = [];
  for (const group of grouped(picture, wanted)) {
    const part = parts.length < MOST_CHANGES ? placedPart(ground, group, parts) : TOO_MANY;
    if (typeof part === 'string') {
      unplaced.push(...group.wanted.map(({ row }) => ({ server: row.id, name: row.name, why: part })));
      continue;
    }
    parts.push(part);
  }
  return { parts, left, unplaced, hash: hashOf(parts) };
}

function hashOf(parts: readonly PlannedPart[]): string {
  return sha256(canonical(parts.map(({ plan: { reason: _, ...plan } }) => plan)));
}

/** A text: why it fits nowhere. */
function placedPart(
  { picture: bare, from, zone, reason }: RolloutGround,
  { title, wanted }: Group,
  before: readonly PlannedPart[],
): PlannedPart | string {
  const placed = before.map((part) => pictured(part.title, part.plan));
  const picture = { ...bare, changes: byStart([...bare.changes, ...placed]) };
  const servers = wanted.map(({ planned }) => planned);
  const asked = { start: from, end: later(from, usualLength(servers.length)), local: '', zone, tzdata: TZDATA };
  const shape: PlanShape = { type: 'normal', servers, window: asked };
  const besides = (window: ChangeWindow) => blockedMeanwhile(picture, { title, plan: { ...shape, window } }, before);
  const search = { self: null, from, zone, limit: WEIGHED, besides };
  const { free, taken } = freeWindows(picture, shape, search);
  const chosen = leastBusy(picture, shape, free, placed);
  if (!chosen) return noSlot(picture, shape, search, taken).blockedBy.join(' ');
  const rows = wanted.map(({ row }) => row);
  const work = { servers, adPrep: false, rows };
  const plan = judgedPlan(
    { type: 'normal', servers, window: chosen.candidate.window, reason, ...usualTexts(work), adPrep: false },
    rows,
    null,
  );
  const { because } = slotOf(picture, shape, search, chosen);
  return { title, plan, hash: planHash(plan), because, conflicts: chosen.conflicts };
}

/** The earliest of those windows in which the fewest changes of the rollout work at the same sites. */
function leastBusy(
  picture: Picture,
  { servers }: PlanShape,
  free: readonly Judged[],
  placed: readonly PicturedChange[],
): Judged | null {
  const sitesOf = (ids: readonly ServerId[]) => ids.flatMap((id) => picture.servers.get(id)?.site ?? []);
  const own = new Set(sitesOf(servers.map(({ server }) => server)));
  const near = placed.filter((change) => sitesOf(change.servers).some((site) => own.has(site)));
  const busy = ({ candidate }: Judged) => near.filter(({ window }) => overlaps(window, candidate.window)).length;
  return free.reduce<Judged | null>((best, one) => (best === null || busy(one) < busy(best) ? one : best), null);
}

/** A change counts all servers of another one as out, of its own one at a time: the one placed before may be blocked alone. */
function blockedMeanwhile(
  picture: Picture,
  { title, plan }: { readonly title: string; readonly plan: PlanShape },
  before: readonly PlannedPart[],
): Conflict[] {
  const around = new Set<string>(changesAround(picture, plan, { window: plan.window, self: null }).map(({ id }) => id));
  const near = before.filter((part) => around.has(part.title));
  if (near.length === 0) return [];
  const beside = { ...picture, changes: byStart([...picture.changes, pictured(title, plan)]) };
  return near.flatMap((part) => conflictsIn(beside, part.plan, part.title as ChangeId).filter(isBlocking));
}

/** A change that is not proposed yet claims its servers as one that is; it is named by what it is for. */
function pictured(title: string, plan: PlanShape): PicturedChange {
  return {
    id: title as ChangeId,
    type: plan.type,
    state: 'proposed',
    window: plan.window,
    servers: plan.servers.map(({ server }) => server),
    planned: plan.servers,
  };
}

function byStart(changes: readonly PicturedChange[]): PicturedChange[] {
  return [...changes].sort((a, b) => a.window.start - b.window.start);
}
