import { wanted } from '../clixml/pattern.ts';

const server = 'ExchangeInformation > GetExchangeServer';
const probe = 'ExchangeInformation > ExchangeEmergencyMitigationServiceResult';
const service = 'ExchangeInformation > ExchangeEmergencyMitigationService';
const modules = 'ModuleList > [] > Name';

/** Members of `HealthCheckerExchangeServer` that every era has in the same place. */
export const everyEra = {
  generatedAt: 'GenerationTime',
  scriptVersion: 'HealthCheckerVersion',
  name: `${server} > Name`,
  fqdn: `${server} > Fqdn`,
  role: `${server} > IsEdgeServer`,
  displayedBuild: `${server} > AdminDisplayVersion`,
  site: `${server} > Site`,
  build: 'ExchangeInformation > BuildInformation > ExchangeSetup > FileVersion',
  failedSetup: 'ExchangeInformation > BuildInformation > ExchangeSetup > FailedGetExSetup',
  dag: 'ExchangeInformation > GetMailboxServer > DatabaseAvailabilityGroup',
  inactiveComponents: 'ExchangeInformation > ServerMaintenance > InactiveComponents',
  componentStates: 'ExchangeInformation > ServerMaintenance > GetServerComponentState',
  clusterNode: 'ExchangeInformation > ServerMaintenance > GetClusterNode',
  nodeState: 'ExchangeInformation > ServerMaintenance > GetClusterNode > State',
  virtualDirectories: 'ExchangeInformation > VirtualDirectories',
  pendingReboot: 'OSInformation > ServerPendingReboot > PendingReboot',
  operatingSystem: 'OSInformation > BuildInformation > FriendlyName',
} as const;

/** Eras B and C: cmdlet results as they are. */
export const sinceMarch2023 = {
  organisationSwitch: 'OrganizationInformation > GetOrganizationConfig > MitigationsEnabled',
  serverSwitch: `${server} > MitigationsEnabled`,
  mitigationsApplied: `${server} > MitigationsApplied`,
  mitigationsBlocked: `${server} > MitigationsBlocked`,
  probe,
  probeStatus: `${probe} > StatusCode`,
  probeContent: `${probe} > Content`,
  monitor: 'ExchangeInformation > DependentServices > Monitor',
  modules: 'ExchangeInformation > IISSettings > IISModulesInformation > ModuleList',
} as const;

/** Era A: one object sums up the service, the switches, the probe and the mitigations. */
export const eraA = {
  summary: service,
  organisationSwitch: `${service} > MitigationServiceOrgState`,
  serverSwitch: `${service} > MitigationServiceSrvState`,
  mitigationsApplied: `${service} > MitigationsApplied`,
  mitigationsBlocked: `${service} > MitigationsBlocked`,
  serviceState: `${service} > MitigationWinServiceState`,
  probeStatus: `${service} > MitigationServiceEndpoint`,
  // Until January 2023 the modules stood beside IISSettings, not in it.
  earlierModules: 'ExchangeInformation > IISModulesInformation > ModuleList',
} as const;

/** Where the organisation is named, best first; the second is era A's early place. */
export const distinguishedNames = [
  'OrganizationInformation > GetOrganizationConfig > DistinguishedName',
  'ExchangeInformation > GetOrganizationConfig > DistinguishedName',
  `${server} > DistinguishedName`,
] as const;

/** Virtual directories that clients use: each one object, or a list with that of the back end. */
export const clientDirectories = [
  'GetOwaVirtualDirectory',
  'GetEcpVirtualDirectory',
  'GetActiveSyncVirtualDirectory',
  'GetMapiVirtualDirectory',
  'GetOabVirtualDirectory',
  'GetWebServicesVirtualDirectory',
].map((name) => `${everyEra.virtualDirectories} > ${name}`);

/** Until October 2023 there were these two, and they stood by themselves. */
export const earlierDirectories = ['GetOwaVirtualDirectory', 'GetWebServicesVirtualDirectory'].map(
  (name) => `ExchangeInformation > ${name}`,
);

/** Where else a server's role is named. */
export const serverRoles = [`${server} > ServerRole`, 'ExchangeInformation > BuildInformation > ServerRole'] as const;

/** Members of a server in an inventory. */
export const listed = {
  name: 'Name',
  fqdn: 'Fqdn',
  role: 'IsEdgeServer',
  serverRole: 'ServerRole',
  displayedBuild: 'AdminDisplayVersion',
  site: 'Site',
  distinguishedName: 'DistinguishedName',
} as const;

const lists = [
  ...['Name', 'Status', 'StartType'].flatMap((member) => [
    `${sinceMarch2023.monitor} > [] > ${member}`,
    // The serializer writes an object once: what Monitor lists is often a Ref to an item of a list before it.
    ...['Services', 'Critical', 'Common', 'Misconfigured'].map(
      (earlier) => `ExchangeInformation > DependentServices > ${earlier} > [] > ${member}`,
    ),
  ]),
  ...['ExchangeInformation', 'ExchangeInformation > IISSettings'].flatMap((holder) => [
    `${holder} > IISModulesInformation > ${modules}`,
    `${holder} > IISModulesInformation > ModuleList > ${modules}`,
  ]),
  ...[server, service].flatMap((holder) => [
    `${holder} > MitigationsApplied > []`,
    `${holder} > MitigationsBlocked > []`,
  ]),
  ...[...clientDirectories, ...earlierDirectories].flatMap((directory) => [
    `${directory} > ExternalUrl`,
    `${directory} > [] > ExternalUrl`,
  ]),
  `${everyEra.inactiveComponents} > []`,
  `${everyEra.generatedAt} > value`,
  `${everyEra.site} > Name`,
  `${everyEra.dag} > Name`,
  `${eraA.probeStatus} > StatusCode`,
];

/** Everything the readers of this room look at, compiled for the CLIXML reader. */
export const everything = wanted([
  ...[
    ...Object.values(everyEra),
    ...Object.values(sinceMarch2023),
    ...Object.values(eraA),
    ...distinguishedNames,
    ...serverRoles,
    ...lists,
  ].map((path) => `HealthCheckerExchangeServer > ${path}`),
  ...Object.values(listed),
  'Site > Name',
  // Tells Health Checker's core ratio apart, for the sentence that refuses it.
  'DCList',
]);
