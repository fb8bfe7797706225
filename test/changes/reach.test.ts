import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HOUR, later } from '../../src/core/clock.ts';
import { askReached } from '../../src/changes/reach.ts';
import { rememberConversation } from '../../src/delivery/conversations.ts';
import { ANA, BO, CY, type User } from '../people/house.ts';
import { aConversation } from '../support/conversations.ts';
import { onBothDialects } from '../support/database.ts';
import { aDecisionHouse, CHANNEL, type DecisionHouse, ID } from './decision-house.ts';

/** Somebody writes to the bot in a chat of their own. */
function hear(house: DecisionHouse, { aadObjectId, tenantId, name }: User): Promise<void> {
  const person = { id: `29:${aadObjectId}`, aadObjectId: aadObjectId.toUpperCase(), name };
  const chat = aConversation({ id: `a:new-${name}`, tenantId, person });
  const { jobs } = house.changes;
  return house.database.transaction(async (tx) => {
    await rememberConversation(tx, house.clock.now(), chat, { by: { kind: 'system', job: 'teams' }, jobs });
    await askReached(tx, house.changes, chat);
  });
}

onBothDialects((_name, open) => {
  test('an approver who could not be reached is asked when they first write, once, and every copy shows it', async () => {
    const house = await aDecisionHouse(await open(), { admins: [] });
    await house.person(BO, ['approver'], false);
    await house.person(CY, ['approver']);
    await house.proposal();
    const reached = async () => {
      const shown = await house.press(ANA, { kind: 'show', change: ID });
      assert.ok(shown.kind === 'change');
      return shown.view.approvals.asked.map(({ person, reached: so }) => `${person.name} ${so}`);
    };
    assert.deepEqual(await reached(), ['Bo Berg false', 'Cy Chen true']);

    await hear(house, BO);
    await hear(house, BO);
    await hear(house, CY);

    assert.deepEqual(await reached(), ['Bo Berg true', 'Cy Chen true']);
    const posts = await house.posts();
    assert.deepEqual(
      posts.map(({ conversation }) => conversation),
      [CHANNEL, `a:${CY.aadObjectId}`, 'a:new-Bo Berg'].sort(),
    );
    assert.equal(posts.find(({ conversation }) => conversation === CHANNEL)?.wanted, 2);
  });

  test('nobody is asked late: about what is decided or was edited, what they may not decide, or that is another’s', async () => {
    const house = await aDecisionHouse(await open(), { admins: [] });
    await house.person(BO, ['approver'], false);
    await house.person(CY, ['approver'], false);
    const change = await house.proposal();
    const others = async () => (await house.posts()).map(({ conversation }) => conversation);

    await hear(house, { ...BO, tenantId: 'another' });
    await house.lend(ANA, BO, house.clock.now(), later(house.clock.now(), HOUR));
    await hear(house, BO);
    await house.edit({ reason: 'Another one.' });
    await hear(house, CY);
    assert.deepEqual(await others(), [CHANNEL]);

    house.clock.set(change.plan.window.start);
    await hear(house, CY);
    assert.deepEqual(await others(), [CHANNEL]);
  });
});
