import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readCalendarAct } from '../../src/calendar/read-act.ts';
import { sha256 } from '../../src/core/ids.ts';
import { saveConversation } from '../../src/delivery/store.ts';
import { aConversation } from '../support/conversations.ts';
import { onBothDialects } from '../support/database.ts';
import { ANA, BO, CLI, keyOf, ROOT, TENANT, type User } from '../people/house.ts';
import { aCalendarHouse, OPS, OWN, refusalOf, secretOf } from './house.ts';

onBothDialects((_name, open) => {
  async function house() {
    const a = await aCalendarHouse(await open());
    await a.give(ANA, 'viewer');
    return a;
  }

  describe('a link', () => {
    it('opens the calendar of whoever made it, and is kept as a hash alone', async () => {
      const a = await house();

      const secret = await a.link(ANA);

      assert.match(secret, /^[A-Za-z0-9_-]{43}$/);
      assert.equal((await a.serve(secret)).kind, 'feed');
      const rows = await a.database.read((reader) => reader.selectFrom('calendar_links').selectAll().execute());
      assert.deepEqual(
        rows.map((row) => [row.secret_hash, row.owner_kind, row.owner, row.zone, row.revoked_at]),
        [[sha256(secret), 'person', keyOf(ANA), 'Europe/Berlin', null]],
      );
      assert.ok(!JSON.stringify(rows).includes(secret));
    });

    it('ends the earlier one of the same owner, and no other', async () => {
      const a = await house();
      await a.give(BO, 'viewer');
      const [first, other] = [await a.link(ANA), await a.link(BO)];

      const answer = await a.say(ANA, { kind: 'make', ...OWN });

      assert.equal(answer.kind === 'calendar-made' && answer.replaced, true);
      assert.equal((await a.serve(first)).kind, 'unknown');
      assert.equal((await a.serve(secretOf(answer) ?? '')).kind, 'feed');
      assert.equal((await a.serve(other)).kind, 'feed');
    });

    it('is made once by one press, and its secret is not told again', async () => {
      const a = await house();
      const command = { kind: 'make', ...OWN } as const;
      const made = await a.say(ANA, command, { once: 'press' });

      const again = await a.say(ANA, command, { once: 'press' });

      assert.equal(again.kind === 'calendar' && again.notice?.startsWith('This button has made its link'), true);
      assert.equal((await a.serve(secretOf(made) ?? '')).kind, 'feed');
      assert.equal((await a.audited()).length, 1);
    });

    it('is in the log without its secret, in rows and outcomes', async () => {
      const a = await house();
      const secrets = [await a.link(ANA), await a.link(ANA)];
      await a.say(ANA, { kind: 'revoke', ...OWN });

      const rows = await a.database.read((reader) => reader.selectFrom('audit').selectAll().orderBy('seq').execute());

      assert.deepEqual(
        rows.map(({ verb, subject }) => [verb, subject]),
        [
          ['calendar.linked', keyOf(ANA)],
          ['calendar.linked', keyOf(ANA)],
          ['calendar.revoked', keyOf(ANA)],
        ],
      );
      const text = JSON.stringify(rows);
      for (const secret of secrets) assert.ok(!text.includes(secret) && !text.includes(sha256(secret)));
    });

    it('opens nothing any more once it is revoked; revoking again writes nothing', async () => {
      const a = await house();
      const secret = await a.link(ANA);

      const answer = await a.say(ANA, { kind: 'revoke', ...OWN });
      const again = await a.say(ANA, { kind: 'revoke', ...OWN });

      assert.equal((await a.serve(secret)).kind, 'unknown');
      assert.deepEqual(answer.kind === 'calendar' && [answer.madeAt, answer.notice], [
        null,
        'The link is revoked: its address opens nothing any more.',
      ]);
      assert.equal(again.kind === 'calendar' && again.notice, 'There was no link.');
      assert.equal((await a.audited()).length, 2);
    });

    it('ends with the role by which its owner reads, and holds again with it', async () => {
      const a = await house();
      const secret = await a.link(ANA);
      await a.database.transaction((tx) => tx.deleteFrom('role_grants').execute());

      assert.equal((await a.serve(secret)).kind, 'unknown');

      await a.give(ANA, 'operator');
      assert.equal((await a.serve(secret)).kind, 'feed');
    });

    it('holds for people whom a setting lists, and for the tenant, as their chat would answer them', async () => {
      const a = await house();
      const secret = await a.link(BO);
      const served = async (viewers: 'tenant' | readonly string[], demo = false) =>
        (await a.serve(secret, { rules: { admins: [], viewers, demo } })).kind;
      const own = { id: '29:bo', aadObjectId: BO.aadObjectId, name: 'Bo' };
      await a.database.transaction((tx) =>
        saveConversation(tx, aConversation({ id: 'a:bo', tenantId: TENANT, person: own })),
      );

      assert.equal(await served([]), 'unknown');
      assert.equal(await served([], true), 'unknown');
      assert.equal(await served('tenant'), 'feed');
      assert.equal(await served([BO.aadObjectId]), 'feed');
      assert.equal(await served(['a:bo']), 'feed');
      assert.equal(await served([OPS]), 'unknown');
    });

    it('opens nothing for what is no secret of one', async () => {
      const a = await house();
      await a.link(ANA);

      for (const secret of ['', 'x', 'A'.repeat(43), keyOf(ANA)]) {
        assert.equal((await a.serve(secret)).kind, 'unknown');
      }
    });

    it('answers nobody while calendars are off, and all again afterwards', async () => {
      const a = await house();
      const secret = await a.link(ANA);

      assert.equal((await a.serve(secret, { on: false })).kind, 'off');
      assert.equal((await a.serve('A'.repeat(43), { on: false })).kind, 'off');
      assert.equal((await a.serve(secret)).kind, 'feed');
    });
  });

  describe('the link of a conversation', () => {
    it('is had by admins alone, in their own chat, and counts servers instead of naming them', async () => {
      const a = await house();

      const refused = refusalOf(await a.say(ANA, { kind: 'make', conversation: OPS }));
      const secret = await a.link(ROOT, OPS);

      assert.equal(refused.message, 'Only an admin can have a link for a conversation.');
      assert.equal((await a.serve(secret)).kind, 'feed');
      const shown = await a.say(ROOT, { kind: 'show' });
      assert.deepEqual(shown.kind === 'calendar' && shown.conversations, [
        { conversation: OPS, name: 'Ops', madeAt: a.clock.now() },
      ]);
      assert.equal(shown.kind === 'calendar' && shown.madeAt, null);
    });

    it('ends when the bot was taken out of it', async () => {
      const a = await house();
      const secret = await a.link(ROOT, OPS);
      const gone = { at: a.clock.now(), why: 'removed' };
      await a.database.transaction((tx) =>
        saveConversation(tx, aConversation({ id: OPS, kind: 'channel', tenantId: TENANT, person: null, gone })),
      );

      assert.equal((await a.serve(secret)).kind, 'unknown');
    });

    it('is for one that reads a digest; one that did can still be revoked', async () => {
      const channels: string[] = [OPS];
      const a = await aCalendarHouse(await open(), { channels: async () => channels });
      await a.link(ROOT, OPS);
      channels.pop();

      const refused = refusalOf(await a.say(ROOT, { kind: 'make', conversation: '19:else@thread.tacv2' }));
      const shown = await a.say(ROOT, { kind: 'show' });
      const revoked = await a.say(ROOT, { kind: 'revoke', conversation: OPS });

      assert.equal(refused.code, 'not-found');
      assert.equal(shown.kind === 'calendar' && shown.conversations.length, 1);
      assert.equal(revoked.kind === 'calendar' && revoked.conversations.length, 0);
    });

    it('is asked for by choosing one', async () => {
      const a = await house();

      assert.equal(
        refusalOf(await a.say(ROOT, { kind: 'make', conversation: '' })).message,
        'No conversation is chosen.',
      );
    });
  });

  describe('no link is made', () => {
    it('where others read along', async () => {
      const a = await house();
      for (const command of [{ kind: 'show' }, { kind: 'make', ...OWN }, { kind: 'revoke', ...OWN }] as const) {
        const { message, hint } = refusalOf(await a.say(ANA, command, { alone: false }));

        assert.equal(message, 'Whoever has the link to a calendar can read it, so I tell it in our own chat only.');
        assert.equal(hint, 'Write "calendar" to me there.');
      }
    });

    it('for a guest, nor for whom Teams does not identify', async () => {
      const a = await house();
      const command = { kind: 'make', ...OWN } as const;

      assert.equal(refusalOf(await a.say(ANA, command, { standing: 'guest' })).code, 'not-allowed');
      assert.equal(refusalOf(await a.say(CLI as unknown as User, command)).code, 'not-allowed');
    });

    it('while calendars are off or have no address, and the setting is named', async () => {
      for (const [over, named] of [
        [{ on: false }, /CALENDAR/],
        [{ publicUrl: null }, /PUBLIC_URL/],
      ] as const) {
        const a = await aCalendarHouse(await open(), over);
        await a.give(ANA, 'viewer');

        const { message, hint } = refusalOf(await a.say(ANA, { kind: 'make', ...OWN }));
        const shown = await a.say(ANA, { kind: 'show' });

        assert.match(`${message} ${hint}`, named);
        assert.match(JSON.stringify(shown), named);
        assert.deepEqual(await a.audited(), []);
      }
    });
  });
});

describe('a button about calendars', () => {
  const pressed = (calendar: object, inputs: object = {}) =>
    readCalendarAct({ act: { calendar }, once: 'o', ...inputs })?.command ?? null;

  it('is read back, with the conversation that was chosen beside it', () => {
    assert.deepEqual(pressed({ kind: 'show' }), { kind: 'show' });
    assert.deepEqual(pressed({ kind: 'make', conversation: '' }, { conversation: OPS }), {
      kind: 'make',
      conversation: OPS,
    });
    assert.deepEqual(pressed({ kind: 'revoke', conversation: '' }), { kind: 'revoke', conversation: '' });
  });

  it('is for the own calendar whatever is chosen beside it', () => {
    assert.deepEqual(pressed({ kind: 'make', conversation: null }, { conversation: OPS }), { kind: 'make', ...OWN });
  });

  it('that no card of ours sends is none', () => {
    for (const calendar of [
      {},
      { kind: 'make' },
      { kind: 'show-all' },
      { kind: 'make', conversation: 'x'.repeat(1_025) },
    ]) {
      assert.equal(pressed(calendar), null);
    }
  });
});
