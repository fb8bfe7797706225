import assert from 'node:assert/strict';
import type { Result } from '../../../src/core/result.ts';
import { readLimits } from '../../../src/evidence/clixml/limits.ts';
import type { Scope } from '../../../src/evidence/clixml/memory.ts';
import type { ClixmlDocument } from '../../../src/evidence/clixml/node.ts';
import { clixmlReader } from '../../../src/evidence/clixml/reader.ts';
import { observe } from '../../../src/evidence/observe/observe.ts';
import { everything } from '../../../src/evidence/observe/paths.ts';
import type { Observation, Parsed } from '../../../src/evidence/observation.ts';
import { objs } from '../clixml/document.ts';

/** A value of a small CLIXML document, open to changes. */
export type Value =
  | { tag: string; text: string }
  | { nil: true }
  | { ref: string }
  | { list: Value[] }
  | {
      members: Record<string, Value>;
      under?: 'Props' | 'MS';
      toText?: string;
      inner?: Value;
      types?: string[];
      id?: string;
    };

export const s = (text: string): Value => ({ tag: 'S', text });
export const b = (value: boolean): Value => ({ tag: 'B', text: String(value) });
export const i32 = (value: number): Value => ({ tag: 'I32', text: String(value) });
export const dt = (text: string): Value => ({ tag: 'DT', text });
export const nil = (): Value => ({ nil: true });
export const list = (...items: Value[]): Value => ({ list: items });
export const uri = (text: string): Value => ({ tag: 'URI', text });
export const custom = (members: Record<string, Value>): Value => ({ members });
export const adapted = (members: Record<string, Value>, toText?: string): Value => ({
  members,
  under: 'Props',
  ...(toText === undefined ? {} : { toText }),
});

/** A value of an enumeration, as .NET objects hold it. */
export const enumeration = (name: string, number: number): Value => ({
  members: {},
  under: 'Props',
  toText: name,
  inner: { tag: 'I32', text: String(number) },
});

/** A virtual directory with an external URL, or with none. */
export const directory = (url?: string): Value =>
  adapted({ InternalUrl: uri('https://ber-ex01.contoso.test/'), ExternalUrl: url === undefined ? nil() : uri(url) });

const EOCS = '<?xml version="1.0"?>\r\n<EOCS version="1.0.4"><Config id="PING1" desc="x"/><Config id="M2.1.0"/></EOCS>';
export const organisationDn = 'CN=ContosoORG,CN=Microsoft Exchange,CN=Services,CN=Configuration,DC=contoso,DC=test';
const serverDn = `CN=BER-EX01,CN=Servers,CN=Group,CN=Administrative Groups,${organisationDn}`;

function service(name: string): Value {
  return custom({ Name: s(name), Status: s('Running'), StartType: s('Automatic') });
}

function exchangeServer(): Record<string, Value> {
  return {
    Name: s('BER-EX01'),
    Fqdn: s('BER-EX01.contoso.test'),
    IsEdgeServer: b(false),
    AdminDisplayVersion: adapted({ Major: i32(15) }, 'Version 15.2 (Build 2562.17)'),
    Site: adapted({}, 'contoso.test/Configuration/Sites/Berlin'),
    DistinguishedName: s(serverDn),
    MitigationsEnabled: b(true),
    MitigationsApplied: list(s('PING1'), s('M2.1.0')),
    MitigationsBlocked: list(),
  };
}

/** `HealthCheckerExchangeServer` of eras B and C, of a server in order. */
export function modern(): Value {
  return custom({
    GenerationTime: dt('2026-11-20T06:12:44.5519121+01:00'),
    HealthCheckerVersion: s('26.03.12.1424'),
    ServerName: s('decoy.contoso.test'),
    OrganizationInformation: custom({
      GetOrganizationConfig: adapted({ DistinguishedName: s(organisationDn), MitigationsEnabled: b(true) }),
    }),
    OSInformation: custom({
      BuildInformation: custom({ FriendlyName: s('Windows Server 2022 Datacenter') }),
      ServerPendingReboot: custom({ PendingReboot: b(false) }),
    }),
    ExchangeInformation: custom({
      GetExchangeServer: adapted(exchangeServer(), 'BER-EX01'),
      GetMailboxServer: adapted({ DatabaseAvailabilityGroup: adapted({}, 'DAG-BER') }),
      ServerMaintenance: custom({
        InactiveComponents: list(),
        GetServerComponentState: list(adapted({ Component: s('HubTransport'), State: enumeration('Active', 1) })),
        GetClusterNode: adapted({ Name: s('BER-EX01'), State: enumeration('Up', 0) }, 'BER-EX01'),
      }),
      VirtualDirectories: custom({
        GetActiveSyncVirtualDirectory: list(directory('https://mail.contoso.test/ActiveSync'), directory()),
        GetEcpVirtualDirectory: list(directory('https://mail.contoso.test/ecp'), directory()),
        GetMapiVirtualDirectory: directory('https://outlook.contoso.test/mapi'),
        GetOabVirtualDirectory: list(directory(), directory()),
        GetOwaVirtualDirectory: list(directory('https://Mail.contoso.test/owa'), directory()),
        GetWebServicesVirtualDirectory: list(directory(), directory()),
      }),
      BuildInformation: custom({
        VersionInformation: custom({ BuildVersion: { tag: 'Version', text: '15.2.2562.61' } }),
        ExchangeSetup: adapted({
          FileMajorPart: i32(15),
          FileMinorPart: i32(2),
          FileBuildPart: i32(2562),
          FilePrivatePart: i32(61),
          FileVersion: s('15.02.2562.056'),
        }),
      }),
      DependentServices: custom({ Services: list(), Monitor: list(service('W3Svc'), service('MSExchangeMitigation')) }),
      ExchangeEmergencyMitigationServiceResult: adapted({ StatusCode: i32(200), Content: s(EOCS) }),
      IISSettings: custom({
        IISModulesInformation: custom({
          ModuleList: list(custom({ Name: s('HttpLoggingModule') }), custom({ Name: s('RewriteModule') })),
        }),
      }),
    }),
  });
}

/** The same of era A. */
export function legacy(): Value {
  const { MitigationsEnabled, MitigationsApplied, MitigationsBlocked, ...server } = exchangeServer();
  const root = adapted({
    ServerName: s('decoy'),
    HealthCheckerVersion: s('22.11.14.2253'),
    GenerationTime: dt('2022-11-20T06:12:44+01:00'),
    OSInformation: adapted({
      BuildInformation: adapted({ FriendlyName: s('Windows Server 2016') }),
      ServerPendingReboot: adapted({ PendingReboot: b(true) }),
    }),
    ExchangeInformation: adapted({
      BuildInformation: adapted({ ExchangeSetup: adapted({ FileVersion: s('15.01.2507.016') }) }),
      GetExchangeServer: adapted(server),
      GetMailboxServer: adapted({ DatabaseAvailabilityGroup: nil() }),
      GetOrganizationConfig: adapted({ DistinguishedName: s(organisationDn) }),
      ServerMaintenance: adapted({
        InactiveComponents: list(s("'HubTransport' is in Maintenance Mode")),
        GetServerComponentState: list(adapted({ Component: s('HubTransport'), State: enumeration('Inactive', 0) })),
        GetClusterNode: nil(),
      }),
      GetOwaVirtualDirectory: directory('https://mail.contoso.test/owa'),
      GetWebServicesVirtualDirectory: directory(),
      ExchangeEmergencyMitigationService: custom({
        MitigationWinServiceState: s('Running'),
        MitigationServiceOrgState: MitigationsEnabled as Value,
        MitigationServiceSrvState: b(false),
        MitigationServiceEndpoint: i32(200),
        MitigationsApplied: MitigationsApplied as Value,
        MitigationsBlocked: MitigationsBlocked as Value,
      }),
      IISModulesInformation: custom({ ModuleList: list(custom({ Name: s('RewriteModule') })) }),
    }),
  });
  if ('members' in root) root.types = ['HealthChecker.HealthCheckerExchangeServer', 'System.Object'];
  return root;
}

/** Sets, or with `undefined` drops, what stands at `A > B > 1 > C`; a number is an item of a list. */
export function put(root: Value, path: string, value: Value | undefined): Value {
  const steps = path.split(' > ');
  const last = steps.pop() ?? '';
  const holder = steps.reduce<Value | undefined>((at, step) => child(at, step), root);
  assert.ok(holder && child(holder, last) !== undefined, `the fixture has no ${path}`);
  if ('list' in holder) holder.list.splice(Number(last), 1, ...(value === undefined ? [] : [value]));
  else if ('members' in holder && value !== undefined) holder.members[last] = value;
  else if ('members' in holder) delete holder.members[last];
  return root;
}

function child(holder: Value | undefined, step: string): Value | undefined {
  if (holder === undefined) return undefined;
  if ('list' in holder) return holder.list[Number(step)];
  return 'members' in holder ? holder.members[step] : undefined;
}

/** What is left when the content of a value is taken out of it. */
export function emptied(root: Value, path: string): Value {
  const value = path.split(' > ').reduce<Value | undefined>((at, step) => child(at, step), root);
  assert.ok(value !== undefined);
  if ('tag' in value) return { tag: value.tag, text: '' };
  if ('list' in value) return { list: [] };
  return { members: {} };
}

export function xmlOf(value: Value, name?: string): string {
  const named = name === undefined ? '' : ` N="${name}"`;
  if ('nil' in value) return `<Nil${named} />`;
  if ('ref' in value) return `<Ref${named} RefId="${value.ref}" />`;
  if ('tag' in value) return `<${value.tag}${named}>${escaped(value.text)}</${value.tag}>`;
  if ('list' in value) return `<Obj${named}><LST>${value.list.map((item) => xmlOf(item)).join('')}</LST></Obj>`;
  const { members, under = 'MS', toText, inner: core, types = [], id } = value;
  const inner = Object.entries(members).map(([key, member]) => xmlOf(member, key));
  const typeNames = types.length === 0 ? '' : `<TN>${types.map((type) => `<T>${type}</T>`).join('')}</TN>`;
  const text = toText === undefined ? '' : `<ToString>${escaped(toText)}</ToString>`;
  return `<Obj${named}${id === undefined ? '' : ` RefId="${id}"`}>${typeNames}${text}${core === undefined ? '' : xmlOf(core)}<${under}>${inner.join('')}</${under}></Obj>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('\r\n', '_x000D__x000A_');
}

/** An export around `HealthCheckerExchangeServer`. */
export function exportOf(root: Value): string {
  return objs(xmlOf(custom({ HealthCheckerExchangeServer: root })));
}

export function observeText(text: string, file = 'HealthChecker-BER-EX01.xml'): Result<Parsed> {
  const first = documentOf(text, 'wanted');
  return observe(first.lacking ? documentOf(text, 'all') : first, file);
}

export function documentOf(text: string, scope: Scope): ClixmlDocument {
  const reader = clixmlReader(everything, readLimits, scope);
  assert.equal(reader.feed(text), null);
  const end = reader.end();
  assert.ok('document' in end, 'fault' in end ? JSON.stringify(end.fault) : '');
  return end.document;
}

export function observed(root: Value): Observation {
  const result = observeText(exportOf(root));
  assert.ok(result.ok && result.value.kind === 'report', JSON.stringify(result));
  return result.value.observation;
}
