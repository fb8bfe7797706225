import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shippedCatalogue } from '../../src/catalogue/read.ts';
import { DAY, instant } from '../../src/core/clock.ts';
import { type ReportId, serverId } from '../../src/core/ids.ts';
import { demoFleet } from '../../src/demo/fleet.ts';
import { reportFileName, writeInventory, writeReport } from '../../src/demo/generator/report.ts';
import type { ServerSpec } from '../../src/demo/generator/spec.ts';
import type { Observation } from '../../src/evidence/observation.ts';
import { internetFacing, serviceOf } from '../../src/evidence/service.ts';
import { assess } from '../../src/readiness/assess.ts';
import type { Assessment, CheckId, Verdict } from '../../src/readiness/model.ts';
import { parsed } from '../readiness/reports.ts';
import { mutations } from '../support/mutations.ts';

const now = instant(Date.UTC(2026, 10, 21, 9, 0));

function observed(xml: string): Observation | null {
  const content = parsed(xml, 'a report');
  return content?.kind === 'report' ? content.observation : null;
}

function judge(spec: ServerSpec, observation: Observation | null): Assessment {
  const fqdn = spec.fqdn ?? `${spec.name}.${spec.organisation?.domain ?? 'contoso.test'}`;
  const file = reportFileName(spec);
  const id = serverId(fqdn);
  return assess({
    server: { id, name: spec.name, fqdn },
    role: observation?.role.known ? observation.role.value : null,
    displayedBuild: null,
    current: observation && { report: '0'.repeat(64) as ReportId, file, receivedAt: now, observation },
    withheld: null,
    organisationSwitch: observation?.organisation
      ? { value: observation.organisationSwitch, at: now, file, server: id }
      : null,
    catalogue: shippedCatalogue(),
    now,
    maxEvidenceAge: 8 * DAY,
  });
}

const fleet = demoFleet(now);
const assessments = fleet.inventory.map((spec) => {
  const report = fleet.reports.find(({ name }) => name === spec.name);
  return { name: spec.name, ...judge(report ?? spec, report ? observed(writeReport(report)) : null) };
});
const named = (readiness: string): string[] =>
  assessments.filter((it) => it.readiness === readiness).map(({ name }) => name);

test('of the sample fleet 7 are ready, 13 fail, 3 are unknown and 1 does not count', () => {
  assert.deepEqual(named('ready'), [
    'BER-EX01',
    'BER-EX03',
    'BER-EX05',
    'LON-EX01',
    'LON-EX02',
    'PAR-EX01',
    'PAR-EX02',
  ]);
  assert.equal(named('failing').length, 13, named('failing').join());
  assert.deepEqual(named('unknown'), ['BER-EX07', 'PAR-EX07', 'LON-EX08']);
  assert.deepEqual(named('notApplicable'), ['BER-EDGE01']);
});

test('of the ready ones three miss an update and one is out of support', () => {
  const ready = assessments.filter(({ readiness }) => readiness === 'ready');

  assert.deepEqual(
    ready.filter(({ missesUpdate }) => missesUpdate).map(({ name }) => name),
    ['LON-EX01', 'LON-EX02', 'PAR-EX01'],
  );
  assert.deepEqual(
    ready.filter(({ outOfSupport }) => outOfSupport).map(({ name }) => name),
    ['BER-EX05'],
  );
});

test('the sample fleet shows what each check can say', () => {
  const verdicts = (id: CheckId): Set<Verdict> =>
    new Set(
      assessments.flatMap(({ checks }) => checks.filter((check) => check.id === id).map(({ verdict }) => verdict)),
    );

  const expected: Partial<Record<CheckId, readonly Verdict[]>> = {
    'evidence-age': ['pass', 'unknown', 'notApplicable'],
    'exact-build': ['pass', 'unknown', 'notApplicable'],
    'eems-available': ['pass', 'fail', 'unknown', 'notApplicable'],
    'ocs-certificate': ['pass', 'fail', 'unknown', 'notApplicable'],
    'ocs-signing': ['pass', 'fail', 'unknown', 'notApplicable'],
    'mitigations-enabled': ['pass', 'fail', 'unknown', 'notApplicable'],
    'mitigation-service': ['pass', 'fail', 'unknown', 'notApplicable'],
    'ocs-endpoint': ['pass', 'fail', 'unknown', 'notApplicable'],
    'mitigations-heartbeat': ['pass', 'unknown', 'notApplicable'],
    'url-rewrite': ['pass', 'fail', 'unknown', 'notApplicable'],
  };
  for (const [id, wanted] of Object.entries(expected)) {
    assert.deepEqual(verdicts(id as CheckId), new Set(wanted), id);
  }
  for (const id of ['mitigations-applied', 'mitigations-leftover', 'mitigations-blocked', 'pending-reboot'] as const) {
    assert.ok(verdicts(id).has('pass') && (verdicts(id).has('fail') || verdicts(id).has('warn')), id);
  }
  for (const id of ['latest-update', 'support-lifecycle', 'known-vulnerabilities'] as const) {
    assert.ok(verdicts(id).has('fail'), id);
  }
});

for (const era of ['A', 'B', 'C'] as const) {
  test(`an export of era ${era} tells of service and of the way in`, () => {
    const told = (spec: Partial<ServerSpec>) => {
      const observation = observed(writeReport({ name: 'A', era, ...spec }));
      assert.ok(observation);
      const { clusterNode, inactiveComponents } = observation;
      const facts = [clusterNode, inactiveComponents].map((fact) => (fact.known ? fact.value : fact.why));
      return [...facts, serviceOf(observation), internetFacing(observation)];
    };
    const internal = era === 'A' ? null : false;

    assert.deepEqual(told({}), [null, [], 'in', internal]);
    assert.deepEqual(told({ dag: 'DAG-A' }), ['Up', [], 'in', internal]);
    assert.deepEqual(told({ dag: 'DAG-A', clusterNode: 'Paused' }), ['Paused', [], 'out', internal]);
    assert.deepEqual(told({ inactiveComponents: ['HubTransport'] }), [null, ['HubTransport'], 'out', internal]);
    assert.deepEqual(told({ externalHost: 'mail.contoso.test' }), [null, [], 'in', true]);
    assert.deepEqual(told({ role: 'edge' }), [null, [], 'in', true]);
  });
}

test('the inventory lists every server of the fleet under its organisation', () => {
  const listed = parsed(writeInventory(fleet.inventory), 'an inventory');

  assert.equal(listed?.kind, 'inventory');
  assert.equal(listed.servers.length, 24);
  assert.deepEqual(
    listed.servers.filter(({ organisation }) => organisation?.name !== 'Contoso').map(({ name }) => name),
    ['FAB-EX01'],
  );
});

for (const era of ['B', 'C'] as const) {
  test(`an export of era ${era} says of every member what its spec says`, () => {
    const observation = observed(
      writeReport({
        name: 'A',
        era,
        dag: 'DAG-A',
        mitigationsBlocked: ['M2'],
        pendingReboot: true,
        inactiveComponents: ['HubTransport'],
        clusterNode: 'Paused',
        externalHost: 'mail.contoso.test',
      }),
    );
    assert.ok(observation);
    const {
      generatedAt,
      build,
      dag,
      site,
      mitigationsApplied,
      mitigationsBlocked,
      mitigationsOnOffer,
      urlRewrite,
      pendingReboot,
      inactiveComponents,
      clusterNode,
      externalHosts,
      role,
    } = observation;

    const values = {
      generatedAt,
      build,
      dag,
      site,
      mitigationsApplied,
      mitigationsBlocked,
      mitigationsOnOffer,
      urlRewrite,
      pendingReboot,
      inactiveComponents,
      clusterNode,
      externalHosts,
      role,
    };
    assert.deepEqual(
      Object.fromEntries(Object.entries(values).map(([name, fact]) => [name, fact.known ? fact.value : fact.why])),
      {
        generatedAt: Date.UTC(2026, 10, 20, 5, 12, 44),
        build: { major: 15, minor: 2, build: 2562, revision: 56 },
        dag: 'DAG-A',
        site: 'Berlin',
        mitigationsApplied: ['PING1'],
        mitigationsBlocked: ['M2'],
        mitigationsOnOffer: ['PING1', 'M1', 'M2'],
        urlRewrite: true,
        pendingReboot: true,
        inactiveComponents: ['HubTransport'],
        clusterNode: 'Paused',
        externalHosts: ['mail.contoso.test'],
        role: 'mailbox',
      },
    );
    assert.equal(observation.era, era);
  });

  test(`no loss of a member that a gate reads leaves a ready server of era ${era} ready`, () => {
    const spec = { name: 'A', era };
    const xml = writeReport(spec);
    assert.equal(judge(spec, observed(xml)).readiness, 'ready');

    const green = [...mutations(xml)].filter((it) => {
      const observation = observed(it.xml);
      return observation !== null && judge(spec, observation).readiness === 'ready';
    });

    assert.deepEqual(
      green.map(({ name }) => name),
      [],
    );
  });
}
