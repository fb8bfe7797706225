import assert from 'node:assert/strict';
import { onBothUrls } from '../support/database.ts';
import { test } from 'node:test';
import { faultRun } from './delivery-faults/rig.ts';

onBothUrls((name, freshUrl) => {
  const processes = name === 'SQLite' ? 1 : 3;

  test(`with a tenth of the calls faulty, ${processes} at work give every channel its one digest, within every limit`, async () => {
    const { wrong, faulty, duplicates, acceptedThenReset } = await faultRun({
      url: await freshUrl(),
      processes,
      channels: 90,
      seed: 5,
    });

    assert.deepEqual(wrong, []);
    assert.ok(faulty > 0);
    assert.ok(duplicates <= acceptedThenReset);
  });
});
