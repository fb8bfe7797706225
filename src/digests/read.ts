import type { Instant } from '../core/clock.ts';
import type { Reader } from '../storage/database.ts';
import { readChecked, readContent } from './content.ts';
import type { CheckedAs, CheckedState, DigestContent, Schedule, Subscription } from './model.ts';
import { findDigestRow, findSubscriptionRow, invalidRows, lastComposedId, subscriptionRows } from './store.ts';
import { subscriptionOf } from './subscription.ts';

/** A digest as it is shown. */
export interface StoredDigest {
  readonly conversation: string;
  readonly content: DigestContent;
  /** When it was last found that nothing worth a post had changed since; null: not yet. */
  readonly checkedAt: Instant | null;
  readonly checkedAs: CheckedAs | null;
  /** What that check found which is not posted; null: nothing, or it was not noted. */
  readonly checkedState: CheckedState | null;
  /** When Teams first accepted it; null: it did not yet. */
  readonly arrivedAt: Instant | null;
  /** Null: asked for. */
  readonly slot: Instant | null;
  /** The zone that its times are shown in. */
  readonly zone: string;
  /** It never reached the conversation and a newer one tells its news: sending it now would only confuse. */
  readonly overtaken: boolean;
}

/** Null: there is no such digest, or it was deleted for its age. */
export async function readDigest(reader: Reader, id: string): Promise<StoredDigest | null> {
  const row = await findDigestRow(reader, id);
  if (!row) return null;
  const content = readContent(row.content);
  return {
    conversation: row.conversation_id,
    content,
    checkedAt: row.checked_at as Instant | null,
    checkedAs: row.checked_as,
    checkedState: readChecked(row.checked_state),
    arrivedAt: row.sent_at as Instant | null,
    slot: row.slot as Instant | null,
    zone: content.zone,
    overtaken: row.sent_at === null && (await lastComposedId(reader, row.conversation_id)) !== id,
  };
}

/** When digests come to a conversation; null: none is scheduled there, or what is does not run. */
export async function readSchedule(reader: Reader, conversation: string): Promise<Schedule | null> {
  const row = await findSubscriptionRow(reader, conversation);
  return row?.active && row.invalid === null ? subscriptionOf(row).subscription.schedule : null;
}

/** For the post that says that a digest stopped; null: it runs again, or is off. */
export async function readStopped(
  reader: Reader,
  conversation: string,
): Promise<{ readonly subscription: Subscription; readonly why: string } | null> {
  const row = await findSubscriptionRow(reader, conversation);
  if (!row?.active || row.invalid === null) return null;
  return { subscription: subscriptionOf(row).subscription, why: row.invalid };
}

export interface DigestHealth {
  /** Subscriptions that are on and can't run until somebody sets them anew. */
  readonly invalid: readonly { readonly conversation: string; readonly why: string }[];
}

export async function digestHealth(reader: Reader): Promise<DigestHealth> {
  const rows = await invalidRows(reader);
  return { invalid: rows.map((row) => ({ conversation: row.conversation_id, why: row.invalid ?? '' })) };
}

const PAGE = 500;

/** Every subscription, those that are off too, ordered by conversation. */
export async function listSubscriptions(reader: Reader): Promise<readonly Subscription[]> {
  const all: Subscription[] = [];
  for (let after = ''; ; ) {
    const rows = await subscriptionRows(reader, after, PAGE);
    all.push(...rows.map((row) => subscriptionOf(row).subscription));
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return all;
    after = last.conversation_id;
  }
}
