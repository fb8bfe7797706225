import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY, HOUR, later } from '../../src/core/clock.ts';
import { serverId } from '../../src/core/ids.ts';
import { CALL_POST } from '../../src/changes/app.ts';
import { escalateChange } from '../../src/changes/remind.ts';
import { verifyAudit } from '../../src/audit/verify.ts';
import { ANA, aUser, BO, CLI, CY, DI, keyOf } from '../people/house.ts';
import { onBothDialects } from '../support/database.ts';
import type { ChangeId } from '../../src/changes/model.ts';
import { emptyPicture } from './pictures.ts';
import { aDecisionHouse, CHANNEL, chatId, ID, noticeOf } from './decision-house.ts';

onBothDialects((_name, open) => {
  test('one approval of another person approves, is told to the requester, and every copy of the card follows', async () => {
    const house = await aDecisionHouse(await open());
    await house.person(ANA, ['operator', 'approver']);
    await house.person(BO, ['approver']);
    const change = await house.proposal();
    await house.post(change, chatId(ANA));

    const answer = await house.approve(BO, change);

    assert.equal(answer.kind, 'change');
    assert.match(noticeOf(answer) ?? '', /^CHG-0001 is approved\. Its window is /);
    const now = await house.now();
    assert.equal(now.state, 'approved');
    assert.equal(now.record.decidedAt, house.clock.now());
    assert.deepEqual(
      (await house.posts()).map(({ conversation, wanted }) => [conversation, wanted]),
      [
        [CHANNEL, 2],
        [chatId(ANA), 2],
        [chatId(BO), 2],
      ],
    );
    assert.deepEqual(
      (await house.posts(CALL_POST)).map(({ conversation, subject }) => [conversation, subject]),
      [[chatId(ANA), 'CHG-0001 decided']],
    );
    const [deed, ...others] = (await house.audited()).filter(({ subject }) => subject === ID);
    assert.equal(others.length, 0);
    assert.equal(deed?.verb, 'change.approved');
    assert.deepEqual(house.counted, ['approve']);
  });

  test('the requester is told who else can approve, and nothing happens', async () => {
    const house = await aDecisionHouse(await open());
    await house.person(ANA, ['admin']);
    await house.person(BO, ['approver']);
    await house.person(CY, ['approver']);
    const change = await house.proposal();

    const answer = await house.approve(ANA, change);

    assert.equal(answer.kind, 'change');
    assert.equal(
      noticeOf(answer),
      'You asked for this change, so someone else has to approve it. Bo Berg, Cy Chen and 1 more can.',
    );
    assert.deepEqual(await house.now(), change);
    assert.deepEqual(await house.audited(), []);
  });

  test('an author, and whoever acted for one at any time since, can not approve', async () => {
    const house = await aDecisionHouse(await open());
    for (const user of [ANA, BO, CY, DI]) await house.person(user, ['approver']);
    const eve = aUser('Eve Ek', 5);
    await house.person(eve, ['approver']);
    const created = house.clock.now();
    // Cy acted for Ana for an hour; Di acts for Cy since.
    await house.lend(ANA, CY, created, later(created, HOUR));
    await house.lend(CY, DI, later(created, 2 * HOUR), later(created, DAY));
    const change = await house.proposal();
    const shaped = { ...change, record: { ...change.record, authors: [keyOf(ANA), keyOf(BO)] } };
    await house.database.transaction((tx) =>
      tx
        .updateTable('changes')
        .set({ record: JSON.stringify(shaped.record) })
        .execute(),
    );
    house.clock.set(later(created, 3 * HOUR));

    assert.match(noticeOf(await house.approve(BO, change)) ?? '', /^You shaped this plan, so someone else/);
    assert.match(noticeOf(await house.approve(CY, change)) ?? '', /^You act, or acted since it was proposed/);
    assert.match(noticeOf(await house.approve(DI, change)) ?? '', /^You act, or acted since it was proposed/);
    assert.match(noticeOf(await house.approve(eve, change)) ?? '', /is approved/);
  });

  test('guests, the command line and people without the role decide nothing', async () => {
    const house = await aDecisionHouse(await open());
    await house.person(BO, ['approver']);
    await house.person(CY, ['operator']);
    const change = await house.proposal();

    const guest = await house.approve(BO, change, { standing: 'guest' });
    assert.equal(noticeOf(guest), 'not-allowed: A guest can not approve a change.');
    const shell = await house.approve(CLI, change);
    assert.equal(noticeOf(shell), 'not-allowed: Only a person whom Teams identifies can approve a change.');
    const operator = await house.approve(CY, change);
    assert.equal(noticeOf(operator), 'not-allowed: Only an approver can approve a change.');
    assert.equal((await house.now()).state, 'proposed');
  });

  test('a press delivered again has one effect, one audit row and the first outcome', async () => {
    const house = await aDecisionHouse(await open(), { policy: { approvals: twoOfEach } });
    await house.person(BO, ['approver']);
    await house.person(CY, ['approver']);
    const change = await house.proposal();

    const once = 'the same button';
    const first = await house.approve(BO, change, { once });
    assert.equal(noticeOf(first), 'Your approval counts: 1 of 2. 1 more is needed.');
    await house.approve(CY, change);
    const again = await house.approve(BO, change, { once });

    assert.equal(noticeOf(again), noticeOf(first));
    assert.equal(again.kind === 'change' && again.view.state, 'approved');
    const verbs = (await house.audited()).map(({ verb }) => verb);
    assert.deepEqual(verbs, ['change.voted', 'change.approved']);
  });

  test('another press of the same person is not a second vote', async () => {
    const house = await aDecisionHouse(await open(), { policy: { approvals: twoOfEach } });
    await house.person(BO, ['approver']);
    await house.person(CY, ['approver']);
    const change = await house.proposal();
    await house.approve(BO, change);

    const again = await house.approve({ ...BO, aadObjectId: BO.aadObjectId.toUpperCase(), name: 'Bo B.' }, change);

    assert.match(noticeOf(again) ?? '', /^You have voted on this plan already: one vote a person\./);
    assert.equal((await house.now()).state, 'proposed');
  });

  test('of simultaneous approvals exactly one makes the transition', async () => {
    const house = await aDecisionHouse(await open());
    const users = Array.from({ length: 8 }, (_, index) => aUser(`Person ${index}`, 20 + index));
    for (const user of users) await house.person(user, ['approver']);
    const change = await house.proposal();

    const answers = await Promise.all(users.map((user) => house.approve(user, change)));

    assert.equal(answers.filter((answer) => /is approved\. Its window/.test(noticeOf(answer) ?? '')).length, 1);
    assert.equal(answers.filter((answer) => /is approved already/.test(noticeOf(answer) ?? '')).length, 7);
    assert.ok(answers.every((answer) => answer.kind === 'change' && answer.view.state === 'approved'));
    assert.equal((await house.now()).revision, change.revision + 1);
    assert.deepEqual(
      (await house.audited()).map(({ verb }) => verb),
      ['change.approved'],
    );
    assert.equal((await house.database.read((reader) => verifyAudit(reader))).ok, true);
  });

  test('a vote names the plan it is given on; on another one it is refused with what is different', async () => {
    const house = await aDecisionHouse(await open());
    await house.person(BO, ['approver']);
    const seen = await house.proposal();
    await house.edit({ risk: 'high', reason: 'It can not wait.' });
    await house.edit({ risk: 'low' });

    const answer = await house.approve(BO, seen);

    assert.equal(
      noticeOf(answer),
      'CHG-0001 is not what you saw any more. The reason is now: It can not wait. The risk is low instead of medium. Look at the plan as it is now and decide on that.',
    );
    const now = await house.now();
    assert.equal(now.state, 'proposed');
    assert.match(noticeOf(await house.approve(BO, now)) ?? '', /is approved\. Its window/);
  });

  test('an edit voids the votes given before it, and they are shown as void', async () => {
    const house = await aDecisionHouse(await open(), { policy: { approvals: twoOfEach } });
    for (const user of [BO, CY]) await house.person(user, ['approver']);
    const change = await house.proposal();
    await house.approve(BO, change);
    await house.edit({ backout: 'Uninstall it.' });

    const answer = await house.approve(CY, await house.now());

    assert.ok(answer.kind === 'change');
    assert.equal(answer.view.state, 'proposed');
    assert.deepEqual(
      answer.view.approvals.votes.map(({ voter }) => voter),
      [CY],
    );
    assert.deepEqual(
      answer.view.approvals.void.map(({ voter }) => voter),
      [BO],
    );
  });

  test('whoever acts for an approver votes for them, once, and both names are kept', async () => {
    const house = await aDecisionHouse(await open(), { policy: { approvals: twoOfEach } });
    await house.person(BO, ['approver']);
    await house.person(CY, []);
    await house.person(DI, ['approver']);
    await house.lend(BO, CY, house.clock.now(), later(house.clock.now(), DAY));
    const change = await house.proposal();

    const answer = await house.approve(CY, change);
    assert.equal(noticeOf(answer), 'For Bo Berg: Your approval counts: 1 of 2. 1 more is needed.');
    assert.match(noticeOf(await house.approve(BO, change)) ?? '', /^The vote you could give is given already/);
    await house.approve(DI, change);

    assert.ok(answer.kind === 'change');
    assert.equal(answer.view.approvals.votes[0]?.onBehalfOf?.name, 'Bo Berg');
    assert.equal((await house.now()).state, 'approved');
    const [deed] = await house.audited();
    assert.ok(deed);
    const { onBehalfOf } = deed.after as Record<string, unknown>;
    assert.deepEqual(onBehalfOf, { person: keyOf(BO), name: 'Bo Berg' });
  });

  test('a vote that was given before its voter came to act for the requester does not count any more', async () => {
    const house = await aDecisionHouse(await open(), { policy: { approvals: twoOfEach } });
    for (const user of [BO, CY, DI]) await house.person(user, ['approver']);
    const change = await house.proposal();
    await house.approve(BO, change);
    await house.lend(ANA, BO, house.clock.now(), later(house.clock.now(), HOUR));

    const answer = await house.approve(CY, change);
    assert.equal(noticeOf(answer), 'Your approval counts: 1 of 2. 1 more is needed.');
    assert.ok(answer.kind === 'change');
    assert.deepEqual(
      answer.view.approvals.void.map(({ voter }) => voter),
      [BO],
    );
    assert.match(noticeOf(await house.approve(DI, change)) ?? '', /is approved/);
  });

  test('a vote of somebody whose role was revoked since does not count any more, nor one that was given for them', async () => {
    const house = await aDecisionHouse(await open(), { policy: { approvals: twoOfEach } });
    for (const user of [BO, CY, DI]) await house.person(user, ['approver']);
    const eve = aUser('Eve Ek', 5);
    await house.lend(DI, eve, house.clock.now(), later(house.clock.now(), DAY));
    const change = await house.proposal();
    const revoke = (user: typeof BO) =>
      house.database.transaction((tx) => tx.deleteFrom('role_grants').where('person', '=', keyOf(user)).execute());
    await house.approve(BO, change);
    await revoke(BO);
    const second = await house.approve(eve, change);
    assert.equal(noticeOf(second), 'For Di Diaz: Your approval counts: 1 of 2. 1 more is needed.');
    assert.ok(second.kind === 'change');
    assert.deepEqual(
      second.view.approvals.void.map(({ voter }) => voter),
      [BO],
    );
    await revoke(DI);

    assert.equal(noticeOf(await house.approve(CY, change)), 'Your approval counts: 1 of 2. 1 more is needed.');
    assert.equal((await house.now()).state, 'proposed');
  });

  test('a proposal that waits when the policy comes to ask for nobody still takes one approval, and says so', async () => {
    const none = { low: 0, medium: 0, high: 0 };
    const house = await aDecisionHouse(await open(), { policy: { approvals: { ...twoOfEach, normal: none } } });
    await house.person(BO, ['approver']);
    const change = await house.proposal();

    const shown = await house.press(ANA, { kind: 'show', change: ID });
    assert.equal(shown.kind === 'change' && shown.view.approvals.needed, 1);
    assert.match(noticeOf(await house.approve(BO, change)) ?? '', /is approved/);
  });

  test('the policy says who may approve which servers; fallbacks may once it is escalated', async () => {
    const server = serverId('ber-ex02.example.test');
    const fin = aUser('Fin Falk', 7);
    const house = await aDecisionHouse(await open(), {
      policy: {
        approvers: [{ scope: { by: 'site', value: 'Berlin' }, people: [BO.aadObjectId] }],
        fallbacks: [fin.aadObjectId],
      },
    });
    for (const user of [BO, CY]) await house.person(user, ['approver']);
    await house.person(fin, []);
    await house.database.transaction(async (tx) => {
      await tx
        .insertInto('servers')
        .values({
          id: server,
          name: 'BER-EX02',
          short_name: 'ber-ex02',
          fqdn: server,
          organisation_id: null,
          organisation_name: null,
          role: 'mailbox',
          displayed_build: null,
          site: 'Berlin',
          dag: null,
          current_report: null,
          listed: true,
          first_seen: 0,
        })
        .execute();
    });
    const change = await house.proposal();

    assert.match(
      noticeOf(await house.approve(CY, change)) ?? '',
      /^You are not among those by whom a change of these servers can be approved\. Bo Berg can\.$/,
    );
    assert.match(noticeOf(await house.approve(fin, change)) ?? '', /^You are not among those/);
    await house.database.transaction((tx) => escalateChange(tx, house.changes, change));
    assert.ok((await house.posts()).some(({ conversation }) => conversation === chatId(fin)));
    assert.match(noticeOf(await house.approve(fin, change)) ?? '', /is approved/);
  });

  test('what came into conflict meanwhile is not approved', async () => {
    let conflicting = false;
    const house = await aDecisionHouse(await open(), {
      picture: async (reader, of) => {
        const picture = await emptyPicture(reader, of);
        const [plan] = of.plans;
        if (!conflicting || !plan) return picture;
        const servers = plan.servers.map(({ server }) => server);
        const { window, type } = plan;
        return {
          ...picture,
          changes: [{ id: 'CHG-0002' as ChangeId, type, state: 'approved', window, servers, planned: plan.servers }],
        };
      },
    });
    await house.person(BO, ['approver']);
    const change = await house.proposal();
    conflicting = true;

    assert.equal(
      noticeOf(await house.approve(BO, change)),
      'ber-ex02.example.test is in CHG-0002 too: Wed 25 Nov 2026, 22:00 to Thu 26 Nov 2026, 02:00 Europe/Berlin (4 hours). An approver has to override it in writing, or it has to be edited.',
    );
    assert.equal((await house.now()).revision, 1);
    conflicting = false;
    assert.match(noticeOf(await house.approve(BO, change)) ?? '', /is approved/);
  });

  test('nothing is approved once the window begins, whether or not its lapse was written down', async () => {
    const house = await aDecisionHouse(await open());
    await house.person(BO, ['approver']);
    const change = await house.proposal();
    house.clock.set(later(change.plan.window.start, -1));
    assert.equal((await house.press(BO, { kind: 'show', change: ID })).kind, 'change');
    house.clock.set(change.plan.window.start);

    const answer = await house.approve(BO, change);

    assert.match(
      noticeOf(answer) ?? '',
      /^CHG-0001 lapsed when its window began without a decision, so it can not be approved\./,
    );
    assert.equal(answer.kind === 'change' && answer.view.state, 'lapsed');
  });
});

const one = { low: 2, medium: 2, high: 2 };
const twoOfEach = { standard: one, normal: one, emergency: one };
