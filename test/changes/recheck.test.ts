import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CALL_POST } from '../../src/changes/app.ts';
import { recheckHandler } from '../../src/changes/recheck.ts';
import { catchUpChanges } from '../../src/changes/wake.ts';
import { SECOND } from '../../src/core/clock.ts';
import { BO } from '../people/house.ts';
import { onBothDialects } from '../support/database.ts';
import { aDecisionHouse, CHANNEL, chatId, type DecisionHouse } from './decision-house.ts';
import { aBusyPicture } from './pictures.ts';

async function openHouse(database: Parameters<typeof aDecisionHouse>[0]) {
  const busy = aBusyPicture();
  const house = await aDecisionHouse(database, { picture: busy.picture });
  await house.person(BO, ['approver']);
  return { house, others: busy.others };
}

async function recheck({ changes, clock, database }: DecisionHouse): Promise<void> {
  const job = { name: 'change-recheck', key: 'all', at: clock.now(), payload: null };
  await recheckHandler(changes)(job, { transaction: (work) => database.transaction(work) });
}

async function told(house: DecisionHouse): Promise<string[]> {
  return (await house.posts(CALL_POST)).map(({ conversation, subject }) => `${subject} in ${conversation}`).sort();
}

onBothDialects((_name, open) => {
  test('a conflict that came up is told once, where the work is talked of', async () => {
    const { house, others } = await openHouse(await open());
    await house.proposal();
    await recheck(house);
    assert.deepEqual(await told(house), []);

    others.add('CHG-0002');
    await recheck(house);
    await recheck(house);

    assert.deepEqual(await told(house), [`CHG-0001 conflict in ${CHANNEL}`]);
    const deeds = (await house.audited()).filter(({ verb }) => verb === 'change.conflicts');
    assert.equal(deeds.length, 1);
    assert.equal((await house.now()).record.conflicts.length, 1);
  });

  test('who has approved the plan hears of it too', async () => {
    const { house, others } = await openHouse(await open());
    const change = await house.proposal();
    await house.approve(BO, change);
    others.add('CHG-0002');

    await recheck(house);

    assert.deepEqual(
      (await told(house)).filter((one) => one.includes('conflict')),
      [`CHG-0001 conflict in ${CHANNEL}`, `CHG-0001 conflict in ${chatId(BO)}`],
    );
  });

  test('what has gone is taken off the card without a word, and a conflict that comes back is not told again', async () => {
    const { house, others } = await openHouse(await open());
    await house.proposal();
    others.add('CHG-0002');
    await recheck(house);
    const [before] = (await house.posts()).filter(({ conversation }) => conversation === CHANNEL);
    others.delete('CHG-0002');

    await recheck(house);
    const [after] = (await house.posts()).filter(({ conversation }) => conversation === CHANNEL);
    others.add('CHG-0002');
    await recheck(house);
    others.add('CHG-0003');
    await recheck(house);

    assert.ok((after?.wanted ?? 0) > (before?.wanted ?? 0));
    assert.deepEqual(await told(house), [`CHG-0001 conflict 2 in ${CHANNEL}`, `CHG-0001 conflict in ${CHANNEL}`]);
  });

  test('what is over or under way is left alone', async () => {
    const { house, others } = await openHouse(await open());
    const change = await house.proposal();
    others.add('CHG-0002');
    house.clock.set(change.plan.window.start);

    await recheck(house);

    assert.deepEqual(await told(house), []);
  });

  test('at start every open plan is looked at: the policy file or the time zone rules may be others by now', async () => {
    const { house } = await openHouse(await open());
    await catchUpChanges(house.changes);
    assert.equal(house.rechecks.length, 0);
    await house.proposal();
    house.rechecks.length = 0;

    await catchUpChanges(house.changes);

    assert.deepEqual(
      house.rechecks.map(({ key }) => key),
      ['all'],
    );
  });

  test('a plan that came to be or became another one has all of them looked at, once for all within half a minute', async () => {
    const { house } = await openHouse(await open());
    await house.proposal();
    await house.edit({ reason: 'Sooner.' });
    await house.edit({ reason: 'Later.' });

    assert.equal(house.rechecks.length, 2);
    assert.deepEqual(house.rechecks[0], house.rechecks[1]);
    const wait = (house.rechecks[0]?.at ?? 0) - house.clock.now();
    assert.ok(wait > 0 && wait <= 30 * SECOND);
  });
});
