import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { silentLog } from '../../src/core/log.ts';
import { TEAMS_LIMITS } from '../../src/delivery/sends/limits.ts';
import { type Dispatcher, startDispatcher } from '../../src/delivery/dispatcher.ts';
import { actOnDigest } from '../../src/digests/act.ts';
import type { DigestApp } from '../../src/digests/app.ts';
import { parseDigestCommand } from '../../src/digests/parse-command.ts';
import { readAct } from '../../src/digests/read-act.ts';
import type { WakeupBook } from '../../src/jobs/model.ts';
import type { Database } from '../../src/storage/database.ts';
import { digestRenders } from '../../src/teams/render.ts';
import { catalogue } from '../readiness/subjects.ts';
import type { TestBot } from '../support/bot.ts';
import { aChannelMessage, aPress, BO, startBot } from '../support/bot.ts';
import { fakeClock } from '../support/clock.ts';
import { reply } from '../support/connector.ts';
import { openSqlite } from '../support/database.ts';

const OPS = '19:ops@thread.tacv2';
const jobs: WakeupBook = { enqueue: async () => undefined };

describe('a digest asked for in a channel', () => {
  const clock = fakeClock();
  let database: Database;
  let bot: TestBot;
  let dispatcher: Dispatcher;
  before(async () => {
    database = await openSqlite();
    const app: DigestApp = {
      database,
      clock,
      log: silentLog,
      catalogue: () => catalogue,
      jobs,
      grace: 0,
      zone: 'Europe/Berlin',
      metrics: { composed: () => undefined },
    };
    bot = await startBot({
      viewers: [BO],
      database,
      clock,
      keepConversations: true,
      parseCommand: (text) => {
        const command = parseDigestCommand(text);
        return command && { about: 'digest', command };
      },
      readAct: (data) => {
        const act = readAct(data);
        return act && { about: 'digest', ...act };
      },
      actOnDigest: (request) => actOnDigest(app, request),
    });
    dispatcher = startDispatcher({
      database,
      clock,
      log: silentLog,
      messenger: bot.bot.messenger,
      renders: digestRenders(bot.bot),
      limits: TEAMS_LIMITS,
      jobs,
      metrics: { send: () => undefined, retry: () => undefined },
    });
  });
  after(async () => {
    await dispatcher.stop();
    await bot.close();
    await database.close();
  });
  async function delivered(): Promise<void> {
    dispatcher.nudge();
    await dispatcher.idle();
  }
  const audits = () =>
    database.read((reader) => reader.selectFrom('audit').select(['verb', 'actor']).orderBy('seq').execute());

  it('comes into the thread it was asked for in, once, however often the message is delivered', async () => {
    const message = aChannelMessage(bot, '<at>Patchwarden</at> digest now');

    for (let delivery = 0; delivery < 3; delivery++) await bot.post(message);
    await bot.bot.drain();
    await delivered();

    assert.deepEqual(
      bot.connector.standing.map(({ conversation, thread }) => ({ conversation, thread })),
      [{ conversation: OPS, thread: '1' }],
    );
    assert.match(JSON.stringify(bot.connector.standing[0]?.versions[0]), /not compared with an earlier digest/);
  });

  it('by a button comes once for one press, under the same id and under new ones', async () => {
    const press: Record<string, unknown> = {
      ...aPress(bot, { act: { digest: { kind: 'now' } }, once: 'one press' }, {}, 'act'),
      conversation: aChannelMessage(bot, '').conversation,
      channelData: aChannelMessage(bot, '').channelData,
    };
    const standing = bot.connector.standing.length;

    for (const id of [press.id, press.id, 'anew', 'once more']) {
      const answered = await bot.post({ ...press, id });
      assert.equal(answered.json.value, 'The digest comes as a post of its own.');
    }
    await delivered();

    assert.equal(bot.connector.standing.length, standing + 1);
    assert.equal((await audits()).filter(({ verb }) => verb === 'digest.asked').length, 2);
  });

  it('is set by a button once, with the person in the log, and shown each time', async () => {
    const press: Record<string, unknown> = {
      ...aPress(bot, { act: { digest: { kind: 'set', days: [1], time: '09:00' } }, once: 'set it' }, {}, 'act'),
      conversation: aChannelMessage(bot, '').conversation,
      channelData: aChannelMessage(bot, '').channelData,
    };

    for (const id of ['s-1', 's-1', 's-2']) {
      const answered = await bot.post({ ...press, id });
      assert.equal(answered.json.value.answer, 'digest-settings');
    }

    const sets = (await audits()).filter(({ verb }) => verb === 'digest.set');
    assert.equal(sets.length, 1);
    assert.match(sets[0]?.actor ?? '', /aaaaaaaa-aaaa/);
  });

  it('is refused to who may read but not manage', async () => {
    const fromBo = { from: { id: '29:bo', aadObjectId: BO } };
    const before = (await audits()).length;

    await bot.post(aChannelMessage(bot, '<at>Patchwarden</at> digest off', fromBo));

    const [card] = Object(bot.connector.posts.at(-1)?.attachments);
    assert.equal(card.content.answer, 'refused');
    assert.equal((await audits()).length, before);
  });

  it('is not sent where the bot was put out, and comes once it is heard of again', async () => {
    const end = bot.connector.intercept(
      ({ method }) => method === 'POST',
      (_, response) => reply(response, 403, { error: { code: 'BotNotInConversationRoster' } }),
    );
    const standing = bot.connector.standing.length;
    await bot.post(aChannelMessage(bot, '<at>Patchwarden</at> digest now'));
    await delivered();
    assert.equal((await audits()).at(-1)?.verb, 'conversation.quarantined');
    assert.equal(bot.connector.standing.length, standing);
    end();

    await bot.post(aChannelMessage(bot, 'status'));
    await clock.run(1000);
    await delivered();

    const posted = bot.connector.standing.slice(standing);
    assert.ok(
      posted.some(({ thread, versions }) => thread === '1' && /audit head/.test(JSON.stringify(versions))),
      'the digest did not come',
    );
  });
});
