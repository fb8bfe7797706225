import { onceOnly } from '../audit/once.ts';
import { instant, type Instant } from '../core/clock.ts';
import { TZDATA } from '../core/local-time.ts';
import { ok } from '../core/result.ts';
import { announce } from '../delivery/announce.ts';
import { findConversation } from '../delivery/conversations.ts';
import type { Handler } from '../jobs/model.ts';
import type { Tx } from '../storage/database.ts';
import { DIGEST, type DigestApp } from './app.ts';
import { compose, type Draft } from './compose.ts';
import { dueBetween, nextDue } from './due.ts';
import { changeKinds, type CheckedState, type DigestContent, type Occasion, type Subscription } from './model.ts';
import { occasion } from './occasion.ts';
import { post } from './post.ts';
import { BY_DIGEST, logStopped, stop } from './stop.ts';
import { claimSlot, DIGEST_POST, findSubscriptionRow, hasSlot, markChecked, updateSubscriptionRow } from './store.ts';
import { subscriptionOf } from './subscription.ts';

/** What one wake-up came to. */
export type Outcome =
  | { readonly kind: 'idle' | 'early' | 'gone' }
  | { readonly kind: 'stopped'; readonly why: string }
  | { readonly kind: 'late'; readonly missed: number }
  | (Told & { readonly missed: number });

interface Told {
  readonly kind: 'told';
  /** Of the digest that was posted, or whose foot is edited. */
  readonly digest: string;
  readonly occasion: Occasion;
  /** An older one that was not sent yet is told by this one. */
  readonly overtaken: boolean;
}

/**
 * Tells a conversation what is due there. Of the slots since the last one the latest is told, if it is not older than the
 * grace; others are counted. A slot is claimed with its digest, so that it is told once whatever wakes this, and how often.
 */
export function digestHandler(app: DigestApp): Handler {
  return async (job, run) => {
    const outcome = await run.transaction((tx) => tell(app, tx, job.key));
    report(app, { conversation: job.key, job: `${job.name}/${job.key}@${job.at}` }, outcome);
  };
}

/** Tells what is due in a conversation. The outcome is for `report`, after the commit. */
export async function tell(app: DigestApp, tx: Tx, conversation: string): Promise<Outcome> {
  const row = await findSubscriptionRow(tx, conversation);
  if (!row?.active || row.invalid !== null) return { kind: 'idle' };
  const { subscription, problem } = subscriptionOf(row);
  if (problem !== null) {
    await stop(app, tx, subscription, problem);
    return { kind: 'stopped', why: problem };
  }

  const now = app.clock.now();
  const after = toldUpTo(subscription);
  const { latest, count } = dueBetween(subscription, after, now);
  const next = nextDue(subscription, instant(Math.max(after, now))).at;
  await app.jobs.enqueue(tx, { name: DIGEST, key: conversation, at: next, payload: null });
  if (latest === null) {
    if (subscription.nextSlot !== next) await updateSubscriptionRow(tx, conversation, { next_slot: next });
    return { kind: 'early' };
  }

  const place = await findConversation(tx, conversation);
  const gone = place === null || place.gone !== null;
  const late = now - latest.at > app.grace;
  const missedNow = gone ? 0 : late ? count : count - 1;
  const missed = subscription.missed + missedNow;
  const claim = { missed: late || gone ? missed : 0, next_slot: next, tzdata: TZDATA };
  if (!(await claimSlot(tx, conversation, latest.at, claim))) return { kind: 'idle' };
  if (gone) return { kind: 'gone' };
  if (late) return { kind: 'late', missed: missedNow };
  // Told before the settings were changed while the clock was ahead.
  if (await hasSlot(tx, conversation, latest.at)) return { kind: 'idle' };
  return { ...(await tellSlot(app, tx, { ...subscription, missed }, latest.at)), missed: missedNow };
}

/** Slots up to here are dealt with. */
export function toldUpTo({ lastSlot, setAt }: Pick<Subscription, 'lastSlot' | 'setAt'>): Instant {
  return lastSlot === null ? setAt : instant(Math.max(lastSlot, setAt));
}

async function tellSlot(
  app: DigestApp,
  tx: Tx,
  { conversation, schedule, scope, minimum, missed }: Subscription,
  slot: Instant,
): Promise<Told> {
  const now = app.clock.now();
  const draft = await compose(app, tx, { conversation, scope, zone: schedule.zone, now, missed });
  const decided = occasion(draft.content, minimum, standingOf(draft, slot));
  if (!decided.post) {
    await checkLast(app, tx, draft, decided);
    return { kind: 'told', digest: draft.baseline?.id ?? draft.id, occasion: decided, overtaken: false };
  }
  let overtaken = false;
  const press = { actor: BY_DIGEST, verb: 'digest.composed', once: `${conversation} ${slot}` };
  await onceOnly(tx, now, press, async () => {
    overtaken = await post(app, tx, draft, { conversation, slot, thread: null });
    const after = { digest: draft.id, slot, because: decided.because, toldSeq: draft.toldSeq };
    return ok({
      deed: { actor: BY_DIGEST, verb: press.verb, subject: conversation, before: null, after },
      outcome: draft.id,
    });
  });
  return { kind: 'told', digest: draft.id, occasion: decided, overtaken };
}

/** How long ago the one before was due, in ms; null: there is none to compare with. */
function standingOf({ baseline }: Draft, slot: Instant): number | null {
  return baseline === null ? null : slot - (baseline.slot ?? baseline.composed_at);
}

/** The last digest still stands: its foot says when that was looked at. */
async function checkLast(
  app: DigestApp,
  tx: Tx,
  { baseline, content }: Draft,
  { because }: Extract<Occasion, { readonly post: false }>,
): Promise<void> {
  if (baseline === null) return;
  const state = because === 'unchanged' ? null : checkedState(content);
  await markChecked(tx, baseline.id, { at: content.asOf, as: because, state });
  // What Teams accepted without an id can't be changed; said again, it would be a second post.
  if (baseline.activity_id === null) return;
  const { conversation_id: conversation, id: subject, thread } = baseline;
  await announce(tx, app, { conversation, kind: DIGEST_POST, subject, thread });
}

/** Null: only what waits for people has changed, which makes no other numbers. */
function checkedState(content: DigestContent): string | null {
  const some = changeKinds.filter((kind) => content[kind].total > 0);
  const releases = content.releases.length + content.moreReleases;
  if (some.length === 0 && releases === 0) return null;
  const changes = Object.fromEntries(some.map((kind) => [kind, content[kind].total]));
  const state: CheckedState = { totals: content.totals, changes, releases };
  return JSON.stringify(state);
}

/** Who was told, and what woke it; `job` null: somebody did, by saving settings. */
export interface Waking {
  readonly conversation: string;
  readonly job: string | null;
}

export function report(app: DigestApp, ids: Waking, outcome: Outcome): void {
  switch (outcome.kind) {
    case 'stopped':
      logStopped(app, ids.conversation, outcome.why);
      break;
    case 'late':
      app.metrics.composed('missed', outcome.missed);
      app.log.warn({ ...ids, missed: outcome.missed }, 'digests missed: too late to send');
      break;
    case 'told':
      if (outcome.missed > 0) app.metrics.composed('missed', outcome.missed);
      if (outcome.overtaken) app.metrics.composed('superseded', 1);
      app.metrics.composed(outcome.occasion.post ? 'posted' : 'edited', 1);
      app.log.info({ ...ids, digest: outcome.digest, because: outcome.occasion.because }, 'digest told');
      break;
    default:
      app.log.debug({ ...ids, outcome: outcome.kind }, 'digest looked at');
  }
}
