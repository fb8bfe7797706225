import { adapted, enumeration, flag, int, list, missing, primitive, shallow, text } from './clixml.ts';
import type { Member, Node } from './clixml.ts';
import { distinguishedName } from './spec.ts';
import type { ServerFacts } from './spec.ts';

const EXCHANGE = 'Microsoft.Exchange.Data';
const bases = ['ADPresentationObject', 'ADObject', 'ADRawEntry', 'ConfigurableObject'];
const MULTI_VALUED = `${EXCHANGE}.MultiValuedProperty\`1[[System.String, mscorlib, Version=4.0.0.0, Culture=neutral, PublicKeyToken=b77a5c561934e089]]`;

/** What Get-ExchangeServer returns for one server. */
export function exchangeServer(facts: ServerFacts): Node {
  const edge = facts.role === 'edge';
  const identity = adObjectId(facts.name, serverPath(facts), facts.organisation.domain);

  return directoryObject('ExchangeServer', facts.name, [
    ['Name', text(facts.name)],
    [
      'DataPath',
      shallow(`${EXCHANGE}.LocalLongFullPath`, 'C:\\Program Files\\Microsoft\\Exchange Server\\V15\\Mailbox'),
    ],
    ['Domain', text(facts.organisation.domain)],
    ['Edition', enumeration(`${EXCHANGE}.Directory.SystemConfiguration.ServerEditionType`, 'Enterprise', 3)],
    [
      'ExchangeLegacyDN',
      text(
        `/o=${facts.organisation.name}/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Configuration/cn=Servers/cn=${facts.name}`,
      ),
    ],
    ['Fqdn', text(facts.fqdn)],
    ['CustomerFeedbackEnabled', flag(false)],
    ['InternetWebProxy', missing],
    ['InternetWebProxyBypassList', missing],
    ['IsHubTransportServer', flag(!edge)],
    ['IsClientAccessServer', flag(!edge)],
    ['IsEdgeServer', flag(edge)],
    ['IsMailboxServer', flag(!edge)],
    ['IsE14OrLater', flag(true)],
    ['IsE15OrLater', flag(true)],
    ['IsFrontendTransportServer', flag(!edge)],
    ['OrganizationalUnit', text(`${facts.organisation.domain}/${facts.name}`)],
    ['AdminDisplayVersion', shallow(`${EXCHANGE}.ServerVersion`, displayVersion(facts.displayedBuild))],
    [
      'Site',
      shallow(`${EXCHANGE}.Directory.ADObjectId`, `${facts.organisation.domain}/Configuration/Sites/${facts.site}`),
    ],
    ['ServerRole', serverRole(facts)],
    ['ErrorReportingEnabled', flag(false)],
    ['MitigationsEnabled', flag(facts.serverSwitch)],
    ['StaticDomainControllers', list([], MULTI_VALUED)],
    ['CurrentDomainControllers', list([text(`DC01.${facts.organisation.domain}`)], MULTI_VALUED)],
    ['ProductID', text('02064-110-8022012-75312')],
    ['IsExchangeTrialEdition', flag(false)],
    ['IsExpiredExchangeTrialEdition', flag(false)],
    ['RemainingTrialPeriod', shallow(`${EXCHANGE}.EnhancedTimeSpan`, '00:00:00')],
    ['MitigationsApplied', ids(facts.mitigationsApplied)],
    ['MitigationsBlocked', ids(facts.mitigationsBlocked)],
    ['DataCollectionEnabled', flag(true)],
    ['Identity', identity],
    ['IsValid', flag(true)],
    ['DistinguishedName', text(serverPath(facts))],
    ['ObjectClass', list([text('top'), text('server'), text('msExchExchangeServer')], MULTI_VALUED)],
    ['WhenChangedUTC', primitive('DT', '2025-07-12T21:04:37Z')],
    ['WhenCreatedUTC', primitive('DT', '2025-07-12T19:40:02Z')],
    ['Id', identity],
    ['OriginatingServer', text(`DC01.${facts.organisation.domain}`)],
    ['ObjectState', enumeration(`${EXCHANGE}.ObjectState`, 'Unchanged', 1)],
  ]);
}

/** What Get-OrganizationConfig returns. */
export function organisationConfig(facts: ServerFacts): Node {
  const { name, domain } = facts.organisation;
  const identity = adObjectId(name, distinguishedName(facts.organisation), domain);

  return directoryObject('OrganizationConfig', name, [
    ['DefaultPublicFolderAgeLimit', missing],
    ['MitigationsEnabled', flag(facts.organisationSwitch)],
    [
      'PublicFoldersEnabled',
      enumeration(`${EXCHANGE}.Directory.SystemConfiguration.PublicFoldersDeployment`, 'Local', 1),
    ],
    ['MapiHttpEnabled', flag(true)],
    ['OAuth2ClientProfileEnabled', flag(true)],
    ['AdminDisplayVersion', shallow(`${EXCHANGE}.ExchangeObjectVersion`, '0.20 (15.1.0.0)')],
    ['EwsEnabled', missing],
    ['Identity', identity],
    ['IsValid', flag(true)],
    ['Name', text(name)],
    ['DistinguishedName', text(distinguishedName(facts.organisation))],
    ['ObjectClass', list([text('top'), text('container'), text('msExchOrganizationContainer')], MULTI_VALUED)],
    ['Id', identity],
  ]);
}

/** What Get-MailboxServer returns; missing for an Edge server. */
export function mailboxServer(facts: ServerFacts): Node {
  if (facts.role === 'edge') return missing;
  return directoryObject('MailboxServer', facts.name, [
    ['Name', text(facts.name)],
    [
      'DatabaseAvailabilityGroup',
      facts.dag === null ? missing : shallow(`${EXCHANGE}.Directory.ADObjectId`, facts.dag),
    ],
    [
      'AutoDatabaseMountDial',
      enumeration(`${EXCHANGE}.Directory.SystemConfiguration.AutoDatabaseMountDial`, 'GoodAvailability', 6),
    ],
    [
      'DatabaseCopyAutoActivationPolicy',
      enumeration(`${EXCHANGE}.Directory.SystemConfiguration.DatabaseCopyAutoActivationPolicyType`, 'Unrestricted', 0),
    ],
    ['DatabaseCopyActivationDisabledAndMoveNow', flag(false)],
    ['MaximumActiveDatabases', missing],
    ['MaximumPreferredActiveDatabases', missing],
    ['AdminDisplayVersion', shallow(`${EXCHANGE}.ServerVersion`, displayVersion(facts.displayedBuild))],
    ['DistinguishedName', text(serverPath(facts))],
  ]);
}

export function directoryObject(name: string, asText: string, props: readonly Member[]): Node {
  const types = [`${EXCHANGE}.Directory.Management.${name}`, ...bases.map((base) => `${EXCHANGE}.Directory.${base}`)];
  return adapted(types, asText, props, [
    ['PSComputerName', text('localhost')],
    ['PSShowComputerName', flag(false)],
  ]);
}

function adObjectId(name: string, path: string, domain: string): Node {
  return adapted([`${EXCHANGE}.Directory.ADObjectId`, `${EXCHANGE}.ObjectId`], name, [
    ['Rdn', text(`CN=${name}`)],
    ['Depth', int(path.split(',').length)],
    ['DistinguishedName', text(path)],
    ['DomainId', text(domain)],
    ['Name', text(name)],
  ]);
}

function serverPath(facts: ServerFacts): string {
  const groups = 'CN=Servers,CN=Exchange Administrative Group (FYDIBOHF23SPDLT),CN=Administrative Groups';
  return `CN=${facts.name},${groups},${distinguishedName(facts.organisation)}`;
}

function serverRole(facts: ServerFacts): Node {
  const type = `${EXCHANGE}.Directory.SystemConfiguration.ServerRole`;
  if (facts.role === 'edge') return enumeration(type, 'Edge', 64);
  return facts.build.startsWith('15.0.')
    ? enumeration(type, 'Mailbox, ClientAccess', 54)
    : enumeration(type, 'Mailbox', 2);
}

function ids(values: readonly string[] | null): Node {
  return values === null ? missing : list(values.map(text), MULTI_VALUED);
}

/** `15.2.2562.17` as AdminDisplayVersion shows it: `Version 15.2 (Build 2562.17)`. */
function displayVersion(build: string): string {
  const [major, minor, number, revision] = build.split('.');
  return `Version ${major}.${minor} (Build ${number}.${revision})`;
}
