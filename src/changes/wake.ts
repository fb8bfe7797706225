import { type Instant, instant } from '../core/clock.ts';
import { never } from '../core/result.ts';
import type { Handler } from '../jobs/model.ts';
import type { Tx } from '../storage/database.ts';
import { CHANGE, type Call, type ChangeApp } from './app.ts';
import { askApprovers } from './ask.ts';
import { BY_TIME } from './by-time.ts';
import { sayOnce, sayToRequester, workplaces } from './call.ts';
import { type Due, dueOf, nextLook } from './due.ts';
import type { Change, ChangeId } from './model.ts';
import { proveChange } from './prove.ts';
import { escalateChange, remindApprovers } from './remind.ts';
import { rezone } from './rezone.ts';
import { requestRecheck } from './request-recheck.ts';
import { changesDue, loadAsked, loadChange, loadServers, plannedChanges } from './store.ts';
import { note, type Patch, transition } from './transition.ts';

/** Each step marks what it has done, so that this only guards against a mistake. */
const MOST_STEPS = 20;

/** Wakes the change whose id is the job's key. */
export function changeHandler(app: ChangeApp): Handler {
  return async (job, run) => {
    const done = await run.transaction((tx) => wakeChange(tx, app, job.key as ChangeId));
    app.log.debug({ change: job.key, done }, 'change looked at');
  };
}

/**
 * Carries out what is due of a change, each thing once, and books the next look. Woken for nothing, it books anew: its window
 * may have moved, or the clock may have been set back. Gives what it carried out.
 */
export async function wakeChange(tx: Tx, app: ChangeApp, id: ChangeId): Promise<Due['kind'][]> {
  const done: Due['kind'][] = [];
  let change = await loadChange(tx, id);
  while (change !== null) {
    const now = app.clock.now();
    const { due, next } = dueOf(change, await loadServers(tx, id), app.policy, now);
    const [first] = due;
    if (!first) {
      if (next !== null) await app.jobs.enqueue(tx, { name: CHANGE, key: id, at: next, payload: null });
      break;
    }
    if (done.length >= MOST_STEPS) throw new Error(`${id} has ${first.kind} due again and again`);
    done.push(first.kind);
    change = await carryOut(tx, app, change, first, now);
  }
  return done;
}

/**
 * At start, and when the clock was set back: what newer time zone rules move is moved, every change that has something ahead
 * has its wake-up, at the time that the policy of now gives it, and what is planned is held against the policy and the rules
 * of now. Doing it twice does nothing more.
 */
export async function catchUpChanges(app: ChangeApp): Promise<void> {
  await app.database.transaction(async (tx) => {
    for (const change of await changesDue(tx, END_OF_TIME, MOST_CHANGES)) {
      const { id } = change;
      if (await rezone(tx, app, change)) {
        app.log.info({ change: id }, 'change moved by newer time zone rules');
        continue;
      }
      const at = nextLook(change, await loadServers(tx, id), app.policy, app.clock.now());
      if (at !== null) await app.jobs.enqueue(tx, { name: CHANGE, key: id, at, payload: null });
    }
    if ((await plannedChanges(tx, 1)).length > 0) await requestRecheck(tx, app);
  });
}

/** Far more than can be open at a time. */
const MOST_CHANGES = 1_000_000;
const END_OF_TIME: Instant = instant(8_640_000_000_000_000);

async function carryOut(tx: Tx, app: ChangeApp, change: Change, { kind }: Due, now: Instant): Promise<Change> {
  switch (kind) {
    case 'reminder':
      return remindApprovers(tx, app, change);
    case 'escalation':
      return escalateChange(tx, app, change);
    case 'lapse':
      return lapse(tx, app, change);
    case 'soon':
      return call(tx, app, change, 'soon', { calledSoonAt: now });
    case 'start':
      return call(tx, app, change, 'start', { calledStartAt: now });
    case 'missed':
      return miss(tx, app, change, now);
    case 'close':
      return proveChange(tx, app, change);
    case 'end':
      return call(tx, app, change, 'end', { calledEndAt: now });
    case 'overrun':
      app.metrics.changed('overrun');
      return call(tx, app, change, 'overrun', { calledEndAt: change.record.calledEndAt ?? now, overranAt: now });
    case 'evidence':
      return call(tx, app, change, 'evidence', { evidenceAskedAt: now });
    case 'review-overdue':
      return reviewOverdue(tx, app, change, now);
    default:
      return never(kind);
  }
}

const verbs = {
  soon: 'change.called-soon',
  start: 'change.called-start',
  end: 'change.called-end',
  overrun: 'change.overran',
  evidence: 'change.evidence-asked',
} as const satisfies Partial<Record<Call, string>>;

async function call(tx: Tx, app: ChangeApp, change: Change, what: keyof typeof verbs, patch: Patch): Promise<Change> {
  const next = await note(tx, app, change, { actor: BY_TIME, verb: verbs[what], patch });
  await sayOnce(tx, app, next, what, await workplaces(tx, next));
  return next;
}

async function lapse(tx: Tx, app: ChangeApp, change: Change): Promise<Change> {
  const patch = { closing: 'Its window began without a decision.' };
  const next = await transition(tx, app, change, 'lapse', { actor: BY_TIME, verb: 'change.lapsed', patch });
  await sayToRequester(tx, app, next, 'decided');
  return next;
}

async function miss(tx: Tx, app: ChangeApp, change: Change, now: Instant): Promise<Change> {
  const move = { actor: BY_TIME, verb: 'change.missed', patch: { missedAt: now } };
  const next = await transition(tx, app, change, 'miss', move);
  await sayOnce(tx, app, next, 'missed', await workplaces(tx, next));
  return next;
}

async function reviewOverdue(tx: Tx, app: ChangeApp, change: Change, now: Instant): Promise<Change> {
  const { review } = change.record;
  if (review === null) throw new Error(`${change.id} has no review that could be overdue`);
  const patch = { review: { ...review, overdueToldAt: now } };
  const next = await note(tx, app, change, { actor: BY_TIME, verb: 'change.review-overdue', patch });
  app.metrics.changed('review-overdue');
  await askApprovers(tx, app, next, { fallback: true });
  const chats = (await loadAsked(tx, [change.id])).flatMap(({ conversation }) => conversation ?? []);
  await sayOnce(tx, app, next, 'review-overdue', [...(await workplaces(tx, next)), ...chats]);
  return next;
}
