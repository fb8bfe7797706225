import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { TestBot } from '../support/bot.ts';
import { aMessage, aPress, BO, startBot } from '../support/bot.ts';
import { settled } from '../support/clock.ts';

const once = 'minted';
const why = { kind: 'why', server: 'ber-ex02' };
const list = { kind: 'failing', scope: null, cause: null, page: 3 };

describe('a pressed button', () => {
  let bot: TestBot;
  beforeEach(async () => {
    bot = await startBot();
  });
  afterEach(() => bot.close());

  it('gets the new card in the response, and nothing is posted', async () => {
    const reply = await bot.post(aPress(bot, { ask: why, once: 'o-1' }));

    assert.equal(reply.status, 200);
    assert.equal(reply.json.statusCode, 200);
    assert.equal(reply.json.type, 'application/vnd.microsoft.card.adaptive');
    assert.deepEqual(reply.json.value.asked.intent, why);
    assert.deepEqual(bot.connector.posts, []);
  });

  it('needs no trigger: the Playground sends none', async () => {
    const reply = await bot.post(aPress(bot, {}, { value: { action: { verb: 'ask', data: { ask: why, once } } } }));

    assert.equal(reply.json.statusCode, 200);
  });

  it('is answered to the one who pressed only, although every card here asks to be refreshed', async () => {
    for (let press = 0; press < 3; press++) {
      const reply = await bot.post(aPress(bot, { ask: why, once }));
      assert.ok(reply.json.value.refresh);
    }

    assert.deepEqual(
      bot.connector.calls.filter((call) => call.method !== 'GET'),
      [],
      'a card was pushed to everybody',
    );
  });

  const malformed: Record<string, unknown> = {
    'no value': undefined,
    'a text as value': 'ask',
    'no action': {},
    'no data': { action: { verb: 'ask' } },
    'no question in the data': { action: { verb: 'ask', data: {} } },
    'a question that is none': { action: { verb: 'ask', data: { ask: { kind: 'drop tables' }, once } } },
    'a question with a wrong member': { action: { verb: 'ask', data: { ask: { kind: 'why', server: 7 }, once } } },
    'no token that tells presses apart': { action: { verb: 'ask', data: { ask: why } } },
    'another verb': { action: { verb: 'approve', data: { ask: why, once } } },
    'a page below one': { action: { verb: 'ask', data: { ask: { ...list, page: 0 }, once } } },
    'an ask that is a list': { action: { verb: 'ask', data: { ask: [why], once } } },
  };
  for (const [what, value] of Object.entries(malformed)) {
    it(`with ${what} gets an error in the shape of Universal Actions`, async () => {
      const reply = await bot.post(aPress(bot, {}, { value }));

      assert.equal(reply.status, 200);
      assert.equal(reply.json.statusCode, 400);
      assert.equal(reply.json.type, 'application/vnd.microsoft.error');
      assert.equal(reply.json.value.code, 'BadRequest');
      assert.equal(typeof reply.json.value.message, 'string');
      assert.deepEqual(bot.questions, []);
    });
  }

  it('of somebody who may not read gets one sentence, and no question is asked', async () => {
    const reply = await bot.post(aPress(bot, { ask: why, once }, { from: { id: '29:bo', aadObjectId: BO } }));

    assert.equal(reply.json.statusCode, 200);
    assert.equal(reply.json.type, 'application/vnd.microsoft.activity.message');
    assert.match(reply.json.value, /listed/);
    assert.deepEqual(bot.questions, []);
  });

  it('sends the changed filter along, which begins at the first page', async () => {
    await bot.post(aPress(bot, { ask: list, once, cause: 'ocs-signing' }));
    await bot.post(aPress(bot, { ask: { ...list, cause: 'ocs-signing' }, once, cause: 'ocs-signing' }));
    await bot.post(aPress(bot, { ask: { ...list, cause: 'ocs-signing' }, once, cause: 'all' }));
    await bot.post(aPress(bot, { ask: why, once, cause: 'ocs-signing', tick1: 'some.server' }));

    assert.deepEqual(
      bot.questions.map((question) => question.intent),
      [
        { ...list, cause: 'ocs-signing', page: 1 },
        { ...list, cause: 'ocs-signing', page: 3 },
        { ...list, cause: null, page: 1 },
        why,
      ],
    );
  });

  it('works as Action.Submit in a client that knows no other', async () => {
    await bot.post(
      aMessage(bot, '', { text: undefined, value: { verb: 'ask', ask: list, once: 'o-1', cause: 'exact-build' } }),
    );

    assert.deepEqual(bot.questions[0]?.intent, { ...list, cause: 'exact-build', page: 1 });
    assert.equal(bot.connector.posts.length, 1);
    assert.ok(bot.connector.posts[0]?.attachments);
  });

  it('works as Action.Submit that brings a text along', async () => {
    await bot.post(aMessage(bot, 'Why', { value: { verb: 'ask', ask: why, once: 'o-1' } }));

    assert.deepEqual(
      bot.questions.map((question) => question.intent),
      [why],
    );
  });

  it('as Action.Submit with something else in it gets a sentence', async () => {
    for (const value of [
      { verb: 'ask' },
      { verb: 'approve', ask: why, once },
      { verb: 7 },
      { verb: 'ask', ask: { kind: 'x' } },
    ]) {
      await bot.post(aMessage(bot, '', { value }));
    }

    assert.deepEqual(bot.questions, []);
    const texts = bot.connector.posts.map((post) => post.text);
    assert.deepEqual(texts, Array(4).fill('That button is not one of mine, or it is too old. Ask again in words.'));
  });
});

describe('an invoke that the bot does not know', () => {
  const known: Record<string, (body: Record<string, unknown>) => unknown> = {
    'task/fetch': (body) => (body.task as { value: string }).value,
    'composeExtension/query': (body) => (body.composeExtension as { text: string }).text,
  };

  for (const [name, textOf] of Object.entries(known)) {
    it(`${name} is declined in words`, async () => {
      const bot = await startBot();

      const reply = await bot.post(aPress(bot, {}, { name }));

      assert.equal(reply.status, 200);
      assert.equal(textOf(reply.json), 'I do not offer that here. Write help to see what I can do.');
      await bot.close();
    });
  }

  it('is never answered with 501', async () => {
    const bot = await startBot();

    for (const name of ['signin/verifyState', 'config/fetch', 'something/new', undefined]) {
      const reply = await bot.post(aPress(bot, {}, { name }));
      assert.equal(reply.status, 200, String(name));
      assert.deepEqual(reply.json, {});
    }
    await bot.close();
  });
});

describe('a button that takes too long', () => {
  it('is answered after four seconds with a sentence, and its work goes on', async () => {
    let answer = (): void => {};
    const bot = await startBot({ answer: () => new Promise((resolve) => (answer = () => resolve({ kind: 'help' }))) });
    const pressed = bot.post(aPress(bot, { ask: why, once }));
    while (bot.questions.length === 0) await settled();

    bot.clock.advance(4000);
    const reply = await pressed;

    assert.equal(reply.status, 200);
    assert.equal(reply.json.type, 'application/vnd.microsoft.activity.message');
    assert.match(reply.json.value, /longer/);
    answer();
    await bot.bot.drain();
    await bot.close();
  });

  it('fails with a sentence in the shape of its kind', async () => {
    const bot = await startBot({ answer: () => Promise.reject(new Error('secret')) });

    const reply = await bot.post(aPress(bot, { ask: why, once }));

    assert.equal(reply.status, 200);
    assert.equal(reply.json.type, 'application/vnd.microsoft.activity.message');
    assert.doesNotMatch(reply.text, /secret/);
    await bot.close();
  });

  it('does not wait for a slow message of its conversation', async () => {
    let answer = (): void => {};
    const bot = await startBot({
      answer: ({ intent }) =>
        intent.kind === 'status'
          ? new Promise((resolve) => (answer = () => resolve({ kind: 'help' })))
          : Promise.resolve({ kind: 'help' }),
    });
    const slow = bot.post(aMessage(bot, 'status'));
    while (bot.questions.length === 0) await settled();

    const reply = await bot.post(aPress(bot, { ask: why, once }));

    assert.equal(reply.json.statusCode, 200);
    answer();
    await slow;
    await bot.close();
  });
});
