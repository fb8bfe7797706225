import { isDeepStrictEqual } from 'node:util';
import type { Actor } from '../core/actor.ts';
import type { Instant } from '../core/clock.ts';
import type { Handler } from '../jobs/model.ts';
import type { Judged } from '../readiness/project.ts';
import type { Reader, Tx } from '../storage/database.ts';
import { CHANGE_RECHECK, type ChangeApp } from './app.ts';
import { sayOnce, workplaces } from './call.ts';
import { conflictsIn } from './conflicts/conflicts-in.ts';
import { conflictsOf } from './conflicts/conflicts-of.ts';
import { isHeld } from './conflicts/held-key.ts';
import type { Conflict } from './conflicts/model.ts';
import { keysOf } from './conflicts/standing.ts';
import type { Change, ChangeId } from './model.ts';
import { requestRecheck } from './request-recheck.ts';
import { stateAt } from './state-at.ts';
import { loadAsked, loadChange, loadVotes, plannedChanges } from './store.ts';
import { note } from './transition.ts';

const BY_RECHECK: Actor = { kind: 'system', job: CHANGE_RECHECK };

/** Servers were judged anew: what is planned may stand in other conflicts. */
export function recheckAfterEvidence(app: ChangeApp): Judged {
  return async (tx, judged) => {
    if (judged.length > 0 && (await plannedChanges(tx, 1)).length > 0) await requestRecheck(tx, app);
  };
}

/** Holds every plan that has not begun against things as they are, and tells of each new conflict once. */
export function recheckHandler(app: ChangeApp): Handler {
  return async (_job, run) => {
    const now = app.clock.now();
    const moved = await app.database.read((reader) => differing(reader, app, now));
    for (const id of moved) await run.transaction((tx) => recheckChange(tx, app, id));
    app.log.debug({ moved: moved.length }, 'open changes were held against what has changed');
  };
}

/** Those whose conflicts are not the ones that were noted. One picture serves them all. */
async function differing(reader: Reader, app: ChangeApp, now: Instant): Promise<ChangeId[]> {
  const open = (await plannedChanges(reader)).filter((change) => isAhead(change, now));
  const [first] = open;
  if (!first) return [];
  const from = Math.min(...open.map(({ plan }) => plan.window.start)) as Instant;
  const to = Math.max(...open.map(({ plan }) => plan.window.end)) as Instant;
  const picture = await app.picture(reader, { plans: open.map(({ plan }) => plan), from, to, now });
  return open.filter((change) => isMoved(change, conflictsIn(picture, change.plan, change.id))).map(({ id }) => id);
}

function isAhead(change: Change, now: Instant): boolean {
  const state = stateAt(change, now);
  return state === 'proposed' || state === 'approved';
}

function isMoved({ record }: Change, found: readonly Conflict[]): boolean {
  return !isDeepStrictEqual([...record.conflicts].sort(), keysOf(found));
}

/**
 * Notes what a change stands in now, and tells those who work on it and those who decide of what they do not know yet.
 * What has gone is only taken off its card.
 */
export async function recheckChange(tx: Tx, app: ChangeApp, id: ChangeId): Promise<void> {
  const now = app.clock.now();
  const change = await loadChange(tx, id);
  if (change === null || !isAhead(change, now)) return;
  const found = await conflictsOf(tx, app, change.plan, { self: id, now });
  if (!isMoved(change, found)) return;
  const keys = keysOf(found);
  const { told } = change.record;
  const fresh = found.filter(({ key }) => !isHeld(key, told));
  const next = await note(tx, app, change, {
    actor: BY_RECHECK,
    verb: 'change.conflicts',
    patch: { conflicts: keys, told: [...told, ...keysOf(fresh)] },
    detail: {
      found: fresh.map(({ text }) => text),
      gone: change.record.conflicts.filter((key) => !keys.includes(key)).length,
    },
  });
  if (fresh.length > 0) await sayOnce(tx, app, next, 'conflict', await concerned(tx, next));
}

/** Where the work is talked of, and the chats of those who were asked about the plan and have decided on it. */
async function concerned(tx: Tx, change: Change): Promise<string[]> {
  const voted = (await loadVotes(tx, [change.id])).some(({ planHash }) => planHash === change.planHash);
  const asked = voted ? (await loadAsked(tx, [change.id])).filter(({ planHash }) => planHash === change.planHash) : [];
  return [...(await workplaces(tx, change)), ...asked.flatMap(({ conversation }) => conversation ?? [])];
}
