import assert from 'node:assert/strict';
import { it } from 'node:test';
import { announce, outboxRow, pendingOf, supersede } from '../../src/delivery/announce.ts';
import { findConversation, rememberConversation, removeConversation } from '../../src/delivery/conversations.ts';
import type { Rendered } from '../../src/delivery/model.ts';
import { CLAIM_LASTS } from '../../src/delivery/timing.ts';
import { onBothDialects } from '../support/database.ts';
import { ANA, aConversation, rig, spoken } from './rig.ts';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;

onBothDialects((_, open) => {
  it('leaves neither row nor job of an announcement whose transaction was undone', async () => {
    const house = rig(await open());
    await house.know('c');
    const undone = house.database.transaction(async (tx) => {
      await announce(tx, house, { conversation: 'c', kind: 'note', subject: 'one', thread: null });
      throw new Error('undone');
    });

    await assert.rejects(undone, /undone/);

    assert.deepEqual(await house.booked(), []);
    await house.pass(5 * SECOND);
    assert.deepEqual(house.texts(), []);
    await house.stop();
  });

  it('tells what of a kind is still to be sent in a conversation, and where a message stands', async () => {
    const house = rig(await open());
    await house.know('c', 'd');
    await house.announce('c', 'sent');
    await house.pass(2 * SECOND);
    await house.announceAll(['b', 'a'].map((subject) => ({ conversation: 'c', subject })));
    await house.announce('d', 'elsewhere');

    const pending = await house.database.read((reader) => pendingOf(reader, 'c', 'note'));
    const sent = await house.database.read((reader) =>
      outboxRow(reader, { conversation: 'c', kind: 'note', subject: 'sent' }),
    );

    assert.deepEqual(
      pending.map(({ subject }) => subject),
      ['b', 'a'],
    );
    assert.deepEqual([sent?.state, sent?.activityId], ['sent', 'a0']);
    await house.stop();
  });

  it('books one job for all that one transaction announces', async () => {
    const house = rig(await open());
    await house.know('c', 'd');

    await house.announceAll(['c', 'd'].map((conversation) => ({ conversation, subject: 'one' })));

    assert.equal((await house.booked()).length, 1);
    await house.stop();
  });

  it('sends the posts of a conversation one after the other, in the order they were announced', async () => {
    const house = rig(await open(), { answer: ({ nth }) => ({ takes: nth % 2 === 0 ? 900 : 10 }) });
    await house.know('c');
    const subjects = ['e', 'b', 'd', 'a', 'c'];
    await house.announceAll(subjects.map((subject) => ({ conversation: 'c', subject })));

    await house.pass(10 * SECOND);

    assert.deepEqual(house.texts(), subjects);
    await house.stop();
  });

  it('delays no conversation by a slow one, nor by one with many posts', async () => {
    const house = rig(await open(), {
      concurrency: 4,
      answer: ({ place }) => (place.conversation.id === 'slow' ? { takes: 9 * SECOND } : {}),
    });
    await house.know('slow', 'many', 'late');
    await house.announce('slow', 'first');
    await house.announceAll(Array.from({ length: 40 }, (_, n) => ({ conversation: 'many', subject: `m${n}` })));
    await house.pass(SECOND + 1);
    await house.announce('late', 'alone');

    await house.pass(SECOND + 10);

    const late = house.arrivals.findIndex(({ conversation }) => conversation === 'late');
    assert.ok(late >= 0, 'the late one was not sent');
    await house.pass(SECOND);
    assert.equal(house.arrivals.filter(({ conversation }) => conversation === 'many').length, 40);
    await house.stop();
  });

  it('sends what is superseded no more, and takes it up again when it is announced again', async () => {
    const house = rig(await open());
    await house.know('c');
    const id = await house.announce('c', 'one');
    const key = { conversation: 'c', kind: 'note', subject: 'one' };

    const done = await house.database.transaction((tx) => supersede(tx, house.clock.now(), key, 'fixed'));

    assert.equal(done, true);
    await house.pass(5 * SECOND);
    assert.deepEqual(house.texts(), []);
    assert.deepEqual([(await house.row(id)).state, (await house.row(id)).lastCode], ['superseded', 'fixed']);
    await house.announce('c', 'one');
    await house.pass(5 * SECOND);
    assert.deepEqual(house.texts(), ['one']);
    await house.stop();
  });

  it('sends nothing when the renderer knows no reason any more, and takes nothing from the limits for it', async () => {
    const house = rig(await open(), {
      limits: { conversation: [], app: [{ most: 1, window: HOUR }] },
      render: ({ subject }): Rendered =>
        subject === 'stale' ? { kind: 'superseded', why: 'withdrawn' } : spoken(subject),
    });
    await house.know('c');
    const id = await house.announce('c', 'stale');
    await house.announce('c', 'good');

    await house.pass(5 * SECOND);

    assert.deepEqual([(await house.row(id)).state, (await house.row(id)).lastCode], ['superseded', 'withdrawn']);
    assert.deepEqual(house.texts(), ['good']);
    assert.deepEqual(house.counted, ['superseded', 'sent']);
    await house.stop();
  });

  it('asks a renderer again that was not ready, or that threw', async () => {
    const answers: (Rendered | Error)[] = [{ kind: 'later', why: 'roster' }, new Error('a bug'), spoken('at last')];
    const house = rig(await open(), {
      render: () => {
        const answer = answers.shift() ?? spoken('?');
        if (answer instanceof Error) throw answer;
        return answer;
      },
    });
    await house.know('c');
    const id = await house.announce('c', 'one');

    await house.pass(30 * SECOND);

    assert.deepEqual(house.texts(), ['at last']);
    assert.deepEqual(
      house.asked.map(({ attempts, repeat }) => [attempts, repeat]),
      [
        [0, false],
        [1, false],
        [2, false],
      ],
    );
    assert.equal((await house.row(id)).state, 'sent');
    await house.stop();
  });

  it('sends nothing to a conversation that refuses, until it is heard of again', async () => {
    let gone = true;
    const house = rig(await open(), {
      answer: () => (gone ? { result: { kind: 'gone', code: 'BotNotInConversationRoster' } } : {}),
    });
    await house.know('c');
    await house.announce('c', 'one');
    await house.announce('c', 'two');
    await house.pass(HOUR);

    assert.deepEqual(house.texts(), ['one']);
    const known = await house.database.read((reader) => findConversation(reader, 'c'));
    assert.equal(known?.gone?.why, 'BotNotInConversationRoster');

    gone = false;
    await house.know('c');
    await house.pass(2 * SECOND);
    assert.deepEqual(house.texts(), ['one', 'one', 'two']);
    const verbs = await house.database.read((reader) =>
      reader.selectFrom('audit').select('verb').orderBy('seq').execute(),
    );
    assert.deepEqual(
      verbs.map(({ verb }) => verb),
      ['conversation.added', 'conversation.quarantined', 'conversation.revived'],
    );
    await house.stop();
  });

  it('does not take a refusal from before a new installation for the end of it', async () => {
    const house = rig(await open(), {
      answer: ({ nth }) => (nth === 0 ? { takes: 5 * SECOND, result: { kind: 'gone', code: '403' } } : {}),
    });
    await house.know('c');
    const id = await house.announce('c', 'one');
    await house.pass(2 * SECOND);
    await house.database.transaction((tx) => removeConversation(tx, house.clock.now(), 'c', 'removed', ANA));
    await house.database.transaction((tx) =>
      rememberConversation(tx, house.clock.now(), aConversation('c'), { by: ANA, jobs: house.jobs }),
    );

    await house.pass(30 * SECOND);

    assert.equal((await house.row(id)).state, 'sent');
    await house.stop();
  });

  it('takes up what a killed process was sending, once its claim has run out, as something that may have arrived', async () => {
    const database = await open();
    const killed = rig(database, { answer: () => ({ takes: 10 ** 9 }) });
    await killed.know('c');
    const id = await killed.announce('c', 'one');
    await killed.pass(2 * SECOND);
    assert.equal((await killed.row(id)).state, 'sending');

    const heir = rig(database);
    heir.clock.set(killed.clock.now());
    for (const { n } of await heir.booked()) heir.expect(n);
    await heir.pass(CLAIM_LASTS - 2 * SECOND);
    assert.deepEqual(heir.texts(), []);
    await heir.pass(10 * SECOND);

    assert.deepEqual(heir.texts(), ['one (repeat)']);
    assert.deepEqual([(await heir.row(id)).state, (await heir.row(id)).doubts], ['sent', 1]);
    await heir.stop();
  });

  it('gives one row to one of several processes', async () => {
    const house = rig(await open(), { processes: 3, answer: () => ({ takes: 500 }) });
    const places = Array.from({ length: 30 }, (_, n) => `c${n}`);
    await house.know(...places);
    await house.announceAll(places.map((conversation) => ({ conversation, subject: 'one' })));

    for (const dispatcher of house.dispatchers) dispatcher.nudge();
    await house.pass(5 * SECOND);

    assert.deepEqual(house.arrivals.map(({ conversation }) => conversation).sort(), [...places].sort());
    await house.stop();
  });

  it('learns from a late answer that the message is there, though its row was taken over meanwhile', async () => {
    const database = await open();
    const slow = rig(database, { answer: () => ({ takes: CLAIM_LASTS + 2 * SECOND }) });
    await slow.know('c');
    const id = await slow.announce('c', 'one');
    await slow.pass(2 * SECOND);
    await database.transaction((tx) =>
      tx
        .updateTable('outbox')
        .set({ state: 'pending', claim: null, deadline: null, doubts: 1, due_at: slow.clock.now() + HOUR })
        .execute(),
    );

    await slow.pass(CLAIM_LASTS + 10 * SECOND);

    assert.deepEqual(slow.texts(), ['one']);
    assert.deepEqual([(await slow.row(id)).state, (await slow.row(id)).activityId], ['sent', 'a0']);
    await slow.stop();
  });

  it('leaves a row alone that another process has taken over', async () => {
    const house = rig(await open(), {
      answer: () => ({ takes: 5 * SECOND, result: { kind: 'refused', code: '413' } }),
    });
    await house.know('c');
    const id = await house.announce('c', 'one');
    await house.pass(2 * SECOND);
    await house.database.transaction((tx) => tx.updateTable('outbox').set({ claim: 'another' }).execute());

    await house.pass(6 * SECOND);

    assert.deepEqual([(await house.row(id)).state, (await house.row(id)).lastCode], ['sending', null]);
    await house.stop();
  });

  it('sends nothing twice, and nothing a day late, when the clock is set forward and back by a day', async () => {
    const house = rig(await open(), { answer: () => ({ takes: 5 * SECOND }) });
    await house.know('c', 'd');
    await house.announce('c', 'one');
    await house.pass(2 * SECOND);

    house.clock.set(house.clock.now() + 24 * HOUR);
    await house.announce('c', 'two');
    house.dispatchers[0]?.nudge();
    await house.pass(2 * SECOND);
    house.clock.set(house.clock.now() - 24 * HOUR);
    await house.announce('d', 'three');
    await house.pass(30 * SECOND);

    assert.deepEqual(house.texts().sort(), ['one', 'three', 'two']);
    await house.stop();
  });
});
