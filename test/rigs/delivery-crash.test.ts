import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onBothUrls } from '../support/database.ts';
import { temporaryFolder } from '../support/folder.ts';
import { deliveryRounds } from './delivery-crash/rig.ts';
import { seeded } from './random.ts';

onBothUrls((name, freshUrl) => {
  const sample = name === 'SQLite' ? { rounds: 5, processes: 2 } : { rounds: 3, processes: 3 };

  test('killed while it tells digests, it loses no post, repeats none without saying so, and goes on elsewhere', async () => {
    const url = await freshUrl();
    const scratch = temporaryFolder();
    const tally = await deliveryRounds({ ...sample, random: seeded(4), url, scratch, thorough: false });

    assert.deepEqual(tally.wrong, []);
    assert.equal(tally.kills, sample.rounds);
    assert.ok(tally.posts > 0);
  });
});
