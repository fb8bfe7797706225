import { DAY, type Instant, instant } from '../core/clock.ts';
import { TZDATA } from '../core/local-time.ts';
import type { Tx } from '../storage/database.ts';
import type { DigestSubscriptionsTable } from '../storage/schema.ts';
import { DIGEST, type DigestApp } from './app.ts';
import { pruneHistory } from './change-log.ts';
import { nextDue, settledUpTo } from './due.ts';
import { toldUpTo } from './run.ts';
import { logStopped, stop } from './stop.ts';
import { subscriptionRows, updateSubscriptionRow } from './store.ts';
import { subscriptionOf } from './subscription.ts';

const STEP = 200;
/**
 * What was dealt with for further ahead than this, in ms, was dealt with by a clock that was wrong: silence until then
 * could last for months. A digest that was told for a slot ahead is told no second time.
 */
const FAR_AHEAD = 2 * DAY;

/**
 * At start, and when the clock was set back: what changed about time zones is applied, what can't run any more is stopped
 * and said, and every digest that is due some time has its wake-up. Doing it twice does nothing more.
 */
export async function catchUp(app: DigestApp): Promise<void> {
  await app.database.transaction((tx) => pruneHistory(tx, app.clock.now()));
  for (let after: string | null = ''; after !== null; ) {
    const from: string = after;
    const { last, stopped } = await app.database.transaction((tx) => step(app, tx, from));
    for (const { conversation, why } of stopped) logStopped(app, conversation, why);
    after = last;
  }
}

interface Stopped {
  readonly conversation: string;
  readonly why: string;
}

async function step(app: DigestApp, tx: Tx, after: string): Promise<{ last: string | null; stopped: Stopped[] }> {
  const rows = await subscriptionRows(tx, after, STEP);
  const stopped: Stopped[] = [];
  for (const row of rows) {
    if (!row.active || row.invalid !== null) continue;
    const why = await resume(app, tx, row);
    if (why !== null) stopped.push({ conversation: row.conversation_id, why });
  }
  return { last: rows.length < STEP ? null : (rows.at(-1)?.conversation_id ?? null), stopped };
}

/** Null, or why it can't go on. */
async function resume(app: DigestApp, tx: Tx, row: DigestSubscriptionsTable): Promise<string | null> {
  const { subscription, problem, tzdata } = subscriptionOf(row);
  const { conversation } = subscription;
  if (problem !== null) {
    await stop(app, tx, subscription, problem);
    return problem;
  }
  const now = app.clock.now();
  const dealtWith = toldUpTo(subscription);
  if (dealtWith > now + FAR_AHEAD) {
    const first = nextDue(subscription, now).at;
    const setAt = instant(Math.min(subscription.setAt, now));
    const change = { last_slot: now, set_at: setAt, next_slot: first, tzdata: TZDATA };
    await updateSubscriptionRow(tx, conversation, change);
    await app.jobs.enqueue(tx, { name: DIGEST, key: conversation, at: first, payload: null });
    app.log.warn({ conversation, was: dealtWith }, 'digest set by a clock that was ahead is due again');
    return null;
  }
  let next: Instant | null = subscription.nextSlot;
  if (tzdata !== TZDATA || next === null) {
    // Told by the old rules, the slot of that day is told, wherever the new rules put it.
    const lastSlot = subscription.lastSlot && settledUpTo(subscription, subscription.lastSlot);
    next = nextDue(subscription, toldUpTo({ ...subscription, lastSlot })).at;
    await updateSubscriptionRow(tx, conversation, { last_slot: lastSlot, next_slot: next, tzdata: TZDATA });
    app.log.info({ conversation, from: tzdata, to: TZDATA }, 'digest set by newer time zone rules');
  }
  await app.jobs.enqueue(tx, { name: DIGEST, key: conversation, at: next, payload: null });
  return null;
}
