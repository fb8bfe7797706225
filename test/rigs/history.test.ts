import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { silentLog } from '../../src/core/log.ts';
import { openDatabase } from '../../src/storage/open.ts';
import { onBothUrls } from '../support/database.ts';
import { temporaryFolder } from '../support/folder.ts';
import { timeInMemory } from './history/house.ts';
import { history, noTally, PRESSES, sqliteHistories, WORKERS } from './history/rig.ts';
import { work } from './history/work.ts';
import { aWorld } from './history/world.ts';
import { seeded } from './random.ts';

onBothUrls((name, freshUrl) => {
  test('whatever eight people do at a time, a model that knows only the log explains every answer', async () => {
    const tally = noTally();
    if (name === 'SQLite') {
      const { wrong, deliveries } = await sqliteHistories([1, 2], join(temporaryFolder(), 'histories'));
      assert.deepEqual(wrong, []);
      assert.ok(deliveries > 200);
      return;
    }
    const database = await openDatabase(await freshUrl(), { log: silentLog });
    const seed = 4;
    const world = aWorld(seeded(seed));
    const time = timeInMemory(world.start);
    await history(tally, { world, seed, database, time }, () =>
      work({ world, seed, database, time, workers: WORKERS, presses: PRESSES }),
    );
    await database.close();

    assert.deepEqual(tally.wrong, []);
    assert.ok(tally.deliveries > 100);
  });
});
