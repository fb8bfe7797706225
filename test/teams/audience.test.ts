import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import type { TestBot, TestBotOptions } from '../support/bot.ts';
import { aChannelMessage, aMessage, ANA, BO, startBot } from '../support/bot.ts';
import { settled } from '../support/clock.ts';
import { isRoster, reply } from '../support/connector.ts';
import { aConversation } from '../support/conversations.ts';
import { TENANT_ID } from '../support/tokens.ts';

const TEAM = '19:team@thread.tacv2';
const OPS = '19:ops@thread.tacv2';
const ana = { id: '29:ana', aadObjectId: ANA, userRole: 'user' };
const guest = { id: '29:g', userRole: 'guest' };

describe('who reads a post that nobody asked for', () => {
  let bot: TestBot;
  afterEach(() => bot.close());
  const start = async (options: TestBotOptions = {}) => {
    bot = await startBot(options);
  };
  const place = (over: Parameters<typeof aConversation>[0]) =>
    aConversation({ serviceUrl: bot.connector.url, tenantId: TENANT_ID, ...over });
  const channel = (over: Parameters<typeof aConversation>[0] = {}) =>
    place({ id: OPS, kind: 'channel', teamId: TEAM, person: null, ...over });
  const chat = (aadObjectId: string | null, over: Parameters<typeof aConversation>[0] = {}) =>
    place({ id: 'a:chat', person: { id: '29:p', aadObjectId, name: null }, ...over });

  it('is told of a channel by the roster of its team, to the last page', async () => {
    await start();
    bot.connector.setRoster(TEAM, [ana], [ana]);
    assert.equal(await bot.bot.audienceOf(channel()), 'names');

    bot.connector.setRoster('19:other-team', [ana], [guest]);
    assert.equal(await bot.bot.audienceOf(channel({ teamId: '19:other-team' })), 'counts');
    assert.equal(bot.connector.rosterCalls.length, 4);
    assert.ok(bot.connector.rosterCalls.every((call) => call.headers.authorization === 'Bearer bot-token'));
  });

  it('is told of a group by its own roster', async () => {
    await start();
    bot.connector.setRoster('19:g@thread.v2', [ana, guest]);

    assert.equal(await bot.bot.audienceOf(place({ id: '19:g@thread.v2', kind: 'group', person: null })), 'counts');
  });

  it('is asked once for turns and posts together, and again when somebody joined', async () => {
    await start();
    bot.connector.setRoster(TEAM, [ana]);
    await bot.post(aChannelMessage(bot, 'status'));
    assert.equal(await bot.bot.audienceOf(channel()), 'names');
    assert.equal(bot.connector.rosterCalls.length, 1);

    bot.connector.setRoster(TEAM, [ana, guest]);
    await bot.post(aChannelMessage(bot, '', { type: 'conversationUpdate', membersAdded: [{ id: '29:g' }] }));

    assert.equal(await bot.bot.audienceOf(channel()), 'counts');
  });

  it('of a shared channel can not be told: counts, without a call', async () => {
    await start();

    assert.equal(await bot.bot.audienceOf(channel({ shared: true })), 'counts');
    assert.deepEqual(bot.connector.rosterCalls, []);
  });

  it('of a team with nobody in it, or with too many, is counts for good', async () => {
    await start();
    bot.connector.setRoster(TEAM, []);
    bot.connector.setRoster('19:big', ...Array.from({ length: 30 }, () => [ana]));

    assert.equal(await bot.bot.audienceOf(channel()), 'counts');
    assert.equal(await bot.bot.audienceOf(channel({ teamId: '19:big' })), 'counts');
  });

  it('is to be asked later while Teams does not tell', async () => {
    await start();
    const end = bot.connector.intercept(isRoster, (_, response) => reply(response, 503));

    assert.equal(await bot.bot.audienceOf(channel()), 'later');
    end();
    bot.clock.advance(30_000);

    assert.equal(await bot.bot.audienceOf(channel()), 'names');
  });

  it('is not waited for without end', async () => {
    await start();
    bot.connector.intercept(isRoster, () => {});
    const asked = bot.bot.audienceOf(channel());
    while (bot.connector.rosterCalls.length === 0) await settled();

    bot.clock.advance(8000);

    assert.equal(await asked, 'later');
  });

  describe('in a personal chat', () => {
    it('is its person, while they may read', async () => {
      await start({ viewers: [BO] });
      bot.connector.setRoster('a:chat', [{ id: '29:p', userRole: 'user' }]);

      assert.equal(await bot.bot.audienceOf(chat(BO)), 'names');
      assert.equal(await bot.bot.audienceOf(chat('cccccccc-cccc-4ccc-8ccc-cccccccccccc')), 'nobody');
      assert.equal(await bot.bot.audienceOf(chat(null)), 'nobody');
    });

    it('is nobody when its person is a guest by now', async () => {
      await start({ viewers: 'tenant' });
      bot.connector.setRoster('a:chat', [{ id: '29:p', userRole: 'guest' }]);

      assert.equal(await bot.bot.audienceOf(chat(BO)), 'nobody');
    });

    it('is proven for who is listed by id, although Teams does not tell', async () => {
      await start({ viewers: 'tenant' });
      bot.connector.intercept(isRoster, (_, response) => reply(response, 503));

      assert.equal(await bot.bot.audienceOf(chat(ANA)), 'names');
      assert.equal(await bot.bot.audienceOf(chat(BO)), 'later');
    });
  });

  it('is nobody in a tenant that is not answered any more', async () => {
    await start({ viewers: 'tenant' });

    assert.equal(await bot.bot.audienceOf(channel({ tenantId: 'elsewhere' })), 'nobody');
    assert.equal(await bot.bot.audienceOf(channel({ tenantId: null })), 'nobody');
    assert.deepEqual(bot.connector.rosterCalls, []);
  });

  it('in a demo is everybody, whatever the tenant', async () => {
    await start({ botAuth: 'off', viewers: 'tenant' });
    await bot.post(aMessage(bot, 'status'), null);

    assert.equal(await bot.bot.audienceOf(chat(null, { tenantId: null })), 'names');
    assert.ok(bot.connector.rosterCalls.every((call) => call.headers.authorization === undefined));
  });
});

describe("the bot's messenger", () => {
  it("sends the bot's own token, and a stored conversation is all it needs", async () => {
    const bot = await startBot();
    const conversation = aConversation({ serviceUrl: bot.connector.url });

    const result = await bot.bot.messenger.post({ conversation, thread: null }, { card: {}, text: 'x' });

    assert.deepEqual(result, { kind: 'sent', activityId: 'posted-1' });
    assert.equal(bot.connector.calls[0]?.headers.authorization, 'Bearer bot-token');
    await bot.close();
  });
});
