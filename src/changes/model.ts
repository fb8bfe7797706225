import type { Actor } from '../core/actor.ts';
import type { Instant } from '../core/clock.ts';
import type { ReportId, ServerId } from '../core/ids.ts';
import type { Refusal } from '../core/result.ts';
import type { PersonKey } from '../people/identity.ts';
import type { KnownPerson } from '../people/model.ts';
import type { ChangeType, Risk } from '../people/policy.ts';
import type { Readiness } from '../readiness/model.ts';
import type { Place } from './place.ts';
import type { Override, StandingConflict } from './conflicts/model.ts';
import type { ChangeId, ChangeWindow, Draft, Plan, Target } from './plan.ts';
import type { RolloutAnswer, RolloutId } from './rollout/model.ts';
import type { SlotOffer } from './slots/model.ts';
import type { ChangeState } from './states.ts';

export type { ConflictType, Override, StandingConflict } from './conflicts/model.ts';
export type { ChangeType, Risk } from '../people/policy.ts';
export type { ChangeCommand, ChangeRequest } from './command.ts';
export type { Place } from './place.ts';
export type { ChangeId, ChangeWindow, Draft, Plan, PlannedServer, Target } from './plan.ts';

/** What one report says of one server's target. */
export interface Proof {
  readonly at: Instant;
  /** The report held against the target; null: none counts yet. */
  readonly report: ReportId | null;
  readonly file: string | null;
  readonly generatedAt: Instant | null;
  readonly build: string | null;
  /** Empty: proven. Each a sentence that says what is missing. */
  readonly missing: readonly string[];
}

/** What happened to a change, but for what its own columns tell. JSON-safe; stored as one. */
export interface ChangeRecord {
  /** Everybody who shaped the plan, the requester first: none of them may approve it. Keys of actors. */
  readonly authors: readonly string[];
  /** Where it was proposed. */
  readonly place: Place | null;
  /** From when on this plan has waited for a decision. */
  readonly askedAt: Instant;
  readonly remindedAt: Instant | null;
  readonly escalatedAt: Instant | null;
  readonly decidedAt: Instant | null;
  /** Of an approval without people: `policy` asks for none, or the id of the maintenance rule. */
  readonly approvedBy: { readonly kind: 'policy' } | { readonly kind: 'rule'; readonly rule: string } | null;
  readonly startedAt: Instant | null;
  readonly startedBy: Actor | null;
  readonly finishedAt: Instant | null;
  readonly finishedBy: Actor | null;
  /** When it came to the state it is in. */
  readonly since: Instant;
  /** Why it was rejected, failed, cancelled, or what became known with its end: a sentence of a person or of ours. */
  readonly closing: string | null;
  readonly startNeverRecorded: boolean;
  readonly endNeverRecorded: boolean;
  readonly calledSoonAt: Instant | null;
  readonly calledStartAt: Instant | null;
  readonly calledEndAt: Instant | null;
  /** When it was noticed that it runs on past its window. */
  readonly overranAt: Instant | null;
  /** When evidence was asked for after the end. */
  readonly evidenceAskedAt: Instant | null;
  readonly missedAt: Instant | null;
  /** What the last edit changed, in sentences; empty: it was never edited. */
  readonly edited: readonly string[];
  /** Of an emergency. */
  readonly review: Review | null;
  /** Of this and earlier plans. */
  readonly overrides: readonly Override[];
  /** Keys of the conflicts that the plan stood in when it was looked at last. */
  readonly conflicts: readonly string[];
  /** Keys of the conflicts that people of this plan know of: none is told twice. */
  readonly told: readonly string[];
  /** The rollout that it was proposed with; null: by itself. */
  readonly rollout: RolloutId | null;
}

export interface Review {
  readonly dueAt: Instant;
  readonly overdueToldAt: Instant | null;
  readonly decided: {
    readonly at: Instant;
    readonly by: Actor;
    readonly verdict: 'accepted' | 'objected';
    readonly reason: string | null;
  } | null;
}

export interface Change {
  readonly id: ChangeId;
  readonly revision: number;
  readonly state: ChangeState;
  readonly requester: Actor;
  readonly plan: Plan;
  readonly planHash: string;
  readonly createdAt: Instant;
  readonly dueAt: Instant | null;
  readonly record: ChangeRecord;
}

export interface Tick {
  readonly server: ServerId;
  readonly at: Instant;
  readonly by: Actor;
}

export interface Vote {
  readonly voter: Actor;
  readonly onBehalfOf: KnownPerson | null;
  readonly vote: 'approve' | 'reject';
  readonly reason: string | null;
  readonly at: Instant;
  readonly planHash: string;
}

/** One server of a change, as a card shows it. */
export interface ChangeServerView {
  readonly id: ServerId;
  readonly name: string;
  readonly site: string | null;
  readonly dag: string | null;
  readonly readiness: Readiness | null;
  readonly build: string | null;
  readonly observedAt: Instant | null;
  readonly target: Target;
  /** The target in words: "build 15.2.2562.56 or later (SE RTM Oct26SU)". */
  readonly aim: string;
  /** What its gates and vulnerabilities win: "fixes 2 failing gates and 5 known vulnerabilities". Empty: nothing is known. */
  readonly fixes: string;
  readonly tick: Tick | null;
  readonly proof: Proof | null;
  /** What is done on it, in order (`checklist`); left out where nothing is to be done now. */
  readonly steps?: readonly string[];
}

export interface Asked {
  readonly person: KnownPerson;
  readonly at: Instant;
  readonly reached: boolean;
  readonly fallback: boolean;
}

/** A change and everything a card of it says, as it reads at `asOf`. */
export interface ChangeView {
  readonly asOf: Instant;
  readonly change: Change;
  /** The state as it reads now: a proposal whose window has begun has lapsed, whether or not that was written down. */
  readonly state: ChangeState;
  readonly servers: readonly ChangeServerView[];
  readonly risk: { readonly risk: Risk; readonly why: readonly string[] };
  readonly conflicts: readonly StandingConflict[];
  readonly approvals: {
    readonly needed: number;
    /** On the plan as it is. */
    readonly votes: readonly Vote[];
    /** Votes on earlier plans: void. */
    readonly void: readonly Vote[];
    /** Who may approve, without those who shaped the plan and who acts for them; by name. */
    readonly may: readonly KnownPerson[];
    readonly asked: readonly Asked[];
    readonly lapsesAt: Instant;
  };
  readonly overrun: boolean;
  readonly reviewOverdue: boolean;
  /** Of an implemented one: it is done and not proven. */
  readonly unproven: boolean;
  /** When edits end before the window. */
  readonly editableUntil: Instant;
}

/** A choice of what a server is to come to; `value` as in `Draft`. */
export interface TargetChoice {
  readonly value: string;
  readonly title: string;
}

export type ChangeAnswer =
  | {
      readonly kind: 'change-form';
      readonly asOf: Instant;
      /** Why what was sent with it was not taken; left out: the form was only opened. */
      readonly problem?: Refusal;
      /** The change that is edited, with its plan's hash; null: a new one. */
      readonly edits: { readonly change: ChangeId; readonly plan: string } | null;
      readonly draft: Draft;
      readonly servers: readonly {
        readonly id: ServerId;
        readonly name: string;
        readonly about: string;
        readonly choices: readonly TargetChoice[];
      }[];
      /** Servers that were named and can't be planned. */
      readonly left: readonly { readonly name: string; readonly refusal: Refusal }[];
      readonly types: readonly { readonly type: ChangeType; readonly title: string; readonly allowed: boolean }[];
      /** The window as it reads so far, in its own zone and the reader's; null: not chosen. */
      readonly readBack: string | null;
      /** The same, for whoever shows it in the reader's zone. */
      readonly window?: ChangeWindow | null;
      readonly risk: { readonly risk: Risk; readonly why: readonly string[] };
      readonly conflicts: readonly StandingConflict[];
      /** Null: none were asked for. */
      readonly slots: SlotOffer | null;
    }
  /** `notice`: one sentence about what was just done or refused; null: it was only asked for. */
  | { readonly kind: 'change'; readonly view: ChangeView; readonly notice: string | null }
  | {
      readonly kind: 'change-ask';
      readonly what: 'reject' | 'fail' | 'cancel' | 'postpone' | 'override';
      readonly view: ChangeView;
    }
  | RolloutAnswer
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** One line of a list of changes. */
export interface ChangeRow {
  readonly id: ChangeId;
  readonly type: ChangeType;
  readonly state: ChangeState;
  readonly reason: string;
  readonly requester: Actor;
  readonly servers: readonly { readonly id: ServerId; readonly name: string }[];
  readonly window: ChangeWindow;
  readonly risk: Risk;
  readonly createdAt: Instant;
  readonly askedAt: Instant;
  readonly needed: number;
  readonly given: number;
  /** Who was asked and has not answered. */
  readonly waitsFor: readonly KnownPerson[];
  readonly overrun: boolean;
  readonly unproven: boolean;
  readonly reviewOverdue: boolean;
  readonly review: Review | null;
}

/** Who may not vote on a plan, and why. */
export interface Bar {
  readonly person: PersonKey;
  readonly why: 'requester' | 'author' | 'acts-for-author';
}
