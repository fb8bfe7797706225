import { exSetup, roleName } from './build.ts';
import { adapted, enumeration, flag, int, list, text } from './clixml.ts';
import type { Member, Node } from './clixml.ts';
import { exchangeServer, mailboxServer, organisationConfig } from './directory.ts';
import { displayResults, htmlServerValues } from './display.ts';
import { legacyMaintenance } from './maintenance.ts';
import { laneOf, padded } from './spec.ts';
import type { ServerFacts } from './spec.ts';
import { earlierDirectories } from './virtual-directories.ts';
import { hardware, iis, operatingSystem } from './windows.ts';

/** A report as Health Checker wrote it before March 2023: C# classes, all members properties, no list of services. */
export function legacyReport(facts: ServerFacts, generationTime: Node): Node {
  const server = healthChecker('HealthCheckerExchangeServer', [
    ['ServerName', text(facts.name)],
    ['HardwareInformation', hardware(facts)],
    ['OSInformation', operatingSystem(facts)],
    ['ExchangeInformation', exchangeInformation(facts)],
    ['HealthCheckerVersion', text(facts.scriptVersion)],
    ['GenerationTime', generationTime],
  ]);
  return healthChecker('AnalyzedInformation', [
    ['HealthCheckerExchangeServer', server],
    ['DisplayResults', displayResults(facts)],
    ['HtmlServerValues', htmlServerValues(facts)],
  ]);
}

function exchangeInformation(facts: ServerFacts): Node {
  const lane = laneOf(facts.failedExSetup ? facts.displayedBuild : facts.build);
  return healthChecker('ExchangeInformation', [
    [
      'BuildInformation',
      healthChecker('ExchangeBuildInformation', [
        ['ServerRole', enumeration('HealthChecker.ExchangeServerRole', roleName(facts), facts.role === 'edge' ? 2 : 1)],
        ['MajorVersion', enumeration('HealthChecker.ExchangeMajorVersion', lane.product, 3)],
        ['CU', enumeration('HealthChecker.ExchangeCULevel', lane.cu, 12)],
        ['FriendlyName', text(`${lane.title} ${lane.cu}`)],
        ['BuildNumber', text(padded(facts.failedExSetup ? facts.displayedBuild : facts.build))],
        ['ReleaseDate', text('04/20/2022')],
        ['SupportedBuild', flag(false)],
        ['ExchangeSetup', exSetup(facts)],
      ]),
    ],
    ['GetExchangeServer', exchangeServer(facts)],
    ['GetMailboxServer', mailboxServer(facts)],
    ['GetOrganizationConfig', organisationConfig(facts)],
    ...earlierDirectories(facts),
    ['ServerMaintenance', healthChecker('ExchangeServerMaintenance', legacyMaintenance(facts))],
    ['IISSettings', iis(facts)],
    ['ExchangeEmergencyMitigationService', mitigationService(facts)],
  ]);
}

function mitigationService(facts: ServerFacts): Node {
  const running = facts.serviceStatus === 'Running' && facts.serviceStartType === 'Automatic';
  return healthChecker('ExchangeEmergencyMitigationServiceInformation', [
    ['MitigationWinServiceState', text(facts.serviceStatus === null ? 'Unknown' : running ? 'Running' : 'Investigate')],
    ['MitigationServiceOrgState', flag(facts.organisationSwitch)],
    ['MitigationServiceSrvState', flag(facts.serverSwitch)],
    ['MitigationServiceEndpoint', int(facts.ocsStatus)],
    ['MitigationsApplied', listOf(facts.mitigationsApplied)],
    ['MitigationsBlocked', listOf(facts.mitigationsBlocked)],
    ['DataCollectionEnabled', flag(true)],
  ]);
}

function listOf(values: readonly string[] | null): Node {
  return values === null ? text(null) : list(values.map(text));
}

function healthChecker(name: string, props: readonly Member[]): Node {
  return adapted([`HealthChecker.${name}`], `HealthChecker.${name}`, props);
}
