import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import type { ChangeAnswer, ChangeCommand } from '../../src/changes/model.ts';
import { personKey } from '../../src/people/identity.ts';
import type { DeskCommand } from '../../src/teams/desk-command.ts';
import { bearingOf } from '../../src/teams/desk-command.ts';
import type { TestBot, TestBotOptions } from '../support/bot.ts';
import { aChannelMessage, aMessage, ANA, aPress, BO, startBot } from '../support/bot.ts';
import { isRoster, reply as answerWith } from '../support/connector.ts';
import { TENANT_ID } from '../support/tokens.ts';

const TEAM = '19:team@thread.tacv2';
const OPS = '19:ops@thread.tacv2';
const ana = { kind: 'user', tenantId: TENANT_ID, aadObjectId: ANA, name: 'Ana Alt' };
const fromBo = { from: { id: '29:bo', name: 'Bo Berg', aadObjectId: BO } };
const chatOf = (id: string) => ({ conversation: { id, conversationType: 'personal', tenantId: TENANT_ID } });
const guest = { id: '29:g', userRole: 'guest' };

/** One of each room, as buttons carry them. */
const presses = {
  acknowledgement: { kind: 'make', servers: ['ber-ex02'], until: '2026-11-27', zone: 'UTC', reason: 'board' },
  change: { kind: 'approve', change: 'CHG-0001', plan: 'hash' },
  people: { kind: 'grant', role: 'approver', person: `user:${TENANT_ID}/${BO}`, name: 'Bo Berg' },
  server: { kind: 'retire', server: 'ber-ex02', replacedBy: null, reason: 'gone' },
} as const;
const abouts = Object.keys(presses) as (keyof typeof presses)[];

const refused = {
  kind: 'refused',
  refusal: { code: 'not-allowed', message: 'You asked for this change.', hint: 'Bo Berg can approve it.' },
} as const;
const changed = (notice: string | null) =>
  ({ kind: 'change', view: { servers: [], conflicts: [] }, notice }) as unknown as ChangeAnswer;

describe('a press', () => {
  let bot: TestBot;
  afterEach(() => bot.close());
  const start = async (options: TestBotOptions = {}) => {
    bot = await startBot({ viewers: [BO], ...options });
  };
  const press = (about: string, command: object, over: Record<string, unknown> = {}, once = 'o-1') =>
    bot.post(aPress(bot, { act: { [about]: command }, once }, over, 'act'));
  const inOps = () => {
    const { conversation, channelData } = aChannelMessage(bot, '');
    return { conversation, channelData };
  };

  for (const about of abouts) {
    it(`about ${about} reaches its room with who acts, how the roster knows them, and which press it is`, async () => {
      await start();
      bot.connector.setRoster(TEAM, [{ id: '29:ana' }, { id: '29:bo' }]);

      await press(about, presses[about], inOps());

      const common = { actor: ana, standing: 'member', command: presses[about], once: 'o-1' };
      const place = { place: { conversation: OPS, thread: '1' } };
      assert.deepEqual(bot.deeds, [
        { about, request: about === 'people' || about === 'server' ? common : { ...common, ...place } },
      ]);
      assert.match(await bot.metrics.text(), new RegExp(`turns_total\\{intent="${about}",outcome="refused"\\} 1`));
    });

    it(`about ${about} of somebody who may not read, or whom Teams does not name, reaches nobody`, async () => {
      await start({ viewers: [] });
      const stranger = await press(about, presses[about], fromBo);
      await bot.close();
      await start({ botAuth: 'off', viewers: 'tenant' });
      const nobody = await bot.post(
        aPress(bot, { act: { [about]: presses[about] }, once: 'o' }, { from: { id: 'user-0' } }, 'act'),
        null,
      );

      assert.match(stranger.json.value, /listed/);
      assert.match(nobody.json.value, /who you are/);
      assert.deepEqual(bot.deeds, []);
    });

    it(`about ${about} that is refused answers with one sentence, so that the card stays as it was filled in`, async () => {
      await start({ acts: { [about]: async () => refused } });

      const reply = await press(about, presses[about]);

      assert.equal(reply.json.type, 'application/vnd.microsoft.activity.message');
      assert.equal(reply.json.value, 'You asked for this change. Bo Berg can approve it.');
      assert.deepEqual(bot.connector.posts, []);
    });
  }

  it('of a guest reaches nobody, although listed', async () => {
    await start({ viewers: [BO] });
    bot.connector.setRoster(TEAM, [{ id: '29:ana' }, { id: '29:bo', aadObjectId: BO, userRole: 'guest' }]);

    await press('change', presses.change, { ...inOps(), ...fromBo });

    assert.deepEqual(bot.deeds, []);
  });

  it('where the roster is silent says so of the one who acts', async () => {
    await start();
    bot.connector.intercept(isRoster, (_, response) => answerWith(response, 503));

    await press('change', presses.change, inOps());

    assert.equal(bot.deeds[0]?.request.standing, 'untold');
  });

  it('whose answer shows the change comes back as its card, with what was refused on it', async () => {
    await start({ acts: { change: async () => changed('You asked for this change.') } });

    const reply = await press('change', presses.change);

    assert.equal(reply.json.type, 'application/vnd.microsoft.card.adaptive');
    assert.equal(reply.json.value.answer, 'change');
  });

  it('in a personal chat is answered for its person alone, elsewhere for everybody', async () => {
    await start({ acts: { change: async () => changed(null) } });
    bot.connector.setRoster(TEAM, [{ id: '29:ana' }]);

    const own = await press('change', presses.change);
    const shared = await press('change', presses.change, inOps());

    assert.equal(own.json.value.viewer, personKey({ tenantId: TENANT_ID, aadObjectId: ANA }));
    assert.equal(shared.json.value.viewer, undefined);
  });

  it('as Action.Submit of an old client does the same', async () => {
    await start({ acts: { change: async () => changed(null) } });
    const value = { verb: 'act', act: { change: presses.change }, once: 'o-1' };

    await bot.post(aMessage(bot, '', { text: undefined, value }));

    assert.equal(bot.deeds[0]?.request.once, 'o-1');
    assert.equal(Object(bot.connector.posts[0]?.attachments)[0].content.answer, 'change');
  });

  it('delivered up to four times under old and new ids is the same press of the same person each time', async () => {
    await start({ acts: { change: async () => changed(null) } });
    const ofAna = aPress(bot, { act: { change: presses.change }, once: 'card' }, {}, 'act');
    const ofBo = { ...ofAna, ...fromBo, ...chatOf('a:bo') };

    const replies = await Promise.all(
      [ofAna, ofBo, ofAna, { ...ofBo, id: 'b2' }, { ...ofAna, id: 'a2' }, ofBo, { ...ofAna, id: 'a3' }].map((one) =>
        bot.post(one),
      ),
    );

    assert.ok(replies.every(({ json }) => json.value.answer === 'change'));
    const keys = new Set(bot.deeds.map(({ request }) => JSON.stringify([request.actor, request.once])));
    assert.equal(keys.size, 2);
  });
});

describe('where guests may read', () => {
  let bot: TestBot;
  afterEach(() => bot.close());
  const start = async (options: TestBotOptions = {}) => {
    bot = await startBot(options);
    bot.connector.setRoster(TEAM, [{ id: '29:ana' }, guest]);
  };
  const press = (about: string, command: object) => {
    const { conversation, channelData } = aChannelMessage(bot, '');
    return bot.post(aPress(bot, { act: { [about]: command }, once: 'o' }, { conversation, channelData }, 'act'));
  };

  const naming: readonly [string, object][] = [
    ['acknowledgement', { kind: 'list' }],
    ['acknowledgement', { kind: 'form', servers: ['ber-ex02'] }],
    ['acknowledgement', presses.acknowledgement],
    ['change', { kind: 'form', servers: ['ber-ex02'], change: null }],
    ['change', { kind: 'propose', draft: {} }],
    ['change', { kind: 'edit', change: 'CHG-0001', plan: 'hash', draft: {} }],
    ['server', presses.server],
  ];
  for (const [about, command] of naming) {
    it(`${about} ${Reflect.get(command, 'kind')} would name servers: it is asked for elsewhere`, async () => {
      await start();

      const reply = await press(about, command);

      assert.match(reply.json.value, /name no servers.*chat with me alone/);
      assert.deepEqual(bot.deeds, []);
    });
  }

  it('a change is shown without names', async () => {
    await start({ acts: { change: async () => changed(null) } });

    const reply = await press('change', { kind: 'show', change: 'CHG-0001' });

    assert.equal(reply.json.value.audience, 'counts');
  });

  it('what was done is said in a sentence to the one who pressed', async () => {
    await start({ acts: { change: async () => changed('You approved CHG-0001.') } });

    const reply = await press('change', presses.change);

    assert.equal(reply.json.value, 'You approved CHG-0001.');
    assert.equal(bot.deeds.length, 1);
  });
});

describe('words', () => {
  let bot: TestBot;
  afterEach(() => bot.close());
  const start = async (command: DeskCommand, options: TestBotOptions = {}) => {
    bot = await startBot({ parseCommand: (text) => (text === 'do it' ? command : null), ...options });
  };

  for (const about of abouts) {
    it(`never do what a button about ${about} does`, async () => {
      await start({ about, command: presses[about] } as unknown as DeskCommand);

      await bot.post(aMessage(bot, 'do it'));

      assert.deepEqual(bot.deeds, []);
      assert.match(String(bot.connector.posts[0]?.text), /button/);
    });
  }

  it('bring up a form, whose message is told apart by its id', async () => {
    const command: ChangeCommand = { kind: 'form', servers: ['ber-ex02'], change: null };
    await start(
      { about: 'change', command },
      { acts: { change: async () => ({ kind: 'change-form' }) as unknown as ChangeAnswer } },
    );
    const message = aMessage(bot, 'do it');

    await bot.post(message);

    assert.equal(bot.deeds[0]?.request.once, message.id);
    assert.equal(Object(bot.connector.posts[0]?.attachments)[0].content.answer, 'change-form');
  });

  it('that are refused are answered with a card that says why', async () => {
    await start({ about: 'people', command: { kind: 'roles' } }, { acts: { people: async () => refused } });

    await bot.post(aMessage(bot, 'do it'));

    assert.equal(Object(bot.connector.posts[0]?.attachments)[0].content.answer, 'refused');
  });

  it('are read with the zone of the house and the time of day', async () => {
    const asked: unknown[] = [];
    bot = await startBot({
      parseCommand: (text, { zone, now, mentions }) => {
        asked.push([text, zone, now, mentions]);
        return null;
      },
    });

    await bot.post(aMessage(bot, 'plan ber-ex02'));

    assert.deepEqual(asked, [['plan ber-ex02', 'Europe/Berlin', bot.clock.now(), []]]);
  });

  it('that ask a question say who asks', async () => {
    bot = await startBot();

    await bot.post(aMessage(bot, 'status'));

    assert.deepEqual(bot.askers, [ana]);
  });

  it('of somebody whom Teams does not name bring up no form, and show what is there', async () => {
    const command: DeskCommand = { about: 'change', command: { kind: 'show', change: 'CHG-0001' as never } };
    await start(command, { botAuth: 'off', viewers: 'tenant', acts: { change: async () => changed(null) } });

    await bot.post(aMessage(bot, 'do it', { from: { id: 'user-0' } }), null);

    assert.deepEqual(bot.deeds[0]?.request.actor, { kind: 'system', job: 'teams' });
  });
});

describe('every command', () => {
  it('that is a form or shows something is known as such, and anything else writes', () => {
    const commands: readonly [DeskCommand, string][] = [
      [{ about: 'digest', command: { kind: 'show' } }, 'shows'],
      [{ about: 'digest', command: { kind: 'off' } }, 'writes'],
      [{ about: 'acknowledgement', command: { kind: 'list' } }, 'shows'],
      [{ about: 'acknowledgement', command: { kind: 'form', servers: [] } }, 'form'],
      [{ about: 'acknowledgement', command: { kind: 'withdraw', id: 'a' } }, 'writes'],
      [{ about: 'change', command: { kind: 'reject-form', change: 'CHG-0001' as never } }, 'form'],
      [{ about: 'change', command: { kind: 'withdraw', change: 'CHG-0001' as never } }, 'writes'],
      [{ about: 'people', command: { kind: 'delegations' } }, 'shows'],
      [{ about: 'people', command: { kind: 'end-delegation', delegation: 'd' } }, 'writes'],
      [{ about: 'server', command: { kind: 'revive-form', server: 'x' } }, 'form'],
    ];

    for (const [command, bearing] of commands) assert.equal(bearingOf(command), bearing, JSON.stringify(command));
  });
});
