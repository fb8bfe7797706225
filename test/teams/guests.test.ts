import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { RosterMember } from '../support/connector.ts';
import type { TestBot, TestBotOptions } from '../support/bot.ts';
import { aChannelMessage, aMessage, ANA, BO, startBot } from '../support/bot.ts';
import { settled } from '../support/clock.ts';
import { TENANT_ID } from '../support/tokens.ts';

const ana: RosterMember = {
  id: '29:ana',
  aadObjectId: ANA,
  userPrincipalName: 'ana@contoso.test',
  userRole: 'user',
  tenantId: TENANT_ID,
};
const bo: RosterMember = {
  id: '29:bo',
  aadObjectId: BO,
  userPrincipalName: 'bo@contoso.test',
  userRole: 'user',
  tenantId: TENANT_ID,
};
const fromBo = { from: { id: '29:bo', aadObjectId: BO } };
const TEAM = '19:team@thread.tacv2';
const OPS = '19:ops@thread.tacv2';

describe('who else is in the conversation', () => {
  let bot: TestBot;
  afterEach(() => bot.close());
  const start = async (options: TestBotOptions = {}) => {
    bot = await startBot(options);
    return bot;
  };
  const audiences = () => bot.questions.map((question) => question.audience);

  it('decides: names where all are members', async () => {
    await start();
    bot.connector.setRoster(TEAM, [ana, bo]);

    await bot.post(aChannelMessage(bot, 'status'));

    assert.deepEqual(audiences(), ['names']);
  });

  const guests: Record<string, RosterMember> = {
    'a role of guest': { ...bo, userRole: 'guest' },
    'a role of anonymous': { id: '29:who', userRole: 'anonymous' },
    'no role and a guest account': { id: '29:g', userPrincipalName: 'gil_fabrikam.test#EXT#@contoso.test' },
    'a guest account in small letters': {
      id: '29:g',
      userRole: 'user',
      userPrincipalName: 'gil_fabrikam.test#ext#@contoso.test',
    },
    'another tenant': { ...bo, tenantId: '99999999-9999-4999-8999-999999999999' },
  };
  for (const [what, guest] of Object.entries(guests)) {
    it(`decides: counts with somebody of ${what}`, async () => {
      await start();
      bot.connector.setRoster(TEAM, [ana, guest]);

      await bot.post(aChannelMessage(bot, 'status'));

      assert.deepEqual(audiences(), ['counts']);
    });
  }

  it('is read to the last page', async () => {
    await start();
    bot.connector.setRoster(TEAM, [ana], [bo], [{ ...bo, id: '29:g', userRole: 'guest' }]);

    await bot.post(aChannelMessage(bot, 'status'));

    assert.deepEqual(audiences(), ['counts']);
    assert.equal(bot.connector.rosterCalls.length, 3);
  });

  const broken: Record<string, (bot: TestBot) => void> = {
    'an error': () =>
      bot.connector.intercept(
        (call) => call.path.includes('pagedmembers'),
        (_, response) => {
          response.statusCode = 403;
          response.end();
        },
      ),
    'an empty list': () => bot.connector.setRoster(TEAM, []),
    'a list of something else': () => bot.connector.setRoster(TEAM, [{ name: 'no id' } as unknown as RosterMember]),
    'more pages than can be read': () => bot.connector.setRoster(TEAM, ...Array.from({ length: 30 }, () => [ana])),
  };
  for (const [what, breakIt] of Object.entries(broken)) {
    it(`that can't be told (${what}) gets counts`, async () => {
      await start();
      breakIt(bot);

      await bot.post(aChannelMessage(bot, 'status'));

      assert.deepEqual(audiences(), ['counts']);
    });
  }

  it('of a shared channel is not told by any roster: counts', async () => {
    await start();

    await bot.post(
      aChannelMessage(bot, 'status', {
        channelData: { tenant: { id: TENANT_ID }, team: { id: TEAM }, channel: { id: OPS, type: 'shared' } },
      }),
    );

    assert.deepEqual(audiences(), ['counts']);
    assert.deepEqual(bot.connector.rosterCalls, []);
  });

  it('of a channel that was heard to be shared stays untold where an activity does not say so', async () => {
    bot = await startBot({ viewers: 'tenant', keepConversations: true });
    bot.connector.setRoster(TEAM, [ana, bo]);
    const channel = (type?: string) => ({
      channelData: { tenant: { id: TENANT_ID }, team: { id: TEAM }, channel: { id: OPS, type } },
    });
    await bot.post(aChannelMessage(bot, 'status', channel('shared')));

    await bot.post(aChannelMessage(bot, 'status', channel()));

    assert.deepEqual(audiences(), ['counts', 'counts']);
  });

  it('is not waited for longer than a button has', async () => {
    await start();
    bot.connector.intercept(
      (call) => call.path.includes('pagedmembers'),
      () => {},
    );
    const posted = bot.post(aChannelMessage(bot, 'status'));
    while (bot.connector.rosterCalls.length === 0) await settled();

    bot.clock.advance(1500);
    await posted;

    assert.deepEqual(audiences(), ['counts']);
  });

  it('is asked once for many turns, and again after ten minutes', async () => {
    await start();
    for (let turn = 0; turn < 5; turn++) await bot.post(aChannelMessage(bot, 'status'));
    assert.equal(bot.connector.rosterCalls.length, 1);

    bot.clock.advance(10 * 60_000);
    await bot.post(aChannelMessage(bot, 'status'));

    assert.equal(bot.connector.rosterCalls.length, 2);
  });

  it('is asked again after half a minute when it could not be told', async () => {
    await start();
    bot.connector.setRoster(TEAM, []);
    await bot.post(aChannelMessage(bot, 'status'));
    bot.connector.setRoster(TEAM, [ana]);
    await bot.post(aChannelMessage(bot, 'status'));
    bot.clock.advance(30_000);
    await bot.post(aChannelMessage(bot, 'status'));

    assert.deepEqual(audiences(), ['counts', 'counts', 'names']);
  });

  for (const change of ['membersAdded', 'membersRemoved']) {
    it(`is asked again after ${change}`, async () => {
      await start();
      await bot.post(aChannelMessage(bot, 'status'));
      bot.connector.setRoster(TEAM, [ana, { ...bo, userRole: 'guest' }]);
      await bot.post(aChannelMessage(bot, '', { type: 'conversationUpdate', [change]: [{ id: '29:bo' }] }));
      await bot.post(aChannelMessage(bot, 'status'));

      assert.deepEqual(audiences(), ['names', 'counts']);
    });
  }
});

describe('a person', () => {
  let bot: TestBot;
  afterEach(() => bot.close());

  it('who is not listed gets one sentence and no data, and costs no roster', async () => {
    bot = await startBot();

    await bot.post(aMessage(bot, 'status', fromBo));

    assert.deepEqual(bot.questions, []);
    assert.deepEqual(
      bot.connector.posts.map((post) => post.text),
      ['I answer only the people that my administrator has listed. Ask for your name to be added.'],
    );
    assert.deepEqual(bot.connector.rosterCalls, []);
    assert.match(await bot.metrics.text(), /patchwarden_turns_total\{intent="status",outcome="refused"\} 1/);
  });

  it('who is a guest gets one sentence, even when listed by id', async () => {
    bot = await startBot({ viewers: [BO] });
    bot.connector.setRoster(TEAM, [ana, { ...bo, userRole: 'guest' }]);

    await bot.post(aChannelMessage(bot, 'status', fromBo));

    assert.deepEqual(bot.questions, []);
    assert.equal(bot.connector.posts.length, 1);
  });

  it('without an aadObjectId is nobody', async () => {
    bot = await startBot({ viewers: 'tenant' });

    await bot.post(aMessage(bot, 'status', { from: { id: '29:ana' } }));

    assert.deepEqual(bot.questions, []);
  });

  it('of the tenant may read where viewers is tenant', async () => {
    bot = await startBot({ viewers: 'tenant' });
    bot.connector.setRoster('a:bo', [bo]);

    await bot.post(
      aMessage(bot, 'status', {
        ...fromBo,
        conversation: { id: 'a:bo', conversationType: 'personal', tenantId: TENANT_ID },
      }),
    );

    assert.deepEqual(
      bot.questions.map((question) => question.audience),
      ['names'],
    );
  });

  it('in a listed conversation may read there, in every thread, and nowhere else', async () => {
    bot = await startBot({ viewers: [OPS] });
    bot.connector.setRoster(TEAM, [ana, bo]);

    await bot.post(aChannelMessage(bot, 'status', fromBo));
    await bot.post(aMessage(bot, 'status', fromBo));

    assert.equal(bot.questions.length, 1);
  });

  it('who is listed by id is proven enough in a personal chat whose roster is silent', async () => {
    bot = await startBot({ viewers: 'tenant' });
    bot.connector.setRoster('a:ana', []);
    bot.connector.setRoster('a:bo', []);

    await bot.post(aMessage(bot, 'status'));
    await bot.post(
      aMessage(bot, 'status', {
        ...fromBo,
        conversation: { id: 'a:bo', conversationType: 'personal', tenantId: TENANT_ID },
      }),
    );

    assert.deepEqual(
      bot.questions.map((question) => question.audience),
      ['names', 'counts'],
    );
  });
});

describe('a demo without authentication', () => {
  let bot: TestBot;
  beforeEach(async () => {
    bot = await startBot({ botAuth: 'off', viewers: 'tenant' });
  });
  afterEach(() => bot.close());

  it('answers without a token, whatever the tenant and without an identity', async () => {
    const message = aMessage(bot, 'status', {
      from: { id: 'user-id-0' },
      conversation: { id: 'personal-chat-id', conversationType: 'personal' },
      channelData: {},
    });

    const reply = await bot.post(message, null);

    assert.equal(reply.status, 200);
    assert.deepEqual(
      bot.questions.map((question) => question.audience),
      ['names'],
    );
  });

  it('sends no token along', async () => {
    await bot.post(aMessage(bot, 'status'), null);

    assert.ok(bot.connector.calls.every((call) => call.headers.authorization === undefined));
  });
});
