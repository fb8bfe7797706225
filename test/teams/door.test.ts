import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { parseActivity } from '../../src/teams/activity.ts';
import { createBot } from '../../src/teams/bot.ts';
import { mayAsk } from '../../src/teams/tenants.ts';
import type { TestBot } from '../support/bot.ts';
import { aMessage, startBot } from '../support/bot.ts';
import { fakeClock } from '../support/clock.ts';
import { TENANT_ID } from '../support/tokens.ts';

const OTHER = '99999999-9999-4999-8999-999999999999';

describe('a malformed activity', () => {
  let bot: TestBot;
  before(async () => {
    bot = await startBot();
  });
  after(() => bot.close());

  const bodies: Record<string, (good: Record<string, unknown>) => [unknown, RegExp]> = {
    'a list': () => [[], /^body: /],
    'a text': () => ['hello', /^body: /],
    null: () => [null, /^body: /],
    'an empty object': () => [{}, /^type: /],
    'no type': (good) => [{ ...good, type: undefined }, /^type: /],
    'a type that is a number': (good) => [{ ...good, type: 7 }, /^type: /],
    'no serviceUrl': (good) => [{ ...good, serviceUrl: undefined }, /^serviceUrl: /],
    'a serviceUrl that is none': (good) => [{ ...good, serviceUrl: 'file:///etc/passwd' }, /^serviceUrl: /],
    'no conversation': (good) => [{ ...good, conversation: undefined }, /^conversation: /],
    'a conversation without an id': (good) => [{ ...good, conversation: {} }, /^conversation\.id: /],
    'no recipient': (good) => [{ ...good, recipient: undefined }, /^recipient: /],
    'no from': (good) => [{ ...good, from: undefined }, /^from: /],
    'a from without an id': (good) => [{ ...good, from: { name: 'Ana' } }, /^from\.id: /],
    'a text that is an object': (good) => [{ ...good, text: {} }, /^text: /],
    'entities that are an object': (good) => [{ ...good, entities: {} }, /^entities: /],
    'a mention of nobody in particular': (good) => [
      { ...good, entities: [{ type: 'mention', mentioned: 'me' }] },
      /^entities\.0\.mentioned: /,
    ],
    'a tenant that is a number': (good) => [
      { ...good, channelData: { tenant: { id: 5 } } },
      /^channelData\.tenant\.id: /,
    ],
    'an id of ten thousand characters': (good) => [{ ...good, id: 'x'.repeat(10_000) }, /^id: /],
  };
  for (const [what, make] of Object.entries(bodies)) {
    it(`(${what}) gets 400 and is told what is wrong`, async () => {
      const [body, message] = make(aMessage(bot, 'status'));
      const reply = await bot.post(body);

      assert.equal(reply.status, 400);
      assert.equal(reply.json.code, 'invalid');
      assert.match(reply.json.message, message);
      assert.deepEqual(bot.questions, []);
    });
  }

  it('gets 401 without a token: a stranger learns nothing', async () => {
    const reply = await bot.post({}, null);

    assert.equal(reply.status, 401);
  });

  it('is never an exception, whatever the JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (body) => {
        assert.equal(typeof parseActivity(body).ok, 'boolean');
      }),
    );
  });

  it('stays one when any member of a good one is replaced by anything', () => {
    const good = aMessage(bot, 'status', { entities: [], membersAdded: [], deliveryMode: 'normal' });
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(good)), fc.jsonValue(), (member, value) => {
        assert.equal(typeof parseActivity({ ...good, [member]: value }).ok, 'boolean');
      }),
    );
  });
});

describe('the tenant', () => {
  it('of the bot is the only one answered when none is listed', async () => {
    const bot = await startBot();

    const own = await bot.post(aMessage(bot, 'status'));
    const other = await bot.post(
      aMessage(bot, 'status', { conversation: { id: 'a:x', tenantId: OTHER }, channelData: { tenant: { id: OTHER } } }),
    );

    assert.deepEqual([own.status, other.status], [200, 403]);
    assert.equal(other.json.code, 'not-allowed');
    assert.equal(bot.questions.length, 1);
    assert.equal(bot.log.filter((line) => line.level === 'warn').length, 1);
    await bot.close();
  });

  it('is refused for buttons too', async () => {
    const bot = await startBot();

    const reply = await bot.post(
      aMessage(bot, '', { type: 'invoke', name: 'adaptiveCard/action', conversation: { id: 'a:x', tenantId: OTHER } }),
    );

    assert.equal(reply.status, 403);
    await bot.close();
  });

  const config = (allowedTenants: string[]) => ({
    bot: { type: 'SingleTenant' as const, id: 'b', password: 'p', tenantId: TENANT_ID },
    botAuth: 'required' as const,
    allowedTenants,
  });
  const incoming = (conversation: string | undefined, channel: string | undefined) => {
    const parsed = parseActivity({
      type: 'message',
      channelId: 'msteams',
      serviceUrl: 'https://smba.example/',
      conversation: { id: 'c', tenantId: conversation },
      recipient: { id: 'r' },
      from: { id: 'f' },
      channelData: { tenant: channel === undefined ? undefined : { id: channel } },
    });
    assert.ok(parsed.ok);
    return parsed.value;
  };

  it('has to be listed wherever the activity names one, and named somewhere', () => {
    assert.equal(mayAsk(config([OTHER]), incoming(OTHER, OTHER)), true);
    assert.equal(mayAsk(config([OTHER]), incoming(undefined, OTHER)), true);
    assert.equal(mayAsk(config([OTHER]), incoming(OTHER, undefined)), true);
    assert.equal(mayAsk(config([OTHER]), incoming(OTHER, TENANT_ID)), false);
    assert.equal(mayAsk(config([OTHER]), incoming(TENANT_ID, TENANT_ID)), false, 'a list replaces the own tenant');
    assert.equal(mayAsk(config([]), incoming(undefined, undefined)), false);
    assert.equal(mayAsk(config([OTHER.toUpperCase()]), incoming(OTHER, undefined)), true);
  });
});

describe('a bot without credentials', () => {
  it('does not start while authentication is on', () => {
    const nothing = { config: { bot: null, botAuth: 'required' }, clock: fakeClock() } as unknown as Parameters<
      typeof createBot
    >[0];

    assert.throws(() => createBot(nothing), /BOT_ID is required unless BOT_AUTH is off/);
  });
});
