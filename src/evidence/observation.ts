import type { Instant } from '../core/clock.ts';
import type { OrganisationId } from '../core/ids.ts';
import type { BuildNumber } from '../catalogue/model.ts';

/**
 * One value as a report has it. A fact that is not known says why and is never replaced by a default:
 * `absent` the member is not in the file, `nil` the file says there is no value,
 * `unreadable` there is a value that can't be one of this kind (`raw` is its text, cut to 200 characters).
 */
export type Fact<T> =
  | { readonly known: true; readonly value: T; readonly path: string }
  | { readonly known: false; readonly why: 'absent' | 'nil'; readonly path: string }
  | { readonly known: false; readonly why: 'unreadable'; readonly path: string; readonly raw: string };

export type Role = 'mailbox' | 'edge';

/** Health Checker's schema eras: A until March 2023 (C# classes), B until September 2025, C since. */
export type Era = 'A' | 'B' | 'C';

/** The states that a cluster knows of its nodes, by their number. */
export const nodeStates = ['Up', 'Down', 'Paused', 'Joining'] as const;
export type NodeState = (typeof nodeStates)[number];

/** What one Health Checker report says of one server at one time. JSON-safe. Paths read `ExchangeInformation > GetExchangeServer > Fqdn`. */
export interface Observation {
  readonly era: Era;
  /** GetExchangeServer > Name and > Fqdn as written. At least one is not null: a report without both is refused. */
  readonly name: string | null;
  readonly fqdn: string | null;
  /** Null when the report names no organisation. */
  readonly organisation: { readonly id: OrganisationId; readonly name: string } | null;
  readonly scriptVersion: Fact<string>;
  readonly generatedAt: Fact<Instant>;
  readonly role: Fact<Role>;
  /** Exact build: ExSetup's file version. */
  readonly build: Fact<BuildNumber>;
  /** AdminDisplayVersion: names the CU, hides the SU. */
  readonly displayedBuild: Fact<BuildNumber>;
  readonly organisationSwitch: Fact<boolean>;
  readonly serverSwitch: Fact<boolean>;
  readonly serviceStatus: Fact<string>;
  readonly serviceStartType: Fact<string>;
  /** HTTP status of the server's own probe of OCS; known null: the member is Nil, so the request failed. */
  readonly ocsProbe: Fact<number | null>;
  /** Ids in the OCS reply that the server's probe received. */
  readonly mitigationsOnOffer: Fact<readonly string[]>;
  readonly mitigationsApplied: Fact<readonly string[]>;
  readonly mitigationsBlocked: Fact<readonly string[]>;
  /** True when IIS lists RewriteModule, false when the list has entries but not that one. An empty list is not known. */
  readonly urlRewrite: Fact<boolean>;
  readonly pendingReboot: Fact<boolean>;
  readonly inactiveComponents: Fact<readonly string[]>;
  /** State of the cluster's node. Known null: the member is Nil, so the server is no node, or could not be asked. */
  readonly clusterNode: Fact<NodeState | null>;
  /** Host names in the external URLs of the virtual directories that clients use, sorted. Known empty: none has such a URL. */
  readonly externalHosts: Fact<readonly string[]>;
  readonly site: Fact<string>;
  /** Known null: standalone. */
  readonly dag: Fact<string | null>;
  readonly operatingSystem: Fact<string>;
}

/** One server of an inventory (`Get-ExchangeServer | Export-Clixml`). */
export interface ListedServer {
  readonly name: string;
  readonly fqdn: string;
  readonly organisation: { readonly id: OrganisationId; readonly name: string } | null;
  readonly role: Fact<Role>;
  readonly displayedBuild: Fact<BuildNumber>;
  readonly site: Fact<string>;
}

/** What a file turned out to be. */
export type Parsed =
  | { readonly kind: 'report'; readonly observation: Observation }
  | { readonly kind: 'inventory'; readonly servers: readonly ListedServer[] };
