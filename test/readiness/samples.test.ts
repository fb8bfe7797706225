import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { z } from 'zod';
import { writeReport } from '../../src/demo/generator/report.ts';
import { HOUR, later } from '../../src/core/clock.ts';
import { serverId } from '../../src/core/ids.ts';
import { judgeAt } from '../../src/readiness/judge-at.ts';
import { findServer } from '../../src/readiness/rows.ts';
import { openSqlite } from '../support/database.ts';
import { mutations } from '../support/mutations.ts';
import { aFleet } from './fleets.ts';
import { haveSamples, judgeAlone, parsedFile, sample, sampleReports } from './reports.ts';
import { catalogue, NOW } from './subjects.ts';

const verdicts = z.object({
  readiness: z.string(),
  failedGates: z.array(z.string()),
  unknownGates: z.array(z.string()),
});
const expectation = z.object({ totals: z.record(z.string(), z.number()), servers: z.record(z.string(), verdicts) });

describe('the sample fleet', { skip: !haveSamples }, () => {
  it('is judged as worked out by hand, all 18, and the listed one without a report as never reported', async () => {
    const database = await openSqlite();
    const fleet = aFleet(database);
    for (const name of sampleReports()) await fleet.take(parsedFile(sample(`reports/${name}`), name), name);
    const measure = { catalogue, now: NOW, maxEvidenceAge: fleet.context.maxEvidenceAge };
    const rows = await database.read((reader) => judgeAt(reader, measure, 'all'));

    const expected = expectation.parse(JSON.parse(sample('fleet-a.expected.json').toString('utf8')));
    const got = rows.map(({ id, assessment }) => {
      const gates = (verdict: string) =>
        assessment.checks.filter((one) => one.gate && one.verdict === verdict).map((one) => one.id);
      return [
        id,
        { readiness: assessment.readiness, failedGates: gates('fail'), unknownGates: gates('unknown') },
      ] as const;
    });
    assert.deepEqual(Object.fromEntries(got), expected.servers);

    await fleet.take(parsedFile(sample('inventory-contoso.xml'), 'inventory-contoso.xml'), 'inventory-contoso.xml');
    const ghost = await database.read((reader) => findServer(reader, serverId('gho-ex01.contoso.test'), NOW));
    assert.equal(ghost?.assessment.readiness, 'unknown');
    assert.equal(ghost?.assessment.checks[0]?.reasons[0]?.code, 'never-reported');
    const edge = await database.read((reader) => findServer(reader, serverId('edge01.contoso.test'), NOW));
    assert.equal(edge?.assessment.readiness, 'notApplicable');
    await database.close();
  });

  it('has ready servers; the one with the smallest report does not stay so when any member that a gate reads is lost', () => {
    const ready = sampleReports()
      .map((name) => sample(`reports/${name}`).toString('utf8'))
      .filter((xml) => judgeAlone(xml, NOW)?.readiness === 'ready')
      .sort((a, b) => a.length - b.length);
    assert.equal(ready.length, 3);
    assertNeverReady(ready[0] ?? '');
  });
});

describe('a generated report of a ready server', () => {
  const xml = writeReport({ name: 'BER-EX01', generatedAt: later(NOW, -HOUR) });

  it('is ready, and does not stay so when any member that a gate reads is lost', () => {
    assert.equal(judgeAlone(xml, NOW)?.readiness, 'ready');
    assertNeverReady(xml);
  });
});

function assertNeverReady(xml: string): void {
  let tried = 0;
  for (const { name, xml: lost } of mutations(xml)) {
    tried += 1;
    assert.notEqual(judgeAlone(lost, NOW)?.readiness, 'ready', name);
  }
  assert.ok(tried > 100);
}
