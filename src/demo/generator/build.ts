import { adapted, flag, int, list, missing, primitive, record, text } from './clixml.ts';
import type { Member, Node } from './clixml.ts';
import { laneOf, padded } from './spec.ts';
import type { ServerFacts } from './spec.ts';

const FILE = 'C:\\Program Files\\Microsoft\\Exchange Server\\V15\\bin\\ExSetup.exe';
const supportEnd = {
  ExchangeSE: '2035-12-31',
  Exchange2019: '2025-10-14',
  Exchange2016: '2025-10-14',
  Exchange2013: '2023-04-11',
};

/** BuildInformation as Health Checker has collected it since March 2023. A script older than an update names the CU only. */
export function buildInformation(facts: ServerFacts): Node {
  const shown = facts.failedExSetup ? facts.displayedBuild : facts.build;
  const lane = laneOf(shown);

  return record([
    ['ServerRole', text(roleName(facts))],
    ['MajorVersion', text(lane.product)],
    ['CU', text(lane.cu)],
    ['ExchangeSetup', exSetup(facts)],
    [
      'VersionInformation',
      record([
        ['MajorVersion', text(lane.product)],
        ['FriendlyName', text(`${lane.title} ${lane.cu}`)],
        ['BuildVersion', primitive('Version', shown)],
        ['CU', text(lane.cu)],
        ['ReleaseDate', primitive('DT', '2025-07-01T00:00:00')],
        ['ExtendedSupportDate', primitive('DT', `${supportEnd[lane.product]}T00:00:00`)],
        ['Supported', flag(lane.product === 'ExchangeSE')],
        ['LatestSU', flag(false)],
        [
          'ADLevel',
          record([
            ['SchemaValue', int(17003)],
            ['MESOValue', int(13243)],
            ['OrgValue', int(16763)],
          ]),
        ],
      ]),
    ],
    ['KBsInstalledInfo', list([])],
  ]);
}

export function roleName(facts: ServerFacts): string {
  if (facts.role === 'edge') return 'Edge';
  return facts.build.startsWith('15.0.') ? 'MultiRole' : 'Mailbox';
}

/** The version of ExSetup.exe, or the failure to read it. */
export function exSetup(facts: ServerFacts): Node {
  if (facts.failedExSetup)
    return record([
      ['FailedGetExSetup', flag(true)],
      ['FileVersion', missing],
    ]);

  const version = padded(facts.build);
  const summary = [
    `File:             ${FILE}`,
    'InternalName:     ExSetup.exe',
    `FileVersion:      ${version}`,
    'Language:         Language Neutral',
    '',
  ];
  return adapted(
    ['System.Diagnostics.FileVersionInfo'],
    summary.join('\r\n'),
    [
      ['CompanyName', text('Microsoft Corporation')],
      ...versionParts('File', facts.build),
      ['FileName', text(FILE)],
      ['FileVersion', text(version)],
      ['InternalName', text('ExSetup.exe')],
      ['IsDebug', flag(false)],
      ['IsPatched', flag(false)],
      ['IsPreRelease', flag(false)],
      ['Language', text('Language Neutral')],
      ['LegalCopyright', text('© Microsoft Corporation. All rights reserved.')],
      ['OriginalFilename', text('ExSetup.exe')],
      ...versionParts('Product', facts.build),
      ['ProductName', text('Microsoft® Exchange')],
      ['ProductVersion', text(version)],
    ],
    [
      ['InstallTime', primitive('DT', '2026-10-17T22:41:09.7731942+02:00')],
      ['FailedGetExSetup', flag(false)],
    ],
  );
}

function versionParts(of: 'File' | 'Product', build: string): Member[] {
  const numbers = build.split('.').map(Number);
  return ['Major', 'Minor', 'Build', 'Private'].map((part, index) => [`${of}${part}Part`, int(numbers[index] ?? 0)]);
}
