import type { ServerId } from '../core/ids.ts';
import type { Refusal } from '../core/result.ts';
import type { Doer } from '../people/model.ts';
import type { ChangeType } from '../people/policy.ts';
import type { ChangeId, Draft } from './plan.ts';

export interface Place {
  readonly conversation: string;
  readonly thread: string | null;
}

/** What may be said of changes. Words yield a form or a card; a button does it. */
export type ChangeCommand =
  /** Ids of servers or names as typed. `date`, `time`, `hours` as in `Draft`; left out: not chosen yet. `change`: edit that one. */
  | {
      readonly kind: 'form';
      readonly servers: readonly string[];
      readonly change: ChangeId | null;
      readonly type?: ChangeType;
      readonly date?: string;
      readonly time?: string;
      readonly hours?: string;
      readonly zone?: string;
      readonly reason?: string;
    }
  | { readonly kind: 'propose'; readonly draft: Draft }
  | { readonly kind: 'edit'; readonly change: ChangeId; readonly plan: string; readonly draft: Draft }
  | { readonly kind: 'show'; readonly change: ChangeId }
  /** `plan`: the hash of the plan that the person saw. */
  | { readonly kind: 'approve'; readonly change: ChangeId; readonly plan: string }
  | { readonly kind: 'reject-form' | 'fail-form' | 'cancel-form' | 'postpone-form'; readonly change: ChangeId }
  | { readonly kind: 'reject'; readonly change: ChangeId; readonly plan: string; readonly reason: string }
  | { readonly kind: 'withdraw'; readonly change: ChangeId }
  | { readonly kind: 'start'; readonly change: ChangeId }
  | { readonly kind: 'tick'; readonly change: ChangeId; readonly server: ServerId; readonly done: boolean }
  | { readonly kind: 'finish'; readonly change: ChangeId }
  | { readonly kind: 'fail'; readonly change: ChangeId; readonly reason: string }
  | { readonly kind: 'cancel'; readonly change: ChangeId; readonly reason: string }
  | {
      readonly kind: 'postpone';
      readonly change: ChangeId;
      readonly date: string;
      readonly time: string;
      readonly hours: string;
      readonly zone: string;
    }
  | {
      readonly kind: 'review';
      readonly change: ChangeId;
      readonly verdict: 'accepted' | 'objected';
      readonly reason: string;
    }
  | { readonly kind: 'unreadable'; readonly refusal: Refusal };

export interface ChangeRequest extends Doer {
  readonly command: ChangeCommand;
  readonly once: string;
  readonly place: Place | null;
}
