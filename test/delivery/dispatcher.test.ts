import assert from 'node:assert/strict';
import { it } from 'node:test';
import { DOUBT_PAUSES } from '../../src/delivery/timing.ts';
import { onBothDialects } from '../support/database.ts';
import { rig } from './rig.ts';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;

onBothDialects((_, open) => {
  it('sends what was announced when its job comes, though nobody hurries, and keeps its id', async () => {
    const house = rig(await open());
    await house.know('c');

    const id = await house.announce('c', 'one');
    await house.pass(2 * SECOND);

    assert.deepEqual(house.texts(), ['one']);
    const row = await house.row(id);
    assert.deepEqual([row.state, row.activityId, row.attempts, row.lastCode], ['sent', 'a0', 1, null]);
    assert.deepEqual(house.counted, ['sent']);
    await house.stop();
  });

  it('sends at once when nudged after the commit', async () => {
    const house = rig(await open());
    await house.know('c');

    await house.announce('c', 'one');
    house.dispatchers[0]?.nudge();
    await house.pass(1);

    assert.deepEqual(
      house.arrivals.map(({ at }) => at),
      [1],
    );
    await house.stop();
  });

  it('says what was announced several times before it was sent once, and updates it when announced after', async () => {
    const house = rig(await open());
    await house.know('c');
    const ids = [await house.announce('c', 'one'), await house.announce('c', 'one')];
    await house.pass(2 * SECOND);

    ids.push(await house.announce('c', 'one'));
    await house.pass(2 * SECOND);

    assert.equal(new Set(ids).size, 1);
    assert.deepEqual(
      house.arrivals.map(({ activityId }) => activityId),
      [null, 'a0'],
    );
    await house.stop();
  });

  it('says again what was announced while it was being sent', async () => {
    const house = rig(await open(), { answer: () => ({ takes: 3 * SECOND }) });
    await house.know('c');
    const id = await house.announce('c', 'one');
    await house.pass(2 * SECOND);
    assert.equal((await house.row(id)).state, 'sending');

    await house.announce('c', 'one');
    await house.pass(10 * SECOND);

    assert.deepEqual(
      house.arrivals.map(({ activityId }) => activityId),
      [null, 'a0'],
    );
    assert.equal((await house.row(id)).state, 'sent');
    await house.stop();
  });

  it('waits as long as Teams asks for, in that conversation only', async () => {
    const house = rig(await open(), {
      answer: ({ nth }) => (nth === 0 ? { result: { kind: 'throttled', code: '429', retryAfter: 60 * SECOND } } : {}),
    });
    await house.know('slow', 'other');
    await house.announce('slow', 'one');
    await house.pass(2 * SECOND);
    await house.announce('slow', 'two');
    await house.announce('other', 'three');
    await house.pass(50 * SECOND);
    assert.deepEqual(house.texts(), ['one', 'three']);

    await house.pass(20 * SECOND);

    assert.deepEqual(house.texts(), ['one', 'three', 'one', 'two']);
    assert.deepEqual(house.counted, ['throttled', 'retry', 'sent', 'sent', 'sent']);
    await house.stop();
  });

  it('tries again after growing pauses when a call fails, and lets later posts of the conversation pass', async () => {
    const house = rig(await open(), {
      answer: ({ nth }) => (nth < 4 ? { result: { kind: 'failed', code: '412' } } : {}),
      random: () => 1,
    });
    await house.know('c');
    const id = await house.announce('c', 'one');
    await house.pass(8 * SECOND);
    await house.announce('c', 'two');
    await house.pass(60 * SECOND);

    const moments = house.arrivals.filter(({ text }) => text === 'one').map(({ at }) => at);
    const pauses = moments.slice(1).map((at, index) => Math.round((at - (moments[index] ?? 0)) / SECOND));
    assert.deepEqual(pauses, [2, 4, 8, 16].slice(0, pauses.length));
    assert.equal((await house.row(id)).state, 'sent');
    await house.stop();
  });

  it('gives up when it has failed for a day', async () => {
    const house = rig(await open(), { answer: () => ({ result: { kind: 'failed', code: '500' } }) });
    await house.know('c');
    const id = await house.announce('c', 'one');
    await house.pass(5 * SECOND);
    assert.equal((await house.row(id)).state, 'pending');

    house.clock.set(house.clock.now() + 24 * HOUR);
    await house.pass(HOUR);

    const row = await house.row(id);
    assert.deepEqual([row.state, row.lastCode], ['dead', '500']);
    assert.equal(house.counted.filter((what) => what === 'dead').length, 1);
    await house.stop();
  });

  it('repeats a post that may have arrived, says so, and gives up after the last pause', async () => {
    const house = rig(await open(), { answer: () => ({ result: { kind: 'doubtful', code: 'timeout' } }) });
    await house.know('c');
    const id = await house.announce('c', 'one');

    await house.pass(12 * HOUR);

    assert.deepEqual(house.texts(), ['one', ...DOUBT_PAUSES.map(() => 'one (repeat)')]);
    const moments = house.arrivals.map(({ at }) => at);
    const pauses = moments.slice(1).map((at, index) => at - (moments[index] ?? 0));
    for (const [index, pause] of DOUBT_PAUSES.entries()) {
      const took = (pauses[index] ?? 0) - pause;
      assert.ok(took >= 0 && took < 2 * SECOND, `pause ${index} was ${pauses[index]}`);
    }
    assert.deepEqual([(await house.row(id)).state, (await house.row(id)).doubts], ['dead', DOUBT_PAUSES.length + 1]);
    await house.stop();
  });

  it('makes an update that may have arrived again, as it is', async () => {
    const house = rig(await open(), {
      answer: ({ nth }) => (nth === 1 ? { result: { kind: 'doubtful', code: 'timeout' } } : {}),
    });
    await house.know('c');
    const id = await house.announce('c', 'one');
    await house.pass(2 * SECOND);
    await house.announce('c', 'one');
    await house.pass(10 * SECOND);

    assert.deepEqual(
      house.arrivals.map(({ activityId, text }) => [activityId, text]),
      [
        [null, 'one'],
        ['a0', 'one'],
        ['a0', 'one'],
      ],
    );
    assert.equal((await house.row(id)).doubts, 0);
    await house.stop();
  });

  it('gives up at once what Teams refuses for good, and says it anew when it is announced again', async () => {
    const house = rig(await open(), {
      answer: ({ nth }) => (nth === 0 ? { result: { kind: 'refused', code: '413' } } : {}),
    });
    await house.know('c');
    const id = await house.announce('c', 'one');
    await house.pass(HOUR);
    assert.deepEqual([(await house.row(id)).state, (await house.row(id)).lastCode], ['dead', '413']);

    await house.announce('c', 'one');
    await house.pass(2 * SECOND);

    assert.equal((await house.row(id)).state, 'sent');
    await house.stop();
  });

  it('lets an update of a deleted message be', async () => {
    const house = rig(await open(), {
      answer: ({ activityId }) => (activityId === null ? {} : { result: { kind: 'vanished', code: '404' } }),
    });
    await house.know('c');
    const id = await house.announce('c', 'one');
    await house.pass(2 * SECOND);
    await house.announce('c', 'one');
    await house.pass(HOUR);

    assert.equal(house.arrivals.length, 2);
    assert.equal((await house.row(id)).state, 'superseded');
    await house.stop();
  });
});
