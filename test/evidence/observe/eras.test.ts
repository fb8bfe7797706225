import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseInstant } from '../../../src/core/clock.ts';
import type { Fact, Observation } from '../../../src/evidence/observation.ts';
import {
  adapted,
  b,
  custom,
  documentOf,
  dt,
  exportOf,
  i32,
  legacy,
  list,
  modern,
  nil,
  observed,
  organisationDn,
  put,
  s,
} from './fixture.ts';

/** Values of all facts that are known; why the others are not. */
function plain(observation: Observation): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(observation).map(([key, value]: [string, unknown]) => {
      if (value === null || typeof value !== 'object' || !('known' in value)) return [key, value];
      const fact = value as Fact<unknown>;
      return [key, fact.known ? fact.value : `(${fact.why})`];
    }),
  );
}

const contoso = { id: 'contosoorg@contoso.test', name: 'ContosoORG' };

test('an export of today is read as a whole', () => {
  assert.deepEqual(plain(observed(modern())), {
    era: 'C',
    name: 'BER-EX01',
    fqdn: 'BER-EX01.contoso.test',
    organisation: contoso,
    scriptVersion: '26.03.12.1424',
    generatedAt: parseInstant('2026-11-20T05:12:44.551Z'),
    role: 'mailbox',
    build: { major: 15, minor: 2, build: 2562, revision: 56 },
    displayedBuild: { major: 15, minor: 2, build: 2562, revision: 17 },
    organisationSwitch: true,
    serverSwitch: true,
    serviceStatus: 'Running',
    serviceStartType: 'Automatic',
    ocsProbe: 200,
    mitigationsOnOffer: ['PING1', 'M2.1.0'],
    mitigationsApplied: ['PING1', 'M2.1.0'],
    mitigationsBlocked: [],
    urlRewrite: true,
    pendingReboot: false,
    inactiveComponents: [],
    clusterNode: 'Up',
    externalHosts: ['mail.contoso.test', 'outlook.contoso.test'],
    site: 'Berlin',
    dag: 'DAG-BER',
    operatingSystem: 'Windows Server 2022 Datacenter',
  });
});

test('an export of era A is read from its own places', () => {
  assert.deepEqual(plain(observed(legacy())), {
    era: 'A',
    name: 'BER-EX01',
    fqdn: 'BER-EX01.contoso.test',
    organisation: contoso,
    scriptVersion: '22.11.14.2253',
    generatedAt: parseInstant('2022-11-20T05:12:44Z'),
    role: 'mailbox',
    build: { major: 15, minor: 1, build: 2507, revision: 16 },
    displayedBuild: { major: 15, minor: 2, build: 2562, revision: 17 },
    organisationSwitch: true,
    serverSwitch: false,
    serviceStatus: 'Running',
    serviceStartType: 'Automatic',
    ocsProbe: 200,
    mitigationsOnOffer: '(absent)',
    mitigationsApplied: ['PING1', 'M2.1.0'],
    mitigationsBlocked: [],
    urlRewrite: true,
    pendingReboot: true,
    inactiveComponents: ["'HubTransport' is in Maintenance Mode"],
    clusterNode: null,
    externalHosts: ['mail.contoso.test'],
    site: 'Berlin',
    dag: null,
    operatingSystem: 'Windows Server 2016',
  });
});

test('a fact says where it stands', () => {
  const observation = observed(modern());

  assert.equal(observation.role.path, 'ExchangeInformation > GetExchangeServer > IsEdgeServer');
  assert.equal(observation.build.path, 'ExchangeInformation > BuildInformation > ExchangeSetup > FileVersion');
  assert.equal(
    observation.serviceStatus.path,
    'ExchangeInformation > DependentServices > Monitor > MSExchangeMitigation > Status',
  );
});

test('the script version tells era B from C; without one the day does', () => {
  const versions = { '23.03.08.1200': 'B', '25.09.15.2359': 'B', '25.09.16.0001': 'C', '26.03.12.1424': 'C' };
  for (const [version, era] of Object.entries(versions)) {
    assert.equal(observed(put(modern(), 'HealthCheckerVersion', s(version))).era, era, version);
  }
  const undated = put(modern(), 'HealthCheckerVersion', undefined);
  assert.equal(observed(undated).era, 'C');
  assert.equal(observed(put(undated, 'GenerationTime', dt('2024-01-01T00:00:00Z'))).era, 'B');
});

test('the builds between A and B, custom objects with the summary of A, are read as A', () => {
  const between = legacy();
  if ('members' in between) delete between.types;

  assert.equal(observed(between).era, 'A');
  assert.deepEqual(plain(observed(between)).serverSwitch, false);
});

test('type names that went through remoting change nothing', () => {
  const remote = legacy();
  if ('members' in remote) remote.types = ['Deserialized.HealthChecker.HealthCheckerExchangeServer'];
  const { era } = observed(put(remote, 'ExchangeInformation > ExchangeEmergencyMitigationService', undefined));

  assert.equal(era, 'A');
});

test('"Investigate" of era A is no state that Windows has, and nothing is made of it', () => {
  const observation = observed(
    put(
      legacy(),
      'ExchangeInformation > ExchangeEmergencyMitigationService > MitigationWinServiceState',
      s('Investigate'),
    ),
  );

  assert.deepEqual(plain(observation).serviceStatus, 'Investigate');
  assert.deepEqual(plain(observation).serviceStartType, '(unreadable)');
});

test('the probe of era A failed where it is Nil, and never ran where the organisation has no switch', () => {
  const place = 'ExchangeInformation > ExchangeEmergencyMitigationService';
  const failed = put(legacy(), `${place} > MitigationServiceEndpoint`, nil());
  assert.equal(plain(observed(failed)).ocsProbe, null);
  assert.equal(plain(observed(put(failed, `${place} > MitigationServiceOrgState`, nil()))).ocsProbe, '(nil)');
});

test('what an export through JSON turns inside out is read all the same', () => {
  const json = put(modern(), 'GenerationTime', custom({ value: dt('2026-11-20T05:12:44Z'), DisplayHint: i32(2) }));
  put(json, 'ExchangeInformation > GetExchangeServer > Site', custom({ Name: s('Berlin'), Rdn: s('x') }));

  assert.equal(plain(observed(json)).generatedAt, parseInstant('2026-11-20T05:12:44Z'));
  assert.equal(plain(observed(json)).site, 'Berlin');
});

test('the organisation comes from its own object, else from the server, else there is none', () => {
  const place = 'OrganizationInformation > GetOrganizationConfig > DistinguishedName';
  assert.deepEqual(observed(put(modern(), place, nil())).organisation, contoso);
  assert.deepEqual(observed(put(modern(), place, s('CN=Elsewhere'))).organisation, contoso);

  const bare = put(
    put(modern(), place, undefined),
    'ExchangeInformation > GetExchangeServer > DistinguishedName',
    undefined,
  );
  assert.equal(observed(bare).organisation, null);

  const escaped = organisationDn.replace('ContosoORG', 'Contoso\\, Inc\\2E');
  const alone = put(modern(), 'ExchangeInformation > GetExchangeServer > DistinguishedName', nil());
  assert.deepEqual(observed(put(alone, place, s(escaped))).organisation, {
    id: 'contoso, inc.@contoso.test',
    name: 'Contoso, Inc.',
  });
});

test('a report of two organisations is of neither', () => {
  const place = 'OrganizationInformation > GetOrganizationConfig > DistinguishedName';
  const other = organisationDn.replace('ContosoORG', 'FabrikamORG');
  assert.equal(observed(put(modern(), place, s(other))).organisation, null);
  assert.deepEqual(observed(put(modern(), place, s(organisationDn.toUpperCase()))).organisation?.id, contoso.id);
});

test('the reply that era A may keep whole is read for its status', () => {
  const place = 'ExchangeInformation > ExchangeEmergencyMitigationService > MitigationServiceEndpoint';
  assert.equal(plain(observed(put(legacy(), place, adapted({ StatusCode: i32(503) })))).ocsProbe, 503);
});

test('era A names its organisation in either of its places', () => {
  const early = legacy();
  const late = put(legacy(), 'ExchangeInformation > GetOrganizationConfig', nil());
  if ('members' in late) {
    late.members.OrganizationInformation = adapted({
      GetOrganizationConfig: adapted({ DistinguishedName: s(organisationDn) }),
    });
  }
  put(late, 'ExchangeInformation > GetExchangeServer > DistinguishedName', nil());

  for (const root of [early, late]) assert.deepEqual(observed(root).organisation, contoso);
});

test('modules stand in a list or in a list inside it', () => {
  const place = 'ExchangeInformation > IISSettings > IISModulesInformation > ModuleList';
  const modules = (...names: string[]) => list(...names.map((name) => custom({ Name: s(name) })));
  const nested = (inner: ReturnType<typeof modules>) => custom({ AllModulesSigned: b(true), ModuleList: inner });

  for (const wrap of [(inner: ReturnType<typeof modules>) => inner, nested]) {
    assert.equal(plain(observed(put(modern(), place, wrap(modules('A', 'RewriteModule'))))).urlRewrite, true);
    assert.equal(plain(observed(put(modern(), place, wrap(modules('A', 'B'))))).urlRewrite, false);
    assert.equal(plain(observed(put(modern(), place, wrap(modules())))).urlRewrite, '(absent)');
  }
});

test('Health Checker lists a service once and points at it from Monitor', () => {
  const service = custom({ Name: s('MSExchangeMitigation'), Status: s('Stopped'), StartType: s('Disabled') });
  if ('members' in service) service.id = '77';
  for (const earlier of ['Services', 'Critical', 'Common', 'Misconfigured']) {
    const lists = custom({ [earlier]: list(service), Monitor: list({ ref: '77' }) });
    const root = put(modern(), 'ExchangeInformation > DependentServices', lists);

    assert.equal(documentOf(exportOf(root), 'wanted').lacking, false, earlier);
    assert.equal(plain(observed(root)).serviceStatus, 'Stopped');
    assert.equal(plain(observed(root)).serviceStartType, 'Disabled');
  }
});

test('a service that is there twice counts only where both agree', () => {
  const twin = (status: string) =>
    custom({ Name: s('MSExchangeMitigation'), Status: s(status), StartType: s('Automatic') });
  const both = (one: string, other: string) =>
    plain(observed(put(modern(), 'ExchangeInformation > DependentServices > Monitor', list(twin(one), twin(other)))));

  assert.equal(both('Running', 'Running').serviceStatus, 'Running');
  assert.equal(both('Running', 'Stopped').serviceStatus, '(unreadable)');
  assert.equal(both('Running', 'Stopped').serviceStartType, 'Automatic');
});
