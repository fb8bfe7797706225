import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { serverId } from '../../src/core/ids.ts';
import { rejudge } from '../../src/readiness/project.ts';
import { insertRetirement } from '../../src/readiness/retirements/store.ts';
import { changeStory } from '../../src/changes/story/story.ts';
import { updating } from '../../src/changes/updating.ts';
import { onBothDialects } from '../support/database.ts';
import { aBuild, at, known } from '../support/evidence.ts';
import { ANA, anExecutionHouse, CHANNEL } from './execution-house.ts';

const OLD = { build: known(aBuild('15.2.2562.37')) };
const STARTED = { startedAt: at('2026-11-28T22:00:00Z') };
const DONE = { ...STARTED, finishedAt: at('2026-11-28T23:10:00Z') };
const FIRST = serverId('ber-ex01.contoso.test');

onBothDialects((_name, open) => {
  const house = async () => {
    const a = await anExecutionHouse(await open());
    await a.fleet.report('BER-EX01', OLD);
    await a.fleet.report('BER-EX02', OLD);
    return a;
  };

  describe('evidence', () => {
    it('verifies what was done when every server of it is proven, and says so in the thread', async () => {
      const a = await house();
      const { id } = await a.change('implemented', { record: DONE });
      await a.deliver();
      a.clock.set('2026-11-29T06:12:44Z');
      await a.fleet.report('BER-EX01');
      assert.equal((await a.load(id)).state, 'implemented');
      await a.fleet.report('BER-EX02', OLD);
      assert.deepEqual(await a.missing(id), [[], ['Its build is 15.2.2562.37; 15.2.2562.56 or later is needed.']]);
      a.clock.set('2026-11-30T06:12:44Z');
      await a.fleet.report('BER-EX02');

      const { state, record, dueAt } = await a.load(id);
      assert.deepEqual(
        [state, record.startNeverRecorded, record.endNeverRecorded, dueAt],
        ['verified', false, false, null],
      );
      assert.deepEqual(await a.missing(id), [[], []]);
      assert.deepEqual(
        (await a.calls()).filter(({ conversation }) => conversation === CHANNEL),
        [{ subject: 'CHG-0001 verified', conversation: CHANNEL, thread: `card of ${CHANNEL}` }],
      );
      assert.deepEqual((await a.verbs(id)).slice(-1), ['change.verified']);
    });

    it('of before the start proves nothing, though it came after the end', async () => {
      const a = await house();
      const { id } = await a.change('implemented', { record: DONE });
      a.clock.set('2026-11-29T06:00:00Z');
      for (const name of ['BER-EX01', 'BER-EX02']) {
        await a.fleet.report(name, { generatedAt: known(at('2026-11-28T22:00:00Z')) });
      }
      assert.equal((await a.load(id)).state, 'implemented');
      for (const missing of await a.missing(id))
        assert.match(missing?.[0] ?? '', /One generated after 28 Nov 2026, 22:00/);
    });

    it('is held again when a server falls back before the others are proven', async () => {
      const a = await house();
      const { id } = await a.change('implemented', { record: DONE });
      a.clock.set('2026-11-29T06:00:00Z');
      await a.fleet.report('BER-EX01');
      a.clock.set('2026-11-29T07:00:00Z');
      await a.fleet.report('BER-EX01', { serviceStatus: known('Stopped') });
      await a.fleet.report('BER-EX02');
      assert.equal((await a.load(id)).state, 'implemented');
      assert.deepEqual((await a.missing(id))[0], ['The status of MSExchangeMitigation is Stopped, not Running.']);
    });

    it('waits for the window of what is still in progress, and then closes it as never ended', async () => {
      const a = await house();
      const { id } = await a.change('in-progress', { record: STARTED });
      a.clock.set('2026-11-29T01:00:00Z');
      await a.fleet.report('BER-EX01');
      await a.fleet.report('BER-EX02');
      assert.equal((await a.load(id)).state, 'in-progress');
      a.clock.set('2026-11-29T02:00:00Z');
      assert.deepEqual(await a.wake(id), ['close']);
      const { state, record } = await a.load(id);
      assert.deepEqual([state, record.startNeverRecorded, record.endNeverRecorded], ['verified', false, true]);
    });

    it('that comes after an overrun closes it as never ended', async () => {
      const a = await house();
      const { id } = await a.change('in-progress', { record: STARTED });
      a.clock.set('2026-11-29T06:00:00Z');
      await a.wake(id);
      await a.fleet.report('BER-EX01');
      await a.fleet.report('BER-EX02');
      assert.deepEqual([(await a.load(id)).state, (await a.load(id)).record.endNeverRecorded], ['verified', true]);
    });

    for (const state of ['approved', 'missed'] as const) {
      it(`verifies what is ${state}, and says that its start was never recorded`, async () => {
        const a = await house();
        const { id } = await a.change(state);
        a.clock.set('2026-11-29T06:00:00Z');
        await a.fleet.report('BER-EX01');
        await a.fleet.report('BER-EX02');
        const change = await a.load(id);
        assert.deepEqual([change.state, change.record.startNeverRecorded], ['verified', true]);
      });
    }

    it('ends a proposal whose servers are there already as moot, and tells its requester', async () => {
      const a = await house();
      const { id } = await a.change('proposed');
      a.clock.advance(60_000);
      await a.fleet.report('BER-EX01');
      await a.fleet.report('BER-EX02');
      const { state, record } = await a.load(id);
      assert.equal(state, 'moot');
      assert.match(record.closing ?? '', /nothing is left to do/);
      assert.deepEqual(await a.calls(), [{ subject: 'CHG-0001 decided', conversation: 'a:ana', thread: null }]);
    });

    it('leaves a proposal alone whose window has begun, and whatever is closed', async () => {
      const a = await house();
      const lapsed = await a.change('proposed');
      const closed = [];
      for (const state of ['rejected', 'withdrawn', 'failed', 'cancelled'] as const) closed.push(await a.change(state));
      a.clock.set('2026-11-28T23:00:00Z');
      await a.fleet.report('BER-EX01');
      await a.fleet.report('BER-EX02');
      assert.equal((await a.load(lapsed.id)).state, 'proposed');
      for (const { id, state } of closed) assert.equal((await a.load(id)).state, state);
    });

    it('of a retirement closes what was to be retired', async () => {
      const a = await house();
      const target = { kind: 'retired', replacedBy: null } as const;
      const { id } = await a.change('implemented', { record: DONE, servers: [{ name: 'BER-EX01', target }] });
      a.clock.set('2026-11-29T06:00:00Z');
      await a.fleet.report('BER-EX01');
      assert.deepEqual(await a.missing(id), [['It is not retired yet.']]);
      await a.database.transaction(async (tx) => {
        await insertRetirement(tx, { server: FIRST, at: a.clock.now(), by: ANA, reason: 'gone', replacedBy: null });
        await rejudge(a.fleet.context, tx, [FIRST]);
      });
      assert.equal((await a.load(id)).state, 'verified');
    });

    it('of a gate closes what was to make it pass', async () => {
      const a = await house();
      await a.fleet.report('PAR-EX01', { urlRewrite: known(false) });
      const target = { kind: 'gate', gate: 'url-rewrite' } as const;
      const { id } = await a.change('implemented', { record: DONE, servers: [{ name: 'PAR-EX01', target }] });
      a.clock.set('2026-11-29T06:00:00Z');
      await a.fleet.report('PAR-EX01', { urlRewrite: known(false) });
      assert.match((await a.missing(id))[0]?.[0] ?? '', /^url-rewrite does not pass/);
      a.clock.set('2026-11-29T07:00:00Z');
      await a.fleet.report('PAR-EX01');
      assert.equal((await a.load(id)).state, 'verified');
    });

    it('is told to have come only when it did, not when somebody says that it is done', async () => {
      const a = await house();
      const { id } = await a.change('in-progress', { record: STARTED });
      a.clock.set('2026-11-28T23:10:00Z');
      await a.press(ANA, { kind: 'finish', change: id });
      const told = async () =>
        (await a.database.read((reader) => changeStory(reader, id, 100))).told
          .filter(({ verb }) => verb === 'change.evidence')
          .map(({ text }) => text);
      assert.deepEqual(await told(), ['No evidence proves it yet.']);
      a.clock.set('2026-11-29T06:00:00Z');
      await a.fleet.report('BER-EX01', OLD);
      assert.deepEqual((await told()).slice(1), ['New evidence came in and does not prove it yet.']);
    });

    it('is noted once: the same judgement again writes nothing', async () => {
      const a = await house();
      const { id } = await a.change('implemented', { record: DONE });
      a.clock.set('2026-11-29T06:00:00Z');
      await a.fleet.report('BER-EX01');
      const { revision } = await a.load(id);
      await a.database.transaction((tx) => rejudge(a.fleet.context, tx, 'all'));
      assert.equal((await a.load(id)).revision, revision);
    });
  });

  describe('being updated', () => {
    it('is from the start until it is done, and no longer than the window', async () => {
      const a = await house();
      const ids = [FIRST, serverId('par-ex01.contoso.test')];
      const during = async (moment: string) =>
        a.database.read(async (reader) => [...(await updating(reader, ids, at(moment)))]);
      await a.change('in-progress', { record: STARTED });
      assert.deepEqual(await during('2026-11-28T21:59:59Z'), []);
      assert.deepEqual(await during('2026-11-28T22:00:00Z'), [FIRST]);
      assert.deepEqual(await during('2026-11-29T01:59:59Z'), [FIRST]);
      assert.deepEqual(await during('2026-11-29T02:00:00Z'), []);
    });

    it('was, of what is done, for reports of the time in between', async () => {
      const a = await house();
      await a.change('implemented', { record: DONE });
      await a.change('approved', { start: '2026-12-05T22:00:00Z' });
      const during = (moment: string) => a.database.read((reader) => updating(reader, [FIRST], at(moment)));
      assert.equal((await during('2026-11-28T23:09:59Z')).size, 1);
      assert.equal((await during('2026-11-28T23:10:00Z')).size, 0);
      assert.equal((await during('2026-12-05T23:00:00Z')).size, 0);
    });
  });
});
