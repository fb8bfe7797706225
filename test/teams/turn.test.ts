import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import type { TestBot } from '../support/bot.ts';
import { aChannelMessage, aMessage, startBot } from '../support/bot.ts';
import { settled } from '../support/clock.ts';
import { BOT_ID } from '../support/tokens.ts';

const failing = { kind: 'failing', scope: null, cause: null, page: 1 };

describe('a message', () => {
  let bot: TestBot;
  beforeEach(async () => {
    bot = await startBot();
  });
  afterEach(() => bot.close());

  it('is answered with one card in one activity: no text beside it, a summary for notifications', async () => {
    const reply = await bot.post(aMessage(bot, 'failing'));

    assert.equal(reply.status, 200);
    assert.equal(reply.text, '');
    const posts = bot.connector.posts;
    assert.equal(posts.length, 1);
    assert.equal(posts[0]?.text, undefined);
    assert.equal(posts[0]?.summary, 'The answer of kind help');
    const [attachment, ...more] = (posts[0]?.attachments ?? []) as {
      contentType: string;
      content: Record<string, unknown>;
    }[];
    assert.deepEqual(more, []);
    assert.equal(attachment?.contentType, 'application/vnd.microsoft.card.adaptive');
    assert.deepEqual(attachment?.content.asked, { intent: failing, audience: 'names' });
    assert.equal(attachment?.content.zone, 'Europe/Berlin');
  });

  it('mints a fresh `once` for every card', async () => {
    await bot.post(aMessage(bot, 'failing'));
    await bot.post(aMessage(bot, 'failing'));

    const minted = bot.connector.posts.map(
      (post) => (post.attachments as { content: { once: string } }[])[0]?.content.once,
    );
    assert.equal(new Set(minted).size, 2);
  });

  it('is understood in a channel with the mention of the bot', async () => {
    await bot.post(aChannelMessage(bot, '<at>Patchwarden</at>&nbsp;failing'));

    assert.deepEqual(bot.questions[0]?.intent, failing);
  });

  it('is understood in a group chat without a mention', async () => {
    await bot.post(
      aMessage(bot, 'failing', {
        conversation: { id: '19:g@thread.v2', conversationType: 'groupChat', isGroup: true },
      }),
    );

    assert.deepEqual(bot.questions[0]?.intent, failing);
  });

  it('goes to the thread it came from', async () => {
    await bot.post(aChannelMessage(bot, '<at>Patchwarden</at> failing', { id: '42' }));

    const post = bot.connector.calls.find((call) => call.method === 'POST');
    assert.equal(
      post?.path,
      `/v3/conversations/${encodeURIComponent('19:ops@thread.tacv2;messageid=1')}/activities/42`,
    );
  });

  const withoutWords: Record<string, Record<string, unknown>> = {
    'an empty text': { text: '' },
    'nothing but the mention': {
      text: '<at>Patchwarden</at> ',
      entities: [{ type: 'mention', text: '<at>Patchwarden</at>', mentioned: { id: `28:${BOT_ID}` } }],
    },
    'no text at all': { text: undefined },
    'a file and no text': { text: undefined, attachments: [{ contentType: 'text/html', content: '<p></p>' }] },
    'a value that is no button': { text: undefined, value: { some: 'thing' } },
  };
  for (const [what, over] of Object.entries(withoutWords)) {
    it(`of ${what} gets help, not silence`, async () => {
      await bot.post(aMessage(bot, '', over));

      assert.deepEqual(
        bot.questions.map((question) => question.intent),
        [{ kind: 'help' }],
      );
      assert.equal(bot.connector.posts.length, 1);
    });
  }

  it('that contains a command as part of a sentence is not taken for it', async () => {
    await bot.post(aMessage(bot, 'no helpless words'));

    assert.deepEqual(bot.questions[0]?.intent, { kind: 'not-understood', text: 'no helpless words' });
  });

  it('is answered the same way every time', async () => {
    for (let time = 0; time < 4; time++) await bot.post(aMessage(bot, 'why ber-ex02'));

    assert.deepEqual(new Set(bot.questions.map((question) => JSON.stringify(question.intent))).size, 1);
    assert.equal(bot.questions.length, 4);
  });

  it('with expectReplies gets its answer in the response', async () => {
    const reply = await bot.post(aMessage(bot, 'failing', { deliveryMode: 'expectReplies' }));

    assert.equal(reply.status, 200);
    assert.equal(reply.json.activities.length, 1);
    assert.equal(reply.json.activities[0].attachments[0].content.answer, 'help');
    assert.deepEqual(bot.connector.posts, []);
  });

  it('of a kind that nobody asked for is taken without a word', async () => {
    const reply = await bot.post(aMessage(bot, '', { type: 'messageReaction', reactionsAdded: [{ type: 'like' }] }));

    assert.equal(reply.status, 200);
    assert.deepEqual(bot.connector.posts, []);
  });
});

describe('a turn that fails', () => {
  it('tells its person one sentence, keeps the error to the log, and names no text there', async () => {
    const bot = await startBot({ answer: () => Promise.reject(new TypeError('secret detail of ber-ex02')) });

    const reply = await bot.post(aMessage(bot, 'why ber-ex02'));

    assert.equal(reply.status, 200);
    const posts = bot.connector.posts;
    assert.deepEqual(
      posts.map((post) => post.text),
      ['I could not answer that. The log of Patchwarden says why.'],
    );
    const line = bot.log.find((entry) => entry.message === 'a turn failed');
    assert.equal(line?.fields.error, 'TypeError');
    assert.ok(line?.fields.activityId);
    assert.doesNotMatch(JSON.stringify(bot.log), /secret detail|ber-ex02/);
    assert.match(await bot.metrics.text(), /patchwarden_turns_total\{intent="why",outcome="failed"\} 1/);
    await bot.close();
  });

  it('does not stop the next one', async () => {
    let first = true;
    const bot = await startBot({
      answer: async () => {
        if (!first) return { kind: 'help' };
        first = false;
        throw new Error('once');
      },
    });

    await bot.post(aMessage(bot, 'status'));
    await bot.post(aMessage(bot, 'status'));

    assert.equal(bot.connector.posts.length, 2);
    assert.ok(bot.connector.posts[1]?.attachments);
    await bot.close();
  });

  it('and can not be reported either, is logged and answered with 200', async () => {
    const bot = await startBot();
    bot.connector.intercept(
      (call) => call.method === 'POST',
      (_, response) => {
        response.statusCode = 403;
        response.end('{"error":{"code":"BotNotInConversationRoster"}}');
      },
    );

    const reply = await bot.post(aMessage(bot, 'status'));

    assert.equal(reply.status, 200);
    assert.ok(bot.log.some((entry) => entry.message === 'a failed turn could not be reported to its conversation'));
    await bot.close();
  });
});

describe('the typing indicator', () => {
  it('is shown after a second, again every three, and never after the answer', async () => {
    let answer = (): void => {};
    const bot = await startBot({ answer: () => new Promise((resolve) => (answer = () => resolve({ kind: 'help' }))) });
    const posted = bot.post(aMessage(bot, 'status'));
    await untilAsked(bot, 1);

    await bot.clock.run(999);
    assert.equal(bot.connector.typings.length, 0);
    bot.clock.advance(1);
    await bot.connector.typed(1);
    bot.clock.advance(3000);
    await bot.connector.typed(2);
    answer();
    await bot.connector.posted(1);
    await posted;
    await bot.bot.drain();
    await bot.clock.run(10_000);

    assert.equal(bot.connector.typings.length, 2);
    assert.notEqual(bot.connector.calls.at(-1)?.body.type, 'typing');
    await bot.close();
  });

  it('of a slow turn outlives a fast turn of another conversation', async () => {
    let answer = (): void => {};
    const bot = await startBot({
      answer: ({ intent }) =>
        intent.kind === 'why'
          ? new Promise((resolve) => (answer = () => resolve({ kind: 'help' })))
          : Promise.resolve({ kind: 'help' }),
    });
    const slow = bot.post(aMessage(bot, 'why ber-ex02'));
    await untilAsked(bot, 1);

    await bot.post(aMessage(bot, 'status', { conversation: { id: 'a:bo', conversationType: 'personal' } }));
    bot.clock.advance(1000);
    await bot.connector.typed(1);

    assert.deepEqual(
      bot.connector.typings.map((typing) => Object(typing.conversation).id),
      ['a:ana'],
    );
    answer();
    await slow;
    await bot.close();
  });

  it('is not left to teams-ai, which has one timer for all turns', async () => {
    const bot = await startBot();
    const timers: string[] = [];
    const { setTimeout: real } = globalThis;
    mock.method(globalThis, 'setTimeout', (...call: Parameters<typeof setTimeout>) => {
      timers.push(new Error().stack ?? '');
      return real(...call);
    });

    await bot.post(aMessage(bot, 'status'));

    mock.restoreAll();
    assert.deepEqual(
      timers.filter((stack) => stack.includes('teams-ai')),
      [],
    );
    await bot.close();
  });

  it('is not shown for a fast turn', async () => {
    const bot = await startBot();

    await bot.post(aMessage(bot, 'status'));
    await bot.clock.run(10_000);

    assert.deepEqual(bot.connector.typings, []);
    await bot.close();
  });
});

async function untilAsked(bot: TestBot, count: number): Promise<void> {
  while (bot.questions.length < count) await settled();
}
