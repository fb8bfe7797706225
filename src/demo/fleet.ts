import { Temporal } from 'temporal-polyfill';
import { instant } from '../core/clock.ts';
import type { Instant } from '../core/clock.ts';
import type { ServerSpec } from './generator/spec.ts';

export interface DemoFleet {
  /** Newest report of every server that ever sent one. */
  readonly reports: readonly ServerSpec[];
  /** All servers that exist, those without a report included. */
  readonly inventory: readonly ServerSpec[];
}

interface Sample extends ServerSpec {
  /** Mornings that have passed since its newest report: 0 is the latest one. Null: it never sent one. */
  readonly mornings?: number | null;
}

interface Dated {
  readonly generatedAt: Instant;
  readonly offsetMinutes: number;
}

const contoso = { name: 'Contoso', domain: 'contoso.test' };
const fabrikam = { name: 'Fabrikam', domain: 'fabrikam.test' };

const berlin = { organisation: contoso, site: 'Berlin' };
const london = { organisation: contoso, site: 'London' };
const paris = { organisation: contoso, site: 'Paris' };

const withoutService = { serviceStatus: null, serviceStartType: null, serverSwitch: null };

// Builds of Exchange SE RTM. October 2026 is the newest that the catalogue knows; June 2026 ends the second cut-off.
const october = '15.2.2562.56';
const september = '15.2.2562.53';
const june = '15.2.2562.43';
const february = '15.2.2562.37';

/** What each server is there to show. 7 are ready, 13 fail, 3 are unknown, 1 is an Edge server. */
const samples: readonly Sample[] = [
  // Ready: as it should be; a leftover mitigation; out of support with paid updates; and three that miss an update.
  { name: 'BER-EX01', ...berlin, dag: 'DAG-BER', build: october },
  { name: 'BER-EX03', ...berlin, build: october, mitigationsApplied: ['PING1', 'M2.1.0'] },
  { name: 'BER-EX05', ...berlin, build: '15.2.1748.55' },
  { name: 'LON-EX01', ...london, dag: 'DAG-LON-1', build: september, mornings: 1 },
  { name: 'LON-EX02', ...london, dag: 'DAG-LON-1', build: june, mitigationsApplied: ['PING1', 'M2.1.0'] },
  { name: 'PAR-EX01', ...paris, dag: 'DAG-PAR', build: september, pendingReboot: true },
  // Ready and newer than the catalogue, in maintenance, with a mitigation that somebody blocked.
  {
    name: 'PAR-EX02',
    ...paris,
    dag: 'DAG-PAR',
    build: '15.2.2562.61',
    mitigationsBlocked: ['M2'],
    inactiveComponents: ['ServerWideOffline', 'HubTransport'],
  },

  // Failing at the second cut-off: one update away, in place to SE, and 2016, which only a new server can follow.
  { name: 'BER-EX02', ...berlin, dag: 'DAG-BER', build: february, mitigationsApplied: ['PING1', 'M2.1.0'] },
  { name: 'BER-EX04', ...berlin, build: '15.2.1748.39', mitigationsApplied: ['PING1', 'M2.1.0'], era: 'B' },
  { name: 'LON-EX03', ...london, dag: 'DAG-LON-2', build: '15.1.2507.61', mitigationsApplied: ['PING1'], era: 'B' },
  { name: 'LON-EX07', ...london, build: '15.2.1544.25', serverSwitch: false, serviceStartType: 'Manual', mornings: 2 },
  // Failing at both cut-offs.
  {
    name: 'LON-EX04',
    ...london,
    dag: 'DAG-LON-2',
    build: '15.1.2375.37',
    mitigationsApplied: ['PING1', 'M1.1'],
    era: 'B',
  },
  { name: 'LON-EX05', ...london, build: '15.2.1118.25', mitigationsApplied: ['PING1', 'M1.1'], era: 'B' },
  // Failing because they can't have the service at all.
  { name: 'LON-EX06', ...london, build: '15.0.1497.48', mitigationsApplied: null, era: 'A', ...withoutService },
  { name: 'PAR-EX03', ...paris, build: '15.2.922.27', mitigationsApplied: null, ...withoutService },
  // Failing on what an administrator can put right today.
  { name: 'BER-EX06', ...berlin, build: october, serverSwitch: false },
  { name: 'FAB-EX01', ...london, organisation: fabrikam, build: october, organisationSwitch: false },
  { name: 'PAR-EX04', ...paris, dag: 'DAG-PAR', build: october, serviceStatus: 'Stopped' },
  { name: 'PAR-EX05', ...paris, build: october, ocsStatus: null, mitigationsApplied: null },
  { name: 'PAR-EX06', ...paris, build: september, modules: [] },

  // Unknown: no exact build, evidence too old, never reported.
  { name: 'BER-EX07', ...berlin, build: october, failedExSetup: true },
  { name: 'PAR-EX07', ...paris, build: october, mornings: 9 },
  { name: 'LON-EX08', ...london, build: '15.2.1748.39', mornings: null },

  { name: 'BER-EDGE01', ...berlin, role: 'edge', build: october },
];

/** A sample fleet, dated relative to `now`: 24 servers in three sites and four DAGs that show what Patchwarden can find. */
export function demoFleet(now: Instant): DemoFleet {
  const inventory = samples.map(({ mornings, ...spec }) => spec);
  const reports = samples.flatMap(({ mornings = 0, ...spec }, index) =>
    mornings === null
      ? []
      : [{ ...spec, ...morning(now, mornings, spec.site === 'London' ? 'Europe/London' : 'Europe/Berlin', index) }],
  );
  return { reports, inventory };
}

/** 06:12 local time on the given number of mornings before the latest one that is over; every server is a few seconds later. */
function morning(now: Instant, mornings: number, zone: string, index: number): Dated {
  const present = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone);
  const second = { hour: 6, minute: 12, second: 10 + index, millisecond: 204, microsecond: 0, nanosecond: 0 };
  const today = present.with(second);
  const latest = Temporal.ZonedDateTime.compare(today, present) > 0 ? today.subtract({ days: 1 }) : today;
  const at = latest.subtract({ days: mornings });
  return { generatedAt: instant(at.epochMilliseconds), offsetMinutes: at.offsetNanoseconds / 60_000_000_000 };
}
