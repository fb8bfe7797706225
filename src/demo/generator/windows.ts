import { adapted, array, enumeration, flag, hashtable, int, list, missing, primitive, record, text } from './clixml.ts';
import type { Node } from './clixml.ts';
import type { ServerFacts } from './spec.ts';

const versions: Readonly<Record<string, string>> = {
  'Windows Server 2025': '10.0.26100',
  'Windows Server 2022': '10.0.20348',
  'Windows Server 2019': '10.0.17763',
  'Windows Server 2016': '10.0.14393',
};
const modules = [
  'HttpLoggingModule',
  'UriCacheModule',
  'FileCacheModule',
  'TokenCacheModule',
  'StaticFileModule',
  'IsapiModule',
  'WindowsAuthenticationModule',
];
const SIGNER = 'CN=Microsoft Windows, O=Microsoft Corporation, L=Redmond, S=Washington, C=US';

export function hardware(facts: ServerFacts): Node {
  return record([
    ['ServerType', text('VMWare')],
    ['Manufacturer', text('VMware, Inc.')],
    ['Model', text('VMware7,1')],
    ['TotalMemory', primitive('I64', '137438953472')],
    [
      'Processor',
      record([
        ['Name', text('Intel(R) Xeon(R) Gold 6338 CPU @ 2.00GHz')],
        ['NumberOfPhysicalCores', int(16)],
        ['NumberOfLogicalCores', int(16)],
        ['MaxMegacyclesPerCore', int(1995)],
      ]),
    ],
    [
      'System',
      record([
        ['Name', text(facts.name)],
        ['DNSHostName', text(facts.fqdn)],
      ]),
    ],
  ]);
}

export function operatingSystem(facts: ServerFacts): Node {
  const [family] = /^Windows Server \d{4}/.exec(facts.operatingSystem) ?? ['Windows Server 2022'];
  const version = versions[family] ?? '10.0.20348';

  return record([
    [
      'BuildInformation',
      record([
        ['FriendlyName', text(facts.operatingSystem)],
        ['MajorVersion', text(family.replace(' Server ', ''))],
        ['BuildVersion', primitive('Version', version)],
        [
          'OperatingSystem',
          adapted(
            ['System.Management.ManagementObject#root\\cimv2\\Win32_OperatingSystem'],
            `\\\\${facts.name}\\root\\cimv2:Win32_OperatingSystem=@`,
            [
              ['Caption', text(`Microsoft ${facts.operatingSystem}`)],
              ['Version', text(version)],
              ['LastBootUpTime', text('20261114021507.500000+060')],
            ],
          ),
        ],
      ]),
    ],
    [
      'ServerBootUp',
      record([
        ['Days', int(5)],
        ['Hours', int(23)],
        ['Minutes', int(17)],
        ['Seconds', int(4)],
      ]),
    ],
    [
      'ServerPendingReboot',
      record([
        ['PendingFileRenameOperations', flag(facts.pendingReboot)],
        ['ComponentBasedServicingPendingReboot', flag(false)],
        ['PendingReboot', flag(facts.pendingReboot)],
        [
          'PendingRebootLocations',
          list(
            facts.pendingReboot
              ? [text('HKLM:\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\PendingFileRenameOperations')]
              : [],
          ),
        ],
      ]),
    ],
    [
      'NETFramework',
      record([
        ['FriendlyName', text('4.8.1')],
        ['RegistryValue', int(533325)],
      ]),
    ],
    [
      'TLSSettings',
      record([
        ['Registry', record([['TLS', hashtable(['1.0', '1.1', '1.2', '1.3'].map((it) => [text(it), tls(it)]))]])],
      ]),
    ],
    [
      'RegistryValues',
      record([
        ['CurrentBuild', int(Number(version.split('.')[2]))],
        ['CurrentVersionUbr', int(4171)],
        ['ReleaseId', missing],
      ]),
    ],
    [
      'TimeZone',
      record([
        ['CurrentTimeZone', text('W. Europe Standard Time')],
        ['TimeZoneIssue', flag(false)],
      ]),
    ],
  ]);
}

function tls(version: string): Node {
  const on = version === '1.2';
  return record([
    ['TLSVersion', text(version)],
    ['TLSConfiguration', text(on ? 'Enabled' : 'Disabled')],
    ['ServerEnabled', flag(on)],
    ['ClientEnabled', flag(on)],
    ['TLSMisconfigured', flag(false)],
  ]);
}

/** IIS with its modules; missing for an Edge server, which has none. */
export function iis(facts: ServerFacts): Node {
  if (facts.role === 'edge') return missing;
  const moduleList = array([...modules, ...facts.modules].map(iisModule));
  return record([
    [
      'ApplicationHostConfig',
      text(
        '<configuration>\r\n  <system.applicationHost>\r\n    <sites />\r\n  </system.applicationHost>\r\n</configuration>',
      ),
    ],
    [
      'IISModulesInformation',
      record([
        [
          'ModuleList',
          record([
            ['AllSignedModulesSignedByMSFT', flag(true)],
            ['AllSignaturesValid', flag(true)],
            ['AllModulesSigned', flag(true)],
            ['ModuleList', moduleList],
          ]),
        ],
      ]),
    ],
  ]);
}

function iisModule(name: string): Node {
  const file = name === 'RewriteModule' ? 'rewrite' : name.toLowerCase().replace('module', '');
  return record([
    ['Name', text(name)],
    ['Path', text(`C:\\Windows\\system32\\inetsrv\\${file}.dll`)],
    ['Signed', flag(true)],
    [
      'SignatureDetails',
      record([
        ['Signer', text(SIGNER)],
        ['SignatureStatus', enumeration('System.Management.Automation.SignatureStatus', 'Valid', 0)],
        ['IsMicrosoftSigned', flag(true)],
      ]),
    ],
  ]);
}
