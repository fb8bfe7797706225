import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Actor } from '../../src/core/actor.ts';
import type { Result } from '../../src/core/result.ts';
import { removeConversation } from '../../src/delivery/conversations.ts';
import { dropDead } from '../../src/delivery/drop-dead.ts';
import { outboxHealth } from '../../src/delivery/health.ts';
import { listOutbox } from '../../src/delivery/list-outbox.ts';
import type { SendResult } from '../../src/delivery/model.ts';
import { retryDead } from '../../src/delivery/retry-dead.ts';
import { onBothDialects } from '../support/database.ts';
import { ANA, rig } from './rig.ts';

const SECOND = 1_000;
const OPS: Actor = { kind: 'cli', user: 'ops' };
const REFUSED: SendResult = { kind: 'refused', code: '413' };

function refusalOf(result: Result<unknown>): string {
  return result.ok ? 'done' : `${result.refusal.code}: ${result.refusal.message}`;
}

onBothDialects((_, open) => {
  /** A house with one post that was given up; the calls after it succeed. */
  async function withDead() {
    const house = rig(await open(), { answer: ({ nth }) => (nth === 0 ? { result: REFUSED } : {}) });
    await house.know('c');
    const id = await house.announce('c', 'one');
    await house.pass(2 * SECOND);
    assert.equal((await house.row(id)).state, 'dead');
    return { house, id };
  }

  it('sends a post that was given up when someone has it retried, and writes down who', async () => {
    const { house, id } = await withDead();

    const done = await retryDead(house, OPS, id);
    await house.pass(2 * SECOND);

    assert.equal(refusalOf(done), 'done');
    assert.equal((await house.row(id)).state, 'sent');
    const rows = await house.database.read((reader) => reader.selectFrom('audit').selectAll().orderBy('seq').execute());
    assert.deepEqual([rows.at(-1)?.verb, rows.at(-1)?.subject], ['outbox.retried', id]);
    assert.match(rows.at(-1)?.actor ?? '', /ops/);
    await house.stop();
  });

  it('shows a dropped post no more, and does not send it', async () => {
    const { house, id } = await withDead();
    const listed = () => house.database.read((reader) => listOutbox(reader));
    assert.deepEqual(
      (await listed()).entries.map(({ row, conversation }) => [row.id, row.lastCode, conversation?.id]),
      [[id, '413', 'c']],
    );

    assert.equal(refusalOf(await dropDead(house, OPS, id)), 'done');
    await house.pass(10 * SECOND);

    assert.deepEqual(house.texts(), ['one']);
    assert.deepEqual(await listed(), { entries: [], more: false });
    assert.equal(
      refusalOf(await retryDead(house, OPS, id)),
      `conflict: The post ${id} was not given up: it is dropped.`,
    );
    await house.stop();
  });

  it('refuses what is not there, what no person asks for, and a conversation that is gone', async () => {
    const { house, id } = await withDead();
    const { database, clock } = house;

    assert.match(refusalOf(await dropDead(house, OPS, 'nothing')), /^not-found: There is no post nothing/);
    assert.match(refusalOf(await retryDead(house, { kind: 'system', job: 'x' }, id)), /^not-allowed/);
    await database.transaction((tx) => removeConversation(tx, clock.now(), 'c', 'removed', ANA));
    assert.match(refusalOf(await retryDead(house, ANA, id)), /^conflict: Nothing can be sent to c: .*\(removed\)/);
    assert.equal((await house.row(id)).state, 'dead');
    await house.stop();
  });

  it('tells what waits, how long it has been due, what was given up and which conversations are gone', async () => {
    const { house } = await withDead();
    const { database, clock } = house;
    await house.know('left', 'here');
    await house.announce('left', 'two');
    await house.announce('here', 'three');
    await database.transaction((tx) => removeConversation(tx, clock.now(), 'left', 'removed', ANA));
    clock.set(clock.now() + 5 * SECOND);

    const health = await database.read((reader) => outboxHealth(reader, clock.now()));

    assert.deepEqual(health, { pending: 1, oldestDueMs: 5 * SECOND, sending: 0, dead: 1, goneConversations: 1 });
    await house.stop();
  });

  it('lists pages of the outbox, newest first, of one conversation or all', async () => {
    const { house } = await withDead();
    await house.know('d');
    for (const subject of ['a', 'b', 'c']) await house.announce('d', subject);
    const list = (query: Parameters<typeof listOutbox>[1]) =>
      house.database.read((reader) => listOutbox(reader, query));
    const subjects = async (query: Parameters<typeof listOutbox>[1]) =>
      (await list(query)).entries.map(({ row }) => row.subject);

    assert.deepEqual(await subjects({}), ['c', 'b', 'a', 'one']);
    assert.deepEqual(await subjects({ limit: 2 }), ['c', 'b']);
    assert.equal((await list({ limit: 2 })).more, true);
    assert.deepEqual(await subjects({ states: ['dead'] }), ['one']);
    assert.deepEqual(await subjects({ conversation: 'c', states: ['dead', 'pending'] }), ['one']);
    await house.stop();
  });
});
