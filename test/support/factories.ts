import type { Product } from '../../src/catalogue/model.ts';
import { type Day, type Instant, instant } from '../../src/core/clock.ts';
import { organisationId, serverId } from '../../src/core/ids.ts';
import {
  advisoryIds,
  type Assessment,
  type Check,
  type CheckId,
  type FleetSummary,
  gateIds,
  type NextStep,
  type Readiness,
  type ServerRow,
  type Verdict,
} from '../../src/readiness/model.ts';

/** The day the sample fleet is judged. */
export const NOW = instant(Date.UTC(2026, 10, 21, 9));
export const CATALOGUE_DAY = '2026-10-13' as Day;

export function hoursAgo(hours: number, now: Instant = NOW): Instant {
  return instant(now - hours * 3_600_000);
}

const passing: Readonly<Record<CheckId, string>> = {
  'evidence-age': 'The newest report is of 21 Nov 2026, 06:12 UTC and may be trusted until 29 Nov 2026, 06:12 UTC.',
  'exact-build': 'The exact build is 15.2.2562.56 (Exchange SE RTM Oct26SU, name inferred).',
  'eems-available': 'Build 15.2.2562.56 contains the Mitigation service.',
  'ocs-certificate': 'Build 15.2.2562.56 has the March 2023 update: it accepts the certificate of the endpoint.',
  'ocs-signing':
    'Build 15.2.2562.56 has the June 2026 update: it knows the issuer of mitigation files released from July 2026 on.',
  'mitigations-enabled': 'Mitigations are on for this server.',
  'mitigation-service': 'The status of MSExchangeMitigation is Running.',
  'ocs-endpoint': 'The server reached officeclient.microsoft.com.',
  'mitigations-heartbeat': 'PING1 is applied: the Mitigation service has completed a round.',
  'url-rewrite': 'IIS has the URL Rewrite module.',
  'mitigations-applied': 'Everything on offer for this build is applied.',
  'mitigations-leftover': 'No applied mitigation has outlived its need.',
  'mitigations-blocked': 'No mitigation is blocked.',
  'latest-update': 'Build 15.2.2562.56 is the newest of Exchange SE RTM.',
  'support-lifecycle': 'Exchange SE is in support.',
  'known-vulnerabilities': 'No vulnerability known on 13 Oct 2026 is open in build 15.2.2562.56.',
  'pending-reboot': 'No restart is pending.',
};

const paths: Partial<Readonly<Record<CheckId, readonly [string, string]>>> = {
  'exact-build': [
    'HealthCheckerExchangeServer > ExchangeInformation > BuildInformation > ExchangeSetup > FileVersion',
    '15.02.2562.056',
  ],
  'mitigation-service': ['ExchangeInformation > DependentServices > MSExchangeMitigation > Status', 'Running'],
  'ocs-endpoint': ['ExchangeInformation > ExchangeEmergencyMitigationServiceResult > StatusCode', '200'],
};

export interface CheckSketch {
  readonly verdict?: Verdict;
  readonly code?: string;
  readonly text?: string | readonly string[];
  readonly path?: string | null;
  readonly value?: string | null;
}

/** A check that passes, unless told otherwise. */
export function aCheck(
  id: CheckId,
  sketch: CheckSketch = {},
  file: string | null = 'HealthChecker-BER-EX02-20261121061244.xml',
): Check {
  const texts = [sketch.text ?? passing[id]].flat();
  return {
    id,
    gate: (gateIds as readonly string[]).includes(id),
    verdict: sketch.verdict ?? 'pass',
    reasons: texts.map((text, index) => ({ code: index === 0 ? (sketch.code ?? 'sample') : 'more', text })),
    evidence: {
      file,
      path: sketch.path === undefined ? (paths[id]?.[0] ?? null) : sketch.path,
      value: sketch.value === undefined ? (paths[id]?.[1] ?? null) : sketch.value,
    },
  };
}

export const nothingToDo: NextStep = { kind: 'none', summary: 'Nothing to do.', steps: [], target: null, remarks: [] };

export type AssessmentSketch = Partial<Omit<Assessment, 'checks' | 'readiness'>> & {
  readonly checks?: Partial<Readonly<Record<CheckId, CheckSketch>>>;
  readonly readiness?: Readiness;
};

/** All seventeen checks pass, unless told otherwise; readiness follows from the gates unless given. */
export function anAssessment(sketch: AssessmentSketch = {}): Assessment {
  const { checks: sketches = {}, ...rest } = sketch;
  const checks = [...gateIds, ...advisoryIds].map((id) => aCheck(id, sketches[id]));
  return {
    server: serverId('ber-ex02.contoso.test'),
    judgedAt: NOW,
    catalogue: 'c'.repeat(64),
    catalogueAsOf: CATALOGUE_DAY,
    readiness: readinessOf(checks),
    nextStep: nothingToDo,
    validUntil: instant(NOW + 7 * 86_400_000),
    rejudgeAt: null,
    product: 'ExchangeSE' as Product,
    cu: 'RTM',
    su: 'Oct26SU',
    build: '15.2.2562.56',
    missesUpdate: false,
    outOfSupport: false,
    openVulnerabilities: [],
    ...rest,
    checks,
  };
}

function readinessOf(checks: readonly Check[]): Readiness {
  const gates = checks.filter((check) => check.gate).map((check) => check.verdict);
  if (gates.includes('fail')) return 'failing';
  if (gates.includes('unknown')) return 'unknown';
  return gates.every((verdict) => verdict === 'notApplicable') ? 'notApplicable' : 'ready';
}

export type ServerSketch = Partial<Omit<ServerRow, 'id' | 'assessment'>> & { readonly assessment?: AssessmentSketch };

/** A ready server in Berlin that reported three hours ago, unless told otherwise. Its id is its fqdn. */
export function aServerRow(sketch: ServerSketch = {}): ServerRow {
  const { assessment, ...rest } = sketch;
  const name = sketch.name ?? 'BER-EX02';
  const fqdn = sketch.fqdn ?? `${name.toLowerCase()}.contoso.test`;
  const id = serverId(fqdn);
  return {
    id,
    name,
    fqdn,
    organisation: { id: organisationId('contoso@contoso.test'), name: 'Contoso' },
    site: 'Berlin',
    dag: 'DAG-BER',
    role: 'mailbox',
    observedAt: hoursAgo(3),
    file: `HealthChecker-${name}-20261121061244.xml`,
    listed: true,
    ...rest,
    assessment: anAssessment({ server: id, ...assessment }),
  };
}

/** A fleet in numbers: 24 servers, some of each kind, unless told otherwise. */
export function aFleet(sketch: Partial<FleetSummary> = {}): FleetSummary {
  const totals = sketch.totals ?? { failing: 13, unknown: 3, ready: 7, notApplicable: 1 };
  return {
    asOf: NOW,
    catalogueAsOf: CATALOGUE_DAY,
    totals,
    servers: Object.values(totals).reduce((sum, count) => sum + count, 0),
    readyMissingUpdate: 3,
    readyOutOfSupport: 1,
    oldestReport: hoursAgo(9 * 24),
    newestReport: hoursAgo(3),
    completeness: { listed: 25, reported: 24 },
    retired: 0,
    ...sketch,
  };
}
