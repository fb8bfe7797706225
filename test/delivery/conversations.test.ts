import assert from 'node:assert/strict';
import { it } from 'node:test';
import { HOUR, instant, later } from '../../src/core/clock.ts';
import {
  claimWelcome,
  findConversation,
  isFamiliar,
  quarantineConversation,
  rememberConversation,
  removeConversation,
} from '../../src/delivery/conversations.ts';
import type { Conversation } from '../../src/delivery/model.ts';
import { pauseConversation } from '../../src/delivery/store.ts';
import type { Database } from '../../src/storage/database.ts';
import { onBothDialects } from '../support/database.ts';
import { ANA, aConversation } from './rig.ts';

const AT = instant(1_795_000_000_000);
const jobs = { enqueue: async () => {} };

onBothDialects((_, open) => {
  const remember = (database: Database, seen: Conversation, at = AT) =>
    database.transaction((tx) => rememberConversation(tx, at, seen, { by: ANA, jobs }));
  const known = (database: Database, id: string) => database.read((reader) => findConversation(reader, id));
  const verbs = async (database: Database) =>
    (await database.read((reader) => reader.selectFrom('audit').select('verb').orderBy('seq').execute())).map(
      ({ verb }) => verb,
    );

  it('gives the welcome of a conversation to the first who claims it, and to nobody after', async () => {
    const database = await open();
    const claim = (id: string) => database.transaction((tx) => claimWelcome(tx, id, AT, ANA));

    assert.equal(await claim('19:ops@thread.tacv2'), true);
    assert.equal(await claim('19:ops@thread.tacv2'), false);
    assert.equal(await claim('a:ana'), true);
    const rows = await database.read((reader) => reader.selectFrom('audit').selectAll().orderBy('seq').execute());
    assert.deepEqual(
      rows.map(({ verb, subject, actor }) => [verb, subject, JSON.parse(actor)]),
      [
        ['conversation.welcomed', '19:ops@thread.tacv2', ANA],
        ['conversation.welcomed', 'a:ana', ANA],
      ],
    );
  });

  it('gives it to one of many who claim it at once', async () => {
    const database = await open();

    const claims = await Promise.all(
      [1, 2, 3, 4].map(() => database.transaction((tx) => claimWelcome(tx, 'a:bo', AT, ANA))),
    );

    assert.equal(claims.filter(Boolean).length, 1);
  });

  it('gives it again when the transaction did not commit', async () => {
    const database = await open();
    const broken = database.transaction(async (tx) => {
      await claimWelcome(tx, 'a:cy', AT, ANA);
      throw new Error('undone');
    });

    await assert.rejects(broken, /undone/);
    assert.equal(await database.transaction((tx) => claimWelcome(tx, 'a:cy', AT, ANA)), true);
  });

  it('knows a conversation only once more than its welcome is known', async () => {
    const database = await open();
    await database.transaction((tx) => claimWelcome(tx, 'c', AT, ANA));
    assert.equal(await known(database, 'c'), null);

    assert.equal(await remember(database, aConversation('c')), 'new');

    assert.deepEqual(await known(database, 'c'), aConversation('c', { seenAt: AT }));
    assert.equal(await database.transaction((tx) => claimWelcome(tx, 'c', AT, ANA)), false);
    assert.deepEqual(await verbs(database), ['conversation.welcomed', 'conversation.added']);
  });

  it('takes the newest service URL, and keeps what a later activity does not tell', async () => {
    const database = await open();
    const person = { id: '29:ana', aadObjectId: 'ana', name: 'Ana' };
    await remember(database, aConversation('c', { kind: 'personal', person, name: 'Ana and the bot', teamId: null }));

    const how = await remember(
      database,
      aConversation('c', {
        kind: 'personal',
        serviceUrl: 'https://smba.test/amer/',
        bot: { id: '28:bot', name: null },
        person: { id: '29:ana', aadObjectId: null, name: null },
        tenantId: null,
        teamId: null,
      }),
      later(AT, 5),
    );

    assert.equal(how, 'known');
    const now = await known(database, 'c');
    assert.equal(now?.serviceUrl, 'https://smba.test/amer/');
    assert.deepEqual(now?.person, person);
    assert.deepEqual([now?.bot.name, now?.name, now?.tenantId], ['Patchwarden', 'Ana and the bot', 't']);
  });

  it('stays a shared channel when an activity does not say what it is', async () => {
    const database = await open();
    await remember(database, aConversation('c', { shared: true }));
    assert.equal(
      await database.read((reader) => isFamiliar(reader, instant(AT + 1), aConversation('c', { shared: false }))),
      true,
    );

    await remember(database, aConversation('c', { shared: false, name: 'Ops' }), later(AT, 5));

    assert.deepEqual([(await known(database, 'c'))?.shared, (await known(database, 'c'))?.name], [true, 'Ops']);
  });

  it('becomes a shared channel when it is heard that it is', async () => {
    const database = await open();
    await remember(database, aConversation('c'));

    await remember(database, aConversation('c', { shared: true }), later(AT, 5));

    assert.equal((await known(database, 'c'))?.shared, true);
  });

  it('writes an unchanged conversation once an hour at most', async () => {
    const database = await open();
    const seen = aConversation('c');
    const familiar = (at: number) => database.read((reader) => isFamiliar(reader, instant(at), seen));
    assert.equal(await familiar(AT), false);
    await remember(database, seen);

    assert.equal(await familiar(AT + HOUR - 1), true);
    await remember(database, seen, instant(AT + HOUR - 1));
    assert.equal((await known(database, 'c'))?.seenAt, AT);

    assert.equal(await familiar(AT + HOUR), false);
    await remember(database, seen, instant(AT + HOUR));
    assert.equal((await known(database, 'c'))?.seenAt, AT + HOUR);
  });

  it('is gone from its removal until it is heard of again, which ends a pause too', async () => {
    const database = await open();
    await remember(database, aConversation('c'));
    await database.transaction((tx) => pauseConversation(tx, 'c', later(AT, HOUR)));

    await database.transaction((tx) => removeConversation(tx, AT, 'c', 'removed', ANA));
    await database.transaction((tx) => quarantineConversation(tx, later(AT, 1), 'c', '403'));
    assert.deepEqual((await known(database, 'c'))?.gone, { at: AT, why: 'removed' });

    assert.equal(await remember(database, aConversation('c'), later(AT, 2)), 'revived');
    assert.equal((await known(database, 'c'))?.gone, null);
    const row = await database.read((reader) =>
      reader.selectFrom('conversations').select('paused_until').where('id', '=', 'c').executeTakeFirstOrThrow(),
    );
    assert.equal(row.paused_until, null);
    assert.deepEqual(await verbs(database), ['conversation.added', 'conversation.removed', 'conversation.revived']);
  });

  it('does nothing when what it does not know is removed', async () => {
    const database = await open();

    await database.transaction((tx) => removeConversation(tx, AT, 'c', 'removed', ANA));

    assert.equal(await known(database, 'c'), null);
    assert.deepEqual(await verbs(database), []);
  });
});
