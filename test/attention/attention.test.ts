import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { attentionOf, attentionTotals, unattended } from '../../src/attention/attention.ts';
import type { Attention } from '../../src/attention/model.ts';
import { changeStates, isOpen } from '../../src/changes/states.ts';
import { HOUR } from '../../src/core/clock.ts';
import { type AckHouse, anAckHouse, broken, silent, stopped } from '../acknowledgements/house.ts';
import { known } from '../support/evidence.ts';
import { onBothDialects } from '../support/database.ts';
import { keepChange } from './changes.ts';

const totals = (house: AckHouse, scope: Parameters<typeof attentionTotals>[2] = null) =>
  house.app.database.read((reader) => attentionTotals(reader, house.fleet.clock.now(), scope));
const names = (house: AckHouse, limit = 10) =>
  house.app.database.read(async (reader) =>
    (await unattended(reader, house.fleet.clock.now(), null, limit)).map(({ name }) => name),
  );

onBothDialects((_name, open) => {
  it('tells who has a server: who acknowledged it, and the earliest of its changes', async () => {
    const house = await anAckHouse(await open());
    const { fleet, app } = house;
    const a = await fleet.report('A', broken);
    const b = await fleet.report('B', broken);
    const c = await fleet.report('C', broken);
    await house.make([a, b]);
    const now = fleet.clock.now();
    await keepChange(app.database, now, { number: 2, servers: [b], start: '2026-11-29T21:00:00Z' });
    await keepChange(app.database, now, { number: 3, servers: [b, c], state: 'approved' });
    const found = await app.database.read((reader) => attentionOf(reader, [a, b, c, fleetless], now));
    assert.deepEqual(
      [...found].map(([id, { acknowledged, planned, updating }]) => [
        id,
        acknowledged?.reason ?? null,
        planned && [planned.change, planned.state],
        updating,
      ]),
      [
        [a, 'waiting for the board', null, false],
        [b, 'waiting for the board', ['CHG-0003', 'approved'], false],
        [c, null, ['CHG-0003', 'approved'], false],
      ],
    );
  });

  it('goes by what is open as it reads now', async () => {
    const house = await anAckHouse(await open());
    const { fleet, app } = house;
    const start = '2026-11-28T21:00:00Z';
    const read = async (state: (typeof changeStates)[number], number: number, at: string) => {
      const id = await fleet.report(`S${number}`, broken);
      const startedAt = state === 'in-progress' ? Date.parse(start) : null;
      await keepChange(app.database, fleet.clock.now(), {
        ...{ number, servers: [id], state, start, record: { startedAt: startedAt as never } },
      });
      const now = Date.parse(at) as never;
      const found = (await app.database.read((reader) => attentionOf(reader, [id], now))).get(id);
      return found ? `${found.planned?.state}${found.updating ? ', updating' : ''}` : null;
    };
    let number = 10;
    for (const state of changeStates) {
      number += 1;
      assert.equal(await read(state, number, '2026-11-28T20:59:59Z'), isOpen(state) ? state : null, state);
    }
    assert.equal(await read('proposed', 31, start), null);
    assert.equal(await read('approved', 32, start), 'approved');
    assert.equal(await read('approved', 33, '2026-11-29T01:00:00Z'), 'missed');
    assert.equal(await read('in-progress', 34, start), 'in-progress, updating');
    assert.equal(await read('in-progress', 35, '2026-11-29T01:00:00Z'), 'in-progress');
  });

  it('leaves a missed change on the list, but not as the plan that another one is', async () => {
    const house = await anAckHouse(await open());
    const { fleet, app } = house;
    const id = await fleet.report('A', broken);
    const now = fleet.clock.now();
    const stored = { servers: [id], start: '2026-11-01T21:00:00Z' } as const;
    await keepChange(app.database, now, { number: 1, state: 'missed', ...stored });
    const planned = async () =>
      (await app.database.read((reader) => attentionOf(reader, [id], now))).get(id)?.planned?.change;
    assert.equal(await planned(), 'CHG-0001');
    assert.deepEqual(await totals(house), { failing: 1, planned: 0, acknowledged: 0, unattended: 1 });
    await house.make([id]);
    assert.deepEqual(await totals(house), { failing: 1, planned: 0, acknowledged: 1, unattended: 0 });
    await keepChange(app.database, now, { number: 2, state: 'proposed', servers: [id] });
    assert.equal(await planned(), 'CHG-0002');
    assert.deepEqual(await totals(house), { failing: 1, planned: 1, acknowledged: 0, unattended: 0 });
  });

  it('counts failing servers once each: planned before acknowledged, and names who is left', async () => {
    const house = await anAckHouse(await open());
    const { fleet, app } = house;
    const [both, planned, acked, lapsed] = [
      await fleet.report('BOTH', broken),
      await fleet.report('PLANNED', broken),
      await fleet.report('ACKED', { ...broken, site: known('Paris') }),
      await fleet.report('LAPSED', broken),
    ];
    await fleet.report('ALONE', { ...broken, ...stopped });
    const unknown = await fleet.report('OPEN', silent);
    await fleet.report('READY');
    await house.make([both, acked, unknown]);
    await keepChange(app.database, fleet.clock.now(), { number: 1, servers: [both, planned], state: 'approved' });
    await keepChange(app.database, fleet.clock.now(), { number: 2, servers: [lapsed], start: '2026-11-20T21:00:00Z' });
    assert.deepEqual(await totals(house), { failing: 5, planned: 2, acknowledged: 1, unattended: 2 });
    assert.deepEqual(await totals(house, { by: 'site', value: 'Paris' }), {
      ...{ failing: 1, planned: 0, acknowledged: 1, unattended: 0 },
    });
    assert.deepEqual(await names(house), ['ALONE', 'LAPSED']);
    assert.deepEqual(await names(house, 1), ['ALONE']);

    fleet.clock.set('2026-11-29T00:59:59Z');
    assert.equal((await totals(house)).planned, 2);
    fleet.clock.set('2026-11-29T01:00:00Z');
    assert.deepEqual(await totals(house), { failing: 5, planned: 0, acknowledged: 2, unattended: 3 });
    assert.deepEqual(await names(house), ['ALONE', 'LAPSED', 'PLANNED']);

    fleet.clock.set('2026-11-30T23:00:00Z');
    await fleet.report('ACKED', broken);
    assert.equal((await totals(house)).acknowledged, 0);
    fleet.clock.advance(9 * 24 * HOUR);
    assert.equal((await totals(house)).failing, 0);
    assert.deepEqual(await names(house), []);
  });
});

const fleetless = 'nobody.contoso.test' as never;

onBothDialects((name, open) => {
  it('adds up, whatever is acknowledged and planned', async () => {
    const house = await anAckHouse(await open());
    const ids: Awaited<ReturnType<typeof house.fleet.report>>[] = [];
    for (let at = 0; at < 6; at += 1) ids.push(await house.fleet.report(`S${at}`, at < 5 ? broken : {}));
    let number = 0;
    await fc.assert(
      fc.asyncProperty(fc.nat(5), fc.constantFrom(...changeStates, 'ack' as const), async (at, what) => {
        const id = ids[at];
        if (id === undefined) return;
        number += 1;
        if (what === 'ack') await house.make([id]);
        else await keepChange(house.app.database, house.fleet.clock.now(), { number, servers: [id], state: what });
        const sum = await totals(house);
        assert.equal(sum.failing, 5);
        assert.equal(sum.planned + sum.acknowledged + sum.unattended, 5);
        assert.equal((await names(house)).length, sum.unattended);
        const found = await house.app.database.read((reader) =>
          attentionOf(reader, ids.slice(0, 5), house.fleet.clock.now()),
        );
        const isPlanned = ({ planned }: Attention) => planned !== null && planned.state !== 'missed';
        const attended = [...found.values()].filter((one) => isPlanned(one) || one.acknowledged !== null);
        assert.equal(attended.filter(isPlanned).length, sum.planned);
        assert.equal(5 - attended.length, sum.unattended);
      }),
      { numRuns: name === 'SQLite' ? 25 : 8, endOnFailure: true },
    );
  });
});
