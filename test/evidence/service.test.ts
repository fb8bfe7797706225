import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { silentLog } from '../../src/core/log.ts';
import { keep } from '../../src/evidence/ingest.ts';
import type { Intake } from '../../src/evidence/intake.ts';
import type { Fact, NodeState, Observation } from '../../src/evidence/observation.ts';
import { internetFacing, serviceOf } from '../../src/evidence/service.ts';
import { currentReports, reportsOf } from '../../src/evidence/store.ts';
import type { Database } from '../../src/storage/database.ts';
import { fakeClock } from '../support/clock.ts';
import { onBothDialects } from '../support/database.ts';
import { absent, anObservation, aReportFile, byCli, fakePool, known } from '../support/evidence.ts';

const nil: Fact<never> = { known: false, why: 'nil', path: 'somewhere' };
const unreadable: Fact<never> = { known: false, why: 'unreadable', path: 'somewhere', raw: 'x' };

type Service = ReturnType<typeof serviceOf>;
const nodes: Readonly<Record<string, Fact<NodeState | null>>> = {
  up: known('Up'),
  'no node': known(null),
  absent,
  nil,
  unreadable,
  down: known('Down'),
  paused: known('Paused'),
  joining: known('Joining'),
};
/** What a report tells of service by its node, where the list of inactive components is known and empty, or not known. */
const noneInactive: Readonly<Record<string, Service>> = {
  up: 'in',
  'no node': 'in',
  absent: 'in',
  nil: null,
  unreadable: null,
  down: 'out',
  paused: 'out',
  joining: 'out',
};
const notKnown = { ...noneInactive, up: null, 'no node': null, absent: null };
const oneInactive = Object.fromEntries(Object.keys(nodes).map((node) => [node, 'out' as const]));
const table: readonly (readonly [what: string, Fact<readonly string[]>, Readonly<Record<string, Service>>])[] = [
  ['no component is inactive', known([]), noneInactive],
  ['a component is inactive', known(['HubTransport']), oneInactive],
  ['the components are absent', absent, notKnown],
  ['the components are nil', nil, notKnown],
  ['the components are unreadable', unreadable, notKnown],
];

for (const [what, inactiveComponents, expected] of table) {
  for (const [node, clusterNode] of Object.entries(nodes)) {
    test(`${what}, the node is ${node}: ${expected[node] ?? 'not told'}`, () => {
      assert.equal(serviceOf(anObservation({ inactiveComponents, clusterNode })), expected[node]);
    });
  }
}

const facing: readonly [what: string, changes: Partial<Observation>, expected: boolean | null][] = [
  ['a Mailbox server with an external name', { externalHosts: known(['mail.contoso.test']) }, true],
  ['a Mailbox server without one', { externalHosts: known([]) }, false],
  ['a Mailbox server whose report does not tell', { externalHosts: absent }, null],
  ['a server of unknown role with an external name', { role: absent, externalHosts: known(['a.test']) }, true],
  ['a server of unknown role whose report does not tell', { role: absent, externalHosts: nil }, null],
  ['an Edge server', { role: known('edge'), externalHosts: nil }, true],
];
for (const [what, changes, expected] of facing) {
  test(`${what}: ${expected === null ? 'not told' : expected ? 'internet-facing' : 'internal'}`, () => {
    assert.equal(internetFacing(anObservation(changes)), expected);
  });
}

function anIntake(database: Database): Intake {
  const clock = fakeClock('2026-11-21T09:00:00Z');
  return { database, clock, pool: fakePool(), log: silentLog, evidenceChanged: async () => {} };
}

onBothDialects((_name, open) => {
  describe('what a report tells of service', () => {
    test('stands beside its observation', async () => {
      const database = await open();
      const intake = anIntake(database);
      const told: readonly [Partial<Observation>, Service, boolean | null][] = [
        [{}, 'in', true],
        [{ clusterNode: known('Paused'), externalHosts: known([]) }, 'out', false],
        [{ inactiveComponents: absent, externalHosts: absent }, null, null],
      ];
      for (const [index, [changes]] of told.entries()) {
        const name = `EX${index}`;
        const file = aReportFile({ name, fqdn: `${name}.contoso.test`, ...changes });
        assert.ok((await keep(intake, byCli, `${name}.xml`, file)).ok);
      }

      const rows = await database.read((reader) =>
        reader.selectFrom('observations').select(['service', 'internet_facing']).orderBy('server_id').execute(),
      );

      assert.deepEqual(
        rows,
        told.map(([, service, internet_facing]) => ({ service, internet_facing })),
      );
    });

    test('is absent in what an earlier version stored', async () => {
      const database = await open();
      assert.ok((await keep(anIntake(database), byCli, 'a.xml', aReportFile())).ok);
      const { clusterNode: _node, externalHosts: _hosts, ...earlier } = anObservation();
      await database.transaction((tx) =>
        tx
          .updateTable('observations')
          .set({ observation: JSON.stringify(earlier) })
          .execute(),
      );

      const [[server, stored] = []] = [...(await database.read((reader) => currentReports(reader, 'all')))];

      assert.ok(server && stored);
      const { clusterNode, externalHosts, ...rest } = stored.observation;
      assert.deepEqual(rest, earlier);
      for (const fact of [clusterNode, externalHosts]) assert.ok(!fact.known && fact.why === 'absent', fact.path);
      assert.equal(serviceOf(stored.observation), 'in');
      assert.equal(internetFacing(stored.observation), null);
      const page = await database.read((reader) => reportsOf(reader, server, { limit: 1, offset: 0 }));
      assert.equal(page.rows[0]?.build, '15.2.2562.56');
    });
  });
});
