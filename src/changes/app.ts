import type { Clock, Instant } from '../core/clock.ts';
import type { Log } from '../core/log.ts';
import type { WakeupBook } from '../jobs/model.ts';
import type { Policy } from '../people/policy.ts';
import type { ReaderRules } from '../people/readers.ts';
import type { Database, Reader } from '../storage/database.ts';
import type { Picture, PlanShape } from './conflicts/picture.ts';
import type { Plan } from './model.ts';

/** Everything that decides about conflicts of these plans, as it reads at `now`, for windows within [from, to). Reads only. */
export type PictureOf = (
  reader: Reader,
  of: { readonly plans: readonly PlanShape[]; readonly from: Instant; readonly to: Instant; readonly now: Instant },
) => Promise<Picture>;

/** Which maintenance rule approves this standard change beforehand; null: none does. */
export type PreApproval = (reader: Reader, plan: Plan) => Promise<{ readonly rule: string } | null>;

export interface ChangeMetrics {
  /** A change came to this state, or an open one was missed, overran. */
  changed(event: string): void;
}

/** What everything about changes needs. */
export interface ChangeApp {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly jobs: WakeupBook;
  readonly policy: Policy;
  readonly rules: ReaderRules;
  /** The zone where none was chosen. */
  readonly zone: string;
  readonly picture: PictureOf;
  readonly preApproval: PreApproval;
  /** Conversations of several people that hear of every change: those that read a digest. */
  readonly channels: (reader: Reader) => Promise<readonly string[]>;
  readonly metrics: ChangeMetrics;
}

/** The job that wakes a change; its key is the change's id. */
export const CHANGE = 'change';

/** The job that holds every open plan against what has changed about it. */
export const CHANGE_RECHECK = 'change-recheck';

/** Kind of the posts that show a change and are kept up to date; subject: its id. */
export const CHANGE_POST = 'change';

/** Kind of the posts that show a rollout and are kept up to date; subject: its id. */
export const ROLLOUT_POST = 'rollout';

/** Kind of the posts that say one thing about a change once; subject: `CHG-0007 start`, the id and a `Call`. */
export const CALL_POST = 'change-call';

/** What is said of a change beside its card. A number follows where the same may be said again: `CHG-0007 start 2`. */
export const calls = [
  /** To its requester: approved, rejected, lapsed, moot. */
  'decided',
  /** To those who were asked: the plan was edited, votes are void. */
  'edited',
  'reminder',
  'escalation',
  'soon',
  'start',
  'end',
  'overrun',
  'missed',
  /** After the end: run Health Checker; this is what is missing. */
  'evidence',
  'verified',
  /** To approvers: an emergency was started. */
  'emergency',
  'review-overdue',
  /** It stands in a conflict that was not there when its plan was made. */
  'conflict',
] as const;
export type Call = (typeof calls)[number];
