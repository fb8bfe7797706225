import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Inbox } from '../../src/teams/inbox.ts';
import { Redeliveries } from '../../src/teams/redeliveries.ts';
import type { TestBot } from '../support/bot.ts';
import { aMessage, startBot } from '../support/bot.ts';
import { fakeClock, settled } from '../support/clock.ts';
import { TENANT_ID } from '../support/tokens.ts';

/** A piece of work that ends when told to. */
function held(): { readonly work: () => Promise<void>; end(): void; readonly began: boolean } {
  let end = (): void => {};
  let began = false;
  const promise = new Promise<void>((resolve) => {
    end = resolve;
  });
  return {
    work: () => {
      began = true;
      return promise;
    },
    end: () => end(),
    get began() {
      return began;
    },
  };
}

describe('the inbox', () => {
  it('runs the turns of one conversation one after the other, in the order in which they came', async () => {
    const inbox = new Inbox(fakeClock());
    const first = held();
    const second = held();

    const one = inbox.take('a', '1', first.work);
    const two = inbox.take('a', '2', second.work);
    await settled();
    assert.deepEqual([first.began, second.began], [true, false]);

    first.end();
    assert.equal(await one, 'done');
    await settled();
    assert.equal(second.began, true);
    second.end();
    assert.equal(await two, 'done');
  });

  it('runs turns of different conversations side by side', async () => {
    const inbox = new Inbox(fakeClock());
    const a = held();
    const b = held();

    const taken = [inbox.take('a', '1', a.work), inbox.take('b', '1', b.work)];
    await settled();

    assert.deepEqual([a.began, b.began], [true, true]);
    b.end();
    a.end();
    assert.deepEqual(await Promise.all(taken), ['done', 'done']);
  });

  it('lets go of a turn after one second, while it runs on', async () => {
    const clock = fakeClock();
    const inbox = new Inbox(clock);
    const slow = held();
    const taken = inbox.take('a', '1', slow.work);

    await clock.run(1000);

    assert.equal(await taken, 'running');
    let drained = false;
    const drain = inbox.drain().then(() => {
      drained = true;
    });
    await settled();
    assert.equal(drained, false);
    slow.end();
    await drain;
  });

  it('drops what comes again, also while the first still runs', async () => {
    const inbox = new Inbox(fakeClock());
    const first = held();
    const taken = inbox.take('a', '1', first.work);

    assert.equal(await inbox.take('a', '1', () => assert.fail('ran twice')), 'repeated');
    first.end();
    await taken;
    assert.equal(await inbox.take('a', '1', () => assert.fail('ran twice')), 'repeated');
    assert.equal(await inbox.take('b', '1', async () => {}), 'done');
  });

  it('refuses the turns of a conversation that floods it, and takes them later', async () => {
    const inbox = new Inbox(fakeClock());
    const first = held();
    const waiting = Array.from({ length: 25 }, (_, index) => inbox.take('a', `${index}`, first.work));

    assert.equal(await inbox.take('a', '25', first.work), 'flooded');
    assert.equal(await inbox.take('b', '0', async () => {}), 'done');
    first.end();
    await Promise.all(waiting);
    assert.equal(await inbox.take('a', '25', async () => {}), 'done');
  });

  it('gives the late answer when a deadline passes, and leaves no timer when it does not', async () => {
    const clock = fakeClock();
    const inbox = new Inbox(clock);
    const slow = held();

    const late = inbox.atOnce(4000, () => slow.work().then(() => 'answer'), 'late');
    clock.advance(4000);
    assert.equal(await late, 'late');
    slow.end();

    assert.equal(await inbox.atOnce(4000, async () => 'answer', 'late'), 'answer');
    assert.equal(clock.waiting, 0);
  });

  it('goes on after a turn that fails', async () => {
    const inbox = new Inbox(fakeClock());

    await assert.rejects(
      inbox.inOrder('a', () => Promise.reject(new Error('broken'))),
      /broken/,
    );

    assert.equal(await inbox.inOrder('a', async () => 'next'), 'next');
    await inbox.drain();
  });
});

describe('the memory for redeliveries', () => {
  it('forgets after ten minutes', () => {
    const clock = fakeClock();
    const seen = new Redeliveries(clock);
    seen.isRepeated('a', '1');

    clock.advance(10 * 60_000 - 1);
    assert.equal(seen.isRepeated('a', '1'), true);
    clock.advance(1);
    assert.equal(seen.isRepeated('a', '1'), false);
  });

  it('is bounded, and forgets the oldest first', () => {
    const seen = new Redeliveries(fakeClock());
    for (let index = 0; index < 25_000; index++) seen.isRepeated('a', String(index));

    assert.equal(seen.size, 10_000);
    assert.equal(seen.isRepeated('a', '24999'), true);
    assert.equal(seen.isRepeated('a', '0'), false);
  });
});

describe('through the door', () => {
  const elsewhere = { conversation: { id: 'a:bo', conversationType: 'personal', tenantId: TENANT_ID } };

  it('the same message delivered three times is answered once', async () => {
    const bot = await startBot();
    const message = aMessage(bot, 'status');

    const replies = await Promise.all([bot.post(message), bot.post(message)]);
    const third = await bot.post(message);

    assert.deepEqual(
      [...replies, third].map((reply) => reply.status),
      [200, 200, 200],
    );
    assert.equal(bot.connector.posts.length, 1);
    await bot.close();
  });

  it('the same id in another conversation is another message', async () => {
    const bot = await startBot();
    const message = aMessage(bot, 'status');

    await bot.post(message);
    await bot.post({ ...message, ...elsewhere });

    assert.equal(bot.connector.posts.length, 2);
    await bot.close();
  });

  it('messages without an id are never taken for each other', async () => {
    const bot = await startBot();

    await bot.post(aMessage(bot, 'status', { id: undefined }));
    await bot.post(aMessage(bot, 'status', { id: undefined }));

    assert.equal(bot.questions.length, 2);
    await bot.close();
  });

  it('a slow turn is acknowledged after a second and answered later', async () => {
    const { bot, answers } = await slowBot();
    const posted = bot.post(aMessage(bot, 'status'));
    while (bot.questions.length === 0) await settled();

    await bot.clock.run(1000);
    const reply = await posted;

    assert.equal(reply.status, 200);
    assert.deepEqual(bot.connector.posts, []);
    answers[0]?.();
    await bot.connector.posted(1);
    await bot.close();
  });

  it('quick messages of one conversation are answered in order, none lost, while another conversation goes ahead', async () => {
    const { bot, answers } = await slowBot();
    const posted: Promise<unknown>[] = [];
    for (const server of ['one', 'two', 'three', 'four', 'five']) {
      posted.push(bot.post(aMessage(bot, `why ${server}`)));
      // The next is sent when this one has arrived: the order of arrival is what counts.
      if (server === 'one') while (bot.questions.length === 0) await settled();
      else await arrived(bot, posted.length);
    }
    assert.equal(bot.questions.length, 1);

    posted.push(bot.post(aMessage(bot, 'status', elsewhere)));
    while (bot.questions.length < 2) await settled();
    answers[1]?.();
    await bot.connector.posted(1);
    for (let turn = 0; turn < 5; turn++) {
      while (answers.length < turn + 2) await settled();
      answers[turn === 0 ? 0 : turn + 1]?.();
      await bot.connector.posted(turn + 2);
    }
    await Promise.all(posted);

    const asked = bot.connector.posts.map((post) => Object(post.attachments)[0].content.once);
    assert.equal(new Set(asked).size, 6);
    assert.deepEqual(
      bot.questions.flatMap(({ intent }) => (intent.kind === 'why' ? [intent.server] : [])),
      ['one', 'two', 'three', 'four', 'five'],
    );
    await bot.close();
  });

  it('closing waits for the turns under way and answers them', async () => {
    const { bot, answers } = await slowBot();
    const posted = bot.post(aMessage(bot, 'status'));
    while (bot.questions.length === 0) await settled();
    await bot.clock.run(1000);
    await posted;

    let closed = false;
    const closing = bot.doors.close().then(() => {
      closed = true;
    });
    await settled();
    assert.equal(closed, false);
    await assert.rejects(fetch(`${bot.url}/healthz`), 'nobody new is let in');
    answers[0]?.();
    await closing;

    assert.equal(bot.connector.posts.length, 1);
    await bot.tokens.close();
    await bot.connector.close();
  });
});

/** A bot whose answers wait: `answers[n]()` lets the answer to the n-th question out. */
async function slowBot(): Promise<{ bot: TestBot; answers: (() => void)[] }> {
  const answers: (() => void)[] = [];
  const bot = await startBot({
    answer: () =>
      new Promise((resolve) => {
        answers.push(() => resolve({ kind: 'help' }));
      }),
  });
  return { bot, answers };
}

/** Waits until `count` messages have passed the door and stand in line: each has its timer for the acknowledgement. */
async function arrived(bot: TestBot, count: number): Promise<void> {
  while (bot.clock.waiting < count) await settled();
  await settled();
}
