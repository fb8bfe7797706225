import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { DAY, HOUR, type Instant, later, MINUTE } from '../../src/core/clock.ts';
import { announce } from '../../src/delivery/announce.ts';
import type { WakeupBook } from '../../src/jobs/model.ts';
import { fakeClock } from '../support/clock.ts';
import type { RenderRequest, Rendered } from '../../src/delivery/model.ts';
import type { DigestContent } from '../../src/digests/model.ts';
import type { Database, Tx } from '../../src/storage/database.ts';
import type { PostAudience } from '../../src/teams/audience.ts';
import { digestRenders } from '../../src/teams/render.ts';
import { rememberConversation } from '../../src/delivery/conversations.ts';
import { aDigest, aDigestServer, MONDAY, named } from '../cards/digest-states.ts';
import { aConversation } from '../support/conversations.ts';
import { openSqlite } from '../support/database.ts';

const conversation = aConversation({ id: '19:ops', kind: 'channel', person: null });
const post = { conversation: conversation.id, kind: 'digest', thread: null };
const jobs: WakeupBook = { enqueue: async () => undefined };
const content: DigestContent = aDigest({ newFailing: named([aDigestServer('BER-EX02', 'ocs-signing')]) });

describe('what leaves through the outbox', () => {
  let database: Database;
  let audience: PostAudience = 'names';
  let asked = 0;
  const renders = digestRenders({
    audienceOf: async () => {
      asked++;
      return audience;
    },
  });
  const render = (kind: string, over: Partial<RenderRequest> = {}): Promise<Rendered> =>
    database.read((reader) => {
      const renderer = renders[kind];
      assert.ok(renderer, `nothing renders ${kind}`);
      return renderer(reader, { conversation, kind, subject: 'd-1', repeat: false, attempts: 0, now: MONDAY, ...over });
    });
  const drawn = async (over: Partial<RenderRequest> = {}): Promise<string> => {
    const rendered = await render('digest', over);
    assert.ok(rendered.kind === 'message', JSON.stringify(rendered));
    return JSON.stringify(rendered.message);
  };

  async function digest(tx: Tx, id: string, composedAt: Instant): Promise<void> {
    await announce(tx, { clock: fakeClock(composedAt), jobs }, { ...post, subject: id });
    await tx
      .insertInto('digests')
      .values({
        id,
        conversation_id: conversation.id,
        slot: composedAt,
        composed_at: composedAt,
        told_seq: 0,
        content: JSON.stringify(content),
        checked_at: null,
        checked_as: null,
      })
      .execute();
  }
  before(async () => {
    database = await openSqlite();
    await database.transaction(async (tx) => {
      const by = { kind: 'system', job: 'test' } as const;
      await rememberConversation(tx, MONDAY, conversation, { by, jobs });
      await digest(tx, 'd-1', MONDAY);
    });
  });
  beforeEach(() => {
    audience = 'names';
    asked = 0;
  });
  after(() => database.close());

  it('says of when it is where it arrives long after, and goes on saying so when it is edited', async () => {
    assert.doesNotMatch(await drawn({ now: later(MONDAY, 5 * MINUTE) }), /\(as of/);
    assert.match(await drawn({ now: later(MONDAY, 20 * HOUR) }), /\(as of Monday 08:00\)/);
    assert.match(await drawn({ now: later(MONDAY, 20 * DAY) }), /\(as of Mon 23 Nov 2026, 08:00\)/);

    const arrived = (at: Instant | null) =>
      database.transaction((tx) =>
        tx.updateTable('outbox').set({ sent_at: at }).where('subject', '=', 'd-1').execute(),
      );
    await arrived(later(MONDAY, 20 * HOUR));
    assert.match(await drawn({ now: later(MONDAY, 3 * DAY) }), /\(as of Monday 08:00\)/);
    await arrived(MONDAY);
    assert.doesNotMatch(await drawn({ now: later(MONDAY, 3 * DAY) }), /\(as of/);
    await arrived(null);
  });

  it('is a digest with names where all may read them, and without elsewhere', async () => {
    assert.match(await drawn(), /BER-EX02/);

    audience = 'counts';
    const counted = await drawn();

    assert.doesNotMatch(counted, /BER-EX02/i);
    assert.match(counted, /1 new failing/);
  });

  it('says so when it may stand there already', async () => {
    assert.doesNotMatch(await drawn(), /\(repeat\)/);
    assert.match(await drawn({ repeat: true }), /\(repeat\)/);
  });

  it('waits three times for the members of a conversation, then goes out without names', async () => {
    audience = 'later';

    for (const attempts of [0, 1, 2])
      assert.deepEqual(await render('digest', { attempts }), { kind: 'later', why: 'roster' });
    const counted = await drawn({ attempts: 3 });

    assert.doesNotMatch(counted, /BER-EX02/i);
  });

  it('is nothing for somebody who may not read any more', async () => {
    audience = 'nobody';

    assert.deepEqual(await render('digest'), { kind: 'superseded', why: 'not-a-reader' });
  });

  it('is nothing when the digest is gone, and nobody is asked for it', async () => {
    assert.deepEqual(await render('digest', { subject: 'd-9' }), { kind: 'superseded', why: 'no-digest' });
    assert.equal(asked, 0);
  });

  it('names the schedule of the conversation as it is now', async () => {
    assert.match(await drawn(), /No digest is scheduled here/);

    await subscribe(null);

    assert.match(await drawn(), /weekdays 07:30/);
  });

  it('tells that a digest stopped, until it runs again', async () => {
    await subscribe('The time zone Mars/Base is not known.');
    const rendered = await render('digest-stopped');
    assert.ok(rendered.kind === 'message');
    assert.match(JSON.stringify(rendered.message), /does not run any more.*Mars\/Base/);

    await subscribe(null);

    assert.deepEqual(await render('digest-stopped'), { kind: 'superseded', why: 'runs-again' });
  });

  it('is not a digest that never arrived and was overtaken by another', async () => {
    await database.transaction((tx) => digest(tx, 'd-2', later(MONDAY, 1000)));

    assert.deepEqual(await render('digest'), { kind: 'superseded', why: 'overtaken' });
    assert.match(await drawn({ subject: 'd-2' }), /BER-EX02/);
  });

  function subscribe(invalid: string | null): Promise<unknown> {
    return database.transaction(async (tx) => {
      await tx.deleteFrom('digest_subscriptions').execute();
      await tx
        .insertInto('digest_subscriptions')
        .values({
          conversation_id: conversation.id,
          schedule: JSON.stringify({ days: [1, 2, 3, 4, 5], time: '07:30', zone: 'Europe/Berlin' }),
          scope: null,
          minimum: 'every',
          quiet: JSON.stringify({ weekdays: [], dates: [] }),
          active: true,
          set_by: JSON.stringify({ kind: 'cli', user: 'ana' }),
          set_at: MONDAY,
          next_slot: null,
          last_slot: null,
          missed: 0,
          invalid,
          tzdata: '2026a',
        })
        .execute();
    });
  }
});
