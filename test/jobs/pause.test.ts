import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LONGEST_PAUSE, pauseAfter } from '../../src/jobs/pause.ts';

test('pauses grow with each failure up to five minutes, and are never less than half of that', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 10_000 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (attempts, chance) => {
        const pause = pauseAfter(attempts, () => chance);
        const longest = Math.min(LONGEST_PAUSE, 1_000 * 2 ** attempts);

        assert.ok(Number.isInteger(pause));
        assert.ok(pause >= longest / 2 && pause <= longest, `${pause} after ${attempts}`);
        assert.ok(pause >= pauseAfter(attempts, () => 0));
        assert.ok(pauseAfter(attempts + 1, () => 0) >= pauseAfter(attempts, () => 0));
      },
    ),
  );
});
