import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { outbox } from '../../src/cli/verbs/outbox.ts';
import { outboxDecide } from '../../src/cli/verbs/outbox-decide.ts';
import { HOUR, MINUTE } from '../../src/core/clock.ts';
import { onBothUrls } from '../support/database.ts';
import { aCliHouse, type CliHouse } from './a-house.ts';
import { aPlace, aPost, leavePlace, stateOf } from './posts.ts';

const OPS = '19:ops@thread.tacv2';
const OLD = '19:old@thread.tacv2';
const ANA = 'a:1ana';

interface Printed {
  readonly totals: Record<string, number>;
  readonly oldestDueSeconds: number;
  readonly posts: { id: string; state: string; conversation: { name: string | null; kind: string | null } }[];
  readonly more: boolean;
}

onBothUrls((name, freshUrl) => {
  let cli: CliHouse;
  const ids: Record<string, string> = {};
  const list = { state: null, limit: 100, json: false } as const;

  before(async () => {
    cli = await aCliHouse(100, await freshUrl());
    await aPlace(cli.house, OPS, { name: 'Exchange\u202e Ops\u001b[31m' });
    await aPlace(cli.house, OLD, { name: 'Old team' });
    await aPlace(cli.house, ANA, {
      kind: 'personal',
      teamId: null,
      person: { id: '29:ana', aadObjectId: 'ana', name: 'Ana Ash' },
    });
  });
  beforeEach(() => {
    cli.printed();
    cli.complained();
  });
  after(() => cli.house.close());

  const decide = (what: 'retry' | 'drop', post: string | null, json = false) =>
    outboxDecide(cli.house, cli.output, { what, post, json });
  const waiting = async () => (await cli.house.jobs.backlog()).waiting;
  const rowOf = (text: string, id: string) => text.split('\n').find((line) => line.startsWith(id.slice(0, 8)));

  describe('outbox', () => {
    it('says that nothing waits', async () => {
      assert.equal(await outbox(cli.house, cli.output, list), 0);
      assert.equal(cli.printed(), 'Nothing waits to be posted.');
    });

    it('lists what waits and is under way, with where it goes', async () => {
      ids.waits = await aPost(cli.house, { conversation: OPS, subject: 'd-1', state: 'pending' });
      ids.sends = await aPost(cli.house, { conversation: ANA, subject: 'd-2', state: 'sending' });
      cli.clock.advance(12 * MINUTE);

      assert.equal(await outbox(cli.house, cli.output, list), 0);
      const text = cli.printed();
      assert.match(rowOf(text, ids.waits) ?? '', /pending +Exchange\ufffd Ops\ufffd\[31m +digest +12 min +0/);
      assert.match(rowOf(text, ids.sends) ?? '', /sending +Ana Ash +digest +12 min +3/);
      assert.doesNotMatch(text, /[\u202e\u001b]/);
    });

    it('is found wanting once a post was given up, and tells the way forward', async () => {
      ids.dead = await aPost(cli.house, { conversation: OPS, subject: 'd-3', state: 'dead' });
      cli.clock.advance(HOUR);

      for (const state of [null, 'pending'] as const) {
        assert.equal(await outbox(cli.house, cli.output, { ...list, state }), 1);
        const text = cli.printed();
        assert.match(text, /1 post was given up\. patchwarden outbox retry POST/);
        assert.equal(rowOf(text, ids.dead)?.match(/dead .* 1 h +3 +502/)?.length, state === null ? 1 : undefined);
      }
    });

    it('prints the same as JSON', async () => {
      assert.equal(await outbox(cli.house, cli.output, { ...list, json: true }), 1);
      const printed = JSON.parse(cli.printed()) as Printed;
      assert.deepEqual(printed.totals, { pending: 1, sending: 1, dead: 1 });
      assert.equal(printed.oldestDueSeconds, 72 * 60);
      assert.equal(printed.more, false);
      assert.deepEqual(
        printed.posts.map((post) => [post.id, post.state, post.conversation.kind]),
        [
          [ids.dead, 'dead', 'channel'],
          ...[
            [ids.waits, 'pending', 'channel'],
            [ids.sends, 'sending', 'personal'],
          ].sort(([a = ''], [b = '']) => (a < b ? -1 : 1)),
        ],
      );
    });

    it('says that there are more than it shows', async () => {
      await outbox(cli.house, cli.output, { ...list, limit: 2 });
      assert.match(cli.printed(), /Only the newest 2 are shown: --limit shows more\./);
    });

    it('fits a narrow terminal', async () => {
      await outbox(cli.house, { ...cli.output, width: 80 }, list);
      const [table = ''] = cli.printed().split('\n1 post was');
      assert.deepEqual(
        table.split('\n').filter((line) => line.length > 80),
        [],
      );
    });
  });

  describe('outbox retry and drop', () => {
    it('refuse what was not given up, and what there is not', async () => {
      for (const [post, complaint] of [
        [ids.waits ?? '', /was not given up: it is pending/],
        ['00000000', /There is no post 00000000\..*List the outbox/],
        ['', /There is no post/],
      ] as const) {
        assert.equal(await decide('retry', post), 2);
        assert.match(cli.complained(), complaint);
      }
      assert.equal(await stateOf(cli.house, ids.waits ?? ''), 'pending');
    });

    it('retry has a post sent again: named by its first digits, audited, and somebody is woken for it', async () => {
      const [dead = '', before] = [ids.dead, await waiting()];
      assert.equal(await decide('retry', dead.slice(0, 8).toUpperCase()), 0);

      assert.match(cli.printed(), /^1 post to be sent again/);
      assert.equal(await stateOf(cli.house, dead), 'pending');
      assert.equal((await waiting()) - before, 1);
      const [newest] = await cli.house.database.read((reader) =>
        reader.selectFrom('audit').select(['actor', 'verb', 'subject']).orderBy('seq', 'desc').limit(1).execute(),
      );
      assert.deepEqual([newest?.verb, newest?.subject], ['outbox.retried', dead]);
      assert.match(newest?.actor ?? '', /"kind":"cli"/);
    });

    it('refuse first digits that several posts have', async () => {
      const posts = [
        await aPost(cli.house, { conversation: OPS, subject: 'd-4', state: 'dead' }),
        await aPost(cli.house, { conversation: OPS, subject: 'd-5', state: 'dead' }),
      ];
      await cli.house.database.transaction(async (tx) => {
        for (const [n, id] of posts.entries()) {
          await tx
            .updateTable('outbox')
            .set({ id: `feedbeef-${n}` })
            .where('id', '=', id)
            .execute();
        }
      });

      assert.equal(await decide('drop', 'feedbeef', true), 2);
      assert.match(cli.complained(), /2 posts begin with feedbeef\. Name one: feedbeef-[01], feedbeef-[01]\./);
      assert.equal(await decide('drop', 'feedbeef-1', true), 0);
      assert.deepEqual(
        [await stateOf(cli.house, 'feedbeef-0'), await stateOf(cli.house, 'feedbeef-1')],
        ['dead', 'dropped'],
      );
    });

    it('retry all tells what can not be sent any more', async () => {
      const gone = await aPost(cli.house, { conversation: OLD, subject: 'd-6', state: 'dead' });
      await leavePlace(cli.house, OLD);

      assert.equal(await decide('retry', null), 1);
      assert.match(cli.printed(), /^1 post to be sent again/);
      assert.match(cli.complained(), new RegExp(`^${gone}: Nothing can be sent to Old team: .*gone`));
      assert.deepEqual([await stateOf(cli.house, gone), await stateOf(cli.house, 'feedbeef-0')], ['dead', 'pending']);
    });

    it('drop all lets the rest go, and then there is nothing to decide', async () => {
      assert.equal(await decide('drop', null), 0);
      assert.match(cli.printed(), /^1 post dropped/);
      assert.equal(await decide('drop', null, true), 0);
      assert.deepEqual(JSON.parse(cli.printed()), { dropped: 0, refused: [] });
      assert.equal(await outbox(cli.house, cli.output, list), 0);
    });
  });

  it(`leaves no process of its own at work on ${name}`, async () => {
    const leases = await cli.house.database.read((reader) => reader.selectFrom('leases').selectAll().execute());
    assert.deepEqual(leases, []);
  });
});
