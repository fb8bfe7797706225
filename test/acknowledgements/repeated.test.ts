import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { findAckNote } from '../../src/acknowledgements/note.ts';
import { catchUpAcks } from '../../src/acknowledgements/wake.ts';
import { HOUR } from '../../src/core/clock.ts';
import type { ServerId } from '../../src/core/ids.ts';
import { onBothDialects } from '../support/database.ts';
import { ADA, ANA, anAckHouse, BO, broken, madeOf, stopped } from './house.ts';

onBothDialects((name, open) => {
  it('leaves one acknowledgement a server, whoever presses at once and however often', async () => {
    const house = await anAckHouse(await open());
    const ids = [await house.fleet.report('A', broken), await house.fleet.report('B', broken)];
    const command = { kind: 'make', servers: ids, until: '2026-11-30', zone: '', reason: 'x' } as const;
    await Promise.all(
      [ANA, ANA, ANA, BO, BO, ADA].map((actor) => house.say(command, { actor, once: 'the same card' })),
    );
    const rows = await house.rows();
    assert.equal(rows.length, 6);
    assert.equal(rows.filter(({ ended_at }) => ended_at === null).length, 2);
    assert.equal(rows.filter(({ ended_as }) => ended_as === 'replaced').length, 4);
    assert.equal((await house.deeds()).length, 6);
  });

  it('agrees with its audit log, whatever is done in whatever order', async () => {
    const step = fc.record({
      what: fc.constantFrom('make', 'withdraw', 'ready', 'broken', 'worse', 'wake', 'day' as const),
      server: fc.nat(1),
      repeat: fc.integer({ min: 1, max: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
        const house = await anAckHouse(await open());
        const names = ['A', 'B'];
        const ids: ServerId[] = [];
        for (const one of names) ids.push(await house.fleet.report(one, broken));
        for (const [at, { what, server, repeat }] of steps.entries()) {
          const id = ids[server] ?? ('' as ServerId);
          const current = (await house.rows()).find((row) => row.server_id === id && row.ended_at === null);
          house.fleet.clock.advance(HOUR);
          const report = { ready: {}, broken, worse: { ...broken, ...stopped } };
          for (let time = 0; time < repeat; time += 1) {
            if (what === 'make') {
              const until = new Date(house.fleet.clock.now() + 48 * HOUR).toISOString().slice(0, 10);
              await house.say({ kind: 'make', servers: [id], until, zone: 'UTC', reason: 'x' }, { once: `${at}` });
            } else if (what === 'withdraw') {
              await house.say({ kind: 'withdraw', id: current?.id ?? 'none' }, { once: `${at}` });
            } else if (what === 'wake') await house.wake(current?.id ?? 'none');
            else if (what === 'day') house.fleet.clock.advance(24 * HOUR);
            else await house.fleet.report(names[server] ?? '', report[what]);
          }
        }
        const rows = await house.rows();
        const deeds = await house.deeds();
        const of = (verb: string) => deeds.filter((deed) => deed.verb === `acknowledgement.${verb}`);
        assert.equal(of('made').length, rows.length);
        assert.equal(of('withdrawn').length, rows.filter(({ ended_as }) => ended_as === 'withdrawn').length);
        const byItself = rows.filter(
          ({ ended_as }) => ended_as !== null && !['withdrawn', 'replaced'].includes(ended_as),
        );
        assert.equal(of('ended').length, byItself.length);
        assert.equal(
          of('made').filter(({ before }) => before !== null).length,
          rows.filter(({ ended_as }) => ended_as === 'replaced').length,
        );
        for (const id of ids) {
          assert.ok(rows.filter((row) => row.server_id === id && row.ended_at === null).length <= 1);
        }
        const ends = (await house.posts()).filter(({ subject }) => subject.endsWith(' ended'));
        assert.equal(ends.length, byItself.length);
      }),
      { numRuns: name === 'SQLite' ? 12 : 3, endOnFailure: true },
    );
  });

  it('says in a post what it was announced for, and nothing once its reason is gone', async () => {
    const house = await anAckHouse(await open());
    const { id } = madeOf(await house.make([await house.fleet.report('A', broken)]));
    const note = (subject: string) =>
      house.app.database.read((reader) => findAckNote(reader, subject, house.fleet.clock.now()));
    assert.equal((await note(`${id} remind`))?.listed.server.name, 'A');
    assert.equal(await note(`${id} ended`), null);
    assert.equal(await note(`${id} later`), null);
    assert.equal(await note('nobody remind'), null);
    house.fleet.clock.advance(HOUR);
    await house.fleet.report('A');
    assert.equal((await note(`${id} ended`))?.listed.acknowledgement.ended?.as, 'ready');
    assert.equal((await note(`${id} remind`))?.listed.acknowledgement.ended?.as, 'ready');
  });

  it('books at start what holds, the overdue at once, and what has ended not', async () => {
    const house = await anAckHouse(await open());
    const [a, b, c] = [
      await house.fleet.report('A', broken),
      await house.fleet.report('B', broken),
      await house.fleet.report('C', broken),
    ];
    const soon = madeOf(await house.make([a], { until: '2026-11-22' })).id;
    const late = madeOf(await house.make([b], { until: '2026-12-24' }));
    await house.say({ kind: 'withdraw', id: madeOf(await house.make([c])).id });
    house.booked.length = 0;
    house.fleet.clock.set('2026-11-25T09:00:00Z');
    await catchUpAcks(house.app);
    const booked = new Map(
      house.booked.filter(({ name: job }) => job === 'acknowledgement').map(({ key, at }) => [key, at]),
    );
    assert.deepEqual(
      [...booked].sort(),
      [
        [soon, house.fleet.clock.now()],
        [late.id, late.until - 24 * HOUR],
      ].sort(),
    );
    for (const key of booked.keys()) await house.wake(key);
    assert.deepEqual((await house.rows()).find((row) => row.id === soon)?.ended_as, 'expired');
  });
});
