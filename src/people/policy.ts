import type { Scope } from './scope.ts';

export type ChangeType = 'standard' | 'normal' | 'emergency';
export type Risk = 'low' | 'medium' | 'high';

/** The rules of the house, from POLICY_FILE; what it leaves out stays as `defaultPolicy` has it. */
export interface Policy {
  /** Approvals by different people that a change needs. Of an emergency: of the review afterwards. 0: no second person is required. */
  readonly approvals: Readonly<Record<ChangeType, Readonly<Record<Risk, number>>>>;
  /** Who of the approvers may approve what. Empty: every approver everything. A server that no rule covers: every approver. */
  readonly approvers: readonly { readonly scope: Scope; readonly people: readonly string[] }[];
  readonly longestAcknowledgementDays: number;
  /** A plan is not edited within so many minutes before its window. */
  readonly editLockMinutes: number;
  /** An emergency is reviewed within so many days. */
  readonly reviewDays: number;
  /** After so many hours without a decision those who were asked are reminded, then the fallbacks are asked. */
  readonly remindAfterHours: number;
  readonly escalateAfterHours: number;
  /** aadObjectIds, lower case: asked when the others do not answer; they may approve from then on. */
  readonly fallbacks: readonly string[];
  /** Members by server name or fqdn as written, lower case. */
  readonly dags: readonly {
    readonly name: string;
    readonly members: readonly string[];
    readonly witness: string | null;
  }[];
  readonly minutes: WorkMinutes;
}

/** How long each step of an update takes, in minutes. */
export interface WorkMinutes {
  /** A security update. */
  readonly update: number;
  readonly cumulativeUpdate: number;
  /** The step from Exchange 2019 to SE in place. */
  readonly moveToSe: number;
  readonly restart: number;
  /** Into maintenance mode and out of it, once a server. */
  readonly maintenanceMode: number;
  /** What installs nothing: a switch, a service, a connection. */
  readonly repair: number;
}
