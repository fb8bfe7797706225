import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { HOUR, type Instant, later } from '../../src/core/clock.ts';
import { digestHandler } from '../../src/digests/run.ts';
import { dueBetween } from '../../src/digests/due.ts';
import type { Weekday } from '../../src/digests/model.ts';
import { onBothDialects } from '../support/database.ts';
import { aDigestHouse, runOn, wakeup } from './house.ts';

const START = '2027-03-25T09:00:00Z';

/** What happens between two looks: time passes, or the clock is set by a day, and some look more than once. */
const moves = fc.array(
  fc.record({
    hours: fc.oneof(fc.integer({ min: 0, max: 30 }), fc.constantFrom(-24, -25, 24, 240)),
    looks: fc.integer({ min: 1, max: 2 }),
    delivered: fc.boolean(),
  }),
  { minLength: 1, maxLength: 10 },
);

onBothDialects((name, open) => {
  it('every slot is told once, counted once or left to a later one, whatever the clock does', async () => {
    const house = await aDigestHouse(await open(), { start: START });
    let conversations = 0;
    await fc.assert(
      fc.asyncProperty(
        moves,
        fc.integer({ min: 0, max: 30 }),
        fc.subarray<Weekday>([1, 2, 3, 4, 5, 6, 7], { minLength: 1 }),
        async (steps, graceHours, days) => {
          conversations += 1;
          const conversation = `conversation-${conversations}`;
          house.clock.set(START);
          await house.conversation(conversation);
          await house.say({ kind: 'set', days, zone: 'Europe/Berlin', time: '02:30' }, { conversation });
          const setAt = house.clock.now();
          const counted = { posted: 0, edited: 0, missed: 0 };
          const metrics = {
            composed(result: string, count: number) {
              if (result in counted) counted[result as keyof typeof counted] += count;
            },
          };
          const app = { ...house.app, metrics, grace: graceHours * HOUR };

          for (const { hours, looks, delivered } of steps) {
            house.clock.set(later(house.clock.now(), hours * HOUR));
            for (let look = 0; look < looks; look += 1) {
              await digestHandler(app)(wakeup(conversation, house.clock.now()), runOn(house.database));
            }
            if (delivered) await house.deliver();
          }

          const row = await house.database.read((reader) =>
            reader
              .selectFrom('digest_subscriptions')
              .selectAll()
              .where('conversation_id', '=', conversation)
              .executeTakeFirstOrThrow(),
          );
          const digests = await house.digests(conversation);
          const slots = digests.map(({ slot }) => slot);
          assert.equal(new Set(slots).size, slots.length, 'a slot was told twice');
          for (const { slot, content } of digests) {
            assert.ok(slot !== null && content.asOf >= slot && content.asOf - slot <= app.grace, 'told out of time');
          }
          assert.equal(counted.posted, digests.length);
          const timing = {
            schedule: { days, time: '02:30', zone: 'Europe/Berlin' },
            quiet: { weekdays: [], dates: [] },
          };
          const due = row.last_slot === null ? 0 : dueBetween(timing, setAt, row.last_slot as Instant).count;
          assert.equal(counted.posted + counted.edited + counted.missed, due, 'a slot was lost or counted twice');
          assert.ok(row.next_slot !== null && row.next_slot > house.clock.now());
          assert.ok(row.last_slot === null || row.next_slot > row.last_slot);
        },
      ),
      { numRuns: name === 'SQLite' ? 40 : 15 },
    );
  });
});
