import assert from 'node:assert/strict';
import { it } from 'node:test';
import { HOUR } from '../../src/core/clock.ts';
import { serverId } from '../../src/core/ids.ts';
import { keepChange } from '../attention/changes.ts';
import { onBothDialects } from '../support/database.ts';
import { aToldHouse, broken, stopped } from './house.ts';

onBothDialects((_name, open) => {
  const told = async (command = {}) => aToldHouse(await open(), command);

  const underWay = async (house: Awaited<ReturnType<typeof told>>) => {
    house.clock.set('2026-11-25T06:00:00Z');
    const startedAt = house.clock.now();
    const change = { number: 1, state: 'in-progress', start: '2026-11-25T06:00:00Z', record: { startedAt } } as const;
    await keepChange(house.database, startedAt, { ...change, servers: [serverId('ready-01.contoso.test')] });
    house.clock.advance(HOUR / 2);
    await house.fleet.report('READY-01', stopped);
    house.clock.set('2026-11-25T07:00:01Z');
  };

  it('raises no alarm over a server that is being updated, and tells it when it fails after the window', async () => {
    const house = await told({ minimum: 'worse' });
    await underWay(house);
    await house.wake();
    assert.deepEqual(house.told, { posted: 1, edited: 1 });

    house.clock.set('2026-11-26T07:00:01Z');
    await house.wake();
    assert.deepEqual(house.told, { posted: 2, edited: 1 });
    const { newFailing, updating } = await house.last();
    assert.deepEqual([newFailing.first.map(({ name }) => name), updating], [['READY-01'], undefined]);
  });

  it('says of a server that is being updated that it is, where other news is told', async () => {
    const house = await told({ minimum: 'worse' });
    await house.fleet.report('NEW-01', broken);
    await underWay(house);
    await house.wake();
    const { newFailing, updating } = await house.last();
    assert.deepEqual(
      newFailing.first.map(({ name, updating: busy }) => [name, busy]),
      [
        ['NEW-01', undefined],
        ['READY-01', true],
      ],
    );
    assert.deepEqual(updating, { newFailing: 1, worse: 0, unknown: 0, stale: 0 });
  });
});
