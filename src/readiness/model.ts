import type { Instant, Day } from '../core/clock.ts';
import type { OrganisationId, ReportId, ServerId } from '../core/ids.ts';
import type { BuildNumber, Catalogue, Product } from '../catalogue/model.ts';
import type { Fact, Observation, Role } from '../evidence/observation.ts';

export type { Scope } from '../people/scope.ts';

export type Verdict = 'pass' | 'fail' | 'warn' | 'unknown' | 'notApplicable';
export type Readiness = 'ready' | 'failing' | 'unknown' | 'notApplicable';

/** In the order in which they are shown. Ids are public. */
export const gateIds = [
  'evidence-age',
  'exact-build',
  'eems-available',
  'ocs-certificate',
  'ocs-signing',
  'mitigations-enabled',
  'mitigation-service',
  'ocs-endpoint',
  'mitigations-heartbeat',
  'url-rewrite',
] as const;
export const advisoryIds = [
  'mitigations-applied',
  'mitigations-leftover',
  'mitigations-blocked',
  'latest-update',
  'support-lifecycle',
  'known-vulnerabilities',
  'pending-reboot',
] as const;
export type GateId = (typeof gateIds)[number];
export type AdvisoryId = (typeof advisoryIds)[number];
export type CheckId = GateId | AdvisoryId;

/** Why a check came to its verdict: a stable code, and one sentence in plain words without Markdown. */
export interface Reason {
  readonly code: string;
  readonly text: string;
}

/** Where the value stands that decided: the report's file name, the path in it, the value as text. */
export interface Evidence {
  readonly file: string | null;
  readonly path: string | null;
  readonly value: string | null;
}

/** What a rule says, before it is bound to its id. `until`: the first instant at which time alone may change the verdict or its words. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly reasons: readonly Reason[];
  readonly evidence: Evidence;
  readonly until: Instant | null;
}

export interface Check {
  readonly id: CheckId;
  readonly gate: boolean;
  readonly verdict: Verdict;
  readonly reasons: readonly Reason[];
  readonly evidence: Evidence;
}

/** A server's newest report, as the rules need it. */
export interface CurrentReport {
  readonly report: ReportId;
  readonly file: string;
  readonly receivedAt: Instant;
  readonly observation: Observation;
}

/** The organisation's switch as its newest report has it, whichever server that came from. */
export interface OrganisationSwitch {
  readonly value: Fact<boolean>;
  /** When that report was generated: a switch older than the evidence may be is not known. */
  readonly at: Instant;
  readonly file: string;
  readonly server: ServerId;
}

/** Everything a rule may look at. Nothing else decides. */
export interface Subject {
  readonly server: { readonly id: ServerId; readonly name: string; readonly fqdn: string };
  /** From the newest report, else from the inventory. */
  readonly role: Role | null;
  /** From the inventory when there is no report. */
  readonly displayedBuild: BuildNumber | null;
  readonly current: CurrentReport | null;
  /** The newest report that was kept but can't count (dated in the future), when there is no current one. */
  readonly withheld: { readonly file: string; readonly generatedAt: Instant } | null;
  readonly organisationSwitch: OrganisationSwitch | null;
  readonly catalogue: Catalogue;
  readonly now: Instant;
  /** Milliseconds. */
  readonly maxEvidenceAge: number;
}

/** One rule: pure, and total over every subject. */
export type Rule = (subject: Subject) => Judgement;

/** What to do next, the shortest documented path. `kind` is stable; texts are plain, without Markdown. */
export interface NextStep {
  readonly kind:
    | 'none'
    | 'collect-evidence'
    | 'install-update'
    | 'install-cumulative-update'
    | 'move-to-se'
    | 'replace-server'
    | 'remove-server'
    | 'turn-on-switch'
    | 'start-service'
    | 'open-endpoint'
    | 'install-url-rewrite'
    | 'wait-for-heartbeat'
    | 'remove-mitigation'
    | 'restart-server';
  /** One sentence: "Install 15.2.2562.56 (Exchange SE RTM Oct26SU, name inferred)." */
  readonly summary: string;
  /** In order, each a sentence. */
  readonly steps: readonly string[];
  /** The build the path ends at, or null where no build is the point. */
  readonly target: { readonly build: string; readonly label: string; readonly inferred: boolean } | null;
  /** Things to know before starting: licence, no rollback, ESU. */
  readonly remarks: readonly string[];
}

export interface OpenVulnerability {
  readonly cve: string;
  readonly name: string | null;
  readonly fixedIn: string;
  readonly exploited: boolean;
}

/** The whole judgement of one server at one instant. JSON-safe. */
export interface Assessment {
  readonly server: ServerId;
  readonly judgedAt: Instant;
  readonly catalogue: string;
  readonly catalogueAsOf: Day;
  readonly readiness: Readiness;
  /** All seventeen, in the order of `gateIds` then `advisoryIds`. */
  readonly checks: readonly Check[];
  readonly nextStep: NextStep;
  /** From this instant on the verdict is no longer to be trusted and reads as unknown; null: only new evidence changes it. */
  readonly validUntil: Instant | null;
  /** When time alone may change any check, gate or not: the row is judged again then, and stays trusted meanwhile. At most `validUntil`. */
  readonly rejudgeAt: Instant | null;
  readonly product: Product | null;
  readonly cu: string | null;
  readonly su: string | null;
  readonly build: string | null;
  readonly missesUpdate: boolean;
  readonly outOfSupport: boolean;
  readonly openVulnerabilities: readonly OpenVulnerability[];
}

/** One server as lists and cards need it: who it is, and what the stored projection says of it now. */
export interface ServerRow {
  readonly id: ServerId;
  readonly name: string;
  readonly fqdn: string;
  readonly organisation: { readonly id: OrganisationId; readonly name: string } | null;
  readonly site: string | null;
  /** Null: standalone or not known. */
  readonly dag: string | null;
  readonly role: Role | null;
  readonly observedAt: Instant | null;
  readonly file: string | null;
  /** Listed in the newest inventory of its organisation. */
  readonly listed: boolean;
  readonly assessment: Assessment;
}

/** The whole fleet in numbers. Expired rows count as unknown. */
export interface FleetSummary {
  readonly asOf: Instant;
  readonly catalogueAsOf: Day;
  readonly totals: Readonly<Record<Readiness, number>>;
  readonly servers: number;
  /** Of the ready ones. */
  readonly readyMissingUpdate: number;
  readonly readyOutOfSupport: number;
  /** Oldest and newest `generatedAt` among the current reports. */
  readonly oldestReport: Instant | null;
  readonly newestReport: Instant | null;
  /** Null: no inventory was taken in, so completeness is not known. */
  readonly completeness: { readonly listed: number; readonly reported: number } | null;
  /** Servers that somebody took out of the fleet; counted nowhere else. */
  readonly retired: number;
}
