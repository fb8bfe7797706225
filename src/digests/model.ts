import type { Actor } from '../core/actor.ts';
import type { Day, Instant } from '../core/clock.ts';
import type { AttentionTotals } from '../attention/model.ts';
import type { DigestChanges, Some } from '../changes/digest/model.ts';
import type { ServerId } from '../core/ids.ts';
import type { Refusal } from '../core/result.ts';
import type { FleetKnowledge } from '../readiness/fleet.ts';
import type { CheckId, Readiness, Scope } from '../readiness/model.ts';

/** 1 is Monday, 7 is Sunday. */
export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7;

/** When a digest is due, in plain local time. */
export interface Schedule {
  /** Ascending, at least one. */
  readonly days: readonly Weekday[];
  /** `HH:MM`, 24 hours. */
  readonly time: string;
  /** An IANA zone, as the runtime spells it. */
  readonly zone: string;
}

/** Which changes are worth a post. Others wait for the next digest that has one. */
export type Minimum =
  /** Every change. */
  | 'every'
  /** Only when something got worse. */
  | 'worse'
  /** Only when somebody has to do something that has a date, or evidence is due. */
  | 'due';

/** Local days without a post. */
export interface QuietDays {
  readonly weekdays: readonly Weekday[];
  readonly dates: readonly Day[];
}

/** One due time of a schedule. `local` is `2026-11-23T08:00`. */
export interface Slot {
  readonly at: Instant;
  readonly local: string;
}

export interface DigestSettings {
  readonly schedule: Schedule;
  /** Null: the whole fleet. */
  readonly scope: Scope | null;
  readonly minimum: Minimum;
  readonly quiet: QuietDays;
}

/** What one conversation asked for. */
export interface Subscription extends DigestSettings {
  readonly conversation: string;
  readonly setBy: Actor;
  readonly setAt: Instant;
  /** Null: it is off, or can't run. */
  readonly nextSlot: Instant | null;
  /** The newest slot that was dealt with. */
  readonly lastSlot: Instant | null;
  /** Slots that were missed since the last digest. */
  readonly missed: number;
  readonly on: boolean;
  /** Why a stored schedule does not run any more; null: it does. */
  readonly invalid: string | null;
}

/** What a person may say of digests, in words or by a card. */
export type DigestCommand =
  | { readonly kind: 'show' }
  | { readonly kind: 'now' }
  | { readonly kind: 'off' }
  /** What is left out stays as it was, or takes its default. `scope` as typed; null: the whole fleet. */
  | {
      readonly kind: 'set';
      readonly days?: readonly Weekday[];
      readonly time?: string;
      readonly zone?: string;
      readonly scope?: string | null;
      readonly minimum?: Minimum;
      readonly quiet?: QuietDays;
    }
  /** It was meant for digests and can't be read. */
  | { readonly kind: 'unreadable'; readonly refusal: Refusal };

/** What a command about digests is answered with. */
export type DigestAnswer =
  | {
      readonly kind: 'digest-settings';
      readonly now: Instant;
      /** What this answer follows: shown, just set, just turned off. */
      readonly after: 'show' | 'set' | 'off';
      /** Null: nobody asked for a digest here. */
      readonly subscription: Subscription | null;
      /** The zone of times where none was chosen. */
      readonly zone: string;
      /** What the scope may be narrowed to. */
      readonly scopes: readonly Scope[];
      readonly last: {
        readonly at: Instant;
        readonly checkedAt: Instant | null;
        readonly checkedAs: CheckedAs | null;
      } | null;
      /** Whether the one who asked may change it. */
      readonly mayChange: boolean;
      /** What the clocks do to the next slot, in words; null: nothing. */
      readonly remark: string | null;
    }
  /** It comes as a post of its own. */
  | { readonly kind: 'digest-coming' }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** One server on a digest. `causes`: the gates that fail or are unknown, in their order. */
/** News that raises an alarm, unless the server is just being updated. */
export const alarmKinds = ['newFailing', 'worse', 'unknown', 'stale'] as const satisfies readonly ChangeKind[];
export type AlarmKind = (typeof alarmKinds)[number];

export interface DigestServer {
  readonly id: ServerId;
  readonly name: string;
  readonly causes: readonly CheckId[];
  /** No report of it ever came. Left out: one did, or it was not noted. */
  readonly neverReported?: boolean;
  /** A change of it is in progress, within its window. Left out: none is. */
  readonly updating?: boolean;
}

/** Some of them by name, all of them counted. */
export interface Named {
  readonly total: number;
  readonly first: readonly DigestServer[];
}

/**
 * What a digest says: the difference to what this conversation was last told. JSON-safe; stored with the digest.
 *
 * Only servers of the scope count: one that moves into it was not there before, one that moves out has left.
 * `totals.failing` is `newFailing` + `worse` + `stillFailing`; `totals.unknown` is `unknown` + `stillUnknown`.
 * Where there is nothing to compare with all that fails is `newFailing`, all that is not known `unknown`, all that is
 * outdated `newOutdated`, and `since` is null. What an earlier version did not note is null, and shown as not known.
 */
export interface DigestContent {
  readonly asOf: Instant;
  /** The zone that its times are shown in. */
  readonly zone: string;
  readonly scope: Scope | null;
  /** When the last digest was composed that reached this conversation; null: nothing to compare with. */
  readonly since: Instant | null;
  readonly totals: Readonly<Record<Readiness, number>>;
  readonly outdated: number;
  /** Of `totals.ready`: ready means only that mitigations arrive. */
  readonly readyMissingUpdate: number | null;
  readonly readyOutOfSupport: number | null;
  /** Of `totals.unknown`: those of which no report ever came. */
  readonly neverReported: number | null;
  /** Of `totals.unknown`: those whose reports are too old, or do not count, or whose verdict was not renewed in time. */
  readonly staleEvidence: number | null;
  /** How well the whole fleet is known, whatever the scope. */
  readonly knowledge: FleetKnowledge | null;
  /** The date of what is known of Microsoft's releases. */
  readonly catalogueAsOf: Day | null;
  /** Not failing then or not there, failing now. Causes: the gates that fail. */
  readonly newFailing: Named;
  /** Failing then and now, with gates that did not fail then: these are its causes. */
  readonly worse: Named;
  /** Failing then, ready now. Causes: the gates that failed. */
  readonly fixed: Named;
  /** Failing then and now, and not worse. */
  readonly stillFailing: number;
  /** Unknown now and not then: `evidence-age` among its causes went stale or never came, else something is not known. */
  readonly unknown: Named;
  /** Of `unknown`: those whose evidence went stale or never came. */
  readonly evidenceDue: number;
  /** Of `evidenceDue`: those of which no report ever came. */
  readonly neverCame: number | null;
  /** Their evidence went stale since, and they fail, or are unknown for other reasons, as they did. */
  readonly stale: Named;
  /** Unknown then and now. */
  readonly stillUnknown: number;
  /** Unknown then, ready now. Causes: the gates that were unknown. */
  readonly known: Named;
  /** Misses an update or support now and did not then. Causes: `latest-update`, `support-lifecycle`. */
  readonly newOutdated: Named;
  /** Of `newOutdated`: those out of support. */
  readonly supportEnded: number;
  /** The other way round; causes: which it was. */
  readonly updated: Named;
  /** Not in the fleet then, or not in the scope, or not judged; ready, or not judged, now. No causes. */
  readonly joined: Named;
  /** Judged then; now the gates do not apply to it. Causes: the gates that failed or were unknown. */
  readonly exempt: Named;
  /** No longer in the fleet, or moved out of the scope. No causes. */
  readonly left: Named;
  /** Builds that became known since, oldest first; at most `MOST_NAMED`. */
  readonly releases: readonly { readonly build: string; readonly label: string }[];
  /** Beyond those. */
  readonly moreReleases: number;
  /** Digests that were due since the last one and did not reach this conversation. */
  readonly missed: number;
  /** Of the audit log when this was composed. */
  readonly auditHead: { readonly seq: number; readonly hash: string };
  /** Left out or null: an earlier version noted none. */
  readonly sections?: DigestSections | null;
  /** Of each kind of bad news: of how many servers a change is in progress, which is no alarm. Left out: none was noted. */
  readonly updating?: Readonly<Partial<Record<AlarmKind, number>>>;
}

/** One acknowledgement that ends soon. */
export interface EndingAcknowledgement {
  readonly id: string;
  readonly server: { readonly id: ServerId; readonly name: string };
  readonly author: Actor;
  readonly until: Instant;
  readonly zone: string;
  readonly reason: string;
}

/** What waits for people, whatever was told before: every digest repeats it. Of a scope: what touches a server of it. */
export interface DigestSections extends DigestChanges {
  /** Acknowledgements that end within the next days; the next one first. */
  readonly ending: Some<EndingAcknowledgement>;
  /** Failing servers that nobody has acknowledged or planned. Causes: the gates that fail. */
  readonly unattended: Named;
  readonly standing: AttentionTotals;
  /** How many entries of each kind the last digest did not have; kinds without one are left out. */
  readonly fresh: Readonly<Partial<Record<SectionKind, number>>>;
  /** How many entries of the last digest are there no more. */
  readonly gone: number;
}

/** In the order in which they are told. */
export const sectionKinds = [
  'waiting',
  'missed',
  'unproven',
  'overdueReviews',
  'windows',
  'ending',
  'unattended',
] as const satisfies readonly (keyof DigestSections)[];
export type SectionKind = (typeof sectionKinds)[number];

/** How far ahead windows and ends are told, in days. */
export const DAYS_AHEAD = 7;

/** How many servers a list names; all are counted. */
export const MOST_NAMED = 40;

/** Why a check of the last digest left it standing. */
export type CheckedAs = 'unchanged' | 'below-minimum';

/** What changed, kind by kind, the worst first. */
export const changeKinds = [
  'newFailing',
  'worse',
  'fixed',
  'unknown',
  'stale',
  'newOutdated',
  'known',
  'updated',
  'joined',
  'exempt',
  'left',
] as const satisfies readonly (keyof DigestContent)[];
export type ChangeKind = (typeof changeKinds)[number];

/** What a check found that was below what is posted: its numbers, which those of the last digest are no more. */
export interface CheckedState {
  readonly totals: Readonly<Record<Readiness, number>>;
  /** Servers by what changed of them since the last digest; kinds without one may be left out. */
  readonly changes: Readonly<Partial<Record<ChangeKind, number>>>;
  readonly releases: number;
}

/** Why a digest is posted, or why the last one is edited instead. */
export type Occasion =
  | { readonly post: true; readonly because: 'first' | 'asked' | 'changed' | 'a-week' | 'missed' }
  | { readonly post: false; readonly because: CheckedAs };
