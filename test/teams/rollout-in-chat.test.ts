import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { findConversation } from '../../src/delivery/conversations.ts';
import type { PostAudience } from '../../src/teams/audience.ts';
import { renderRollout } from '../../src/teams/render/rollout.ts';
import { ana, bo, type DeskHouse, di, everybody, openDeskHouse, OPS, type Sent, titlesOf } from './desk-house.ts';

const textOf = (card: Sent): string => JSON.stringify(card);

describe('a rollout in chat', () => {
  let house: DeskHouse;
  beforeEach(async () => {
    house = await openDeskHouse();
    for (const who of everybody) await house.write(who, 'help', 'alone');
  });
  afterEach(() => house.close());

  const cardIn = (conversation: string): Sent =>
    house.cardsIn(conversation).findLast((card) => /ROLLOUT-0001/.test(card.fallbackText));
  const sendOff = async (): Promise<Sent> => {
    const form = await house.write(ana, 'rollout DAG-BER: october update');
    const body = house.pressOf(ana, form, 'Send off the change');
    await house.bot.post(body);
    const again = await house.bot.post(body);
    await house.delivered();
    return again.json.value;
  };

  it('is shown before anything is planned', async () => {
    const form = await house.write(ana, 'rollout DAG-BER: october update');

    assert.match(textOf(form), /Rollout to DAG-BER.*: 1 change, 4 servers/);
    assert.match(textOf(form), /"value":"october update"/);
    assert.deepEqual(await house.deeds('CHG-0001'), []);
  });

  it('is sent off once, however often its press is delivered, and posted for those who may approve', async () => {
    const sent = await sendOff();

    assert.match(textOf(sent), /ROLLOUT-0001/);
    assert.match(textOf(cardIn(OPS)), /BER-EX01/);
    assert.ok(titlesOf(cardIn('a:29:bo')).includes('Approve it'));
    assert.doesNotMatch(textOf(await house.write(ana, 'changes')), /CHG-0002/);
  });

  it('is approved with one press by each who has to, and every copy loses the button', async () => {
    await sendOff();

    await house.press(bo, cardIn(OPS), 'Approve it');
    await house.press(di, cardIn(OPS), 'Approve it');
    await house.delivered();

    assert.match(textOf(cardIn(OPS)), /nothing waits for approval/);
    assert.deepEqual(
      ['a:29:bo', OPS].map((place) => titlesOf(cardIn(place)).includes('Approve it')),
      [false, false],
    );
  });

  it('is approved on an old card where guests read by now, and said in a sentence without names', async () => {
    await sendOff();
    const old = cardIn(OPS);
    house.guestJoins();
    await house.bot.post(house.joined());

    const sentence = await house.press(bo, old, 'Approve it');

    assert.match(sentence, /^Your approval of 1 change of ROLLOUT-0001 counts/);
  });

  it('names servers where all may read them, and nowhere else', async () => {
    await sendOff();
    const draw = async (audience: PostAudience, subject = 'ROLLOUT-0001') =>
      house.bot.database.read(async (reader) => {
        const conversation = await findConversation(reader, OPS);
        assert.ok(conversation);
        const now = house.bot.clock.now();
        const drawing = { audienceOf: async () => audience, zone: 'Europe/Berlin', rolloutViewOf: house.rolloutViewOf };
        const request = { conversation, kind: 'rollout', subject, repeat: false, attempts: 0, now };
        return renderRollout(drawing)(reader, request);
      });

    assert.match(textOf(await draw('names')), /BER-EX01/);
    assert.doesNotMatch(textOf(await draw('counts')), /ber-ex|DAG-BER/i);
    assert.deepEqual(await draw('nobody'), { kind: 'superseded', why: 'not-a-reader' });
    assert.deepEqual(await draw('names', 'ROLLOUT-0099'), { kind: 'superseded', why: 'no-rollout' });
  });
});
