import { auditHead } from '../audit/head.ts';
import { releasesSince } from '../catalogue/releases-seen.ts';
import { updatingNow } from '../changes/updating.ts';
import type { Instant } from '../core/clock.ts';
import { freshId, type ServerId } from '../core/ids.ts';
import type { Scope } from '../readiness/model.ts';
import type { Tx } from '../storage/database.ts';
import type { DigestApp } from './app.ts';
import { noteExpiry } from './change-log.ts';
import { readReached } from './content.ts';
import type { EntryList } from './diff.ts';
import { alarmKinds, type DigestContent, MOST_NAMED, type Named } from './model.ts';
import { sectionsAt } from './sections.ts';
import { counting, remembering } from './sums.ts';
import { type DigestRow, headSeq, lastComposed, lastDelivered, namesOf, tailSeq } from './store.ts';

export interface Order {
  readonly conversation: string;
  readonly scope: Scope | null;
  readonly zone: string;
  readonly now: Instant;
  /** Due ones that were not sent, as far as the subscription knows. */
  readonly missed: number;
}

/** A digest that is not stored yet. */
export interface Draft {
  readonly id: string;
  readonly content: DigestContent;
  /** Grows with each digest of a conversation, also where the clock was set back. */
  readonly composedAt: Instant;
  readonly toldSeq: number;
  /** What it is the difference to; null: nothing was told yet, or nothing that compares. */
  readonly baseline: DigestRow | null;
  /** The newest digest, when it never reached the conversation: this one tells its news too. */
  readonly undelivered: DigestRow | null;
}

/** What is to be told now, against the last digest that reached the conversation. Writes but what has expired into the log. */
export async function compose(app: Pick<DigestApp, 'database' | 'catalogue'>, tx: Tx, order: Order): Promise<Draft> {
  const { conversation, scope, zone, now } = order;
  // What this transaction wrote is not true before its commit, so nobody else may be told from memory.
  const sums = (await noteExpiry(tx, now)) ? counting(tx, now) : await remembering(app.database, tx, now);
  const newest = await lastComposed(tx, conversation);
  const delivered = newest?.sent_at === null ? await lastDelivered(tx, conversation) : newest;
  const undelivered = newest && newest.sent_at === null ? newest : null;
  const told = delivered ? readable(delivered) : null;
  const baseline = delivered && (await compares(tx, delivered, told, scope)) ? delivered : null;
  const catalogue = app.catalogue();
  const since = baseline === null ? null : (baseline.composed_at as Instant);

  const { totals, ...counted } = await sums.totals(scope);
  const { lists, alarms, evidenceDue, neverCame, supportEnded } = await sums.difference(
    baseline?.told_seq ?? null,
    scope,
  );
  const busy = await updatingNow(tx, now);
  const named = await naming(tx, Object.values(lists), busy);
  const updating = Object.fromEntries(
    alarmKinds.map((kind) => [kind, alarms[kind].filter((id) => busy.has(id)).length]),
  );
  const releases = since === null ? [] : await releasesSince(tx, catalogue, since);
  const content: DigestContent = {
    asOf: now,
    zone,
    scope,
    since,
    totals,
    ...counted,
    knowledge: await sums.knowledge(),
    catalogueAsOf: catalogue.asOf,
    newFailing: named(lists.newFailing),
    worse: named(lists.worse),
    fixed: named(lists.fixed),
    stillFailing: totals.failing - lists.newFailing.total - lists.worse.total,
    unknown: named(lists.unknown),
    evidenceDue,
    neverCame,
    stale: named(lists.stale),
    stillUnknown: totals.unknown - lists.unknown.total,
    known: named(lists.known),
    newOutdated: named(lists.newOutdated),
    supportEnded,
    updated: named(lists.updated),
    joined: named(lists.joined),
    exempt: named(lists.exempt),
    left: named(lists.left),
    releases: releases.slice(0, MOST_NAMED),
    ...(busy.size > 0 && { updating }),
    moreReleases: Math.max(0, releases.length - MOST_NAMED),
    missed: order.missed + (undelivered ? lostWith(undelivered) : 0),
    auditHead: await auditHead(tx),
    sections: await sectionsAt(tx, now, scope, (baseline && told?.sections) ?? null),
  };
  const composedAt = newest ? (Math.max(now, newest.composed_at + 1) as Instant) : now;
  return { id: freshId(), content, composedAt, toldSeq: await headSeq(tx), baseline, undelivered };
}

/** Whether what was told then can be compared with: it was about the same servers, and what came after is still logged. */
async function compares(tx: Tx, told: DigestRow, content: Reached | null, scope: Scope | null): Promise<boolean> {
  if (content === null) return false;
  const then = content.scope;
  if (then?.by !== scope?.by || then?.value !== scope?.value) return false;
  return (await tailSeq(tx)) <= told.told_seq + 1;
}

/** What the one that never arrived would have said was missed, and itself. One that is under way may arrive yet. */
function lostWith(row: DigestRow): number {
  if (row.state === 'sending') return 0;
  return (readable(row)?.missed ?? 0) + (row.slot === null ? 0 : 1);
}

type Reached = ReturnType<typeof readReached>;

/** Null: it can not be read, which must keep no conversation from being told. */
function readable({ content }: DigestRow): Reached | null {
  try {
    return readReached(content);
  } catch {
    return null;
  }
}

async function naming(
  tx: Tx,
  lists: readonly EntryList[],
  busy: ReadonlySet<ServerId>,
): Promise<(list: EntryList) => Named> {
  const ids = new Set(lists.flatMap(({ first }) => first.map(({ id }) => id)));
  const names = await namesOf(tx, [...ids]);
  return ({ total, first }) => ({
    total,
    first: first.map((entry) => ({
      ...entry,
      ...(busy.has(entry.id) && { updating: true }),
      name: names.get(entry.id) ?? nameIn(entry.id),
    })),
  });
}

/** Of a server that is not known any more. */
function nameIn(id: ServerId): string {
  return (id.split('.')[0] ?? id).toUpperCase();
}
