import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import type { DigestAnswer } from '../../src/digests/model.ts';
import type { TestBot, TestBotOptions } from '../support/bot.ts';
import { aChannelMessage, aMessage, ANA, aPress, BO, startBot } from '../support/bot.ts';
import { TENANT_ID } from '../support/tokens.ts';

const TEAM = '19:team@thread.tacv2';
const fromBo = { from: { id: '29:bo', name: 'Bo Berg', aadObjectId: BO } };
const act = (kind: string, once = 'o-1') => ({ act: { digest: { kind } }, once });
const refused: DigestAnswer = {
  kind: 'refused',
  refusal: { code: 'not-allowed', message: 'Only admins change it.', hint: 'Ask Ana.' },
};
const off: DigestAnswer = {
  kind: 'digest-settings',
  now: 0 as never,
  after: 'off',
  subscription: null,
  zone: 'UTC',
  scopes: [],
  last: null,
  mayChange: true,
  remark: null,
};

describe('a command', () => {
  let bot: TestBot;
  afterEach(() => bot.close());
  const start = async (options: TestBotOptions = {}) => {
    bot = await startBot(options);
  };
  const inOps = { conversation: Object(aChannelMessage({ connector: { url: '' } } as never, '')).conversation };
  const channelPress = (data: unknown, over: Record<string, unknown> = {}) =>
    aPress(bot, data, { ...inOps, channelData: { tenant: { id: TENANT_ID }, team: { id: TEAM } }, ...over }, 'act');

  it('in words is asked for before any question, by the person and for the conversation it was written in', async () => {
    await start({ actOnDigest: async () => off });
    const message = aMessage(bot, 'digest daily 08:00');

    await bot.post(message);

    assert.deepEqual(bot.questions, []);
    assert.deepEqual(bot.commands, [
      {
        actor: { kind: 'user', tenantId: TENANT_ID, aadObjectId: ANA, name: 'Ana Alt' },
        conversation: 'a:ana',
        command: { kind: 'set', time: '08:00' },
        once: message.id,
        mayManage: true,
        names: true,
        thread: null,
      },
    ]);
    assert.equal(bot.connector.posts.length, 1);
    assert.ok(bot.connector.posts[0]?.attachments);
    assert.match(await bot.metrics.text(), /patchwarden_turns_total\{intent="digest",outcome="answered"\} 1/);
  });

  it('in a channel belongs to the whole channel, and its answer to the thread', async () => {
    await start();

    await bot.post(aChannelMessage(bot, '<at>Patchwarden</at> digest now'));
    await bot.post(
      aChannelMessage(bot, '<at>Patchwarden</at> digest now', {
        id: '77',
        conversation: { id: '19:ops@thread.tacv2', conversationType: 'channel', tenantId: TENANT_ID },
      }),
    );

    assert.deepEqual(
      bot.commands.map(({ conversation, thread }) => ({ conversation, thread })),
      [
        { conversation: '19:ops@thread.tacv2', thread: '1' },
        { conversation: '19:ops@thread.tacv2', thread: '77' },
      ],
    );
  });

  it('whose answer is a post of its own is not answered in words, and with a sentence on its button', async () => {
    await start();

    await bot.post(aMessage(bot, 'digest now'));
    const reply = await bot.post(aPress(bot, act('now'), {}, 'act'));

    assert.deepEqual(bot.connector.posts, []);
    assert.equal(reply.json.type, 'application/vnd.microsoft.activity.message');
    assert.equal(reply.json.value, 'The digest comes as a post of its own.');
  });

  it('by a button is answered with the card that replaces the one it stands on', async () => {
    await start({ actOnDigest: async () => off });

    const reply = await bot.post(aPress(bot, act('off'), {}, 'act'));

    assert.equal(reply.json.type, 'application/vnd.microsoft.card.adaptive');
    assert.equal(reply.json.value.answer, 'digest-settings');
    assert.equal(reply.json.value.audience, 'names');
    assert.deepEqual(bot.commands[0]?.command, { kind: 'off' });
    assert.equal(bot.commands[0]?.once, 'o-1');
  });

  it('by a button of a client that knows Action.Submit only works as well', async () => {
    await start({ actOnDigest: async () => off });

    await bot.post(aMessage(bot, '', { text: undefined, value: { verb: 'act', ...act('off') } }));

    assert.equal(bot.commands[0]?.once, 'o-1');
    assert.ok(bot.connector.posts[0]?.attachments);
  });

  it('that is refused says why: on a card in words, in a sentence under the card that was filled in', async () => {
    await start({ actOnDigest: async () => refused });

    await bot.post(aMessage(bot, 'digest off'));
    const reply = await bot.post(aPress(bot, act('off'), {}, 'act'));

    assert.equal(Object(bot.connector.posts[0]?.attachments)[0].content.answer, 'refused');
    assert.equal(reply.json.value, 'Only admins change it. Ask Ana.');
  });

  it('that carries nothing of ours is declined', async () => {
    await start();

    for (const data of [{}, { act: { digest: {} }, once: 'x' }, { act: { digest: { kind: 'off' } } }, 'off']) {
      const reply = await bot.post(aPress(bot, data, {}, 'act'));
      assert.equal(reply.json.statusCode, 400);
    }
    assert.deepEqual(bot.commands, []);
  });

  it('that comes three times, under the same id and under new ones, asks for the same effect each time', async () => {
    const effects = new Set<string>();
    await start({
      actOnDigest: async ({ once }) => {
        effects.add(once);
        return off;
      },
    });
    const pressed = aPress(bot, act('off', 'one press'), {}, 'act');

    const replies = [];
    for (const id of [pressed.id, pressed.id, 'another']) replies.push(await bot.post({ ...pressed, id }));
    const message = aMessage(bot, 'digest off');
    for (let delivery = 0; delivery < 3; delivery++) await bot.post(message);

    assert.deepEqual([...effects], ['one press', message.id]);
    assert.ok(replies.every((reply) => reply.json.value.answer === 'digest-settings'));
  });

  describe('of a person', () => {
    it('who may not read is declined', async () => {
      await start();

      await bot.post(aMessage(bot, 'digest', fromBo));
      const reply = await bot.post(aPress(bot, act('off'), fromBo, 'act'));

      assert.deepEqual(bot.commands, []);
      assert.match(String(bot.connector.posts[0]?.text), /listed/);
      assert.match(reply.json.value, /listed/);
    });

    it('who is a guest is declined, although listed', async () => {
      await start({ admins: [ANA, BO] });
      bot.connector.setRoster(TEAM, [{ id: '29:bo', aadObjectId: BO, userRole: 'guest' }]);

      await bot.post(channelPress(act('off'), fromBo));

      assert.deepEqual(bot.commands, []);
    });

    it('who reads but is no admin manages their own chat only', async () => {
      await start({ viewers: [BO] });
      const chat = { conversation: { id: 'a:bo', conversationType: 'personal', tenantId: TENANT_ID } };

      await bot.post(channelPress(act('off'), fromBo));
      await bot.post(aMessage(bot, 'digest off', { ...fromBo, ...chat }));
      await bot.post(channelPress(act('off')));

      assert.deepEqual(
        bot.commands.map(({ mayManage }) => mayManage),
        [false, true, true],
      );
    });

    it('whom Teams does not name may look in a demo, and change nothing', async () => {
      await start({ botAuth: 'off', viewers: 'tenant' });
      const nobody = { from: { id: 'user-id-0' } };

      await bot.post(aMessage(bot, 'digest off', nobody), null);
      await bot.post(aMessage(bot, 'digest', nobody), null);

      assert.match(String(bot.connector.posts[0]?.text), /who you are/);
      assert.deepEqual(
        bot.commands.map(({ command }) => command.kind),
        ['show'],
      );
    });

    it('in a demo counts as an admin', async () => {
      await start({ botAuth: 'off', viewers: 'tenant', admins: [] });

      await bot.post(channelPress(act('off'), fromBo), null);

      assert.equal(bot.commands[0]?.mayManage, true);
    });
  });

  it('in a conversation with guests is answered without names', async () => {
    await start({ actOnDigest: async () => off });
    bot.connector.setRoster(TEAM, [{ id: '29:ana' }, { id: '29:g', userRole: 'guest' }]);

    const reply = await bot.post(channelPress(act('show')));

    assert.equal(reply.json.value.audience, 'counts');
  });
});
