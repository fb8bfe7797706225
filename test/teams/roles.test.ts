import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { HOUR, later } from '../../src/core/clock.ts';
import { knownPeople } from '../../src/people/directory.ts';
import { personKey } from '../../src/people/identity.ts';
import type { PersonRole } from '../../src/people/model.ts';
import type { TestBot, TestBotOptions } from '../support/bot.ts';
import { aChannelMessage, aMessage, aPress, BO, startBot } from '../support/bot.ts';
import { aConversation } from '../support/conversations.ts';
import { TENANT_ID } from '../support/tokens.ts';

const TEAM = '19:team@thread.tacv2';
const bo = personKey({ tenantId: TENANT_ID, aadObjectId: BO });
const fromBo = { from: { id: '29:bo', name: 'Bo Berg', aadObjectId: BO } };
const chat = { conversation: { id: 'a:bo', conversationType: 'personal', tenantId: TENANT_ID } };

describe('somebody who was granted a role', () => {
  let bot: TestBot;
  let reads: number;
  afterEach(() => bot.close());
  const start = async (role: PersonRole | null, options: TestBotOptions = {}) => {
    bot = await startBot(options);
    if (role !== null) await grant(role);
  };
  const grant = (role: PersonRole) =>
    bot.database.transaction((tx) =>
      tx.insertInto('role_grants').values({ person: bo, role, granted_by: '{}', granted_at: 0 }).execute(),
    );
  const audiences = () => bot.questions.map(({ audience }) => audience);

  for (const role of ['viewer', 'operator', 'approver', 'admin'] as const) {
    it(`may read as ${role}, although listed nowhere`, async () => {
      await start(role);
      bot.connector.setRoster('a:bo', [{ id: '29:bo', userRole: 'user' }]);

      await bot.post(aMessage(bot, 'status', { ...fromBo, ...chat }));

      assert.deepEqual(audiences(), ['names']);
    });
  }

  it('may read from the grant on, and not any more when it was revoked', async () => {
    await start(null);
    await bot.post(aMessage(bot, 'status', { ...fromBo, ...chat }));
    await grant('viewer');
    await bot.post(aMessage(bot, 'status', { ...fromBo, ...chat }));
    await bot.database.transaction((tx) => tx.deleteFrom('role_grants').execute());
    await bot.post(aMessage(bot, 'status', { ...fromBo, ...chat }));

    assert.equal(bot.questions.length, 1);
    assert.match(String(bot.connector.posts[0]?.text), /listed/);
  });

  it('is a guest all the same where the roster says so', async () => {
    await start('admin');
    bot.connector.setRoster(TEAM, [{ id: '29:ana' }, { id: '29:bo', userRole: 'guest' }]);

    await bot.post(aChannelMessage(bot, 'status', fromBo));

    assert.deepEqual(bot.questions, []);
  });

  it('of another tenant is somebody else', async () => {
    await start('admin', { allowedTenants: [TENANT_ID, 'other'] });

    await bot.post(
      aMessage(bot, 'status', {
        ...fromBo,
        conversation: { ...chat.conversation, tenantId: 'other' },
        channelData: { tenant: { id: 'other' } },
      }),
    );

    assert.deepEqual(bot.questions, []);
  });

  it('is proven enough in their own chat whose roster is silent, also where everybody of the tenant may read', async () => {
    for (const viewers of [[], 'tenant'] as const) {
      await start('viewer', { viewers });
      bot.connector.setRoster('a:bo', []);

      await bot.post(aMessage(bot, 'status', { ...fromBo, ...chat }));

      assert.deepEqual(audiences(), ['names'], String(viewers));
      if (viewers !== 'tenant') await bot.close();
    }
  });

  it('manages the digest of a channel as an admin, and as nobody else', async () => {
    const { conversation, channelData } = aChannelMessage({ connector: { url: '' } } as never, '');
    const off = { act: { digest: { kind: 'off' } }, once: 'o' };
    await start('approver');
    await bot.post(aPress(bot, off, { conversation, channelData, ...fromBo }, 'act'));
    await grant('admin');
    await bot.post(aPress(bot, off, { conversation, channelData, ...fromBo }, 'act'));

    assert.deepEqual(
      bot.commands.map(({ mayManage }) => mayManage),
      [false, true],
    );
  });

  it('is told in their own chat what nobody asked for, and nothing without a role', async () => {
    await start(null);
    const place = aConversation({
      id: 'a:bo',
      serviceUrl: bot.connector.url,
      tenantId: TENANT_ID,
      person: { id: '29:bo', aadObjectId: BO, name: null },
    });
    bot.connector.setRoster('a:bo', [{ id: '29:bo', userRole: 'user' }]);
    assert.equal(await bot.bot.audienceOf(place), 'nobody');

    await grant('approver');

    assert.equal(await bot.bot.audienceOf(place), 'names');
  });

  it('reads while they act for an approver, in a chat and in posts, and not before, after or without one', async () => {
    await start(null);
    const place = aConversation({
      id: 'a:bo',
      serviceUrl: bot.connector.url,
      tenantId: TENANT_ID,
      person: { id: '29:bo', aadObjectId: BO, name: null },
    });
    bot.connector.setRoster('a:bo', [{ id: '29:bo', userRole: 'user' }]);
    const cy = personKey({ tenantId: TENANT_ID, aadObjectId: 'cccccccc-cccc-4ccc-8ccc-cccccccccccc' });
    const now = bot.clock.now();
    const starts = later(now, HOUR);
    const ends = later(now, 2 * HOUR);
    const lend = { from_person: cy, to_person: bo, starts_at: starts, ends_at: ends, reason: 'leave', set_at: now };
    const seen: string[] = [];
    const look = async () => {
      const before = bot.questions.length;
      await bot.post(aMessage(bot, 'status', { ...fromBo, ...chat }));
      seen.push(`${bot.questions.length - before} ${await bot.bot.audienceOf(place)}`);
    };
    await bot.database.transaction((tx) =>
      tx
        .insertInto('delegations')
        .values({ id: 'd', ...lend, set_by: '{}', ended_at: null })
        .execute(),
    );
    await look();
    bot.clock.set(starts);
    await look();
    await bot.database.transaction((tx) =>
      tx.insertInto('role_grants').values({ person: cy, role: 'approver', granted_by: '{}', granted_at: 0 }).execute(),
    );
    await look();
    bot.clock.set(ends);
    await look();

    assert.deepEqual(seen, ['0 nobody', '0 nobody', '1 names', '0 nobody']);
  });

  it('reads as a fallback of the policy', async () => {
    await start(null, { policy: { fallbacks: [BO] } });
    bot.connector.setRoster('a:bo', [{ id: '29:bo', userRole: 'user' }]);

    await bot.post(aMessage(bot, 'status', { ...fromBo, ...chat }));

    assert.deepEqual(audiences(), ['names']);
  });

  it('costs one read a turn, and somebody who is listed none', async () => {
    await start('viewer', { viewers: [] });
    bot.connector.setRoster('a:bo', [{ id: '29:bo', userRole: 'user' }]);
    await bot.post(aMessage(bot, 'status', { ...fromBo, ...chat }));
    await bot.post(aMessage(bot, 'status'));
    const { database } = bot;
    reads = 0;
    const { read } = database;
    database.read = (work) => {
      reads++;
      return read(work);
    };

    await bot.post(aMessage(bot, 'status'));
    assert.equal(reads, 0);
    await bot.post(aMessage(bot, 'status', { ...fromBo, ...chat }));
    assert.equal(reads, 1);
  });
});

describe('whoever writes', () => {
  let bot: TestBot;
  afterEach(() => bot.close());
  const nameOf = async () => (await bot.database.read((reader) => knownPeople(reader, [bo]))).get(bo)?.name;
  const rows = () => bot.database.read((reader) => reader.selectFrom('people').selectAll().execute());

  it('is remembered by the name they go by now, with one write for each name', async () => {
    bot = await startBot();
    let writes = 0;
    const { database } = bot;
    const { transaction } = database;
    database.transaction = (work) => {
      writes++;
      return transaction(work);
    };
    const write = (name: string) => bot.post(aMessage(bot, 'status', { from: { ...fromBo.from, name }, ...chat }));

    for (let turn = 0; turn < 5; turn++) await write('Bo Berg');
    assert.equal(await nameOf(), 'Bo Berg');
    assert.equal(writes, 1);

    for (let turn = 0; turn < 3; turn++) await write('Bo Berg-Alt');
    assert.equal(await nameOf(), 'Bo Berg-Alt');
    assert.equal(writes, 2);
  });

  it('is remembered by a press as well, and nobody is where Teams names nobody', async () => {
    bot = await startBot({ botAuth: 'off', viewers: 'tenant' });

    await bot.post(aPress(bot, { ask: { kind: 'status' }, once: 'o' }, fromBo), null);
    await bot.post(aMessage(bot, 'status', { from: { id: 'user-0' } }), null);

    assert.deepEqual(
      (await rows()).map(({ person }) => person),
      [bo],
    );
  });

  it('is answered although they could not be remembered', async () => {
    bot = await startBot();
    bot.database.transaction = () => Promise.reject(new Error('disk full'));

    await bot.post(aMessage(bot, 'status'));

    assert.equal(bot.questions.length, 1);
  });
});
