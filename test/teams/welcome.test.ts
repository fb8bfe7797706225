import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { TestBot } from '../support/bot.ts';
import { aMessage, BO, startBot } from '../support/bot.ts';
import { BOT_ID, TENANT_ID } from '../support/tokens.ts';

const itself = { id: `28:${BOT_ID}`, name: 'Patchwarden' };
const team = { tenant: { id: TENANT_ID }, team: { id: '19:general@thread.tacv2' } };

describe('the welcome', () => {
  let bot: TestBot;
  beforeEach(async () => {
    bot = await startBot();
  });
  afterEach(() => bot.close());

  const installed = (over: Record<string, unknown> = {}) =>
    aMessage(bot, '', { type: 'installationUpdate', action: 'add', text: undefined, ...over });
  const joined = (members: object[], over: Record<string, unknown> = {}) =>
    aMessage(bot, '', { type: 'conversationUpdate', membersAdded: members, text: undefined, ...over });

  it('comes once, although an installation is told twice', async () => {
    await bot.post(installed());
    await bot.post(joined([itself, { id: '29:ana' }]));

    assert.deepEqual(bot.questions, [{ intent: { kind: 'welcome' }, audience: 'counts' }]);
    assert.equal(bot.connector.posts.length, 1);
    assert.ok(bot.connector.posts[0]?.attachments);
  });

  it('never comes again, not after removing and adding, not in a thread', async () => {
    await bot.post(installed());
    await bot.post(installed({ action: 'remove' }));
    await bot.post(installed());
    await bot.post(installed({ action: 'add-upgrade' }));
    await bot.post(joined([itself], { conversation: { id: 'a:ana;messageid=7', tenantId: TENANT_ID } }));

    assert.equal(bot.connector.posts.length, 1);
  });

  it('comes in each conversation', async () => {
    await bot.post(installed());
    await bot.post(
      installed({ conversation: { id: '19:g@thread.v2', conversationType: 'groupChat', tenantId: TENANT_ID } }),
    );

    assert.equal(bot.connector.posts.length, 2);
  });

  it('comes once when both events arrive at the same moment', async () => {
    await Promise.all([bot.post(installed()), bot.post(joined([itself])), bot.post(installed())]);
    await bot.bot.drain();

    assert.equal(bot.connector.posts.length, 1);
  });

  it('does not greet other people who join', async () => {
    await bot.post(joined([{ id: '29:bo' }]));

    assert.deepEqual(bot.connector.posts, []);
  });

  it('goes to the channel that was chosen when a team installs', async () => {
    const channelData = { ...team, settings: { selectedChannel: { id: '19:ops@thread.tacv2' } } };
    const general = { id: '19:general@thread.tacv2', conversationType: 'channel', tenantId: TENANT_ID };
    const chosen = { id: '19:ops@thread.tacv2', conversationType: 'channel', tenantId: TENANT_ID };

    await bot.post(joined([itself], { conversation: general, channelData }));
    await bot.post(installed({ conversation: chosen, channelData }));

    assert.deepEqual(
      bot.connector.posts.map((post) => Object(post.conversation).id),
      ['19:ops@thread.tacv2'],
    );
  });

  it('shows no data to an installer who may not read', async () => {
    await bot.post(installed({ from: { id: '29:bo', aadObjectId: BO } }));

    assert.deepEqual(bot.questions, []);
    assert.match(String(bot.connector.posts[0]?.text), /listed/);
  });

  it('of an event without a sender shows no data', async () => {
    await bot.post(installed({ from: undefined }));

    assert.deepEqual(bot.questions, []);
    assert.equal(bot.connector.posts.length, 1);
  });

  it('asks for no roster', async () => {
    await bot.post(installed());

    assert.deepEqual(bot.connector.rosterCalls, []);
  });
});
