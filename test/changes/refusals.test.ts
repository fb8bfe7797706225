import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Change } from '../../src/changes/model.ts';
import { refusalOf } from '../../src/changes/refusals.ts';
import { after, changeEvents, changeStates } from '../../src/changes/states.ts';
import { insertChange, loadChange, openChangesOf } from '../../src/changes/store.ts';
import { isOpen } from '../../src/changes/states.ts';
import { transition } from '../../src/changes/transition.ts';
import { ANA } from '../people/house.ts';
import { onBothDialects } from '../support/database.ts';
import { aChange, aDecisionHouse, ID } from './decision-house.ts';

const pairs = changeStates.flatMap((state) => changeEvents.map((event) => ({ state, event, to: after(state, event) })));

test('every pair of state and event that does not happen is refused with a sentence of its own and a way forward', () => {
  const said = new Set<string>();
  let refused = 0;
  for (const { state, event, to } of pairs) {
    if (to !== null) {
      assert.throws(() => refusalOf(ID, state, event), RegExp(`^Error: ${event} happens to what is ${state}$`));
      continue;
    }
    refused += 1;
    const { code, message, hint } = refusalOf(ID, state, event);
    assert.equal(code, 'conflict');
    assert.match(message, /^CHG-0001 [a-z][^.!]*\.$/);
    assert.match(hint, /^[A-Z].*\.$/);
    said.add(message);
  }
  assert.equal(said.size, refused, 'two pairs are refused with the same sentence');
});

onBothDialects((_name, open) => {
  test('every event of the table brings a change where the table says, with its servers, its log and its next look', async () => {
    const database = await open();
    const house = await aDecisionHouse(database);
    let number = 0;
    for (const { state, event, to } of pairs) {
      if (to === null) continue;
      number += 1;
      const id = `CHG-${String(number).padStart(4, '0')}` as Change['id'];
      const change = aChange(house.clock.now(), { id, state });
      const next = await database.transaction(async (tx) => {
        await insertChange(tx, change);
        return transition(tx, house.changes, change, event, { actor: ANA, verb: `change.${event}` });
      });
      assert.equal(next.state, to, `${state} ${event}`);
      assert.deepEqual(await database.read((reader) => loadChange(reader, id)), next);
      const touching = await database.read((reader) =>
        openChangesOf(
          reader,
          change.plan.servers.map(({ server }) => server),
        ),
      );
      const found = [...touching.values()].flat().some((one) => one.id === id);
      assert.equal(found, isOpen(to), `${state} ${event}: ${id} is ${found ? '' : 'not '}found by its server`);
      assert.equal(
        house.booked.some(({ name, key }) => name === 'change' && key === id),
        next.dueAt !== null,
      );
      const deeds = (await house.audited()).filter(({ subject }) => subject === id);
      assert.deepEqual(
        deeds.map(({ verb, before, after: later }) => [
          verb,
          (before as { state: string }).state,
          (later as { state: string }).state,
        ]),
        [[`change.${event}`, state, to]],
      );
    }
    assert.equal(number, 20);
  });

  test('every other pair is not written at all', async () => {
    const database = await open();
    const house = await aDecisionHouse(database);
    const change = await house.proposal();
    for (const { state, event, to } of pairs) {
      if (to !== null) continue;
      await assert.rejects(
        database.transaction((tx) =>
          transition(tx, house.changes, { ...change, state }, event, { actor: ANA, verb: 'change.x' }),
        ),
        /does not happen there/,
      );
    }
    assert.deepEqual(await house.audited(), []);
    assert.equal((await house.now()).revision, 1);
  });

  test('a change that was written meanwhile is not written over', async () => {
    const database = await open();
    const house = await aDecisionHouse(database);
    const change = await house.proposal();
    const move = { actor: ANA, verb: 'change.withdrawn' };
    await database.transaction((tx) => transition(tx, house.changes, change, 'withdraw', move));
    await assert.rejects(
      database.transaction((tx) => transition(tx, house.changes, change, 'approve', move)),
      /was written by somebody else since revision 1/,
    );
    assert.equal((await house.now()).state, 'withdrawn');
  });
});
