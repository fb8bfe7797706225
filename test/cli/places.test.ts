import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { conversations } from '../../src/cli/verbs/conversations.ts';
import { digests } from '../../src/cli/verbs/digests.ts';
import { HOUR } from '../../src/core/clock.ts';
import { silentLog } from '../../src/core/log.ts';
import { actOnDigest } from '../../src/digests/act.ts';
import type { DigestCommand } from '../../src/digests/model.ts';
import { onBothUrls } from '../support/database.ts';
import { aCliHouse, type CliHouse } from './a-house.ts';
import { ANA } from '../delivery/rig.ts';
import { aPlace, leavePlace, noWakeups } from './posts.ts';

const OPS = '19:ops@thread.tacv2';
const PARIS = '19:paris@thread.tacv2';
const LYON = '19:lyon@thread.tacv2';
const CHAT = 'a:1ana';

interface PrintedDigest {
  readonly conversation: { readonly id: string; readonly name: string | null };
  readonly on: boolean;
  readonly invalid: string | null;
  readonly nextSlot: string | null;
  readonly lastTold: string | null;
  readonly missed: number;
}

onBothUrls((_name, freshUrl) => {
  let cli: CliHouse;

  before(async () => {
    cli = await aCliHouse(120, await freshUrl());
  });
  beforeEach(() => {
    cli.printed();
  });
  after(() => cli.house.close());

  async function say(conversation: string, command: DigestCommand): Promise<void> {
    const { database, clock, catalogue } = cli.house;
    const metrics = { composed() {} };
    const app = { database, clock, catalogue, log: silentLog, jobs: noWakeups, grace: 0, zone: 'UTC', metrics };
    const once = `${conversation} ${command.kind}`;
    const answer = await actOnDigest(app, { actor: ANA, conversation, command, once, mayManage: true, thread: null });
    assert.notEqual(answer.kind, 'refused');
  }
  const lineOf = (text: string, name: string) => text.split('\n').find((line) => line.includes(name)) ?? '';

  describe('conversations', () => {
    it('says how one comes to be', async () => {
      assert.equal(await conversations(cli.house, cli.output, { json: false }), 0);
      assert.match(cli.printed(), /No conversation is known yet/);
    });

    it('lists places by name, how long ago they were heard of, and why one is gone', async () => {
      await aPlace(cli.house, OPS, { name: 'Exchange Ops\u202e' });
      await aPlace(cli.house, PARIS, { name: 'Paris' });
      await leavePlace(cli.house, PARIS);
      cli.clock.advance(HOUR);
      const person = { id: '29:ana', aadObjectId: 'ana', name: 'Ana Ash' };
      await aPlace(cli.house, CHAT, { kind: 'personal', teamId: null, person });
      cli.clock.advance(HOUR);

      assert.equal(await conversations(cli.house, cli.output, { json: false }), 0);
      const text = cli.printed();
      assert.match(lineOf(text, 'Ana Ash'), /^personal +Ana Ash +1 h +a:1ana$/);
      assert.match(lineOf(text, 'Exchange Ops'), /^channel +Exchange Ops\ufffd +2 h +19:ops@thread/);
      assert.match(lineOf(text, 'Paris'), /2 h +2 h, the bot was removed +19:paris/);
    });

    it('prints the same as JSON', async () => {
      await conversations(cli.house, cli.output, { json: true });
      const printed = JSON.parse(cli.printed()) as { conversations: { id: string; gone: { why: string } | null }[] };
      assert.deepEqual(
        printed.conversations.map(({ id, gone }) => [id, gone?.why]),
        [
          [CHAT, undefined],
          [OPS, undefined],
          [PARIS, 'the bot was removed'],
        ],
      );
    });
  });

  describe('digests', () => {
    it('says how one comes to be', async () => {
      assert.equal(await digests(cli.house, cli.output, { json: false }), 0);
      assert.match(cli.printed(), /No conversation asked for a digest.*digest daily 08:00/);
    });

    it('lists schedule, next slot in its own zone, and what is off or gone', async () => {
      await say(OPS, { kind: 'set', days: [1, 2, 3, 4, 5], time: '07:30', zone: 'Europe/Berlin' });
      await aPlace(cli.house, LYON, { name: 'Lyon' });
      await say(LYON, { kind: 'set', days: [1], time: '09:00', zone: 'Europe/Paris' });
      await leavePlace(cli.house, LYON);
      await say(CHAT, { kind: 'set', time: '08:00', zone: 'UTC' });
      await say(CHAT, { kind: 'off' });

      assert.equal(await digests(cli.house, cli.output, { json: false }), 0);
      const text = cli.printed();
      assert.match(lineOf(text, 'Exchange'), /weekdays 07:30 .*on +2026-11-23 07:30 +never/);
      assert.match(lineOf(text, 'Lyon'), /Monday 09:00 .*gone/);
      assert.match(lineOf(text, 'Ana Ash'), /daily 08:00 UTC .*off +never/);
    });

    it('tells when a conversation was told last', async () => {
      await say(OPS, { kind: 'now' });
      const { database, clock } = cli.house;
      await database.transaction((tx) =>
        tx.updateTable('outbox').set({ state: 'sent', sent_at: clock.now() }).where('kind', '=', 'digest').execute(),
      );
      await digests(cli.house, cli.output, { json: false });
      assert.match(lineOf(cli.printed(), 'Exchange'), /2026-11-23 07:30 +2026-11-21 12:00/);
    });

    it('is found wanting, loudly, when one can not run', async () => {
      const invalid = 'The time zone Mars/Olympus is not known.';
      const schedule = JSON.stringify({ days: [1], time: '09:00', zone: 'Mars/Olympus' });
      await cli.house.database.transaction((tx) =>
        tx
          .updateTable('digest_subscriptions')
          .set({ invalid, schedule, missed: 3 })
          .where('conversation_id', '=', OPS)
          .execute(),
      );

      assert.equal(await digests(cli.house, cli.output, { json: false }), 1);
      const text = cli.printed();
      assert.match(text, /can not run +2026-11-23 06:30 UTC/);
      assert.match(text, /Exchange Ops\ufffd gets no digest: The time zone Mars\/Olympus is not known\. Set it anew/);
      assert.doesNotMatch(text, /\u202e/);

      assert.equal(await digests(cli.house, cli.output, { json: true }), 1);
      const { subscriptions } = JSON.parse(cli.printed()) as { subscriptions: PrintedDigest[] };
      const ops = subscriptions.find(({ conversation }) => conversation.id === OPS);
      assert.deepEqual([ops?.invalid, ops?.missed, ops?.lastTold], [invalid, 3, '2026-11-21T11:00:00.000Z']);
      assert.equal(subscriptions.length, 3);
    });

    it('that is off is no fault, whatever is stored of it', async () => {
      await say(OPS, { kind: 'off' });
      assert.equal(await digests(cli.house, cli.output, { json: false }), 0);
    });
  });
});
