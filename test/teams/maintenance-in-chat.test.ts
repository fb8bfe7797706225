import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { ana, bo, cy, type DeskHouse, everybody, openDeskHouse, type Sent, titlesOf } from './desk-house.ts';

const textOf = (card: Sent): string => JSON.stringify(card);

describe('maintenance rules and freezes in chat', () => {
  let house: DeskHouse;
  beforeEach(async () => {
    house = await openDeskHouse();
    for (const who of everybody) await house.write(who, 'help', 'alone');
  });
  afterEach(() => house.close());

  const rule = async (name: string, inputs: object = {}): Promise<Sent> => {
    const form = await house.write(ana, `new rule ${name}`);
    return house.press(ana, form, 'Save the rule', { days: 'sat,sun', ...inputs });
  };

  it('come from words as a form, and are read back before they are saved', async () => {
    const form = await house.write(ana, 'new rule Berlin nights');
    const read = await house.press(ana, form, 'Read it back', { days: 'sun', time: '02:30', zone: 'Europe/Paris' });

    assert.match(textOf(read), /It opens every Sunday, 02:30 to 06:30 Europe\/Paris/);
    assert.match(textOf(read), /"value":"Berlin nights"/);
    assert.deepEqual(await house.deeds('RULE-0001'), []);
  });

  it('are saved by their author and approved by somebody else', async () => {
    const saved = await rule('Berlin nights', { preApproves: 'yes', scope: 'servers', servers: 'ber-ex01, BER-EX02' });
    assert.match(textOf(saved), /every Saturday and Sunday, 22:00 to 02:00 Europe\/Berlin/);
    assert.match(textOf(saved), /BER-EX01 and BER-EX02/);

    const refused = await house.press(ana, saved, 'Approve Berlin nights');
    const approved = await house.press(bo, saved, 'Approve Berlin nights');

    assert.match(textOf(refused), /somebody else|someone else/i);
    assert.match(textOf(approved), /approved by Bo Berg/);
    assert.ok(!titlesOf(approved).includes('Approve Berlin nights'));
    assert.deepEqual(await house.deeds('RULE-0001'), ['rule.set Ana Alt', 'rule.approved Bo Berg']);
  });

  it('of several, the one that is chosen beside the button is meant, and none where none is', async () => {
    await rule('First');
    const list = await rule('Second');

    assert.match(await house.press(ana, list, 'Remove rule'), /No rule is chosen/);
    const left = await house.press(ana, list, 'Remove rule', { rule: 'RULE-0002' });

    assert.match(textOf(left), /1 maintenance rule, no freeze/);
    assert.match(textOf(left), /First/);
  });

  it('open with the rule that was chosen, to be edited', async () => {
    await rule('First');
    const list = await rule('Second');

    const form = await house.press(ana, list, 'Edit rule', { rule: 'RULE-0002' });

    assert.match(textOf(form), /Edit the rule Second/);
  });

  it('freeze what words say, stand in the coming weeks, and are lifted', async () => {
    const form = await house.write(ana, 'freeze Audit from 1 dec until 4 dec for DAG-BER: auditors are here');
    const set = await house.press(ana, form, 'Set the freeze');
    assert.match(textOf(set), /Audit/);

    const windows = await house.write(cy, 'windows');
    assert.match(textOf(windows), /Freeze Audit/);
    assert.match(textOf(windows), /Tue 1 Dec 2026, 00:00 – Sat 5 Dec 2026, 00:00 Europe\/Berlin/);

    await house.press(ana, await house.write(ana, 'freezes'), 'Lift freeze');
    assert.doesNotMatch(textOf(await house.write(cy, 'windows')), /Audit/);
  });

  it('are counts where guests read, and no form', async () => {
    await rule('Berlin nights');
    house.guestJoins();
    await house.bot.post(house.joined());

    for (const words of ['rules', 'windows']) {
      const shown = await house.write(ana, words);
      assert.doesNotMatch(textOf(shown), /Berlin nights/);
      assert.match(textOf(shown), /1 maintenance rule|windows/);
    }
    assert.match(await house.write(ana, 'new rule X'), /I name no servers in this conversation/);
    assert.match(await house.write(ana, 'rollout DAG-BER'), /I name no servers in this conversation/);
  });
});
