import type { OpenVulnerability, ServerRow } from '../../src/readiness/model.ts';
import type { CheckId } from '../../src/readiness/model.ts';
import { advisoryIds, gateIds } from '../../src/readiness/model.ts';
import { aServerRow, type AssessmentSketch, type CheckSketch, hoursAgo } from '../support/factories.ts';

type ServerLook = Partial<Omit<ServerRow, 'id' | 'assessment'>>;

const notChecked: CheckSketch = {
  verdict: 'notApplicable',
  text: 'This build does not contain the Mitigation service.',
  path: null,
};

export const openVulnerabilities: readonly OpenVulnerability[] = [
  { cve: 'CVE-2026-42897', name: null, fixedIn: 'Jun26SU', exploited: true },
  { cve: 'CVE-2026-45504', name: null, fixedIn: 'Jun26SU', exploited: false },
  { cve: 'CVE-2026-50021', name: null, fixedIn: 'Jul26SU', exploited: false },
  { cve: 'CVE-2026-96940', name: null, fixedIn: 'Sep26SUv2', exploited: false },
  { cve: 'CVE-2026-70571', name: null, fixedIn: 'Oct26SU', exploited: false },
];

/** The story's server: looks healthy to Health Checker and is cut off since July 2026. */
export function cutOffBySigning(look: ServerLook = {}): ServerRow {
  return aServerRow({
    ...look,
    assessment: {
      su: 'Feb26SU',
      build: '15.2.2562.37',
      missesUpdate: true,
      openVulnerabilities,
      checks: {
        'ocs-signing': {
          verdict: 'fail',
          code: 'cut-off',
          text: [
            'Build 15.2.2562.37 (Exchange SE RTM Feb26SU) is older than the June 2026 update. Since July 2026 Microsoft signs mitigation files with an issuer this build does not know: what is applied keeps working, what comes next does not arrive.',
            'Health Checker says "200 - Reachable". That is true and not enough: it tests the network, not the signature.',
          ],
          path: 'HealthCheckerExchangeServer > ExchangeInformation > BuildInformation > ExchangeSetup > FileVersion',
          value: '15.02.2562.037',
        },
        'latest-update': {
          verdict: 'fail',
          code: 'update-missing',
          text: 'Build 15.2.2562.37 (Exchange SE RTM Feb26SU) is older than 15.2.2562.56 (Exchange SE RTM Oct26SU, name inferred), the newest public update of its line.',
        },
        'known-vulnerabilities': {
          verdict: 'fail',
          code: 'open',
          text: '5 known vulnerabilities are open in build 15.2.2562.37.',
        },
      },
      nextStep: {
        kind: 'install-update',
        summary: 'Install 15.2.2562.56 (Exchange SE RTM Oct26SU, name inferred).',
        steps: [
          'Install 15.2.2562.56 (Exchange SE RTM Oct26SU, name inferred) from an elevated prompt and restart; it contains all earlier updates.',
          'Run Health Checker again and send in its report.',
        ],
        target: { build: '15.2.2562.56', label: 'Exchange SE RTM Oct26SU', inferred: true },
        remarks: ['Plan about 60 minutes with the restart.', 'BER-EX02 is a member of DAG-BER: one member at a time.'],
      },
    },
  });
}

export function cutOffByBoth(look: ServerLook = {}): ServerRow {
  const cutOff = (text: string): CheckSketch => ({ verdict: 'fail', code: 'line-cut-off', text });
  return aServerRow({
    name: 'HAM-EX01',
    site: 'Hamburg',
    dag: null,
    ...look,
    assessment: {
      product: 'Exchange2019',
      cu: 'CU12',
      su: 'Nov22SU',
      build: '15.2.1118.20',
      missesUpdate: true,
      outOfSupport: true,
      openVulnerabilities: manyVulnerabilities(63),
      checks: {
        'ocs-certificate': cutOff(
          'Build 15.2.1118.20 (Exchange 2019 CU12 Nov22SU) is older than the March 2023 update.',
        ),
        'ocs-signing': cutOff(
          'Build 15.2.1118.20 is older than the June 2026 update, and no update of Exchange 2019 CU12 reaches it.',
        ),
        'support-lifecycle': { verdict: 'fail', text: 'Exchange 2019 has been out of support since 14 Oct 2025.' },
      },
      nextStep: {
        kind: 'move-to-se',
        summary: 'Install Exchange 2019 CU15, then move to Exchange SE RTM in place and install 15.2.2562.56.',
        steps: [
          'Install Exchange 2019 CU15.',
          'Upgrade in place to Exchange SE RTM.',
          'Install 15.2.2562.56 (Exchange SE RTM Oct26SU, name inferred).',
          'Run Health Checker again and send in its report.',
        ],
        target: { build: '15.2.2562.56', label: 'Exchange SE RTM Oct26SU', inferred: true },
        remarks: ['Exchange SE needs a licence.', 'A cumulative update can not be rolled back.'],
      },
    },
  });
}

export function serviceStopped(look: ServerLook = {}): ServerRow {
  return aServerRow({
    name: 'PAR-EX02',
    site: 'Paris',
    dag: 'DAG-PAR',
    ...look,
    assessment: {
      checks: {
        'mitigation-service': {
          verdict: 'fail',
          code: 'not-running',
          text: [
            'The status of MSExchangeMitigation is Stopped, not Running.',
            'The start type of MSExchangeMitigation is Disabled, not Automatic.',
          ],
          value: 'Stopped',
        },
        'mitigations-heartbeat': {
          verdict: 'unknown',
          code: 'no-heartbeat',
          text: 'PING1 is not applied, so no completed round is witnessed.',
        },
      },
      nextStep: {
        kind: 'start-service',
        summary: 'Start the Mitigation service on PAR-EX02.',
        steps: [
          'Run: Set-Service MSExchangeMitigation -StartupType Automatic; Start-Service MSExchangeMitigation',
          'Run Health Checker again.',
        ],
        target: null,
        remarks: [],
      },
    },
  });
}

export function ready(look: ServerLook = {}, assessment: AssessmentSketch = {}): ServerRow {
  return aServerRow({ name: 'BER-EX01', ...look, assessment });
}

export function readyAndOutdated(look: ServerLook = {}): ServerRow {
  return ready(
    { name: 'ZRH-EX01', site: 'Zurich', dag: null, ...look },
    {
      su: 'Jul26SU',
      build: '15.2.2562.46',
      missesUpdate: true,
      openVulnerabilities: openVulnerabilities.slice(3),
      nextStep: {
        kind: 'install-update',
        summary: 'Install 15.2.2562.56 (Exchange SE RTM Oct26SU, name inferred).',
        steps: ['Install 15.2.2562.56 (Exchange SE RTM Oct26SU, name inferred).', 'Run Health Checker again.'],
        target: { build: '15.2.2562.56', label: 'Exchange SE RTM Oct26SU', inferred: true },
        remarks: [],
      },
      checks: {
        'latest-update': {
          verdict: 'fail',
          text: 'Build 15.2.2562.46 is older than 15.2.2562.56, the newest public update of its line.',
        },
        'known-vulnerabilities': { verdict: 'fail', text: '2 known vulnerabilities are open in build 15.2.2562.46.' },
      },
    },
  );
}

export function neverReported(look: ServerLook = {}): ServerRow {
  const missing: CheckSketch = {
    verdict: 'unknown',
    code: 'never-reported',
    text: 'No report of this server was ever received.',
    path: null,
    value: null,
  };
  return aServerRow({
    name: 'GHO-EX01',
    site: 'Ghent',
    dag: null,
    observedAt: null,
    file: null,
    ...look,
    assessment: {
      product: null,
      cu: null,
      su: null,
      build: null,
      checks: Object.fromEntries([...gateIds, ...advisoryIds].map((id) => [id, missing])) as Record<
        CheckId,
        CheckSketch
      >,
      nextStep: {
        kind: 'collect-evidence',
        summary: 'Run Health Checker on GHO-EX01 and send in its report.',
        steps: ['Run HealthChecker.ps1 on GHO-EX01.', 'Send in the .xml file.'],
        target: null,
        remarks: [],
      },
    },
  });
}

export function stale(look: ServerLook = {}): ServerRow {
  return aServerRow({
    name: 'VIE-EX01',
    site: 'Vienna',
    dag: null,
    observedAt: hoursAgo(42 * 24),
    ...look,
    assessment: {
      checks: {
        'evidence-age': {
          verdict: 'unknown',
          code: 'too-old',
          text: 'The newest report is 42 days old; it may be trusted for 8 days.',
        },
      },
      nextStep: {
        kind: 'collect-evidence',
        summary: 'Run Health Checker on VIE-EX01 and send in its report.',
        steps: ['Run HealthChecker.ps1 on VIE-EX01.', 'Send in the .xml file.'],
        target: null,
        remarks: [],
      },
    },
  });
}

export function heartbeatNotSeen(look: ServerLook = {}): ServerRow {
  return aServerRow({
    name: 'OSL-EX01',
    site: 'Oslo',
    dag: null,
    ...look,
    assessment: {
      checks: {
        'mitigations-heartbeat': {
          verdict: 'unknown',
          code: 'not-applied',
          text: 'PING1 is not applied, so nothing proves that a round was ever completed.',
        },
      },
    },
  });
}

/** Was ready, and reads as unknown since its judgement was not renewed. */
export function expired(look: ServerLook = {}): ServerRow {
  return aServerRow({
    name: 'ZRH-EX03',
    site: 'Zurich',
    dag: null,
    observedAt: hoursAgo(8 * 24 + 2),
    ...look,
    assessment: {
      validUntil: hoursAgo(2),
      checks: {
        'evidence-age': {
          verdict: 'unknown',
          code: 'expired',
          text: 'This judgement held until 21 Nov 2026, 07:00 UTC and has not been renewed since.',
        },
      },
    },
  });
}

export function edge(look: ServerLook = {}): ServerRow {
  const no: CheckSketch = {
    verdict: 'notApplicable',
    code: 'edge-server',
    text: 'Edge servers do not take emergency mitigations.',
    path: null,
    value: null,
  };
  return aServerRow({
    name: 'EDGE01',
    dag: null,
    role: 'edge',
    ...look,
    assessment: { checks: Object.fromEntries(gateIds.map((id) => [id, no])) as Record<CheckId, CheckSketch> },
  });
}

export function withoutService(look: ServerLook = {}): ServerRow {
  const skipped = Object.fromEntries(gateIds.slice(3).map((id) => [id, notChecked])) as Record<CheckId, CheckSketch>;
  return aServerRow({
    name: 'LON-EX03',
    site: 'London',
    dag: 'DAG-LON',
    ...look,
    assessment: {
      product: 'Exchange2013',
      cu: 'CU23',
      su: 'Mar23SU',
      build: '15.0.1497.48',
      missesUpdate: false,
      outOfSupport: true,
      openVulnerabilities: manyVulnerabilities(118),
      checks: {
        ...skipped,
        'eems-available': {
          verdict: 'fail',
          code: 'no-service',
          text: 'Build 15.0.1497.48 (Exchange 2013 CU23 Mar23SU) does not contain the Mitigation service.',
        },
        'support-lifecycle': { verdict: 'fail', text: 'Exchange 2013 has been out of support since 11 Apr 2023.' },
      },
      nextStep: {
        kind: 'remove-server',
        summary: 'Remove LON-EX03: Exchange 2013 gets no mitigations and no updates.',
        steps: ['Move what is left on LON-EX03 to another server.', 'Uninstall Exchange 2013.'],
        target: null,
        remarks: ['Exchange SE setup is blocked while Exchange 2013 is in the organisation.'],
      },
    },
  });
}

const named = ['ProxyLogon', 'ProxyShell', 'ProxyNotShell'] as const;

export function manyVulnerabilities(count: number): readonly OpenVulnerability[] {
  return Array.from({ length: count }, (_, index) => ({
    cve: `CVE-2021-${26855 + index}`,
    name: named[index] ?? null,
    fixedIn: 'Oct26SU',
    exploited: index < 4,
  }));
}
