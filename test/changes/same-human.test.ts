import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY, HOUR, later } from '../../src/core/clock.ts';
import { BO, CY, DI, ROOT, type User, ANA } from '../people/house.ts';
import { onBothDialects } from '../support/database.ts';
import { aDecisionHouse, ID, noticeOf } from './decision-house.ts';

/** As an activity of a channel that another tenant shares names them. */
const elsewhere = (user: User): User => ({ ...user, tenantId: '7c7c7c7c-7c7c-4c7c-8c7c-7c7c7c7c7c7c' });
const needs = (people: number) => ({ low: people, medium: people, high: people });
const twoOfEach = { standard: needs(2), normal: needs(2), emergency: needs(2) };

onBothDialects((_name, open) => {
  test('who is known under two tenants does not approve their own change, nor reject it, nor is asked to', async () => {
    const house = await aDecisionHouse(await open());
    await house.person(elsewhere(ROOT), ['approver']);
    const change = await house.proposal({ requester: ROOT });

    assert.match(noticeOf(await house.approve(elsewhere(ROOT), change)) ?? '', /^You asked for this change/);
    assert.match(noticeOf(await house.reject(elsewhere(ROOT), change)) ?? '', /^You asked for this change/);
    const asked = await house.press(elsewhere(ROOT), { kind: 'reject-form', change: ID });
    assert.match(noticeOf(asked) ?? '', /^You asked for this change/);
    assert.ok(asked.kind === 'change');
    assert.deepEqual(asked.view.approvals.asked, []);
    assert.deepEqual(asked.view.approvals.may, []);
    assert.equal((await house.now()).state, 'proposed');
  });

  test('who is known under two tenants gives one vote', async () => {
    const house = await aDecisionHouse(await open(), { policy: { approvals: twoOfEach } });
    await house.person(BO, ['approver']);
    const change = await house.proposal();
    await house.approve(ROOT, change);

    assert.match(noticeOf(await house.approve(elsewhere(ROOT), change)) ?? '', /^You have voted on this plan already/);
    assert.match(noticeOf(await house.approve(BO, change)) ?? '', /is approved/);
  });

  test('whom somebody acts for under the one, they act for under the other', async () => {
    const house = await aDecisionHouse(await open());
    for (const user of [CY, DI]) await house.person(user, ['approver']);
    const now = house.clock.now();
    // Cy acts for Ana, Di for whoever Cy is elsewhere.
    await house.lend(elsewhere(ANA), CY, now, later(now, DAY));
    await house.lend(elsewhere(CY), DI, now, later(now, DAY));
    const change = await house.proposal();
    house.clock.set(later(now, HOUR));

    for (const user of [CY, DI]) assert.match(noticeOf(await house.approve(user, change)) ?? '', /^You act, or acted/);
  });
});
