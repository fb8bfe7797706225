import assert from 'node:assert/strict';
import { test } from 'node:test';
import { actorKey } from '../../src/core/actor.ts';
import { DAY, HOUR, later } from '../../src/core/clock.ts';
import { CALL_POST } from '../../src/changes/app.ts';
import { askApprovers } from '../../src/changes/ask.ts';
import { escalateChange, remindApprovers } from '../../src/changes/remind.ts';
import type { Change } from '../../src/changes/model.ts';
import { loadChange } from '../../src/changes/store.ts';
import type { Tx } from '../../src/storage/database.ts';
import { viewOf } from '../../src/changes/view.ts';
import { ANA, aUser, BO, CLI, CY, DI, ROOT } from '../people/house.ts';
import { onBothDialects } from '../support/database.ts';
import { aDecisionHouse, CHANNEL, chatId, ID, noticeOf } from './decision-house.ts';

const two = { low: 2, medium: 2, high: 2 };

onBothDialects((_name, open) => {
  test('one rejection decides, with its reason, however many have approved', async () => {
    const house = await aDecisionHouse(await open(), {
      policy: { approvals: { standard: two, normal: two, emergency: two } },
    });
    for (const user of [BO, CY]) await house.person(user, ['approver']);
    const change = await house.proposal();
    await house.approve(BO, change);

    const nothing = await house.reject(CY, change, '  ');
    assert.equal(noticeOf(nothing), 'invalid: The reason is missing.');
    const answer = await house.reject(CY, change, 'The board\nmeets that night.');

    assert.equal(noticeOf(answer), 'CHG-0001 is rejected.');
    const now = await house.now();
    assert.equal(now.state, 'rejected');
    assert.equal(now.record.closing, 'The board meets that night.');
    assert.match(noticeOf(await house.approve(DI, change)) ?? '', /^not-allowed: Only an approver/);
    assert.match(
      noticeOf(await house.approve(BO, change)) ?? '',
      /^CHG-0001 was rejected, so it can not be approved\./,
    );
  });

  test('the requester can not reject either, and hears what to do instead', async () => {
    const house = await aDecisionHouse(await open());
    await house.person(ANA, ['operator', 'approver']);
    const change = await house.proposal();

    const asked = await house.press(ANA, { kind: 'reject-form', change: ID });
    assert.equal(noticeOf(asked), 'You asked for this change, so someone else has to reject it. You can withdraw it.');
    assert.equal(noticeOf(await house.reject(ANA, change)), noticeOf(asked));
    assert.equal((await house.now()).state, 'proposed');
  });

  test('a decision that needs a reason asks for it, and a press after the decision shows how it stands', async () => {
    const house = await aDecisionHouse(await open());
    await house.person(BO, ['approver']);
    const change = await house.proposal();
    assert.equal((await house.press(BO, { kind: 'reject-form', change: ID })).kind, 'change-ask');
    await house.approve(BO, change);

    const late = await house.press(BO, { kind: 'reject-form', change: ID });

    assert.equal(late.kind, 'change');
    assert.match(noticeOf(late) ?? '', /^CHG-0001 is approved already: cancel it instead\./);
    const unknown = await house.press(BO, { kind: 'show', change: 'CHG-0099' as typeof ID });
    assert.equal(noticeOf(unknown), 'not-found: There is no change CHG-0099.');
  });

  test('who asked for a change withdraws it, or who acts for them, or an admin; nobody else', async () => {
    for (const [actor, may] of [
      [ANA, true],
      [BO, true],
      [ROOT, true],
      [CLI, true],
      [CY, false],
      [DI, false],
    ] as const) {
      const house = await aDecisionHouse(await open());
      for (const user of [ANA, BO, CY]) await house.person(user, ['operator']);
      await house.person(DI, ['approver']);
      await house.lend(ANA, BO, house.clock.now(), later(house.clock.now(), DAY));
      await house.proposal();

      const answer = await house.press(actor, { kind: 'withdraw', change: ID });

      const who = actorKey(actor);
      assert.equal((await house.now()).state, may ? 'withdrawn' : 'proposed', who);
      if (actor === CY) {
        assert.equal(
          noticeOf(answer),
          'Only who asked for a change, or an administrator of Patchwarden, can withdraw it. Ask Ana Lopez.',
        );
      }
    }
  });

  test('everybody who may approve is asked in their own chat; the requester sees who was not reached and who answered', async () => {
    const house = await aDecisionHouse(await open(), {
      policy: { approvals: { standard: two, normal: two, emergency: two } },
    });
    await house.person(ANA, ['operator', 'approver']);
    await house.person(BO, ['approver']);
    await house.person(CY, ['approver'], false);
    const change = await house.proposal();
    await house.approve(BO, change);

    const view = await house.database.read((reader) => viewOf(reader, house.changes, ID, house.clock.now()));

    const { approvals } = view ?? assert.fail('no view');
    assert.deepEqual(
      approvals.asked
        .filter(({ person }) => person.name)
        .map(({ person, reached, fallback }) => [person.name, reached, fallback]),
      [
        ['Bo Berg', true, false],
        ['Cy Chen', false, false],
      ],
    );
    assert.deepEqual(
      approvals.votes.map(({ voter, vote }) => [voter, vote]),
      [[BO, 'approve']],
    );
    assert.deepEqual(
      approvals.may.map(({ name }) => name),
      ['Bo Berg', 'Cy Chen', null],
    );
    assert.equal(approvals.needed, 2);
    assert.equal(approvals.lapsesAt, change.plan.window.start);
    assert.deepEqual(
      (await house.posts()).map(({ conversation }) => conversation),
      [CHANNEL, chatId(BO)],
    );
  });

  test('asking again asks those only who were not asked about this plan', async () => {
    const house = await aDecisionHouse(await open());
    await house.person(BO, ['approver']);
    const change = await house.proposal();
    await house.person(CY, ['approver']);

    const asked = await house.database.transaction((tx) => askApprovers(tx, house.changes, change));
    assert.deepEqual(
      asked.map(({ conversation }) => conversation),
      [chatId(CY)],
    );
  });

  test('a reminder goes to those who have not answered, in their own chats', async () => {
    const house = await aDecisionHouse(await open(), {
      policy: { approvals: { standard: two, normal: two, emergency: two } },
    });
    for (const user of [BO, CY]) await house.person(user, ['approver']);
    const change = await house.proposal();
    await house.approve(BO, change);

    const next = await house.database.transaction(async (tx) => remindApprovers(tx, house.changes, await loadOpen(tx)));

    assert.equal(next.record.remindedAt, house.clock.now());
    assert.deepEqual(await house.posts(CALL_POST), [
      { conversation: chatId(CY), subject: 'CHG-0001 reminder', wanted: 1 },
    ]);
    assert.equal((await house.audited()).at(-1)?.verb, 'change.reminded');
  });

  test('an escalation asks the fallbacks, but not one who asked for the change', async () => {
    const fin = aUser('Fin Falk', 7);
    const house = await aDecisionHouse(await open(), {
      policy: { fallbacks: [fin.aadObjectId, ANA.aadObjectId] },
    });
    await house.person(ANA, ['operator']);
    await house.person(BO, ['approver']);
    await house.person(fin, []);
    const change = await house.proposal();

    await house.database.transaction((tx) => escalateChange(tx, house.changes, change));

    assert.deepEqual(await house.posts(CALL_POST), [
      { conversation: chatId(fin), subject: 'CHG-0001 escalation', wanted: 1 },
    ]);
    const view = await house.database.read((reader) => viewOf(reader, house.changes, ID, house.clock.now()));
    const asked = view?.approvals.asked.filter(({ fallback }) => fallback) ?? [];
    assert.deepEqual(
      asked.map(({ person }) => person.name),
      ['Fin Falk'],
    );
    assert.ok(!view?.approvals.may.some(({ name }) => name === 'Ana Lopez'));
  });

  test('a proposal is looked at again when its reminder is due, then the escalation, then its lapse', async () => {
    const house = await aDecisionHouse(await open());
    await house.person(BO, ['approver']);
    const change = await house.proposal();
    const asked = change.record.askedAt;
    // 60 hours until the window: a quarter is left, so that 48 become 45 and 24 half of that.
    house.clock.set(later(asked, 23 * HOUR));
    const reminded = await house.database.transaction((tx) => remindApprovers(tx, house.changes, change));
    assert.equal(reminded.dueAt, later(asked, 45 * HOUR));
    house.clock.set(later(asked, 45 * HOUR));
    const escalated = await house.database.transaction((tx) => escalateChange(tx, house.changes, reminded));
    assert.equal(escalated.dueAt, change.plan.window.start);
    assert.deepEqual(house.booked.filter(({ name }) => name === 'change').at(-1)?.at, change.plan.window.start);
  });
});

async function loadOpen(tx: Tx): Promise<Change> {
  return (await loadChange(tx, ID)) ?? assert.fail('there is no change');
}
