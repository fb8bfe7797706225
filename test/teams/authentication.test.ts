import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it, mock } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { ToBotFromBotOrEmulatorTokenValidationParameters } from 'botframework-connector/lib/auth/tokenValidationParameters.js';
import type { TestBot } from '../support/bot.ts';
import { aMessage, startBot } from '../support/bot.ts';
import { settled } from '../support/clock.ts';
import { BOT_ID, TENANT_ID } from '../support/tokens.ts';

/** The list that the SDK lets grow: it is shared by the whole process. */
const rememberedIssuers = () => ToBotFromBotOrEmulatorTokenValidationParameters.issuer as string[];

describe('the door for messages', () => {
  let bot: TestBot;
  before(async () => {
    mock.method(console, 'error', () => {});
    bot = await startBot();
  });
  after(async () => {
    await bot.close();
    mock.restoreAll();
  });

  let asked = 0;
  let calls = 0;
  beforeEach(() => {
    asked = bot.questions.length;
    calls = bot.connector.calls.length;
  });

  const url = () => bot.connector.url;
  const seconds = () => Math.floor(Date.now() / 1000);
  const hour = 3600;

  const accepted: Record<string, () => string> = {
    'a good token': () => bot.tokens.token(url()),
    'a token that expired two minutes ago, within the skew of five': () =>
      bot.tokens.token(url(), { claims: { exp: seconds() - 120 } }),
    'a token of a key without endorsements': () => bot.tokens.token(url(), { header: { kid: 'plain' } }),
  };
  for (const [what, token] of Object.entries(accepted)) {
    it(`lets in ${what}`, async () => {
      const reply = await bot.post(aMessage(bot, 'status'), token());

      assert.equal(reply.status, 200);
      assert.equal(bot.questions.length, asked + 1);
    });
  }

  const refused: Record<string, () => string> = {
    'no header': () => '',
    'a header without a token': () => 'Bearer ',
    'a header with garbage': () => 'Bearer garbage',
    'three parts of garbage': () => 'Bearer YQ.YQ.YQ',
    'a token without a signature (alg none)': () => `Bearer ${bot.tokens.unsigned(url())}`,
    'a token signed with the public key as a secret (HS256)': () => `Bearer ${bot.tokens.symmetric(url())}`,
    'another issuer': () => bearer({ claims: { iss: 'https://evil.example' } }),
    'an issuer of the emulator, for our app': () =>
      bearer({ claims: { iss: `https://sts.windows.net/${TENANT_ID}/`, appid: BOT_ID, tid: TENANT_ID, ver: '1.0' } }),
    'no issuer': () => bearer({ claims: { iss: undefined } }),
    'another audience': () => bearer({ claims: { aud: '99999999-9999-4999-8999-999999999999' } }),
    'a list of audiences': () => bearer({ claims: { aud: [BOT_ID] } }),
    'a token that expired ten minutes ago': () => bearer({ claims: { exp: seconds() - 600 } }),
    'a token that is valid in ten minutes': () => bearer({ claims: { nbf: seconds() + 600, exp: seconds() + hour } }),
    'a token for another service': () => bearer({ claims: { serviceurl: 'https://other.example/' } }),
    'a token for no service': () => bearer({ claims: { serviceurl: undefined } }),
    'a key id that nobody knows': () => bearer({ header: { kid: 'unknown' } }),
    'no key id': () => bearer({ header: { kid: undefined } }),
    'another key under the same key id': () => bearer({ key: bot.tokens.otherKey }),
    'a signature that was cut off': () => bearer().slice(0, -10),
    'the scheme in lower case': () => bearer().replace('Bearer', 'bearer'),
    'another scheme': () => bearer().replace('Bearer', 'Basic'),
    'a header of twelve kilobytes': () => `Bearer ${'a'.repeat(4000)}.${'b'.repeat(4000)}.${'c'.repeat(4000)}`,
    'a skill token': () => bearer({ claims: { appid: '33333333-3333-4333-8333-333333333333', ver: '1.0' } }),
  };
  const bearer = (parts: Parameters<TestBot['tokens']['token']>[1] = {}) => `Bearer ${bot.tokens.token(url(), parts)}`;

  for (const [what, authorization] of Object.entries(refused)) {
    it(`answers 401 to ${what}, and nothing else happens`, async () => {
      const headers: Record<string, string> = { 'Content-Type': 'application/json' };
      if (authorization() !== '') headers.Authorization = authorization();
      const reply = await bot.postRaw(JSON.stringify(aMessage(bot, 'status')), headers);

      assert.equal(reply.status, 401);
      assert.deepEqual(Object.keys(reply.json), ['code', 'message']);
      assert.equal(reply.json.message, 'A token of the Bot Framework is required.');
      assert.equal(bot.questions.length, asked, 'a question was asked');
      assert.equal(bot.connector.calls.length, calls, 'the connector was called');
    });
  }

  it('answers 401 to a channel that the key is not endorsed for', async () => {
    const reply = await bot.post(aMessage(bot, 'status', { channelId: 'webchat' }));

    assert.equal(reply.status, 401);
    assert.equal(bot.questions.length, asked);
  });

  it('answers 403 to another channel whose key has no endorsements: there the caller chooses who he is', async () => {
    const token = bot.tokens.token(url(), { header: { kid: 'plain' } });
    const reply = await bot.post(aMessage(bot, 'status', { channelId: 'directline' }), token);

    assert.equal(reply.status, 403);
    assert.equal(bot.questions.length, asked);
  });

  it('answers 400 to a missing channelId', async () => {
    const { channelId: _, ...rest } = aMessage(bot, 'status');
    const reply = await bot.post(rest);

    assert.equal(reply.status, 400);
    assert.match(reply.json.message, /^channelId: /);
    assert.equal(bot.questions.length, asked);
  });

  it('fetches the keys once for many requests', async () => {
    await Promise.all([1, 2, 3].map(() => bot.post(aMessage(bot, 'status'))));

    assert.equal(bot.tokens.fetches, 2, 'metadata and keys, once each');
  });

  it('forgets a thousand hostile tokens', async () => {
    const issuers = rememberedIssuers().length;
    const hostile = (index: number) => {
      const tid = `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
      return bot.tokens.unsigned(url(), { tid, iss: index % 2 === 0 ? `https://sts.windows.net/${tid}/` : undefined });
    };
    await floodWith(0, 200);
    let grown = Infinity;
    // Other garbage comes and goes; what is remembered grows with every flood.
    for (let flood = 1; flood <= 3 && grown >= 2_000_000; flood++) {
      const before = await heapUsed();
      await floodWith(flood * 1000, flood * 1000 + 1000);
      grown = (await heapUsed()) - before;
    }

    assert.equal(rememberedIssuers().length, issuers, 'the SDK has remembered tenants');
    assert.equal(bot.questions.length, asked);
    assert.ok(grown < 2_000_000, `the heap grew by ${grown} bytes`);

    async function floodWith(from: number, to: number): Promise<void> {
      for (let index = from; index < to; index += 20) {
        const batch = Array.from({ length: 20 }, (_, offset) => bot.post(aMessage(bot, 'x'), hostile(index + offset)));
        for (const reply of await Promise.all(batch)) assert.ok(reply.status === 401 || reply.status === 429);
        // Nothing but time refills the bucket of this address.
        bot.clock.advance(1000);
      }
    }
  });
});

describe('while the keys can not be fetched', () => {
  it('answers 503, so that Teams tries again, and lets in as soon as they are there', async () => {
    const bot = await startBot();
    bot.tokens.fail();

    const during = await bot.post(aMessage(bot, 'status'));
    const soonAfter = await bot.post(aMessage(bot, 'status'));
    const asked = bot.tokens.fetches;
    bot.tokens.recover();
    bot.clock.advance(10_000);
    const afterwards = await bot.post(aMessage(bot, 'status'));

    assert.deepEqual([during.status, soonAfter.status, afterwards.status], [503, 503, 200]);
    assert.equal(asked, 1, 'a list that could not be had is not asked for again at once');
    await bot.close();
  });

  it('goes on with the keys it knows', async () => {
    const bot = await startBot();
    await bot.post(aMessage(bot, 'status'));
    bot.tokens.fail();
    bot.clock.advance(25 * 3_600_000);

    const reply = await bot.post(aMessage(bot, 'status'));

    assert.equal(reply.status, 200);
    assert.ok(bot.tokens.fetches > 2, 'after a day the list is asked for again');
    await bot.close();
  });
});

async function heapUsed(): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let round = 0; round < 3; round++) {
    await settled();
    collect();
  }
  return process.memoryUsage().heapUsed;
}
