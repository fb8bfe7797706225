import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import fc from 'fast-check';
import type { Limits } from '../../src/delivery/model.ts';
import { TEAMS_LIMITS, teamsLimits } from '../../src/delivery/sends/limits.ts';
import { createSendLog } from '../../src/delivery/sends/log.ts';
import { silentLog } from '../../src/core/log.ts';
import { onBothDialects, openSqlite } from '../support/database.ts';
import { overfull, rig } from './rig.ts';

const SECOND = 1_000;

/** What any window of the receiver holds too much of. */
function broken(arrivals: readonly { at: number; conversation: string }[], limits: Limits): string[] {
  const places = [...new Set(arrivals.map(({ conversation }) => conversation))];
  return places.flatMap((place) => {
    const moments = arrivals.filter(({ conversation }) => conversation === place).map(({ at }) => at);
    return limits.conversation.flatMap((limit) =>
      overfull(moments, limit).map((at) => `${place}: more than ${limit.most} in ${limit.window} ms from ${at}`),
    );
  });
}

/** One announcement: after so many ms, in this conversation; the call arrives and is answered after so many more. */
const announcement = fc.record({
  after: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 400 })),
  place: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: 0, max: 3 })),
  arrives: fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 1_500 })),
  takes: fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 800 })),
  unheard: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, fc.boolean()),
});

describe('limits', () => {
  const opened: { close(): Promise<void> }[] = [];
  after(async () => void (await Promise.all(opened.map((database) => database.close()))));

  it('hold in every window at the receiver, whatever the latency, with one process and with two', async () => {
    const limits: Limits = {
      conversation: [
        { most: 3, window: SECOND },
        { most: 4, window: 2 * SECOND },
        { most: 10, window: 10 * SECOND },
      ],
      app: [{ most: 5, window: SECOND }],
    };
    await fc.assert(
      fc.asyncProperty(
        fc.array(announcement, { minLength: 5, maxLength: 30 }),
        fc.integer({ min: 1, max: 2 }),
        async (announcements, processes) => {
          const database = await openSqlite();
          opened.push(database);
          const claimed: number[] = [];
          const house = rig(database, {
            limits,
            processes,
            answer: ({ nth }) => {
              claimed.push(house.clock.monotonic());
              const { unheard = false, ...times } = announcements[nth] ?? {};
              // Without an answer it may arrive after the caller has given it up.
              return unheard ? { ...times, unheard, result: { kind: 'doubtful', code: 'timeout' } } : times;
            },
          });
          await house.know('c0', 'c1', 'c2', 'c3');
          for (const [index, { after, place }] of announcements.entries()) {
            await house.pass(after);
            await house.announce(`c${place}`, `n${index}`);
            house.dispatchers[index % processes]?.nudge();
          }
          await house.pass(240 * SECOND);
          await house.stop();

          const repeated = announcements.filter(({ unheard }) => unheard).length;
          assert.equal(house.arrivals.length, announcements.length + repeated);
          assert.deepEqual(broken(house.arrivals, limits), []);
          for (const limit of limits.app) assert.deepEqual(overfull(claimed, limit), []);
        },
      ),
      { numRuns: 12 },
    );
  });

  it('use the rate a conversation has', async () => {
    const database = await openSqlite();
    opened.push(database);
    const house = rig(database, { limits: TEAMS_LIMITS });
    await house.know('c');
    await house.announceAll(Array.from({ length: 70 }, (_, n) => ({ conversation: 'c', subject: `n${n}` })));

    await house.pass(29 * SECOND);
    assert.equal(house.arrivals.length, 60);
    assert.deepEqual(broken(house.arrivals, TEAMS_LIMITS), []);
    await house.pass(20 * SECOND);

    assert.equal(house.arrivals.length, 70);
    assert.deepEqual(broken(house.arrivals, TEAMS_LIMITS), []);
    await house.stop();
  });

  it('are those of Teams, and the whole app keeps below its own', () => {
    assert.deepEqual(
      TEAMS_LIMITS.conversation.map(({ most, window }) => [most, window / SECOND]),
      [
        [7, 1],
        [8, 2],
        [60, 30],
        [1_800, 3_600],
      ],
    );
    assert.deepEqual(TEAMS_LIMITS.app, [{ most: 30, window: SECOND }]);
    assert.deepEqual(teamsLimits(50).app, [{ most: 50, window: SECOND }]);
  });
});

onBothDialects((_, open) => {
  it('use the rate the app has: a hundred conversations take little longer than it allows', async () => {
    const house = rig(await open(), { limits: TEAMS_LIMITS, processes: 2, answer: () => ({ arrives: 30, takes: 30 }) });
    const places = Array.from({ length: 100 }, (_, n) => `c${n}`);
    await house.know(...places);
    await house.announceAll(places.map((conversation) => ({ conversation, subject: 'one' })));

    await house.pass(5 * SECOND);

    const moments = house.arrivals.map(({ at }) => at);
    assert.equal(moments.length, 100);
    assert.ok(Math.max(...moments) - Math.min(...moments) < (100 / 30) * 1.3 * SECOND, `took ${Math.max(...moments)}`);
    assert.deepEqual(overfull(moments, { most: 30, window: SECOND }), []);
    await house.stop();
  });

  it('count direct replies too, without holding them up', async () => {
    const house = rig(await open(), { limits: TEAMS_LIMITS });
    await house.know('c', 'd');
    const replies = createSendLog({ database: house.database, clock: house.clock, log: silentLog });
    for (let n = 0; n < 60; n += 1) replies.note('c');
    await replies.flush();

    await house.announce('c', 'one');
    await house.announce('d', 'two');
    await house.pass(29 * SECOND);
    assert.deepEqual(house.texts(), ['two']);

    await house.pass(3 * SECOND);
    assert.deepEqual(house.texts(), ['two', 'one']);
    await house.stop();
  });
});
