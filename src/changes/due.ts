import { later, MINUTE, type Instant } from '../core/clock.ts';
import type { Policy } from '../people/policy.ts';
import { approvalTimes } from './approvals/times.ts';
import type { Change, Proof } from './model.ts';

/** `close`: its evidence came before anybody said that it was done. */
export type DueKind =
  | 'reminder'
  | 'escalation'
  | 'lapse'
  | 'soon'
  | 'start'
  | 'missed'
  | 'close'
  | 'end'
  | 'overrun'
  | 'evidence'
  | 'review-overdue';

export interface Due {
  readonly kind: DueKind;
  readonly at: Instant;
}

/** How long before its window the people of a change are reminded of it, in ms. */
export const SOON = 15 * MINUTE;
/** How long after its window a change that nobody ended counts as overrun, in ms. */
export const OVERRUN = 15 * MINUTE;

export type DueChange = Pick<Change, 'state' | 'record'> & { readonly plan: Pick<Change['plan'], 'window'> };

/**
 * What has to happen to a change by itself: what is due at `now` and was not done yet, in order, and when something will
 * be next; null: only a person or evidence moves it. Half-open: due at its instant. After a stop only what still matters
 * is due: no reminder of a proposal that has lapsed, no start card of a window that is over.
 * `servers`: those of the plan, each with the newest proof.
 */
export function dueOf(
  change: DueChange,
  servers: readonly { readonly proof: Proof | null }[],
  policy: Policy,
  now: Instant,
): { readonly due: readonly Due[]; readonly next: Instant | null } {
  const all = [...ofState(change, servers, policy, now), ...ofReview(change)];
  const due = all.filter(({ at }) => at <= now).sort((a, b) => a.at - b.at);
  const ahead = all.filter(({ at }) => at > now).map(({ at }) => at);
  return { due, next: ahead.length === 0 ? null : (Math.min(...ahead) as Instant) };
}

/** When a change has to be looked at next; `now` where something is due already. */
export function nextLook(
  change: DueChange,
  servers: readonly { readonly proof: Proof | null }[],
  policy: Policy,
  now: Instant,
): Instant | null {
  const { due, next } = dueOf(change, servers, policy, now);
  return due.length > 0 ? now : next;
}

/** Whether what is due in a state depends on what is proven of the servers. */
export function heedsProofs(state: Change['state']): boolean {
  return state === 'in-progress';
}

/** Whether every server is proven; false where there is none. */
export function allProven(servers: readonly { readonly proof: Proof | null }[]): boolean {
  return servers.length > 0 && servers.every(({ proof }) => proof !== null && proof.missing.length === 0);
}

function ofState(
  { state, record, plan: { window } }: DueChange,
  servers: readonly { readonly proof: Proof | null }[],
  policy: Policy,
  now: Instant,
): Due[] {
  const over = now >= window.end;
  switch (state) {
    case 'proposed':
      return now >= window.start ? [{ kind: 'lapse', at: window.start }] : ofProposal(record, policy, window.start);
    case 'approved':
      return [
        ...(now < window.start ? once(record.calledSoonAt, 'soon', later(window.start, -SOON)) : []),
        ...(over ? [] : once(record.calledStartAt, 'start', window.start)),
        { kind: 'missed', at: window.end },
      ];
    case 'in-progress': {
      if (allProven(servers)) return [{ kind: 'close', at: window.end }];
      const overran = once(record.overranAt, 'overrun', later(window.end, OVERRUN));
      const tooLate = now >= later(window.end, OVERRUN);
      return [...(tooLate ? [] : once(record.calledEndAt, 'end', window.end)), ...overran];
    }
    case 'implemented':
      return once(record.evidenceAskedAt, 'evidence', record.finishedAt ?? record.since);
    case 'rejected':
    case 'withdrawn':
    case 'lapsed':
    case 'verified':
    case 'failed':
    case 'missed':
    case 'cancelled':
    case 'moot':
      return [];
  }
}

function ofProposal(record: Change['record'], policy: Policy, start: Instant): Due[] {
  const { remindAt, escalateAt, lapsesAt } = approvalTimes(record.askedAt, start, policy);
  return [
    ...(remindAt === null ? [] : once(record.remindedAt, 'reminder', remindAt)),
    ...(escalateAt === null ? [] : once(record.escalatedAt, 'escalation', escalateAt)),
    { kind: 'lapse', at: lapsesAt },
  ];
}

function ofReview({ record: { review } }: DueChange): Due[] {
  if (review === null || review.decided !== null) return [];
  return once(review.overdueToldAt, 'review-overdue', review.dueAt);
}

/** Not again once it was done. */
function once(done: Instant | null, kind: DueKind, at: Instant): Due[] {
  return done === null ? [{ kind, at }] : [];
}
