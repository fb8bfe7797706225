import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { findConversation, quarantineConversation } from '../../src/delivery/conversations.ts';
import type { TestBot, TestBotOptions } from '../support/bot.ts';
import { aChannelMessage, aMessage, ANA, aPress, startBot } from '../support/bot.ts';
import { BOT_ID, TENANT_ID } from '../support/tokens.ts';

const TEAM = '19:team@thread.tacv2';
const OPS = '19:ops@thread.tacv2';
const itself = { id: `28:${BOT_ID}`, name: 'Patchwarden' };
const user = { kind: 'user', tenantId: TENANT_ID, aadObjectId: ANA, name: 'Ana Alt' };

describe('where an activity comes from', () => {
  let bot: TestBot;
  afterEach(() => bot.close());
  const start = async (options: TestBotOptions = {}) => {
    bot = await startBot({ viewers: 'tenant', ...options });
  };
  const remembered = () =>
    bot.sightings.flatMap((sighting) => (sighting.kind === 'remember' ? [sighting.conversation] : []));
  const ended = () => bot.sightings.filter(({ kind }) => kind !== 'remember');
  const update = (channelData: object, over: Record<string, unknown> = {}) =>
    aChannelMessage(bot, '', {
      type: 'conversationUpdate',
      text: undefined,
      channelData: { tenant: { id: TENANT_ID }, ...channelData },
      ...over,
    });

  it('is taken down: a personal chat with its person', async () => {
    await start();

    await bot.post(aMessage(bot, 'status'));

    assert.deepEqual(bot.sightings, [
      {
        kind: 'remember',
        by: user,
        conversation: {
          id: 'a:ana',
          kind: 'personal',
          serviceUrl: bot.connector.url,
          tenantId: TENANT_ID,
          bot: itself,
          person: { id: '29:ana', aadObjectId: ANA, name: 'Ana Alt' },
          teamId: null,
          shared: false,
          name: null,
          seenAt: bot.clock.now(),
          gone: null,
        },
      },
    ]);
  });

  it('is taken down: a channel without the thread, with its team and its name', async () => {
    await start();
    const channelData = {
      tenant: { id: TENANT_ID },
      team: { id: TEAM, name: 'Exchange' },
      channel: { id: OPS, name: 'Ops', type: 'shared' },
    };

    await bot.post(aChannelMessage(bot, 'status', { channelData }));

    const [channel] = remembered();
    assert.equal(channel?.id, OPS);
    assert.equal(channel?.kind, 'channel');
    assert.equal(channel?.teamId, TEAM);
    assert.equal(channel?.name, 'Ops');
    assert.equal(channel?.shared, true);
    assert.equal(channel?.person, null);
  });

  it('is taken down: a group chat with its topic', async () => {
    await start();
    const conversation = { id: '19:g@thread.v2', conversationType: 'groupChat', name: 'On call', tenantId: TENANT_ID };

    await bot.post(aMessage(bot, 'status', { conversation }));

    assert.deepEqual(
      remembered().map(({ id, kind, name, person }) => ({ id, kind, name, person })),
      [{ id: '19:g@thread.v2', kind: 'group', name: 'On call', person: null }],
    );
  });

  it('is taken down from messages, buttons, installations and updates, before they are answered', async () => {
    await start({ keepConversations: true, answer: async () => ({ kind: 'help' }) });
    const known = (id: string) => bot.database.read((reader) => findConversation(reader, id));
    const at = (id: string) => ({ conversation: { id, conversationType: 'personal', tenantId: TENANT_ID } });

    await bot.post(aMessage(bot, 'status', at('a:1')));
    await bot.post(aPress(bot, { ask: { kind: 'status' }, once: 'o' }, at('a:2')));
    await bot.post(aMessage(bot, '', { type: 'installationUpdate', action: 'add', ...at('a:3') }));
    await bot.post(aMessage(bot, '', { type: 'conversationUpdate', membersAdded: [itself], ...at('a:4') }));
    await bot.post(aMessage(bot, '', { type: 'messageReaction', ...at('a:5') }));

    for (const id of ['a:1', 'a:2', 'a:3', 'a:4']) assert.ok(await known(id), id);
    assert.equal(await known('a:5'), null);
  });

  it('is not taken down for a stranger: without a token, or of another tenant', async () => {
    await start();

    await bot.post(aMessage(bot, 'status'), null);
    await bot.post(aMessage(bot, 'status', { conversation: { id: 'a:x', tenantId: 'elsewhere' } }));

    assert.deepEqual(bot.sightings, []);
  });

  it('costs nothing while nothing changes, and is taken down again when it did, or after ten seconds', async () => {
    await start();

    for (let turn = 0; turn < 4; turn++) await bot.post(aMessage(bot, 'status'));
    assert.equal(remembered().length, 1);
    await bot.post(aMessage(bot, 'status', { from: { id: '29:ana', name: 'Ana Neu', aadObjectId: ANA } }));
    assert.equal(remembered().length, 2);
    bot.clock.advance(10_000);
    await bot.post(aMessage(bot, 'status', { from: { id: '29:ana', name: 'Ana Neu', aadObjectId: ANA } }));

    assert.equal(remembered().length, 3);
  });

  it('keeps no question from being answered when it can not be taken down', async () => {
    await start({ keepConversations: true });
    bot.database.read = () => Promise.reject(new Error('the disk, and a secret'));

    await bot.post(aMessage(bot, 'status'));

    assert.equal(bot.connector.posts.length, 1);
    const line = bot.log.find(({ message }) => message === 'where an activity came from could not be stored');
    assert.equal(line?.level, 'error');
    assert.doesNotMatch(JSON.stringify(bot.log), /secret/);
  });

  describe('ends', () => {
    it('when the bot is removed from a chat, told twice', async () => {
      await start();

      await bot.post(aMessage(bot, '', { type: 'installationUpdate', action: 'remove', text: undefined }));
      await bot.post(aMessage(bot, '', { type: 'conversationUpdate', membersRemoved: [itself], text: undefined }));

      assert.deepEqual(bot.sightings, [
        { kind: 'remove', id: 'a:ana', why: 'bot-removed' },
        { kind: 'remove', id: 'a:ana', why: 'bot-removed' },
      ]);
    });

    it('for all channels when the bot is removed from a team', async () => {
      await start();

      await bot.post(update({ team: { id: TEAM } }, { type: 'installationUpdate', action: 'remove' }));

      assert.deepEqual(ended(), [
        { kind: 'remove', id: OPS, why: 'bot-removed' },
        { kind: 'removeTeam', id: TEAM, why: 'bot-removed' },
      ]);
    });

    it('not when somebody else leaves, nor in the middle of an upgrade', async () => {
      await start();

      await bot.post(update({ team: { id: TEAM } }, { membersRemoved: [{ id: '29:bo' }] }));
      await bot.post(update({ team: { id: TEAM } }, { type: 'installationUpdate', action: 'remove-upgrade' }));

      assert.deepEqual(ended(), []);
    });

    it('not for the channel that is told of another one, whichever that was', async () => {
      await start();

      await bot.post(update({ team: { id: TEAM }, eventType: 'channelDeleted' }));

      assert.deepEqual(bot.sightings, []);
    });

    it('for one channel when it is deleted, and for its team when that goes', async () => {
      await start();
      const other = '19:other@thread.tacv2';

      await bot.post(update({ team: { id: TEAM }, channel: { id: other }, eventType: 'channelDeleted' }));
      for (const eventType of ['teamDeleted', 'teamHardDeleted', 'teamArchived'])
        await bot.post(update({ team: { id: TEAM }, eventType }));

      assert.deepEqual(ended().filter(({ kind }) => kind === 'remove')[0], {
        kind: 'remove',
        id: other,
        why: 'channel-deleted',
      });
      assert.deepEqual(
        ended().flatMap((sighting) => (sighting.kind === 'removeTeam' ? [sighting.why] : [])),
        ['team-deleted', 'team-deleted', 'team-archived'],
      );
    });

    it('until it is installed again, without a second welcome', async () => {
      await start({ keepConversations: true });
      const known = async () => (await bot.database.read((reader) => findConversation(reader, 'a:ana')))?.gone?.why;
      const installed = (action: string) => aMessage(bot, '', { type: 'installationUpdate', action, text: undefined });

      await bot.post(installed('add'));
      await bot.post(installed('remove'));
      assert.equal(await known(), 'bot-removed');
      await bot.post(installed('add'));

      assert.equal(await known(), undefined);
      assert.equal(bot.connector.posts.length, 1);
    });

    it('by a refusal that another process was given, until somebody writes there some seconds later', async () => {
      await start({ keepConversations: true });
      await bot.post(aMessage(bot, 'status'));
      const gone = async () => (await bot.database.read((reader) => findConversation(reader, 'a:ana')))?.gone?.why;
      await bot.database.transaction((tx) => quarantineConversation(tx, bot.clock.now(), 'a:ana', '403'));
      assert.equal(await gone(), '403');

      bot.clock.advance(10_000);
      await bot.post(aMessage(bot, 'status'));

      assert.equal(await gone(), undefined);
    });

    it('until it is installed in the team again, in all of its channels but a deleted one', async () => {
      await start({ keepConversations: true });
      const channels = ['19:a@thread.tacv2', '19:b@thread.tacv2', '19:c@thread.tacv2'];
      const within = (id: string, over: Record<string, unknown> = {}) =>
        update(
          { team: { id: TEAM } },
          { conversation: { id, conversationType: 'channel', tenantId: TENANT_ID }, ...over },
        );
      for (const id of channels) await bot.post(within(id));
      const whys = () =>
        bot.database.read((reader) =>
          Promise.all(channels.map(async (id) => (await findConversation(reader, id))?.gone?.why)),
        );
      await bot.post(update({ team: { id: TEAM }, channel: { id: channels[2] }, eventType: 'channelDeleted' }));

      for (const [leaves, joins] of [
        [
          { type: 'installationUpdate', action: 'remove' },
          { type: 'installationUpdate', action: 'add' },
        ],
        [{ membersRemoved: [itself] }, { membersAdded: [itself] }],
      ] as const) {
        await bot.post(within('19:a@thread.tacv2', leaves));
        assert.deepEqual(await whys(), ['bot-removed', 'bot-removed', 'channel-deleted']);
        await bot.post(within('19:a@thread.tacv2', joins));
        assert.deepEqual(await whys(), [undefined, undefined, 'channel-deleted']);
      }
    });

    it('for a team until it is back: only what went with it comes with it', async () => {
      await start({ keepConversations: true });
      const channels = ['19:a@thread.tacv2', '19:b@thread.tacv2'];
      for (const id of channels)
        await bot.post(
          update({ team: { id: TEAM } }, { conversation: { id, conversationType: 'channel', tenantId: TENANT_ID } }),
        );
      const whys = () =>
        bot.database.read((reader) =>
          Promise.all(channels.map(async (id) => (await findConversation(reader, id))?.gone?.why)),
        );

      await bot.post(update({ team: { id: TEAM }, channel: { id: channels[0] }, eventType: 'channelDeleted' }));
      await bot.post(update({ team: { id: TEAM }, eventType: 'teamArchived' }));
      assert.deepEqual(await whys(), ['channel-deleted', 'team-archived']);
      await bot.post(update({ team: { id: TEAM }, eventType: 'teamUnarchived' }));

      assert.deepEqual(await whys(), ['channel-deleted', undefined]);
    });
  });
});

describe('a direct reply', () => {
  it('is noted for the conversation without its thread, typing too, and answers of buttons are not', async () => {
    let answer = (): void => {};
    const bot = await startBot({
      answer: ({ intent }) =>
        intent.kind === 'status'
          ? new Promise((resolve) => (answer = () => resolve({ kind: 'help' })))
          : Promise.resolve({ kind: 'help' }),
    });

    const slow = bot.post(aChannelMessage(bot, 'status'));
    while (bot.questions.length === 0) await new Promise(setImmediate);
    bot.clock.advance(1000);
    await bot.connector.typed(1);
    answer();
    await slow;
    await bot.bot.drain();
    await bot.post(aPress(bot, { ask: { kind: 'fleet' }, once: 'o' }));

    assert.deepEqual(bot.notes, [OPS, OPS]);
    await bot.close();
  });

  it('that travels in the answer to its request is not noted', async () => {
    const bot = await startBot();

    await bot.post(aMessage(bot, 'status', { deliveryMode: 'expectReplies' }));

    assert.deepEqual(bot.notes, []);
    await bot.close();
  });
});
