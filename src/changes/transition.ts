import { appendAudit } from '../audit/append.ts';
import type { Deed } from '../audit/model.ts';
import type { Actor } from '../core/actor.ts';
import type { Json } from '../core/json.ts';
import type { Tx } from '../storage/database.ts';
import { CHANGE, type ChangeApp } from './app.ts';
import { heedsProofs, nextLook } from './due.ts';
import type { Change, ChangeRecord } from './model.ts';
import { retell } from './retell.ts';
import { requestRecheck } from './request-recheck.ts';
import { after, type ChangeEvent, claims, isOpen } from './states.ts';
import { loadServers, markServers, saveChange, saveServers } from './store.ts';

/** What a write changes beside the state. */
export type Patch = Partial<ChangeRecord> & {
  /** Of an edit. */
  readonly plan?: Change['plan'];
  readonly planHash?: string;
};

export interface Move {
  readonly actor: Actor;
  /** Of the audit log: `change.approved`. */
  readonly verb: string;
  readonly patch?: Patch;
  /** What the log keeps beside the change itself: who voted for whom, what is missing. */
  readonly detail?: Readonly<Record<string, Json>>;
}

/** A change as a press left it, and the deed that `onceOnly` writes as the one row of that press. */
export interface Moved {
  readonly next: Change;
  readonly deed: Deed;
}

type MoveApp = Pick<ChangeApp, 'clock' | 'jobs' | 'policy' | 'metrics'>;

/**
 * The one place where a change comes to another state: stored, its servers with it, audited, booked for the next time it
 * has to be looked at, every copy of its card made to follow. Gives the change as it is now.
 * @throws when the table of states knows no such event there: refuse before (`refusalOf`).
 */
export async function transition(
  tx: Tx,
  app: MoveApp,
  change: Change,
  event: ChangeEvent,
  move: Move,
): Promise<Change> {
  const { next, deed } = await transitionByPress(tx, app, change, event, move);
  await appendAudit(tx, app.clock.now(), deed);
  return next;
}

/** As `transition`, for a press: its deed is handed back and not written here. */
export async function transitionByPress(
  tx: Tx,
  app: MoveApp,
  change: Change,
  event: ChangeEvent,
  move: Move,
): Promise<Moved> {
  const state = after(change.state, event);
  if (state === null) throw new Error(`${change.id} is ${change.state}: ${event} does not happen there`);
  const since = state === change.state && event !== 'edit' ? {} : { since: app.clock.now() };
  const moved = await write(tx, app, change, { ...change, state, record: { ...change.record, ...since } }, move);
  app.metrics.changed(event);
  return moved;
}

/** Notes something of a change that leaves its state: a reminder that went out, a vote that does not decide yet. */
export async function note(tx: Tx, app: MoveApp, change: Change, move: Move): Promise<Change> {
  const { next, deed } = await noteByPress(tx, app, change, move);
  await appendAudit(tx, app.clock.now(), deed);
  return next;
}

/** As `note`, for a press: its deed is handed back and not written here. */
export function noteByPress(tx: Tx, app: MoveApp, change: Change, move: Move): Promise<Moved> {
  return write(tx, app, change, change, move);
}

/** What a move did, for the audit log. */
function deedOf(before: Change, next: Change, { actor, verb, detail, patch }: Move): Deed {
  const edited = before.planHash !== next.planHash;
  const { plan: _plan, planHash: _hash, ...noted } = patch ?? {};
  return {
    actor,
    verb,
    subject: next.id,
    before: { state: before.state, plan: before.planHash, ...(edited && { planned: asJson(before.plan) }) },
    after: {
      state: next.state,
      plan: next.planHash,
      ...(edited && { planned: asJson(next.plan) }),
      ...(asJson(noted) as Record<string, Json>),
      ...detail,
    },
  };
}

async function write(tx: Tx, app: MoveApp, before: Change, moved: Change, move: Move): Promise<Moved> {
  const { plan = moved.plan, planHash = moved.planHash, ...record } = move.patch ?? {};
  const edited = planHash !== before.planHash;
  const planned: Change = {
    ...moved,
    plan,
    planHash,
    revision: before.revision + 1,
    record: { ...moved.record, ...record },
  };
  if (edited) await saveServers(tx, planned);
  else if (isOpen(before.state) !== isOpen(planned.state)) await markServers(tx, planned.id, isOpen(planned.state));
  const servers = heedsProofs(planned.state) ? await loadServers(tx, planned.id) : [];
  const dueAt = nextLook(planned, servers, app.policy, app.clock.now());
  const next = { ...planned, dueAt };
  await saveChange(tx, next, before.revision);
  if (dueAt !== null) await app.jobs.enqueue(tx, { name: CHANGE, key: next.id, at: dueAt, payload: null });
  if (edited || claims(before.state) !== claims(planned.state)) await requestRecheck(tx, app);
  await retell(tx, app, next);
  return { next, deed: deedOf(before, next, move) };
}

function asJson(value: object): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}
