import { type Actor, actorKey } from '../core/actor.ts';
import type { Instant } from '../core/clock.ts';
import type { ChangeRecord, Place } from './model.ts';

/** Nothing has happened to it yet. */
export function freshRecord(of: {
  readonly author: Actor;
  readonly place: Place | null;
  readonly now: Instant;
}): ChangeRecord {
  return {
    authors: [actorKey(of.author)],
    place: of.place,
    since: of.now,
    ...undecided(of.now),
    startedAt: null,
    startedBy: null,
    finishedAt: null,
    finishedBy: null,
    closing: null,
    startNeverRecorded: false,
    endNeverRecorded: false,
    calledEndAt: null,
    overranAt: null,
    evidenceAskedAt: null,
    edited: [],
    review: null,
    overrides: [],
    conflicts: [],
    told: [],
    rollout: null,
  };
}

/** What a plan that was just made or edited starts from: nobody was asked, nothing of its window was called. */
export function undecided(now: Instant) {
  return {
    askedAt: now,
    remindedAt: null,
    escalatedAt: null,
    decidedAt: null,
    approvedBy: null,
    calledSoonAt: null,
    calledStartAt: null,
    missedAt: null,
  } as const satisfies Partial<ChangeRecord>;
}
