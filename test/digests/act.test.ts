import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Refusal } from '../../src/core/result.ts';
import { digestHealth, listSubscriptions, readDigest } from '../../src/digests/read.ts';
import type { DigestAnswer, DigestCommand } from '../../src/digests/model.ts';
import { onBothDialects } from '../support/database.ts';
import { at, known } from '../support/evidence.ts';
import { aDigestHouse, ANA, CHANNEL } from './house.ts';

function settings(answer: DigestAnswer) {
  if (answer.kind !== 'digest-settings') throw new Error(JSON.stringify(answer));
  return answer;
}

function refusal(answer: DigestAnswer): Refusal {
  if (answer.kind !== 'refused') throw new Error(JSON.stringify(answer));
  return answer.refusal;
}

onBothDialects((_name, open) => {
  const house = async () => aDigestHouse(await open(), { start: '2026-11-23T09:00:00Z' });

  async function audited({ database }: Awaited<ReturnType<typeof house>>) {
    const rows = await database.read((reader) => reader.selectFrom('audit').selectAll().orderBy('seq').execute());
    return rows
      .filter(({ verb }) => verb.startsWith('digest.'))
      .map(({ verb, subject, before, after }) => ({
        verb,
        subject,
        before: before && JSON.parse(before),
        after: after && JSON.parse(after),
      }));
  }

  describe('setting a digest', () => {
    it('takes what is usual where nothing was said', async () => {
      const { say, booked } = await house();
      const { subscription, after, mayChange, remark, last } = settings(await say({ kind: 'set' }));

      assert.deepEqual(
        { ...subscription },
        {
          conversation: CHANNEL,
          schedule: { days: [1, 2, 3, 4, 5, 6, 7], time: '08:00', zone: 'Europe/Berlin' },
          scope: null,
          minimum: 'every',
          quiet: { weekdays: [], dates: [] },
          setBy: ANA,
          setAt: at('2026-11-23T09:00:00Z'),
          nextSlot: at('2026-11-24T07:00:00Z'),
          lastSlot: null,
          missed: 0,
          on: true,
          invalid: null,
        },
      );
      assert.deepEqual([after, mayChange, remark, last], ['set', true, null, null]);
      assert.deepEqual(
        booked.map(({ name, key, at: due }) => [name, key, due]),
        [['digest', CHANNEL, at('2026-11-24T07:00:00Z')]],
      );
    });

    it('leaves what was not said as it was, and keeps both in the audit log', async () => {
      const a = await house();
      await a.fleet.report('BER-EX01', { site: known('Berlin') });
      await a.say({ kind: 'set', days: [1], time: '09:30', zone: 'europe/paris', scope: 'berlin', minimum: 'worse' });
      const { subscription, scopes } = settings(await a.say({ kind: 'set', days: [5, 2] }));

      assert.deepEqual(subscription?.schedule, { days: [2, 5], time: '09:30', zone: 'Europe/Paris' });
      assert.deepEqual([subscription?.scope, subscription?.minimum], [{ by: 'site', value: 'Berlin' }, 'worse']);
      assert.ok(scopes.some(({ value }) => value === 'Berlin'));
      assert.equal(settings(await a.say({ kind: 'set', scope: null })).subscription?.scope, null);
      const [first, second] = await audited(a);
      assert.deepEqual([first?.verb, first?.before], ['digest.set', null]);
      assert.deepEqual(second?.before, first?.after);
      assert.deepEqual(second?.after.schedule.days, [2, 5]);
    });

    it('keeps a scope that no server is in any more', async () => {
      const a = await house();
      await a.fleet.report('BER-EX01', { site: known('Berlin') });
      await a.say({ kind: 'set', scope: 'site:Berlin' });
      await a.fleet.report('BER-EX01', { site: known('Paris') });
      const { subscription } = settings(await a.say({ kind: 'set', scope: 'site:Berlin', time: '09:00' }));
      assert.deepEqual(subscription?.scope, { by: 'site', value: 'Berlin' });
    });

    it('has one effect a press, however often it is delivered', async () => {
      const a = await house();
      await a.say({ kind: 'set', time: '07:00' }, { once: 'press' });
      await a.say({ kind: 'set', time: '08:00' });
      const { subscription } = settings(await a.say({ kind: 'set', time: '07:00' }, { once: 'press' }));
      assert.equal(subscription?.schedule.time, '08:00');
      assert.equal((await audited(a)).length, 2);
    });

    it('says what the clocks do to the next slot', async () => {
      const { say, clock } = await house();
      clock.set('2027-03-27T12:00:00Z');
      const { remark } = settings(await say({ kind: 'set', time: '02:30' }));
      assert.match(remark ?? '', /02:30 does not exist on 28 March 2027/);
    });

    const wrong: readonly [string, DigestCommand, string, RegExp][] = [
      ['a zone that nobody knows', { kind: 'set', zone: 'Mars/Base' }, 'invalid', /no time zone Mars\/Base/],
      ['a site that nobody knows', { kind: 'set', scope: 'Atlantis' }, 'not-found', /called Atlantis/],
      ['a time that is none', { kind: 'set', time: '25:00' }, 'invalid', /25:00 is not a time/],
      [
        'quiet days that leave no day',
        { kind: 'set', days: [6, 7], quiet: { weekdays: [6, 7], dates: [] } },
        'invalid',
        /quiet days leave no day/,
      ],
    ];
    for (const [what, command, code, message] of wrong) {
      it(`refuses ${what}, with the way forward, and changes nothing`, async () => {
        const a = await house();
        const refused = refusal(await a.say(command));
        assert.equal(refused.code, code);
        assert.match(refused.message, message);
        assert.notEqual(refused.hint, '');
        assert.deepEqual(await a.database.read(listSubscriptions), []);
        assert.deepEqual([a.booked.length, (await audited(a)).length], [0, 0]);
      });
    }

    it('passes on why a command could not be read', async () => {
      const { say } = await house();
      const cause: Refusal = { code: 'invalid', message: 'no', hint: 'yes' };
      assert.deepEqual(refusal(await say({ kind: 'unreadable', refusal: cause })), cause);
    });
  });

  it('lets those who may not manage a conversation look only', async () => {
    const a = await house();
    const kinds: readonly DigestCommand[] = [{ kind: 'set' }, { kind: 'off' }, { kind: 'now' }];
    for (const command of kinds) {
      const refused = refusal(await a.say(command, { mayManage: false }));
      assert.equal(refused.code, 'not-allowed');
      assert.match(refused.hint, /ADMINS/);
    }
    const shown = settings(await a.say({ kind: 'show' }, { mayManage: false }));
    assert.deepEqual([shown.subscription, shown.mayChange, shown.zone], [null, false, 'Europe/Berlin']);
    assert.equal((await a.outbox()).length, 0);
  });

  it('refuses in a conversation that is not known or gone', async () => {
    const a = await house();
    for (const command of [{ kind: 'set' }, { kind: 'now' }] as const) {
      assert.equal(refusal(await a.say(command, { conversation: 'elsewhere' })).code, 'not-found');
    }
    await a.conversation(CHANNEL, { gone_at: a.clock.now() });
    assert.equal(refusal(await a.say({ kind: 'set' })).code, 'not-found');
  });

  it('turns a digest off, once, and on again as it was', async () => {
    const a = await house();
    await a.say({ kind: 'off' });
    assert.equal((await audited(a)).length, 0);
    await a.say({ kind: 'set', time: '06:15' });
    const off = settings(await a.say({ kind: 'off' }));
    await a.say({ kind: 'off' });
    assert.deepEqual([off.after, off.subscription?.on, off.subscription?.nextSlot], ['off', false, null]);
    assert.deepEqual(
      (await audited(a)).map(({ verb, after }) => [verb, after === null]),
      [
        ['digest.set', false],
        ['digest.off', true],
      ],
    );
    assert.equal(settings(await a.say({ kind: 'set' })).subscription?.schedule.time, '06:15');
  });

  it('posts one now, which the next due one compares with', async () => {
    const a = await house();
    await a.fleet.report('FAIL-01', { urlRewrite: known(false) });
    await a.say({ kind: 'set', minimum: 'worse' });
    const answer = await a.say({ kind: 'now' }, { once: 'press', thread: 'message-7' });
    await a.say({ kind: 'now' }, { once: 'press' });
    await a.deliver();

    assert.deepEqual(answer, { kind: 'digest-coming' });
    const [digest, ...more] = await a.digests();
    assert.deepEqual([digest?.slot, digest?.content.newFailing.total, more.length], [null, 1, 0]);
    assert.deepEqual(a.told, { asked: 1 });
    const row = await a.database.read((reader) => reader.selectFrom('outbox').select('thread').executeTakeFirst());
    assert.equal(row?.thread, 'message-7');

    a.clock.set('2026-11-24T07:00:00Z');
    await a.wake();
    assert.deepEqual(a.told, { asked: 1, edited: 1 });
    const read = await a.database.read((reader) => readDigest(reader, digest?.id ?? ''));
    assert.deepEqual(
      [read?.checkedAt, read?.checkedAs, read?.slot, read?.zone, read?.overtaken],
      [at('2026-11-24T07:00:00Z'), 'unchanged', null, 'Europe/Berlin', false],
    );
    assert.equal(settings(await a.say({ kind: 'show' })).last?.at, at('2026-11-23T09:00:00Z'));
  });

  it('posts one now where nobody asked for a digest', async () => {
    const a = await house();
    await a.say({ kind: 'now' });
    assert.equal((await a.last()).zone, 'Europe/Berlin');
    assert.equal(await a.database.read((reader) => readDigest(reader, 'nothing')), null);
    assert.deepEqual(await a.database.read(digestHealth), { invalid: [] });
  });
});
