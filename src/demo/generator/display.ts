import { flag, hashtable, int, list, record, text } from './clixml.ts';
import type { Node } from './clixml.ts';
import { laneOf, padded } from './spec.ts';
import type { ServerFacts } from './spec.ts';

/** The analysed lines of the report, grouped as Health Checker prints them. */
export function displayResults(facts: ServerFacts): Node {
  const running = facts.serviceStatus === 'Running' && facts.serviceStartType === 'Automatic';
  const lane = laneOf(facts.build);
  const security = [
    line(
      'Exchange Emergency Mitigation Service',
      switchLine(facts),
      facts.organisationSwitch && facts.serverSwitch ? 'Green' : 'Yellow',
    ),
    line('Windows service', running ? 'Running' : 'Investigate', running ? 'Grey' : 'Yellow'),
    line(
      'Pattern service',
      facts.ocsStatus === 200 ? '200 - Reachable' : 'Unreachable',
      facts.ocsStatus === 200 ? 'Grey' : 'Yellow',
    ),
    ...(facts.mitigationsApplied ?? []).map((id) => line('Mitigation applied', id, 'Grey')),
    ...(facts.mitigationsBlocked ?? []).map((id) => line('Mitigation blocked', id, 'Yellow')),
  ];
  // Health Checker leaves these lines out where the server can't have the service.
  const hasService = facts.role === 'mailbox' && !facts.build.startsWith('15.0.');

  return hashtable([
    [
      group('Exchange Information', 2),
      list([
        line('Name', facts.name, 'Grey'),
        line('Version', `${lane.title} ${lane.cu}`, 'Grey'),
        line('Build Number', facts.failedExSetup ? facts.displayedBuild : padded(facts.build), 'Grey'),
      ]),
    ],
    [group('Security Settings', 9), list(hasService ? security : [])],
  ]);
}

/** One row per server, as the HTML overview of all servers shows it. */
export function htmlServerValues(facts: ServerFacts): Node {
  const lane = laneOf(facts.build);
  const rows = [
    ['ServerName', facts.name],
    ['ExchangeVersion', `${lane.title} ${lane.cu}`],
    ['OperatingSystemVersion', facts.operatingSystem],
  ] as const;
  return hashtable([
    [
      text('OverviewValues'),
      list(
        rows.map(([name, value]) =>
          record([
            ['Name', text(name)],
            ['DetailValue', text(value)],
            ['Class', text('Grey')],
          ]),
        ),
      ),
    ],
    [text('ServerDetails'), list([])],
  ]);
}

function switchLine(facts: ServerFacts): string {
  if (facts.organisationSwitch === null) return 'Failed to query config';
  if (facts.organisationSwitch) return facts.serverSwitch ? 'Enabled' : 'Disabled on server level';
  return facts.serverSwitch ? 'Disabled on org level' : 'Disabled';
}

function group(name: string, order: number): Node {
  return record([
    ['Name', text(name)],
    ['DisplayOrder', int(order)],
    ['DisplayGroupName', flag(true)],
    ['DefaultTabNumber', int(1)],
  ]);
}

function line(name: string, value: string, colour: 'Grey' | 'Green' | 'Yellow' | 'Red'): Node {
  return record([
    ['Name', text(name)],
    ['DisplayValue', text(value)],
    ['TestingName', text(name)],
    ['TestingValue', text(value)],
    ['TabNumber', int(1)],
    ['WriteType', text(colour)],
  ]);
}
