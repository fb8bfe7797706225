import assert from 'node:assert/strict';
import { copyFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Output } from '../../src/cli/output.ts';
import { ingestPaths } from '../../src/cli/verbs/ingest.ts';
import { status } from '../../src/cli/verbs/status.ts';
import { parseInstant } from '../../src/core/clock.ts';
import type { Check, Readiness } from '../../src/readiness/model.ts';
import { openWhole, type Whole } from './house.ts';

const samples = new URL('../../../shared/evidence/', import.meta.url);

interface Expected {
  readonly asOf: string;
  readonly totals: Readonly<Record<Readiness, number>>;
  readonly servers: Readonly<Record<string, { readiness: Readiness; failedGates: string[]; unknownGates: string[] }>>;
}

const marks: Readonly<Record<Readiness, string>> = { ready: '✔', failing: '✖', unknown: '?', notApplicable: '–' };

describe('a mixed fleet of real exports', { skip: existsSync(samples) ? false : 'the exports are not here' }, () => {
  let whole: Whole;
  let expected: Expected;
  const printed: string[] = [];
  const output: Output = { width: 120, out: (text) => void printed.push(text), err() {} };

  before(async () => {
    expected = JSON.parse(readFileSync(new URL('fleet-a.expected.json', samples), 'utf8')) as Expected;
    whole = await openWhole({ now: expected.asOf });
    for (const name of readdirSync(new URL('reports/', samples))) {
      copyFileSync(new URL(`reports/${name}`, samples), join(whole.incoming, name));
    }
    const { sweep } = whole.serving;
    await sweep?.sweepOnce();
    whole.clock.advance(3_000);
    await sweep?.sweepOnce();
    assert.deepEqual(sweep?.status().refused, 0);
  });

  after(() => whole.close());

  it('comes to the expected verdicts on the command line', async () => {
    printed.length = 0;
    const now = parseInstant(expected.asOf);
    assert.ok(now !== null);
    assert.equal(await status(whole.house, output, { json: true, now }), 1);

    const { totals, servers } = JSON.parse(printed.join('')) as {
      totals: Record<Readiness, number>;
      servers: { id: string; readiness: Readiness; checks: Check[] }[];
    };
    assert.deepEqual(totals, expected.totals);
    const gates = (checks: Check[], verdict: string) =>
      checks.filter((check) => check.gate && check.verdict === verdict).map(({ id }) => id);
    const found = servers.map(({ id, readiness, checks }) => [
      id,
      { readiness, failedGates: gates(checks, 'fail'), unknownGates: gates(checks, 'unknown') },
    ]);
    assert.deepEqual(Object.fromEntries(found), expected.servers);
  });

  it('comes to the expected verdicts in chat', async () => {
    const { json: fleet } = await whole.ask('status');
    assert.match(fleet, new RegExp(`${expected.totals.failing} of 18 servers fail`));
    for (const [id, { readiness, failedGates, unknownGates }] of Object.entries(expected.servers)) {
      const { json } = await whole.ask(`why ${id}`);
      const { body } = JSON.parse(json) as { body: { text?: string }[] };
      assert.equal(body[0]?.text?.[0], marks[readiness], `${id}: ${body[0]?.text}`);
      const server = await whole.house.database.read((reader) =>
        reader.selectFrom('assessment_causes').select(['check_id', 'verdict']).where('server_id', '=', id).execute(),
      );
      const stored = (verdict: string) =>
        server.filter((cause) => cause.verdict === verdict).map(({ check_id }) => check_id);
      assert.deepEqual(stored('fail').sort(), [...failedGates].sort(), id);
      assert.deepEqual(stored('unknown').sort(), [...unknownGates].sort(), id);
    }
  });

  it('shows a listed server without a report as never reported', async () => {
    const inventory = new URL('inventory-contoso.xml', samples).pathname;
    assert.equal(await ingestPaths(whole.house, output, [inventory], true), 0);
    const { json } = await whole.ask('why gho-ex01');
    assert.match(json, /No report of this server was ever received/);
    const { json: fleet } = await whole.ask('status');
    assert.match(fleet, /18 of 19 listed servers have reported/);
  });
});
