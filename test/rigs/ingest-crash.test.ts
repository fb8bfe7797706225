import assert from 'node:assert/strict';
import { test } from 'node:test';
import { temporaryFolder } from '../support/folder.ts';
import { crashRounds } from './ingest-crash/rig.ts';
import { seeded } from './random.ts';

test('killed while it takes a folder in, it leaves nothing half and nothing twice, and goes on after the restart', async () => {
  const { kills, finished, wrong } = await crashRounds(5, seeded(2026), temporaryFolder());

  assert.deepEqual(wrong, []);
  assert.equal(kills, 5);
  assert.ok(finished > 0);
});
