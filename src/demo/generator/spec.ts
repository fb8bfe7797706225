import { instant } from '../../core/clock.ts';
import type { Instant } from '../../core/clock.ts';
import type { NodeState } from '../../evidence/observation.ts';

/** What a generated report says. Everything left out is that of a server that is ready. */
export type ServerSpec = { readonly name: string } & Partial<ServerFacts>;

/** Null is written as `Nil`. */
export interface ServerFacts {
  readonly name: string;
  readonly fqdn: string;
  /** Relative name and domain of the organisation: `CN=name,CN=Microsoft Exchange,…,DC=…`. */
  readonly organisation: { readonly name: string; readonly domain: string };
  readonly site: string;
  /** Null: standalone. */
  readonly dag: string | null;
  readonly role: 'mailbox' | 'edge';
  /** ExSetup's file version, `15.2.2562.56`; written zero-padded as the file has it. */
  readonly build: string;
  /** What AdminDisplayVersion shows: the CU's build. */
  readonly displayedBuild: string;
  /** ExSetup could not be read: its member holds the failure only. */
  readonly failedExSetup: boolean;
  readonly organisationSwitch: boolean | null;
  readonly serverSwitch: boolean | null;
  readonly serviceStatus: string | null;
  readonly serviceStartType: string | null;
  /** Null: the probe failed, the member is Nil. */
  readonly ocsStatus: number | null;
  readonly mitigationsOnOffer: readonly string[];
  /** Null is how Exchange shows "none". */
  readonly mitigationsApplied: readonly string[] | null;
  readonly mitigationsBlocked: readonly string[] | null;
  /** Names of IIS modules; the first ones of every server are added in front. */
  readonly modules: readonly string[];
  readonly pendingReboot: boolean | null;
  readonly inactiveComponents: readonly string[];
  /** State of its node in the cluster. Null: no node. */
  readonly clusterNode: NodeState | null;
  /** The name in the external URLs of its virtual directories. Null: they have none. */
  readonly externalHost: string | null;
  readonly operatingSystem: string;
  readonly generatedAt: Instant | null;
  /** Minutes east of UTC at the server. */
  readonly offsetMinutes: number;
  readonly era: 'A' | 'B' | 'C';
  readonly scriptVersion: string;
  readonly encoding: 'utf-8-bom' | 'utf-8' | 'utf-16le' | 'utf-16be';
  /** Bytes of further content to add, in UTF-8: services, as a real export lists them in full. 0 gives some tens of kilobytes. */
  readonly filler: number;
}

const scriptVersions = { A: '22.11.14.2103', B: '24.08.15.2124', C: '26.04.03.1422' } as const;

/** @throws RangeError when a build number is not four numbers. */
export function complete(spec: ServerSpec): ServerFacts {
  const role = spec.role ?? 'mailbox';
  const edge = role === 'edge';
  const build = spec.build ?? '15.2.2562.56';
  const organisation = spec.organisation ?? { name: 'Contoso', domain: 'contoso.test' };
  const era = spec.era ?? 'C';

  return {
    fqdn: `${spec.name}.${organisation.domain}`,
    organisation,
    site: 'Berlin',
    dag: null,
    role,
    build,
    displayedBuild: laneOf(build).base,
    failedExSetup: false,
    organisationSwitch: true,
    serverSwitch: true,
    serviceStatus: edge ? null : 'Running',
    serviceStartType: edge ? null : 'Automatic',
    ocsStatus: edge ? null : 200,
    mitigationsOnOffer: ['PING1', 'M1', 'M2'],
    mitigationsApplied: edge ? null : ['PING1'],
    mitigationsBlocked: null,
    modules: ['RewriteModule'],
    pendingReboot: false,
    inactiveComponents: [],
    clusterNode: spec.dag == null ? null : 'Up',
    externalHost: null,
    operatingSystem: build.startsWith('15.2.2562.')
      ? 'Windows Server 2022 Datacenter'
      : 'Windows Server 2019 Datacenter',
    generatedAt: instant(Date.UTC(2026, 10, 20, 5, 12, 44)),
    offsetMinutes: 60,
    era,
    scriptVersion: scriptVersions[era],
    encoding: 'utf-8-bom',
    filler: 0,
    ...spec,
  };
}

export interface LaneName {
  readonly product: 'ExchangeSE' | 'Exchange2019' | 'Exchange2016' | 'Exchange2013';
  readonly title: string;
  readonly cu: string;
  /** Build of the CU itself. */
  readonly base: string;
}

const lanes: readonly LaneName[] = [
  { product: 'ExchangeSE', title: 'Exchange SE', cu: 'RTM', base: '15.2.2562.17' },
  { product: 'Exchange2019', title: 'Exchange 2019', cu: 'CU15', base: '15.2.1748.10' },
  { product: 'Exchange2019', title: 'Exchange 2019', cu: 'CU14', base: '15.2.1544.4' },
  { product: 'Exchange2019', title: 'Exchange 2019', cu: 'CU13', base: '15.2.1258.12' },
  { product: 'Exchange2019', title: 'Exchange 2019', cu: 'CU12', base: '15.2.1118.7' },
  { product: 'Exchange2019', title: 'Exchange 2019', cu: 'CU11', base: '15.2.986.5' },
  { product: 'Exchange2019', title: 'Exchange 2019', cu: 'CU10', base: '15.2.922.7' },
  { product: 'Exchange2016', title: 'Exchange 2016', cu: 'CU23', base: '15.1.2507.6' },
  { product: 'Exchange2016', title: 'Exchange 2016', cu: 'CU22', base: '15.1.2375.7' },
  { product: 'Exchange2013', title: 'Exchange 2013', cu: 'CU23', base: '15.0.1497.2' },
];

/** The CU a build belongs to, by the names Health Checker gives them. A lane that is not listed is named after the nearest product. */
export function laneOf(build: string): LaneName {
  const [major, minor, number, revision, ...rest] = build.split('.').map(Number);
  const parts = [major, minor, number, revision];
  if (rest.length > 0 || parts.some((part) => part === undefined || !Number.isInteger(part))) {
    throw new RangeError(`a build is four numbers, not "${build}"`);
  }

  const key = `${major}.${minor}.${number}.`;
  const listed = lanes.find((lane) => lane.base.startsWith(key));
  if (listed) return listed;
  const product =
    minor === 2 && Number(number) > 2562
      ? 'ExchangeSE'
      : (['Exchange2013', 'Exchange2016', 'Exchange2019'] as const)[minor ?? 2];
  return {
    product: product ?? 'Exchange2019',
    title: product?.replace('Exchange', 'Exchange ') ?? 'Exchange',
    cu: 'CU1',
    base: build,
  };
}

/** The four numbers of a build as ExSetup's file version has them: `15.02.2562.056`. */
export function padded(build: string): string {
  const [major, minor, number, revision] = build.split('.');
  return [major, minor?.padStart(2, '0'), number?.padStart(4, '0'), revision?.padStart(3, '0')].join('.');
}

export function distinguishedName(organisation: ServerFacts['organisation']): string {
  const domain = organisation.domain
    .split('.')
    .map((label) => `DC=${label}`)
    .join(',');
  return `CN=${organisation.name},CN=Microsoft Exchange,CN=Services,CN=Configuration,${domain}`;
}
