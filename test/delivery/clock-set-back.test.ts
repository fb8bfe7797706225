import assert from 'node:assert/strict';
import { it } from 'node:test';
import { onBothDialects } from '../support/database.ts';
import { rig } from './rig.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;

onBothDialects((_, open) => {
  it('waits for a throttled conversation no longer than Teams asked, when the clock is set back by a day', async () => {
    const house = rig(await open(), {
      answer: ({ nth }) => (nth === 0 ? { result: { kind: 'throttled', code: '429', retryAfter: 60 * SECOND } } : {}),
    });
    await house.know('slow');
    await house.announce('slow', 'one');
    await house.pass(2 * SECOND);

    house.clock.set(house.clock.now() - DAY);
    await house.announce('slow', 'two');
    await house.pass(2 * MINUTE);

    assert.deepEqual(house.texts().sort(), ['one', 'one', 'two']);
    await house.stop();
  });

  it('forgets what a conversation was full until, when the clock is set back by a day', async () => {
    const house = rig(await open(), { limits: { conversation: [{ most: 1, window: MINUTE }], app: [] } });
    await house.know('full');
    await house.announce('full', 'one');
    await house.announce('full', 'two');
    await house.pass(5 * SECOND);
    assert.deepEqual(house.texts(), ['one']);

    house.clock.set(house.clock.now() - DAY);
    await house.announce('full', 'three');
    await house.pass(5 * MINUTE);

    assert.deepEqual(house.texts().sort(), ['one', 'three', 'two']);
    await house.stop();
  });
});
