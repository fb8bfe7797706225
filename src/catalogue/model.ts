import type { Day } from '../core/clock.ts';

export const products = ['ExchangeSE', 'Exchange2019', 'Exchange2016', 'Exchange2013'] as const;
export type Product = (typeof products)[number];

/** Four numbers, for example 15.2.2562.56. Compare with `compareBuilds`, print with `formatBuild`. */
export interface BuildNumber {
  readonly major: number;
  readonly minor: number;
  readonly build: number;
  readonly revision: number;
}

export type UpdateKind = 'Preview' | 'RTM' | 'CU' | 'SU' | 'HU';

/** One build that Microsoft released. */
export interface Release {
  readonly product: Product;
  /** `RTM`, `CU15`. */
  readonly cu: string;
  /** `Oct26SU`; null for the CU or RTM itself. */
  readonly su: string | null;
  readonly kind: UpdateKind;
  readonly build: BuildNumber;
  readonly releaseDate: Day | null;
  readonly kb: string | null;
  readonly sources: readonly string[];
  readonly note: string | null;
  /** The label or the build was concluded, not stated by a source; whoever shows it says so. */
  readonly inferred: boolean;
}

/** What a cut-off asks of one lane: at least this build, or `never` where no build of the lane ever passes. */
export type Bound = BuildNumber | 'never';

/** All builds that share their first three numbers: one CU and its updates. Cut-offs are bounds within a lane. */
export interface Lane {
  /** `15.2.2562` */
  readonly key: string;
  readonly product: Product;
  readonly cu: string;
  /** Oldest first. Never empty. */
  readonly releases: readonly Release[];
  readonly serviceFrom: Bound;
  readonly ocsCertificateFrom: Bound;
  readonly ocsSigningFrom: Bound;
}

export interface Vulnerability {
  readonly cve: string;
  /** Labels of the updates that fix it, for example `Oct26SU`. */
  readonly fixedIn: readonly string[];
  readonly products: readonly Product[];
  readonly source: string;
  readonly note: string | null;
  /** `ProxyLogon`, `ProxyShell`, `ProxyNotShell`, or null. */
  readonly name: string | null;
  readonly exploited: boolean;
}

/** A mitigation that EEMS may apply. */
export interface Mitigation {
  /** `PING1`, `M2`: the part before the first dot of what Exchange shows. */
  readonly family: string;
  readonly title: string;
  readonly cve: string | null;
  readonly products: readonly Product[];
  /** Label of the newest update that still needs it (inclusive); null: all builds, as for the heartbeat. */
  readonly highestApplicable: string | null;
  /** Label of the first update from which it may be removed; null: never. */
  readonly removableFrom: string | null;
  readonly removal: string | null;
}

export interface Support {
  readonly product: Product;
  /** First day without support, or null while Microsoft names none. */
  readonly endsOn: Day | null;
  /** Last day of paid Extended Security Updates, or null. */
  readonly esuUntil: Day | null;
  readonly esuLevels: readonly string[];
  /** Label of the last update that was public, or null. */
  readonly lastPublicUpdate: string | null;
}

/** What Microsoft has released, as of a day. Immutable; an overlay makes a new one. */
export interface Catalogue {
  readonly asOf: Day;
  /** SHA-256 over the normalised content: two catalogues with the same id judge alike. */
  readonly id: string;
  readonly lanes: readonly Lane[];
  readonly vulnerabilities: readonly Vulnerability[];
  readonly mitigations: readonly Mitigation[];
  readonly support: readonly Support[];
}
