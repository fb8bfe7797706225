import type { Actor } from '../core/actor.ts';
import type { Day, Instant } from '../core/clock.ts';
import type { ServerId } from '../core/ids.ts';
import type { IsoWeekday } from '../core/local-time.ts';
import type { Refusal } from '../core/result.ts';
import type { Doer } from '../people/model.ts';

/** `RULE-0001`. */
export type RuleId = string & { readonly __rule: true };
/** `FREEZE-0001`. */
export type FreezeId = string & { readonly __freeze: true };

/** Which servers a rule or freeze is for. Sites and DAGs by name, without case. */
export type MaintenanceScope =
  | { readonly by: 'all' }
  | { readonly by: 'site' | 'dag'; readonly value: string }
  | { readonly by: 'servers'; readonly servers: readonly ServerId[] };

/** On which days of the calendar a rule opens. */
export type Recurrence =
  | { readonly kind: 'weekly'; readonly days: readonly IsoWeekday[] }
  /** The nth such weekday of each month; -1: the last. */
  | { readonly kind: 'monthly'; readonly nth: 1 | 2 | 3 | 4 | 5 | -1; readonly weekday: IsoWeekday }
  /** So many days after the second Tuesday of each month. */
  | { readonly kind: 'patch-tuesday'; readonly days: number }
  /** RFC 5545, without DTSTART: counted from `from`, in plain local time. */
  | { readonly kind: 'rrule'; readonly rrule: string; readonly from: Day };

/** When work may be done, again and again: local time in its own zone. JSON-safe; stored as one. */
export interface MaintenanceRule {
  readonly id: RuleId;
  readonly revision: number;
  /** One name is one rule, whatever the case. */
  readonly name: string;
  readonly zone: string;
  readonly recurrence: Recurrence;
  /** `22:00`, on the clocks of `zone`. */
  readonly time: string;
  /** In ms of elapsed time from the start. */
  readonly length: number;
  /** In ms: nothing new starts so long before the end; 0: until the end. */
  readonly noStartBefore: number;
  readonly scope: MaintenanceScope;
  /** Whether it approves standard changes beforehand, once somebody has approved the rule itself. */
  readonly preApproves: boolean;
  /** Of all that an approval is given on. */
  readonly hash: string;
  /** Everybody who shaped it, the first author first: none of them may approve it. Keys of actors. */
  readonly authors: readonly string[];
  readonly author: Actor;
  readonly madeAt: Instant;
  readonly changedAt: Instant;
  /** Counts while `hash` is the rule's. */
  readonly approval: { readonly by: Actor; readonly at: Instant; readonly hash: string } | null;
  readonly removedAt: Instant | null;
}

/** One time that a rule opens: half-open, [start, end). It belongs to the local day on which it starts. */
export interface Occurrence {
  readonly start: Instant;
  readonly end: Instant;
  /** From then on nothing new starts in it. */
  readonly lastStart: Instant;
  /** As the rule says it: `2027-03-28T02:30`. */
  readonly local: string;
  readonly kind: 'exact' | 'gap' | 'overlap';
  /** What the clocks do to it, in sentences; empty: nothing. */
  readonly remarks: readonly string[];
}

/** When work is forbidden, or warned of: half-open, [start, end). JSON-safe; stored as one. */
export interface Freeze {
  readonly id: FreezeId;
  readonly revision: number;
  readonly name: string;
  readonly start: Instant;
  readonly end: Instant;
  /** As they were asked for in `zone`: `2026-12-20T18:00`. */
  readonly localStart: string;
  readonly localEnd: string;
  readonly zone: string;
  readonly tzdata: string;
  readonly scope: MaintenanceScope;
  readonly effect: 'forbids' | 'warns';
  readonly reason: string;
  readonly author: Actor;
  readonly madeAt: Instant;
  readonly liftedAt: Instant | null;
  readonly liftedBy: Actor | null;
}

/** A rule as a form or the command line sends it: unread, but of the right shape and length. */
export interface RuleDraft {
  readonly name: string;
  readonly zone: string;
  /** `weekly`, `monthly`, `patch-tuesday`, `rrule`. */
  readonly recurrence: string;
  /** Of `weekly`: `sat, sun`. Of `monthly`: one day. */
  readonly days: string;
  /** Of `monthly`: `1` to `5` or `last`. Of `patch-tuesday`: days after it. */
  readonly number: string;
  /** Of `rrule`: `FREQ=MONTHLY;BYDAY=-1SA`. */
  readonly rrule: string;
  readonly time: string;
  /** Hours as a number. */
  readonly hours: string;
  /** Minutes as a number; empty: 0. */
  readonly noStartBefore: string;
  /** `all`, `site:Berlin`, `dag:DAG-BER`, or names of servers with commas between. */
  readonly scope: string;
  readonly preApproves: boolean;
}

/** `fromDate`, `untilDate`: `2026-12-20`; times `18:00`; empty times: the whole day, so until its end. */
export interface FreezeDraft {
  readonly name: string;
  readonly fromDate: string;
  readonly fromTime: string;
  readonly untilDate: string;
  readonly untilTime: string;
  readonly zone: string;
  readonly scope: string;
  /** `forbids` or `warns`. */
  readonly effect: string;
  readonly reason: string;
}

/** What may be said of rules and freezes. Words yield a form or a card; a button does it. */
export type MaintenanceCommand =
  /** All rules and freezes that are ahead, with who may do what. */
  | { readonly kind: 'rules' }
  /** The coming four weeks. */
  | { readonly kind: 'windows' }
  /** Empty: a new one. `rule`: edit that one. What was said fills the form. */
  | { readonly kind: 'rule-form'; readonly rule: RuleId | null; readonly draft: Partial<RuleDraft> }
  | {
      readonly kind: 'set-rule';
      readonly rule: RuleId | null;
      readonly revision: number | null;
      readonly draft: RuleDraft;
    }
  | { readonly kind: 'approve-rule'; readonly rule: RuleId; readonly hash: string }
  | { readonly kind: 'remove-rule'; readonly rule: RuleId }
  | { readonly kind: 'freeze-form'; readonly draft: Partial<FreezeDraft> }
  | { readonly kind: 'set-freeze'; readonly draft: FreezeDraft }
  | { readonly kind: 'lift-freeze'; readonly freeze: FreezeId }
  | { readonly kind: 'unreadable'; readonly refusal: Refusal };

export interface MaintenanceRequest extends Doer {
  readonly command: MaintenanceCommand;
  readonly once: string;
}

/** A rule as a card shows it. */
export interface RuleView {
  readonly rule: MaintenanceRule;
  /** `every Saturday, 22:00 to 02:00 Europe/Berlin`. */
  readonly when: string;
  /** `all servers`, `Berlin (site)`, `BER-EX01 and BER-EX02`. */
  readonly scope: string;
  /** Whether its approval counts for the rule as it is. */
  readonly approved: boolean;
  /** The next ones, at most three. */
  readonly next: readonly Occurrence[];
  /** Why it never opens here, in a sentence; left out: it does. */
  readonly problem?: string;
}

export interface FreezeView {
  readonly freeze: Freeze;
  readonly scope: string;
  /** Whether it lasts at the moment. */
  readonly current: boolean;
}

/** A line of the coming four weeks, in the order of its start. */
export type CalendarEntry =
  | { readonly kind: 'window'; readonly rule: RuleView; readonly occurrence: Occurrence }
  | { readonly kind: 'freeze'; readonly freeze: FreezeView }
  | {
      readonly kind: 'change';
      readonly id: string;
      readonly start: Instant;
      readonly end: Instant;
      readonly zone: string;
      readonly state: 'proposed' | 'approved' | 'in-progress';
      /** What it is about, in a few words. */
      readonly title: string;
      /** Whether it stands in a conflict that blocks. */
      readonly blocked: boolean;
    };

export type MaintenanceAnswer =
  | {
      readonly kind: 'maintenance-rules';
      readonly asOf: Instant;
      readonly rules: readonly RuleView[];
      readonly freezes: readonly FreezeView[];
      readonly notice: string | null;
    }
  | {
      readonly kind: 'maintenance-windows';
      readonly asOf: Instant;
      readonly until: Instant;
      readonly entries: readonly CalendarEntry[];
    }
  | {
      readonly kind: 'rule-form';
      readonly asOf: Instant;
      readonly problem?: Refusal;
      /** Null: a new one. */
      readonly edits: { readonly rule: RuleId; readonly revision: number; readonly name: string } | null;
      readonly draft: RuleDraft;
      /** The rule read back in words, with its next three times; null: it can't be read yet. */
      readonly readBack: { readonly when: string; readonly next: readonly Occurrence[]; readonly zone: string } | null;
      /** What may be chosen as a scope beside servers: value and title. */
      readonly scopes: readonly { readonly value: string; readonly title: string }[];
    }
  | {
      readonly kind: 'freeze-form';
      readonly asOf: Instant;
      readonly problem?: Refusal;
      readonly draft: FreezeDraft;
      readonly readBack: string | null;
      readonly scopes: readonly { readonly value: string; readonly title: string }[];
    }
  | { readonly kind: 'refused'; readonly refusal: Refusal };
