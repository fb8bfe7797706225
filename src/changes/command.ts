import type { ServerId } from '../core/ids.ts';
import type { Refusal } from '../core/result.ts';
import type { Doer } from '../people/model.ts';
import type { ChangeType } from '../people/policy.ts';
import type { Place } from './place.ts';
import type { ChangeId, Draft } from './plan.ts';
import type { RolloutCommand } from './rollout/model.ts';

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
  /** `despite`: with conflicts that block, to have them overridden. */
  | { readonly kind: 'propose'; readonly draft: Draft; readonly despite?: boolean }
  /** The form as it is filled in, with safe slots to choose from. `change`: edit that one. */
  | {
      readonly kind: 'slots';
      readonly change: ChangeId | null;
      readonly plan: string | null;
      readonly draft: Draft | null;
    }
  /** The form of a change with the newest targets of its servers. */
  | { readonly kind: 'retarget-form'; readonly change: ChangeId }
  | {
      readonly kind: 'edit';
      readonly change: ChangeId;
      readonly plan: string;
      readonly draft: Draft;
      readonly despite?: boolean;
    }
  | { readonly kind: 'show'; readonly change: ChangeId }
  /** `plan`: the hash of the plan that the person saw. */
  | { readonly kind: 'approve'; readonly change: ChangeId; readonly plan: string }
  | {
      readonly kind: 'reject-form' | 'fail-form' | 'cancel-form' | 'postpone-form' | 'override-form';
      readonly change: ChangeId;
    }
  /** `keys`: the conflicts that the person saw. */
  | {
      readonly kind: 'override';
      readonly change: ChangeId;
      readonly plan: string;
      readonly keys: readonly string[];
      readonly reason: string;
    }
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
  | RolloutCommand
  | { readonly kind: 'unreadable'; readonly refusal: Refusal };

export interface ChangeRequest extends Doer {
  readonly command: ChangeCommand;
  readonly once: string;
  readonly place: Place | null;
}
