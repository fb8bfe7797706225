import assert from 'node:assert/strict';
import { after, it } from 'node:test';
import { ACK } from '../../src/acknowledgements/app.ts';
import { CHANGE, CHANGE_RECHECK } from '../../src/changes/app.ts';
import { insertChange } from '../../src/changes/store.ts';
import { HOUR, later } from '../../src/core/clock.ts';
import { serverId } from '../../src/core/ids.ts';
import { silentLog } from '../../src/core/log.ts';
import { defaultPolicy } from '../../src/people/default-policy.ts';
import { insertAck } from '../../src/acknowledgements/store.ts';
import { prepareSpeech } from '../../src/serve/speaking.ts';
import type { House } from '../../src/wire.ts';
import { aChange } from '../changes/decision-house.ts';
import { ANA } from '../people/house.ts';
import { fakeClock } from '../support/clock.ts';
import { openSqlite } from '../support/database.ts';
import { NOW } from '../support/factories.ts';

const database = await openSqlite();
after(() => database.close());

it('looks again at acknowledgements and changes when the clock was set back, and only then', async () => {
  const clock = fakeClock(NOW);
  const booked = new Set<string>();
  let heard = (): void => {};
  const jobs = {
    async enqueue(_tx: unknown, { name, key }: { name: string; key: string }) {
      booked.add(`${name} ${key}`);
      if (booked.size === 3) heard();
    },
  };
  const app = { database, clock, log: silentLog, jobs, policy: defaultPolicy };
  const house = { ...app, config: {}, acknowledgements: app, changes: app } as unknown as House;
  const change = aChange(clock.now());
  const due = { ...change, dueAt: change.plan.window.start };
  await database.transaction(async (tx) => {
    await insertChange(tx, due);
    await insertAck(tx, {
      ...{ id: 'one', server: serverId('ber-ex01.example.test'), author: ANA, madeAt: clock.now(), zone: 'UTC' },
      ...{ until: later(clock.now(), 48 * HOUR), reason: 'waiting', place: null, ended: null },
      bound: { readiness: 'failing', failing: [], unknown: [], build: null },
    });
  });
  const speech = prepareSpeech(house, {} as Parameters<typeof prepareSpeech>[1]);

  speech.clockJumped(HOUR);
  await database.transaction(async () => {});
  assert.equal(booked.size, 0);

  const all = new Promise<void>((resolve) => {
    heard = resolve;
  });
  speech.clockJumped(-HOUR);
  await all;
  await database.transaction(async () => {});
  assert.deepEqual([...booked].sort(), [`${ACK} one`, `${CHANGE} CHG-0001`, `${CHANGE_RECHECK} all`]);
});
