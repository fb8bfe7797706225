import type { DigestView } from '../../src/cards/digest.ts';
import { type Day, type Instant, instant } from '../../src/core/clock.ts';
import type { DigestAnswer, DigestContent, DigestServer, Named, Subscription } from '../../src/digests/model.ts';
import { serverId } from '../../src/core/ids.ts';
import type { CheckId, Scope } from '../../src/readiness/model.ts';
import { hostileStrings } from './hostile-strings.ts';

/** Monday 23 November 2026, 08:00 in Berlin. */
export const MONDAY = instant(Date.UTC(2026, 10, 23, 7));
const FRIDAY = instant(Date.UTC(2026, 10, 20, 7));
const TUESDAY = instant(Date.UTC(2026, 10, 24, 7));

export function aDigestServer(name: string, ...causes: readonly CheckId[]): DigestServer {
  return { id: serverId(`${name.toLowerCase() || 'nameless'}.contoso.test`), name, causes };
}

export function named(first: readonly DigestServer[], total = first.length): Named {
  return { total, first };
}

const nobody = named([]);

/** Nothing changed since Friday, unless told otherwise. */
export function aDigest(change: Partial<DigestContent> = {}): DigestContent {
  return {
    asOf: MONDAY,
    zone: 'Europe/Berlin',
    scope: null,
    since: FRIDAY,
    totals: { failing: 13, unknown: 3, ready: 7, notApplicable: 1 },
    outdated: 15,
    readyMissingUpdate: 3,
    readyOutOfSupport: 1,
    neverReported: 1,
    staleEvidence: 1,
    knowledge: {
      completeness: { listed: 24, reported: 23 },
      oldestReport: instant(MONDAY - 9 * 86_400_000),
      newestReport: instant(MONDAY - 2 * 3_600_000),
    },
    catalogueAsOf: '2026-11-12' as Day,
    newFailing: nobody,
    worse: nobody,
    fixed: nobody,
    stillFailing: 13,
    unknown: nobody,
    evidenceDue: 0,
    neverCame: 0,
    stale: nobody,
    stillUnknown: 3,
    known: nobody,
    newOutdated: nobody,
    supportEnded: 0,
    updated: nobody,
    joined: nobody,
    exempt: nobody,
    left: nobody,
    releases: [],
    moreReleases: 0,
    missed: 0,
    auditHead: { seq: 184, hash: `9f2c41d0a3b1${'7'.repeat(52)}` },
    ...change,
  };
}

export function aView(change: Partial<DigestView> = {}): DigestView {
  return {
    content: aDigest(),
    checkedAt: null,
    checkedAs: null,
    checkedState: null,
    slot: MONDAY,
    zone: 'Europe/Berlin',
    repeat: false,
    audience: 'names',
    schedule: { days: [1, 2, 3, 4, 5], time: '08:00', zone: 'Europe/Berlin' },
    ...change,
  };
}

const changed = aDigest({
  totals: { failing: 11, unknown: 4, ready: 8, notApplicable: 1 },
  newFailing: named([
    aDigestServer('PAR-EX04', 'mitigation-service'),
    aDigestServer('LON-EX05', 'ocs-certificate', 'ocs-signing'),
  ]),
  fixed: named([aDigestServer('PAR-EX01'), aDigestServer('PAR-EX02'), aDigestServer('HAM-EX03')]),
  stillFailing: 9,
  unknown: named([
    aDigestServer('VIE-EX01', 'evidence-age'),
    { ...aDigestServer('GHO-EX02', 'evidence-age', 'exact-build'), neverReported: true },
    aDigestServer('OSL-EX01', 'mitigations-heartbeat'),
  ]),
  evidenceDue: 2,
  neverCame: 1,
  neverReported: 2,
  staleEvidence: 1,
  knowledge: {
    completeness: { listed: 24, reported: 22 },
    oldestReport: instant(MONDAY - 9 * 86_400_000),
    newestReport: MONDAY,
  },
  stillUnknown: 1,
});

const worse = aDigest({
  worse: named([aDigestServer('LON-EX03', 'ocs-signing', 'mitigation-service', 'url-rewrite', 'ocs-endpoint')]),
  stillFailing: 12,
});

const everything = aDigest({
  ...changed,
  worse: worse.worse,
  known: named([aDigestServer('ZRH-EX02')]),
  newOutdated: named([aDigestServer('ZRH-EX01'), aDigestServer('BER-EX01')]),
  supportEnded: 1,
  stale: named([aDigestServer('LON-EX03', 'ocs-signing')]),
  updated: named([aDigestServer('MAD-EX01')]),
  joined: named([aDigestServer('MAD-EX02')]),
  exempt: named([aDigestServer('EDG-EX01', 'evidence-age')]),
  left: named([aDigestServer('GHO-EX01')]),
  releases: [
    { build: '15.2.2562.56', label: 'Exchange SE RTM Oct26SU' },
    { build: '15.2.1748.52', label: 'Exchange 2019 CU15 Oct26SU' },
  ],
});

const longName = `EX${'-VERY-LONG-NAME'.repeat(14)}`.slice(0, 200);
const forty = (name: (index: number) => string): Named =>
  named(
    Array.from({ length: 40 }, (_, index) =>
      aDigestServer(name(index), 'ocs-signing', 'mitigations-enabled', 'mitigation-service', 'ocs-endpoint'),
    ),
    4180,
  );

/** Every list as long as it can be. */
export function fullDigest(name: (index: number) => string, scope: Scope | null = null): DigestContent {
  return aDigest({
    scope,
    totals: { failing: 8412, unknown: 903, ready: 2610, notApplicable: 75 },
    outdated: 9120,
    newFailing: forty(name),
    worse: forty(name),
    fixed: forty(name),
    stillFailing: 4232,
    unknown: forty(name),
    stillUnknown: 12,
    known: forty(name),
    newOutdated: forty(name),
    supportEnded: 77,
    updated: forty(name),
    stale: forty(name),
    joined: forty(name),
    exempt: forty(name),
    left: forty(name),
    releases: Array.from({ length: 12 }, (_, index) => ({ build: `15.2.2562.${index + 50}`, label: name(index) })),
    missed: 3,
  });
}

const allReady = { failing: 0, unknown: 0, ready: 24, notApplicable: 1 };

/** Every state a digest can be in, by the name of its golden file. */
export const digests: Readonly<Record<string, DigestView>> = {
  'digest-first': aView({
    content: aDigest({
      since: null,
      newFailing: named(
        ['BER-EX02', 'HAM-EX01', 'HAM-EX02', 'LON-EX01', 'LON-EX02', 'MUC-EX01'].map((name) =>
          aDigestServer(name, 'ocs-signing'),
        ),
        13,
      ),
      unknown: named([
        { ...aDigestServer('GHO-EX01', 'evidence-age', 'exact-build'), neverReported: true },
        aDigestServer('VIE-EX01', 'evidence-age'),
        aDigestServer('OSL-EX01', 'mitigations-heartbeat'),
      ]),
      evidenceDue: 2,
      neverCame: 1,
      newOutdated: named(
        ['BER-EX02', 'HAM-EX01', 'LON-EX03', 'ZRH-EX01'].map((name) => aDigestServer(name)),
        15,
      ),
      supportEnded: 4,
      stillFailing: 0,
      stillUnknown: 0,
    }),
  }),
  'digest-changed': aView({ content: changed }),
  'digest-worse': aView({ content: worse }),
  'digest-everything': aView({ content: everything }),
  'digest-fixed-only': aView({
    content: aDigest({
      totals: allReady,
      outdated: 3,
      fixed: named([aDigestServer('PAR-EX01'), aDigestServer('PAR-EX02')]),
      stillFailing: 0,
      stillUnknown: 0,
    }),
  }),
  'digest-unchanged': aView({
    content: aDigest({ since: instant(FRIDAY - 7 * 86_400_000) }),
    checkedAt: TUESDAY,
    checkedAs: 'unchanged',
  }),
  'digest-changed-checked': aView({ content: changed, checkedAt: TUESDAY, checkedAs: 'unchanged' }),
  'digest-below-minimum': aView({
    content: worse,
    checkedAt: TUESDAY,
    checkedAs: 'below-minimum',
    checkedState: {
      totals: { failing: 11, unknown: 3, ready: 9, notApplicable: 1 },
      changes: { fixed: 2 },
      releases: 0,
    },
  }),
  'digest-below-minimum-worse': aView({
    content: aDigest({ totals: allReady, outdated: 0, stillFailing: 0, stillUnknown: 0 }),
    checkedAt: TUESDAY,
    checkedAs: 'below-minimum',
    checkedState: {
      totals: { failing: 2, unknown: 1, ready: 21, notApplicable: 1 },
      changes: { newFailing: 2, unknown: 1 },
      releases: 0,
    },
  }),
  'digest-without-inventory': aView({
    content: aDigest({
      totals: allReady,
      outdated: 4,
      stillFailing: 0,
      stillUnknown: 0,
      knowledge: { completeness: null, oldestReport: instant(MONDAY - 3 * 86_400_000), newestReport: MONDAY },
      catalogueAsOf: '2026-10-13' as Day,
    }),
  }),
  'digest-of-an-earlier-version': aView({
    content: aDigest({
      ...changed,
      readyMissingUpdate: null,
      readyOutOfSupport: null,
      neverReported: null,
      staleEvidence: null,
      neverCame: null,
      knowledge: null,
      catalogueAsOf: null,
    }),
  }),
  'digest-all-ready': aView({ content: aDigest({ totals: allReady, outdated: 0, stillFailing: 0, stillUnknown: 0 }) }),
  'digest-repeat': aView({ content: changed, repeat: true }),
  'digest-counts-only': aView({
    content: aDigest({ ...everything, scope: { by: 'site', value: 'Paris' } }),
    audience: 'counts',
  }),
  'digest-empty-fleet': aView({
    content: aDigest({
      since: null,
      totals: { failing: 0, unknown: 0, ready: 0, notApplicable: 0 },
      outdated: 0,
      stillFailing: 0,
      stillUnknown: 0,
      auditHead: { seq: 1, hash: 'a3'.repeat(32) },
    }),
  }),
  'digest-missed': aView({
    content: aDigest({ ...changed, missed: 2, asOf: instant(MONDAY + 20 * 60_000) }),
  }),
  'digest-scoped': aView({
    content: aDigest({
      scope: { by: 'dag', value: 'DAG-BER' },
      totals: { failing: 1, unknown: 0, ready: 1, notApplicable: 0 },
      outdated: 1,
      readyMissingUpdate: 1,
      readyOutOfSupport: 0,
      newFailing: named([aDigestServer('BER-EX02', 'ocs-signing')]),
      stillFailing: 0,
      stillUnknown: 0,
    }),
  }),
  'digest-asked': aView({ content: changed, slot: null, schedule: null }),
  'digest-huge': aView({ content: fullDigest((index) => `${index}${longName}`) }),
  'digest-hostile': aView({
    content: fullDigest((index) => hostileStrings[index] ?? '', { by: 'site', value: hostileStrings[0] ?? '' }),
    zone: 'Nowhere/Atall',
    schedule: { days: [], time: hostileStrings[3] ?? '', zone: hostileStrings[4] ?? '' },
  }),
};

export const subscription: Subscription = {
  conversation: '19:channel@thread.tacv2',
  schedule: { days: [1, 2, 3, 4, 5], time: '07:30', zone: 'Europe/Berlin' },
  scope: null,
  minimum: 'every',
  quiet: { weekdays: [], dates: [] },
  setBy: { kind: 'user', tenantId: 't', aadObjectId: 'o', name: 'Ana Alvarez' },
  setAt: FRIDAY,
  nextSlot: instant(Date.UTC(2026, 10, 24, 6, 30)),
  lastSlot: instant(Date.UTC(2026, 10, 23, 6, 30)),
  missed: 0,
  on: true,
  invalid: null,
};

type Settings = Extract<DigestAnswer, { readonly kind: 'digest-settings' }>;

const scopes: readonly Scope[] = [
  { by: 'dag', value: 'DAG-BER' },
  { by: 'site', value: 'Berlin' },
  { by: 'site', value: 'Hamburg' },
  { by: 'site', value: 'Paris' },
  { by: 'product', value: 'Exchange2019' },
  { by: 'product', value: 'ExchangeSE' },
];

export function someSettings(change: Partial<Settings> = {}, of: Partial<Subscription> = {}): Settings {
  return {
    kind: 'digest-settings',
    now: MONDAY as Instant,
    after: 'show',
    subscription: { ...subscription, ...of },
    zone: 'Europe/Berlin',
    scopes,
    last: {
      at: instant(Date.UTC(2026, 10, 20, 6, 30)),
      checkedAt: instant(Date.UTC(2026, 10, 23, 6, 30)),
      checkedAs: 'unchanged',
    },
    mayChange: true,
    remark: null,
    ...change,
  };
}

/** Every state the settings can be in, by the name of their golden file. */
export const settings: Readonly<Record<string, DigestAnswer>> = {
  'digest-settings-none': someSettings({ subscription: null, last: null }),
  'digest-settings-on': someSettings(
    {},
    {
      scope: { by: 'site', value: 'Berlin' },
      minimum: 'worse',
      quiet: { weekdays: [6, 7], dates: ['2026-12-24', '2026-12-25', '2026-12-31'] as never },
      missed: 2,
    },
  ),
  'digest-settings-off': someSettings({}, { on: false, nextSlot: null }),
  'digest-settings-invalid': someSettings(
    {},
    {
      schedule: { days: [1], time: '08:00', zone: 'Europe/Atlantis' },
      nextSlot: null,
      invalid: 'Europe/Atlantis is not a time zone known here.',
    },
  ),
  'digest-settings-set': someSettings({ after: 'set' }),
  'digest-settings-turned-off': someSettings({ after: 'off' }, { on: false, nextSlot: null }),
  'digest-settings-not-allowed': someSettings({ mayChange: false }, { setBy: { kind: 'cli', user: 'ops' } }),
  'digest-settings-clock-change': someSettings(
    { after: 'set', remark: '02:30 does not exist on 28 March 2027: posted at 03:00' },
    {
      schedule: { days: [1, 2, 3, 4, 5, 6, 7], time: '02:30', zone: 'Europe/Berlin' },
      nextSlot: instant(Date.UTC(2027, 2, 28, 1)),
    },
  ),
  'digest-settings-hostile': someSettings(
    {
      scopes: hostileStrings.map((value) => ({ by: 'site', value })),
      zone: hostileStrings[0] ?? '',
      remark: hostileStrings[1] ?? '',
    },
    {
      schedule: { days: [1], time: hostileStrings[2] ?? '', zone: hostileStrings[3] ?? '' },
      scope: { by: 'dag', value: hostileStrings[4] ?? '' },
      setBy: { kind: 'user', tenantId: 't', aadObjectId: 'o', name: hostileStrings[5] ?? '' },
    },
  ),
  'digest-coming': { kind: 'digest-coming' },
};
