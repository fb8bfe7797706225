import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { instant } from '../../src/core/clock.ts';
import { reportBytes, reportFileName, writeInventory, writeReport } from '../../src/demo/generator/report.ts';
import { findMember, readElements, reportElement } from '../support/clixml-edit.ts';
import type { Element } from '../support/clixml-edit.ts';
import { gateMembers, mutations } from '../support/mutations.ts';

const evidence = fileURLToPath(new URL('../../../shared/evidence/reports/', import.meta.url));
const at = instant(Date.UTC(2026, 6, 1, 4, 5, 6, 789));

test('a report is named after the server and its local time', () => {
  assert.equal(
    reportFileName({ name: 'BER-EX01', generatedAt: at, offsetMinutes: 120 }),
    'HealthChecker-BER-EX01.contoso.test-20260701060506.xml',
  );
  assert.equal(
    reportFileName({ name: 'EDGE01', role: 'edge', generatedAt: at, offsetMinutes: -210 }),
    'HealthChecker-EDGE01-20260701003506.xml',
  );
});

test('the generation time carries the offset of the server', () => {
  const xml = writeReport({ name: 'A', generatedAt: at, offsetMinutes: -210 });

  assert.equal(findMember(reportElement(xml), 'GenerationTime')?.text, '2026-07-01T00:35:06.7895519-03:30');
});

test('what the spec says stands where Health Checker puts it', () => {
  const report = reportElement(
    writeReport({
      name: 'PAR-EX04',
      site: 'Paris',
      dag: 'DAG-PAR',
      build: '15.2.2562.56',
      serviceStatus: 'Stopped',
      ocsStatus: 503,
      organisationSwitch: false,
      serverSwitch: null,
      mitigationsBlocked: ['M2'],
      pendingReboot: true,
      inactiveComponents: ['HubTransport'],
      modules: [],
    }),
  );
  const textAt = (path: string): string | undefined => findMember(report, `ExchangeInformation > ${path}`)?.text;

  assert.equal(textAt('GetExchangeServer > Fqdn'), 'PAR-EX04.contoso.test');
  assert.equal(textAt('BuildInformation > ExchangeSetup > FileVersion'), '15.02.2562.056');
  assert.ok(
    findMember(report, 'ExchangeInformation > GetMailboxServer > DatabaseAvailabilityGroup')?.children.some(
      ({ text }) => text === 'DAG-PAR',
    ),
  );
  assert.equal(textAt('DependentServices > Monitor > [Name=MSExchangeMitigation] > Status'), 'Stopped');
  assert.equal(textAt('ExchangeEmergencyMitigationServiceResult > StatusCode'), '503');
  assert.equal(textAt('GetExchangeServer > MitigationsBlocked > [0]'), 'M2');
  assert.equal(textAt('ServerMaintenance > InactiveComponents > [0]'), 'HubTransport');
  assert.equal(
    textAt('IISSettings > IISModulesInformation > ModuleList > ModuleList > [Name=RewriteModule]'),
    undefined,
  );
  assert.equal(findMember(report, 'ExchangeInformation > GetExchangeServer > MitigationsEnabled')?.tag, 'Nil');
  assert.equal(
    findMember(report, 'OrganizationInformation > GetOrganizationConfig > MitigationsEnabled')?.text,
    'false',
  );
  assert.equal(findMember(report, 'OSInformation > ServerPendingReboot > PendingReboot')?.text, 'true');
});

test('the export of a build that could not be read hides its security update', () => {
  const report = reportElement(writeReport({ name: 'A', failedExSetup: true }));

  assert.equal(
    findMember(report, 'ExchangeInformation > BuildInformation > ExchangeSetup > FailedGetExSetup')?.text,
    'true',
  );
  assert.equal(findMember(report, 'ExchangeInformation > BuildInformation > ExchangeSetup > FileVersion')?.tag, 'Nil');
});

test('an export from before March 2023 keeps its members in properties of classes', () => {
  const report = reportElement(
    writeReport({ name: 'A', era: 'A', organisationSwitch: false, serviceStatus: 'Stopped' }),
  );
  const service = 'ExchangeInformation > ExchangeEmergencyMitigationService';

  assert.equal(findMember(report, `${service} > MitigationWinServiceState`)?.text, 'Investigate');
  assert.equal(findMember(report, `${service} > MitigationServiceOrgState`)?.text, 'false');
  assert.equal(findMember(report, `${service} > MitigationServiceEndpoint`)?.text, '200');
  assert.ok(report.children.some(({ tag }) => tag === 'Props'));
});

test('a report has some tens of kilobytes, and as many more as it is filled with', () => {
  const plain = reportBytes({ name: 'A' }).length;
  assert.ok(plain > 20_000 && plain < 100_000, `${plain} bytes`);

  for (const filler of [500_000, 6_000_000]) {
    const filled = reportBytes({ name: 'A', filler }).length - plain;
    assert.ok(filled > filler && filled < filler * 1.1, `${filled} bytes for ${filler}`);
  }
});

test('the bytes have the encoding that the spec asks for', () => {
  const start = (encoding: 'utf-8-bom' | 'utf-8' | 'utf-16le' | 'utf-16be'): string =>
    reportBytes({ name: 'Zürich', encoding }).subarray(0, 4).toString('hex');

  assert.equal(start('utf-8-bom'), 'efbbbf3c');
  assert.equal(start('utf-8'), '3c4f626a');
  assert.equal(start('utf-16le'), 'fffe3c00');
  assert.equal(start('utf-16be'), 'feff003c');
});

test('an inventory lists its servers one beside the other', () => {
  const servers = readElements(writeInventory([{ name: 'A' }, { name: 'B', site: 'London' }])).children;

  assert.deepEqual(
    servers.map((server) => findMember(server, 'Fqdn')?.text),
    ['A.contoso.test', 'B.contoso.test'],
  );
});

test('every gate member can be lost in seven ways, each of which changes the file in one place', () => {
  const xml = writeReport({ name: 'A' });
  const all = [...mutations(xml)];

  assert.equal(all.length, gateMembers.length * 7);
  assert.equal(new Set(all.map(({ name }) => name)).size, all.length);
  for (const mutation of all) {
    assert.notEqual(mutation.xml, xml, mutation.name);
    assert.equal(readElements(mutation.xml).tag, 'Objs', mutation.name);
  }
});

test('members of a generated report have the shape they have in real exports', {
  skip: !existsSync(evidence) && 'no evidence here',
}, () => {
  const real = readdirSync(evidence).filter((name) => !/EDGE|MAD-EX01|PAR-EX03|LON-EX03/.test(name));
  assert.ok(real.length > 5);
  const mine = reportElement(writeReport({ name: 'A', era: 'B', dag: 'DAG', mitigationsBlocked: null }));

  for (const name of real) {
    const theirs = reportElement(readFileSync(evidence + name, 'utf8'));
    for (const path of shapes) {
      const [a, b] = [findMember(mine, path), findMember(theirs, path)];
      assert.ok(a && (b || path.includes('Rewrite')), `${path} in ${name}`);
      if (b && b.tag !== 'Nil' && a.tag !== 'Nil') assert.equal(shapeOf(a), shapeOf(b), `${path} in ${name}`);
    }
  }
});

const shapes = [
  ...gateMembers,
  'HealthCheckerVersion',
  'ServerName',
  'OrganizationInformation > GetOrganizationConfig > DistinguishedName',
  'OSInformation > BuildInformation > FriendlyName',
  'OSInformation > ServerPendingReboot > PendingReboot',
  'ExchangeInformation > GetExchangeServer > Name',
  'ExchangeInformation > GetExchangeServer > Fqdn',
  'ExchangeInformation > GetExchangeServer > Domain',
  'ExchangeInformation > GetExchangeServer > Site',
  'ExchangeInformation > GetExchangeServer > Edition',
  'ExchangeInformation > GetExchangeServer > ServerRole',
  'ExchangeInformation > GetExchangeServer > IsEdgeServer',
  'ExchangeInformation > GetExchangeServer > AdminDisplayVersion',
  'ExchangeInformation > GetExchangeServer > MitigationsBlocked',
  'ExchangeInformation > GetExchangeServer > DistinguishedName',
  'ExchangeInformation > GetExchangeServer > Id',
  'ExchangeInformation > GetMailboxServer > DatabaseAvailabilityGroup',
  'ExchangeInformation > ServerMaintenance > InactiveComponents',
  'ExchangeInformation > BuildInformation > ServerRole',
  'ExchangeInformation > BuildInformation > VersionInformation > BuildVersion',
  'ExchangeInformation > ExchangeEmergencyMitigationServiceResult > Content',
];

/** The element's tag and, of an object, where its content stands. */
function shapeOf(element: Element): string {
  const parts = element.children.map(({ tag }) => tag).filter((tag) => ['Props', 'LST', 'DCT'].includes(tag));
  return [element.tag, ...parts].join(' ');
}
