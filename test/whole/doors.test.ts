import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { reportBytes, reportFileName } from '../../src/demo/generator/report.ts';
import { HOUR, later } from '../../src/core/clock.ts';
import { takeInPaths } from '../../src/evidence/sources/paths.ts';
import { byCli } from '../support/evidence.ts';
import { temporaryFolder } from '../support/folder.ts';
import { type HostileFile, hostileFiles } from './hostile-files.ts';
import { openWhole, type Whole } from './house.ts';

describe('hostile files', () => {
  let whole: Whole;
  let stored: string;
  const folder = temporaryFolder();

  before(async () => {
    whole = await openWhole();
    const server = { name: 'GOOD-EX01', generatedAt: later(whole.clock.now(), -HOUR) };
    const taken = await whole.send(reportFileName(server), new Uint8Array(reportBytes(server)));
    assert.equal(taken.status, 201, await taken.text());
    stored = await everythingStored(whole);
    for (const file of hostileFiles) writeFileSync(join(folder, file.name), file.content());
  });

  after(() => whole.close());

  async function leftAsItWas(): Promise<void> {
    assert.equal(await everythingStored(whole), stored);
    const { json } = await whole.ask('status');
    assert.match(json, /mitigations ready/);
  }

  it('are refused by the HTTP door, each in one line that names the file and the cause', async () => {
    for (const file of hostileFiles) {
      const response = await whole.send(file.name, new Uint8Array(file.content()));
      const { message } = (await response.json()) as { message: string };
      assert.ok([400, 409, 413].includes(response.status), `${file.name}: ${response.status} ${message}`);
      assertTold(file, message);
    }
    await leftAsItWas();
  });

  it('are refused by name on the command line', async () => {
    const outcomes = await takeInPaths(whole.house.intake(), byCli.actor, [folder]);
    assert.equal(outcomes.length, hostileFiles.length);
    for (const file of hostileFiles) {
      const outcome = outcomes.find(({ path }) => path.endsWith(`/${file.name}`));
      assert.equal(outcome?.outcome, 'refused', file.name);
      if (outcome.outcome === 'refused') assertTold(file, outcome.refusal.message);
    }
    await leftAsItWas();
  });

  it('are refused by the sweep, once each, and the sweep goes on', async () => {
    const { sweep } = whole.serving;
    assert.ok(sweep);
    for (const file of hostileFiles) writeFileSync(join(whole.incoming, file.name), file.content());
    await sweep.sweepOnce();
    whole.clock.advance(3_000);
    await sweep.sweepOnce();
    assert.equal(sweep.status().refused, hostileFiles.length);
    assert.equal(sweep.status().pending, 0);
    assert.equal((await sweep.sweepOnce()).refused, 0);
    await leftAsItWas();
  });
});

/** One line, the file's name, the cause; nothing of what a parser would say to itself. */
function assertTold(file: HostileFile, message: string): void {
  assert.ok(message.includes(file.name), `${file.name} is not named: ${message}`);
  assert.match(message, file.cause);
  assert.ok(!/[\r\n]/.test(message), `${file.name}: more than one line`);
  assert.ok(message.length < 400, `${file.name}: ${message.length} characters`);
}

/** All that evidence and judgements consist of, as one text. */
async function everythingStored({ house }: Whole): Promise<string> {
  return house.database.read(async (reader) =>
    JSON.stringify([
      await reader.selectFrom('reports').selectAll().orderBy('id').execute(),
      await reader.selectFrom('observations').selectAll().orderBy('report_id').execute(),
      await reader.selectFrom('servers').selectAll().orderBy('id').execute(),
      await reader.selectFrom('organisations').selectAll().orderBy('id').execute(),
      await reader.selectFrom('assessments').selectAll().orderBy('server_id').execute(),
    ]),
  );
}
