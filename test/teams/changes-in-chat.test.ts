import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { ana, bo, cy, type DeskHouse, everybody, openDeskHouse, OPS, type Sent, titlesOf } from './desk-house.ts';

const textOf = (card: Sent): string => JSON.stringify(card);
const changeIn = (house: DeskHouse, conversation: string): Sent =>
  house.cardsIn(conversation).findLast((card) => /^(\S )?CHG-0001/.test(card.fallbackText));

describe('a change in chat', () => {
  let house: DeskHouse;
  beforeEach(async () => {
    house = await openDeskHouse();
    for (const who of everybody) await house.write(who, 'help', 'alone');
  });
  afterEach(() => house.close());
  it('becomes an emergency with the reason that was written before it was one, without a day and a time', async () => {
    const form = await house.write(ana, 'plan ber-ex02');
    const urgent = await house.press(ana, form, 'It is an emergency', { reason: 'exploited now' });
    await house.press(ana, urgent, 'Start the emergency');
    await house.delivered();

    assert.match(textOf(changeIn(house, OPS)), /exploited now/);
    assert.deepEqual(await house.deeds('CHG-0001'), ['change.declared Ana Alt']);
  });

  it('comes to an approver who writes to the bot for the first time after it was asked', async () => {
    const later = await openDeskHouse();
    try {
      const form = await later.write(ana, 'plan ber-ex02 28 november 22:00 for 4h: october update');
      await later.press(ana, form, 'Propose');
      await later.delivered();
      const missing = /"Not reached","value":"(all of them|[^"]*(bbbbbb|Bo Berg))/;
      assert.match(textOf(changeIn(later, OPS)), missing);

      await later.write(bo, 'help', 'alone');
      await later.delivered();

      assert.ok(titlesOf(changeIn(later, 'a:29:bo')).includes('Approve'));
      assert.doesNotMatch(textOf(changeIn(later, OPS)), missing);
    } finally {
      await later.close();
    }
  });

  const propose = async () => {
    const form = await house.write(ana, 'plan ber-ex02 28 november 22:00 for 4h: october update');
    const card = await house.press(ana, form, 'Propose');
    await house.delivered();
    return card;
  };

  it('comes from words as a form, and from its button into the channel and the chats of those who may approve', async () => {
    const card = await propose();

    assert.match(card.fallbackText, /CHG-0001/);
    assert.ok(titlesOf(changeIn(house, OPS)).includes('Approve'));
    assert.ok(titlesOf(changeIn(house, 'a:29:bo')).includes('Approve'));
    assert.deepEqual(await house.deeds('CHG-0001'), ['change.proposed Ana Alt']);
  });

  it('offers its requester no approval in their own chat, and nobody is asked who may not approve', async () => {
    await propose();

    const own = changeIn(house, 'a:29:ana');
    assert.ok(own);
    assert.ok(!titlesOf(own).includes('Approve'));
    assert.equal(changeIn(house, 'a:29:cy'), undefined);
  });

  it('is not approved by its requester: the card comes back with the reason', async () => {
    await propose();

    const card = await house.press(ana, changeIn(house, OPS), 'Approve');

    assert.match(textOf(card), /You asked for this change/);
    assert.deepEqual(await house.deeds('CHG-0001'), ['change.proposed Ana Alt']);
  });

  it('is answered with a sentence to somebody without the role, and their card stays', async () => {
    await propose();

    const answer = await house.press(cy, changeIn(house, OPS), 'Approve');

    assert.equal(typeof answer, 'string');
    assert.match(answer, /approve/);
  });

  it('once approved shows that in every copy, and no copy can be approved any more', async () => {
    await propose();

    const card = await house.press(bo, changeIn(house, 'a:29:bo'), 'Approve', {}, 'alone');
    await house.delivered();

    assert.match(textOf(card), /approved/i);
    for (const place of [OPS, 'a:29:ana', 'a:29:bo', 'a:29:di']) {
      const copy = house.cardsIn(place).find((one) => titlesOf(one).includes('History'));
      assert.match(textOf(copy), /Approved/, place);
      assert.ok(!titlesOf(copy).includes('Approve'), place);
    }
  });

  it('pressed on an old card shows how it stands, with one sentence', async () => {
    await propose();
    const old = changeIn(house, OPS);
    await house.press(bo, old, 'Approve');

    const card = await house.press(everybody[3], old, 'Approve');

    assert.match(card.fallbackText, /approved/i);
    assert.ok(!titlesOf(card).includes('Approve'));
  });

  it('keeps what was filled in where its plan is not taken, and says why', async () => {
    const form = await house.write(ana, 'plan ber-ex02 28 november 22:00 for 4h: october update');

    const again = await house.press(ana, form, 'Propose', { date: '2026-11-01', impact: 'nobody will notice' });

    assert.match(textOf(again), /2026-11-01/);
    assert.match(textOf(again), /nobody will notice/);
    assert.match(textOf(again), /past|over|later/i);
    assert.deepEqual(await house.deeds('CHG-0001'), []);
  });

  it('loses every name in a channel that a guest joined, and so does what is answered there', async () => {
    await propose();
    const old = changeIn(house, OPS);
    house.guestJoins();
    await house.bot.post(house.joined());

    const sentence = await house.press(bo, old, 'Approve');
    await house.delivered();

    assert.equal(typeof sentence, 'string');
    assert.match(sentence, /CHG-0001 is approved/);
    const copies = house.cardsIn(OPS).filter((card) => /^(\S )?CHG-0001/.test(card.fallbackText));
    assert.ok(copies.length > 0);
    for (const copy of copies) assert.doesNotMatch(textOf(copy), /ber-ex/i);
    assert.match(textOf(changeIn(house, 'a:29:bo')), /BER-EX02/);
    const listed = await house.write(ana, 'acks');
    assert.match(String(listed), /name no servers/);
  });

  it('says nothing there that names a server, but shows how it stands', async () => {
    await propose();
    const old = changeIn(house, OPS);
    const form = await house.write(ana, 'plan ber-ex02 28 november 22:00 for 4h: beside it');
    await house.press(ana, await house.press(ana, form, 'Propose'), 'Propose anyway');
    house.guestJoins();
    await house.bot.post(house.joined());

    const answer = await house.press(bo, old, 'Approve');

    assert.match(answer.fallbackText, /CHG-0001 waits for approval/);
    assert.match(textOf(answer), /1 blocks it/);
    assert.doesNotMatch(textOf(answer), /ber-ex/i);
  });

  it('is not shown to somebody who lost their role, wherever it stood', async () => {
    await propose();
    await house.bot.database.transaction((tx) => tx.deleteFrom('role_grants').execute());

    for (const where of ['ops', 'alone'] as const) {
      const answer = await house.press(bo, changeIn(house, OPS), 'Approve', {}, where);
      assert.match(answer, /listed/);
    }
    assert.deepEqual(await house.deeds('CHG-0001'), ['change.proposed Ana Alt']);
  });
});
