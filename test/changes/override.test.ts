import assert from 'node:assert/strict';
import { test } from 'node:test';
import { overridden } from '../../src/changes/conflicts/conflicts-of.ts';
import type { Change, ChangeCommand, Override } from '../../src/changes/model.ts';
import { instant } from '../../src/core/clock.ts';
import { ANA, aUser, BO, CY } from '../people/house.ts';
import { onBothDialects } from '../support/database.ts';
import { aDecisionHouse, type DecisionHouse, ID, noticeOf } from './decision-house.ts';
import { aBusyPicture } from './pictures.ts';

const KEY = 'same-server ber-ex02.example.test CHG-0002';

async function openHouse(database: Parameters<typeof aDecisionHouse>[0]) {
  const busy = aBusyPicture();
  const house = await aDecisionHouse(database, { picture: busy.picture });
  await house.person(ANA, ['operator', 'approver']);
  for (const user of [BO, CY]) await house.person(user, ['approver']);
  return { house, others: busy.others };
}

function overriding({ id, planHash: plan }: Change, reason = 'The other change waits.', keys = [KEY]): ChangeCommand {
  return { kind: 'override', change: id, plan, keys, reason };
}

async function overrides(house: DecisionHouse) {
  return (await house.now()).record.overrides;
}

onBothDialects((_name, open) => {
  test('what blocks is borne by an approver in writing, and then it is approved', async () => {
    const { house, others } = await openHouse(await open());
    const change = await house.proposal();
    others.add('CHG-0002');
    assert.match(noticeOf(await house.approve(CY, change)) ?? '', /CHG-0002 too.*An approver has to override it/);

    const answer = await house.press(BO, overriding(change));

    assert.match(noticeOf(answer) ?? '', /^Overridden: .*is in CHG-0002 too/);
    const [word] = await overrides(house);
    assert.deepEqual([word?.reason, word?.keys, word?.by], ['The other change waits.', [KEY], BO]);
    assert.match(noticeOf(await house.approve(CY, change)) ?? '', /is approved/);
    const verbs = (await house.audited()).filter(({ subject }) => subject === ID).map(({ verb }) => verb);
    assert.deepEqual(verbs, ['change.overridden', 'change.approved']);
  });

  test('a conflict that comes later needs a word of its own', async () => {
    const { house, others } = await openHouse(await open());
    const change = await house.proposal();
    others.add('CHG-0002');
    await house.press(BO, overriding(change));
    others.add('CHG-0003');

    assert.match(noticeOf(await house.approve(CY, change)) ?? '', /CHG-0003 too/);
    const both = await house.press(BO, overriding(change, 'Both wait.', [KEY, KEY.replace('CHG-0002', 'CHG-0003')]));
    assert.match(noticeOf(both) ?? '', /^Overridden: /);
  });

  test('a word that so many members out are borne holds for fewer, not for more', () => {
    const word: Override = {
      ...{ keys: ['quorum c/dag-ber 3'], plan: 'p', by: BO, onBehalfOf: null, reason: 'Night.' },
      at: instant(0),
    };
    const borne = (key: string): boolean => {
      const conflict = { type: 'quorum', severity: 'blocks', key, servers: [], with: [], text: '' } as const;
      return overridden([conflict], [word], 'p')[0]?.override === word;
    };

    assert.deepEqual(
      ['quorum c/dag-ber 2', 'quorum c/dag-ber 3', 'quorum c/dag-ber 4', 'quorum c/dag-par 2'].map(borne),
      [true, true, false, false],
    );
  });

  test('another plan is another matter: the word does not count for it', async () => {
    const { house, others } = await openHouse(await open());
    const change = await house.proposal();
    others.add('CHG-0002');
    await house.press(BO, overriding(change));
    const edited = await house.edit({ reason: 'Sooner.' });

    assert.match(noticeOf(await house.approve(CY, edited)) ?? '', /CHG-0002 too/);
    assert.match(noticeOf(await house.press(BO, overriding(change))) ?? '', /is not what you saw any more/);
  });

  test('neither who shaped the plan nor who is no approver bears its conflicts, and never without a reason', async () => {
    const { house, others } = await openHouse(await open());
    await house.person(aUser('Olga', 77), ['operator']);
    const change = await house.proposal();
    others.add('CHG-0002');

    assert.match(noticeOf(await house.press(ANA, overriding(change))) ?? '', /^You asked for this change/);
    assert.match(
      noticeOf(await house.press(aUser('Olga', 77), overriding(change))) ?? '',
      /^not-allowed: Only an approver/,
    );
    assert.equal(noticeOf(await house.press(BO, overriding(change, ' '))), 'invalid: The reason is missing.');
    assert.deepEqual(await overrides(house), []);
  });

  test('nothing is overridden that does not stand, and a press that is delivered again has one effect', async () => {
    const { house, others } = await openHouse(await open());
    const change = await house.proposal();
    assert.match(noticeOf(await house.press(BO, overriding(change))) ?? '', /^None of these conflicts/);
    assert.match(
      noticeOf(await house.press(BO, { kind: 'override-form', change: ID })) ?? '',
      /^No conflict of it is left/,
    );
    others.add('CHG-0002');
    assert.equal((await house.press(BO, { kind: 'override-form', change: ID })).kind, 'change-ask');

    const first = await house.press(BO, overriding(change), { once: 'press' });
    const again = await house.press(BO, overriding(change), { once: 'press' });

    assert.equal(noticeOf(again), noticeOf(first));
    assert.equal((await overrides(house)).length, 1);
  });
});
