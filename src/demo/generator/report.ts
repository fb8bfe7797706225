import { MINUTE, isoOf, later } from '../../core/clock.ts';
import type { Instant } from '../../core/clock.ts';
import { buildInformation } from './build.ts';
import { missing, primitive, record, text, writeClixml } from './clixml.ts';
import type { Node } from './clixml.ts';
import { exchangeServer, mailboxServer, organisationConfig } from './directory.ts';
import { displayResults, htmlServerValues } from './display.ts';
import { legacyReport } from './legacy.ts';
import { maintenance } from './maintenance.ts';
import { probeResult } from './probe.ts';
import { dependentServices } from './services.ts';
import { complete } from './spec.ts';
import type { ServerFacts, ServerSpec } from './spec.ts';
import { virtualDirectories } from './virtual-directories.ts';
import { hardware, iis, operatingSystem } from './windows.ts';

/** One Health Checker report as XML text, without a byte order mark. */
export function writeReport(spec: ServerSpec): string {
  const facts = complete(spec);
  if (facts.era === 'A') return writeClixml([legacyReport(facts, generationTime(facts))]);
  return writeClixml([currentReport(facts)], { deserialized: facts.era === 'C' });
}

/** The report's file: its text in the encoding that the spec asks for. */
export function reportBytes(spec: ServerSpec): Buffer {
  return encode(writeReport(spec), complete(spec).encoding);
}

/** `HealthChecker-<server>-<yyyyMMddHHmmss>.xml`, with the server's local time. An undated report is named after midnight of the epoch. */
export function reportFileName(spec: ServerSpec): string {
  const facts = complete(spec);
  const local = isoOf(later(facts.generatedAt ?? (0 as Instant), facts.offsetMinutes * MINUTE));
  return `HealthChecker-${serverKey(facts)}-${local.slice(0, 19).replaceAll(/[-T:]/g, '')}.xml`;
}

/** What `Get-ExchangeServer | Export-Clixml` writes for these servers, without a byte order mark. */
export function writeInventory(servers: readonly ServerSpec[]): string {
  return writeClixml(servers.map((spec) => exchangeServer(complete(spec))));
}

/** Text as a file's bytes. PowerShell writes a byte order mark before all of these but `utf-8`. */
export function encode(xml: string, encoding: ServerFacts['encoding']): Buffer {
  if (encoding === 'utf-8') return Buffer.from(xml, 'utf8');
  if (encoding === 'utf-8-bom') return Buffer.from(`\ufeff${xml}`, 'utf8');
  const bytes = Buffer.from(`\ufeff${xml}`, 'utf16le');
  return encoding === 'utf-16le' ? bytes : bytes.swap16();
}

function currentReport(facts: ServerFacts): Node {
  const server = record([
    ['GenerationTime', generationTime(facts)],
    ['HealthCheckerVersion', text(facts.scriptVersion)],
    ['ServerName', text(serverKey(facts))],
    [
      'OrganizationInformation',
      record([
        ['GetOrganizationConfig', organisationConfig(facts)],
        ['GetHybridConfiguration', missing],
      ]),
    ],
    ['HardwareInformation', hardware(facts)],
    ['OSInformation', operatingSystem(facts)],
    [
      'ExchangeInformation',
      record([
        ['GetExchangeServer', exchangeServer(facts)],
        ['GetMailboxServer', mailboxServer(facts)],
        ['VirtualDirectories', virtualDirectories(facts)],
        ['ServerMaintenance', record(maintenance(facts))],
        ['BuildInformation', buildInformation(facts)],
        ['DependentServices', dependentServices(facts)],
        ['ExchangeEmergencyMitigationServiceResult', probeResult(facts)],
        ['ExchangeFeatureFlightingServiceResult', missing],
        ['IISSettings', iis(facts)],
      ]),
    ],
  ]);

  return record([
    ['HealthCheckerExchangeServer', server],
    ['HtmlServerValues', htmlServerValues(facts)],
    ['DisplayResults', displayResults(facts)],
  ]);
}

/** Edge servers are outside the domain: they go by their short name. */
function serverKey(facts: ServerFacts): string {
  return facts.role === 'edge' ? facts.name : facts.fqdn;
}

/** .NET's round-trip format: seven digits of a second and the offset. */
function generationTime(facts: ServerFacts): Node {
  if (facts.generatedAt === null) return missing;
  const local = isoOf(later(facts.generatedAt, facts.offsetMinutes * MINUTE)).slice(0, -1);
  const minutes = Math.abs(facts.offsetMinutes);
  const offset = `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
  return primitive('DT', `${local}5519${facts.offsetMinutes < 0 ? '-' : '+'}${offset}`);
}
