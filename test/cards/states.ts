import { instant } from '../../src/core/clock.ts';
import { reportId } from '../../src/core/ids.ts';
import type { Answer, BuildAnswer, HistoryRow, ListAnswer } from '../../src/questions/model.ts';
import type { AttentionTotals } from '../../src/attention/model.ts';
import type { ServerRow } from '../../src/readiness/model.ts';
import { aCheck, aFleet, aServerRow, CATALOGUE_DAY, hoursAgo, NOW } from '../support/factories.ts';
import { attentionOf, toldOf } from './taken-sample.ts';
import { hostileStrings } from './hostile-strings.ts';
import {
  cutOffByBoth,
  cutOffBySigning,
  edge,
  expired,
  heartbeatNotSeen,
  manyVulnerabilities,
  neverReported,
  openVulnerabilities,
  ready,
  readyAndOutdated,
  serviceStopped,
  stale,
  withoutService,
} from './sample-servers.ts';

const nobody = { failing: 0, unknown: 0, ready: 0, notApplicable: 0 };
const empty = aFleet({
  totals: nobody,
  readyMissingUpdate: 0,
  readyOutOfSupport: 0,
  oldestReport: null,
  newestReport: null,
  completeness: null,
});
const allReady = aFleet({
  totals: { ...nobody, ready: 6 },
  readyMissingUpdate: 0,
  readyOutOfSupport: 0,
  oldestReport: hoursAgo(20),
  completeness: { listed: 6, reported: 6 },
});
const someUnknown = aFleet({ totals: { ...nobody, ready: 4, unknown: 2 }, readyOutOfSupport: 0, completeness: null });
const big = aFleet({
  totals: { failing: 8412, unknown: 903, ready: 2610, notApplicable: 75 },
  readyMissingUpdate: 1204,
  readyOutOfSupport: 311,
  completeness: { listed: 12_040, reported: 11_400 },
});

const failingRows: readonly ServerRow[] = [
  cutOffBySigning(),
  cutOffByBoth(),
  serviceStopped(),
  withoutService(),
  cutOffBySigning({ name: 'MUC-EX01', site: 'Munich', dag: 'DAG-MUC' }),
  cutOffBySigning({ name: 'LON-EX01', site: 'London', dag: 'DAG-LON', observedAt: hoursAgo(30) }),
  cutOffByBoth({ name: 'LON-EX02', site: 'London', dag: 'DAG-LON' }),
  serviceStopped({ name: 'PAR-EX01' }),
  cutOffBySigning({ name: 'HAM-EX02', site: 'Hamburg', dag: null }),
  cutOffBySigning({ name: 'HAM-EX03', site: 'Hamburg', dag: null }),
  cutOffBySigning({ name: 'HAM-EX04', site: 'Hamburg', dag: null, observedAt: hoursAgo(6 * 24) }),
  serviceStopped({ name: 'ZRH-EX02', site: 'Zurich', dag: null }),
];

const causes: ListAnswer['causes'] = [
  { check: 'ocs-signing', servers: 9 },
  { check: 'mitigation-service', servers: 3 },
  { check: 'ocs-certificate', servers: 2 },
  { check: 'eems-available', servers: 1 },
];

const taken: AttentionTotals = { failing: 13, planned: 4, acknowledged: 3, unattended: 6 };
const noDeeds = { retired: null, told: [], deeds: 0 } as const;

export function aList(change: Partial<ListAnswer> = {}): ListAnswer {
  return {
    kind: 'failing',
    asOf: NOW,
    fleet: aFleet(),
    scope: null,
    cause: null,
    causes,
    rows: failingRows,
    attention: {},
    page: 1,
    pages: 2,
    total: 13,
    ...change,
  };
}

const longName = `EX${'-VERY-LONG-NAME'.repeat(14)}`.slice(0, 200);

const worstRows = failingRows.map((_, index) =>
  withoutService({
    name: `${index}${longName}`,
    fqdn: `${index}${'ü'.repeat(200)}.contoso.test`,
    site: longName,
    dag: longName,
  }),
);

const hostileRows = hostileStrings
  .slice(0, 12)
  .map((text, index) =>
    serviceStopped({ name: text, fqdn: `host${index}.contoso.test`, dag: text, site: text, file: text }),
  );

const build: BuildAnswer = {
  kind: 'build',
  asked: '15.02.2562.037',
  build: '15.2.2562.37',
  product: 'ExchangeSE',
  cu: 'RTM',
  su: 'Feb26SU',
  checks: (
    [
      'eems-available',
      'ocs-certificate',
      'ocs-signing',
      'latest-update',
      'support-lifecycle',
      'known-vulnerabilities',
    ] as const
  ).map((id) => {
    const check = cutOffBySigning().assessment.checks.find((one) => one.id === id) ?? aCheck(id);
    return { ...check, evidence: { file: null, path: null, value: null } };
  }),
  latest: { build: '15.2.2562.56', label: 'Exchange SE RTM Oct26SU', inferred: true },
  openVulnerabilities,
  catalogueAsOf: CATALOGUE_DAY,
};

const reports: readonly HistoryRow[] = Array.from({ length: 12 }, (_, index) => ({
  report: reportId(index.toString(16).padStart(64, '0')),
  file: `HealthChecker-BER-EX02-202611${21 - index}061244.xml`,
  generatedAt: hoursAgo(3 + 24 * index),
  receivedAt: hoursAgo(2.5 + 24 * index),
  standing: index === 0 ? 'current' : 'older',
  build: index < 4 ? '15.2.2562.37' : '15.2.2562.17',
}));

/** Every state a card can be in, by the name of its golden file. */
export const states: Readonly<Record<string, Answer>> = {
  welcome: { kind: 'welcome', fleet: aFleet(), attention: taken },
  'welcome-empty': { kind: 'welcome', fleet: empty, attention: taken },
  help: { kind: 'help' },
  fleet: { kind: 'fleet', fleet: aFleet(), attention: taken },
  'fleet-all-ready': { kind: 'fleet', fleet: allReady, attention: taken },
  'fleet-unknown-without-inventory': { kind: 'fleet', fleet: someUnknown, attention: taken },
  'fleet-retired': {
    kind: 'fleet',
    fleet: aFleet({ retired: 2 }),
    attention: { failing: 13, planned: 13, acknowledged: 0, unattended: 0 },
  },
  'fleet-empty': { kind: 'fleet', fleet: empty, attention: taken },
  'fleet-big': { kind: 'fleet', fleet: big, attention: taken },
  failing: aList(),
  'failing-taken': aList({
    attention: {
      'ber-ex02.contoso.test': attentionOf('Ana Ortiz', { acknowledged: null }),
      'lon-ex01.contoso.test': attentionOf('Ana Ortiz', { planned: null }),
      'muc-ex01.contoso.test': attentionOf('Ana Ortiz', { updating: true, acknowledged: null }),
      'par-ex01.contoso.test': attentionOf('Ana Ortiz'),
    },
  }),
  'failing-last-page': aList({ page: 2, rows: [cutOffBySigning({ name: 'MAD-EX01', site: 'Madrid', dag: null })] }),
  'failing-in-site': aList({
    scope: { by: 'site', value: 'Hamburg' },
    rows: [failingRows[1], failingRows[8], failingRows[9]].flatMap((row) => row ?? []),
    page: 1,
    pages: 1,
    total: 3,
  }),
  'failing-by-cause': aList({
    cause: 'mitigation-service',
    rows: [failingRows[2], failingRows[7], failingRows[11]].flatMap((row) => row ?? []),
    page: 1,
    pages: 1,
    total: 3,
  }),
  'failing-nobody': aList({ fleet: allReady, causes: [], rows: [], page: 1, pages: 1, total: 0 }),
  'failing-nobody-but-unknown': aList({ fleet: someUnknown, causes: [], rows: [], page: 1, pages: 1, total: 0 }),
  'failing-nobody-in-scope': aList({
    scope: { by: 'product', value: 'Exchange2016' },
    causes: [],
    rows: [],
    page: 1,
    pages: 1,
    total: 0,
  }),
  'failing-big': aList({ fleet: big, page: 351, pages: 701, total: 8412 }),
  'failing-long-names': aList({ fleet: big, rows: worstRows, page: 2, pages: 701, total: 8412 }),
  'failing-hostile-names': aList({
    rows: hostileRows,
    scope: { by: 'site', value: hostileStrings[0] ?? '' },
    page: 1,
    pages: 1,
    total: 12,
  }),
  outdated: aList({
    kind: 'outdated',
    rows: [readyAndOutdated(), cutOffBySigning(), cutOffByBoth(), withoutService()],
    causes: [
      { check: 'latest-update', servers: 3 },
      { check: 'support-lifecycle', servers: 2 },
    ],
    page: 1,
    pages: 1,
    total: 4,
  }),
  unknown: aList({
    kind: 'unknown',
    rows: [neverReported(), heartbeatNotSeen(), stale(), expired()],
    causes: [
      { check: 'evidence-age', servers: 3 },
      { check: 'mitigations-heartbeat', servers: 2 },
      { check: 'exact-build', servers: 1 },
    ],
    page: 1,
    pages: 1,
    total: 4,
  }),
  'unknown-nobody': aList({ kind: 'unknown', fleet: allReady, causes: [], rows: [], page: 1, pages: 1, total: 0 }),
  'why-cut-off': { kind: 'why', asOf: NOW, server: cutOffBySigning(), attention: null },
  'why-planned': { kind: 'why', asOf: NOW, server: cutOffBySigning(), attention: attentionOf('Ana Ortiz') },
  'why-acknowledged': {
    kind: 'why',
    asOf: NOW,
    server: cutOffBySigning(),
    attention: attentionOf('Ana Ortiz', { planned: null }),
  },
  'why-service-stopped': { kind: 'why', asOf: NOW, server: serviceStopped(), attention: null },
  'why-cut-off-twice': { kind: 'why', asOf: NOW, server: cutOffByBoth(), attention: null },
  'why-never-reported': { kind: 'why', asOf: NOW, server: neverReported(), attention: null },
  'why-stale': { kind: 'why', asOf: NOW, server: stale(), attention: null },
  'why-ready': { kind: 'why', asOf: NOW, server: ready(), attention: null },
  'why-ready-and-outdated': { kind: 'why', asOf: NOW, server: readyAndOutdated(), attention: null },
  'why-edge': { kind: 'why', asOf: NOW, server: edge(), attention: null },
  'why-expired': { kind: 'why', asOf: NOW, server: expired(), attention: null },
  'server-cut-off': { kind: 'server', asOf: NOW, server: cutOffBySigning(), attention: null },
  'server-without-service': { kind: 'server', asOf: NOW, server: withoutService(), attention: null },
  'server-ready': { kind: 'server', asOf: NOW, server: ready(), attention: null },
  'server-never-reported': { kind: 'server', asOf: NOW, server: neverReported(), attention: null },
  'server-hostile': {
    kind: 'server',
    asOf: NOW,
    attention: attentionOf(hostileStrings[0] ?? ''),
    server: aServerRow({
      name: hostileStrings[1] ?? '',
      fqdn: hostileStrings[2] ?? '',
      site: hostileStrings[3] ?? '',
      dag: hostileStrings[4] ?? '',
      file: hostileStrings[5] ?? '',
      assessment: {
        openVulnerabilities: manyVulnerabilities(2).map((one) => ({ ...one, name: hostileStrings[6] ?? '' })),
        checks: {
          'mitigation-service': {
            verdict: 'unknown',
            text: hostileStrings.slice(7, 10),
            value: hostileStrings[11] ?? '',
          },
        },
      },
    }),
  },
  history: { kind: 'history', asOf: NOW, server: cutOffBySigning(), reports, total: 43, ...noDeeds },
  'history-odd-reports': {
    kind: 'history',
    asOf: NOW,
    server: cutOffBySigning(),
    reports: [
      ...reports.slice(0, 1),
      { ...(reports[1] as HistoryRow), standing: 'future', generatedAt: instant(NOW + 86_400_000 * 40) },
      { ...(reports[2] as HistoryRow), standing: 'undated', generatedAt: null, build: null },
    ],
    total: 3,
    retired: null,
    told: [toldOf('Ana Ortiz acknowledged it until 31 Jan 2027.', 'Reason: being replaced.')],
    deeds: 9,
  },
  'history-none': { kind: 'history', asOf: NOW, server: neverReported(), reports: [], total: 0, ...noDeeds },
  build,
  'build-newest': {
    ...build,
    build: '15.2.2562.56',
    su: 'Oct26SU',
    checks: (['eems-available', 'ocs-certificate', 'ocs-signing', 'latest-update'] as const).map((id) =>
      aCheck(id, { path: null, value: null }),
    ),
    openVulnerabilities: [],
  },
  'build-not-in-catalogue': {
    ...build,
    build: '15.9.1.1',
    product: null,
    cu: null,
    su: null,
    latest: null,
    checks: [
      aCheck('eems-available', {
        verdict: 'unknown',
        text: 'The catalogue of 2026-10-13 does not know builds like 15.9.1.1.',
        path: null,
        value: null,
      }),
    ],
    openVulnerabilities: [],
  },
  'did-you-mean-server': {
    kind: 'did-you-mean',
    asked: 'ber-ex2',
    what: 'server',
    because: 'no-match',
    suggestions: ['BER-EX02', 'BER-EX01', 'PAR-EX02'].map((name) => ({
      title: name,
      ask: { kind: 'why', server: `${name.toLowerCase()}.contoso.test` },
      server: aServerRow({ name }).id,
    })),
  },
  'did-you-mean-two-organisations': {
    kind: 'did-you-mean',
    asked: 'ex01',
    what: 'server',
    because: 'several',
    suggestions: ['ex01.contoso.test', 'ex01.fabrikam.test'].map((fqdn) => ({
      title: fqdn,
      ask: { kind: 'server', server: fqdn },
      server: aServerRow({ name: 'EX01', fqdn }).id,
    })),
  },
  'did-you-mean-scope': {
    kind: 'did-you-mean',
    asked: 'Hambrug',
    what: 'scope',
    because: 'no-match',
    suggestions: [{ title: 'Hamburg', ask: { kind: 'failing', scope: 'Hamburg', cause: null, page: 1 }, server: null }],
  },
  'did-you-mean-change': {
    kind: 'did-you-mean',
    asked: 'CHG-99',
    what: 'change',
    because: 'no-match',
    suggestions: [],
  },
  'did-you-mean-nothing': { kind: 'did-you-mean', asked: 'foo', what: 'server', because: 'no-match', suggestions: [] },
  'did-you-mean-ticked': {
    kind: 'did-you-mean',
    asked: '',
    what: 'server',
    because: 'ticked',
    suggestions: failingRows
      .slice(0, 7)
      .map((row) => ({ title: row.name, ask: { kind: 'why', server: row.id }, server: row.id })),
  },
  'not-understood': {
    kind: 'not-understood',
    text: 'make me a sandwich',
    examples: ['failing', 'why BER-EX02', 'failing in Hamburg'],
  },
  'not-understood-hostile': {
    kind: 'not-understood',
    text: hostileStrings.slice(0, 4).join(' '),
    examples: ['status', 'failing', 'help'],
  },
  'counts-only': { kind: 'counts-only', fleet: aFleet() },
  refused: {
    kind: 'refused',
    refusal: {
      code: 'invalid',
      message: '“15.2” is not a build number.',
      hint: 'Write four numbers, for example: judge 15.2.2562.37',
    },
  },
  'refused-not-allowed': {
    kind: 'refused',
    refusal: {
      code: 'not-allowed',
      message: 'You may not ask about servers here.',
      hint: 'An admin can add you to VIEWERS.',
    },
  },
};
