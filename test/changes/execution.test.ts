import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { serverId } from '../../src/core/ids.ts';
import type { ChangeAnswer } from '../../src/changes/model.ts';
import { changeStates, transitions } from '../../src/changes/states.ts';
import { onBothDialects } from '../support/database.ts';
import { aBuild, at, known } from '../support/evidence.ts';
import { ANA, anExecutionHouse, BO, OLE, shown } from './execution-house.ts';

const FIRST = serverId('ber-ex01.contoso.test');
const SECOND = serverId('ber-ex02.contoso.test');
const OLD = { build: known(aBuild('15.2.2562.37')) };

function refusal(answer: ChangeAnswer) {
  if (answer.kind !== 'refused') throw new Error(JSON.stringify(answer));
  return answer.refusal;
}

onBothDialects((_name, open) => {
  const house = async () => {
    const a = await anExecutionHouse(await open());
    await a.fleet.report('BER-EX01', OLD);
    await a.fleet.report('BER-EX02', OLD);
    return a;
  };

  describe('starting', () => {
    it('begins an approved change at the instant its window begins, and names the first server', async () => {
      const a = await house();
      const { id } = await a.change('approved');
      a.clock.set('2026-11-28T22:00:00Z');
      const { change, notice } = shown(await a.press(ANA, { kind: 'start', change: id }));

      assert.equal(change.state, 'in-progress');
      assert.equal(change.record.startedAt, at('2026-11-28T22:00:00Z'));
      assert.deepEqual(change.record.startedBy, ANA);
      assert.match(notice, /is started\. Begin with BER-EX01/);
      assert.deepEqual(await a.verbs(id), ['change.started']);
      assert.equal(change.dueAt, change.plan.window.end);
    });

    it('is refused before the window and at its end, and says when the window is', async () => {
      const a = await house();
      const { id } = await a.change('approved');
      a.clock.set('2026-11-28T21:59:59.999Z');
      const early = shown(await a.press(ANA, { kind: 'start', change: id }));
      a.clock.set('2026-11-29T02:00:00Z');
      const late = shown(await a.press(ANA, { kind: 'start', change: id }));

      assert.match(early.notice, /has not begun: Sat 28 Nov 2026, 22:00 to Sun 29 Nov 2026, 02:00 UTC/);
      assert.match(late.notice, /missed its window/);
      // Of the press nothing is written; that the window went by is.
      assert.equal((await a.load(id)).state, 'missed');
      assert.deepEqual(await a.verbs(id), ['change.missed']);
    });

    it('has one effect, however often it is delivered and whoever presses after it', async () => {
      const a = await house();
      const { id } = await a.change('approved');
      a.clock.set('2026-11-28T22:05:00Z');
      const first = await a.press(ANA, { kind: 'start', change: id }, { once: 'press' });
      const again = await a.press(ANA, { kind: 'start', change: id }, { once: 'press' });
      const other = await a.press(OLE, { kind: 'start', change: id }, { once: 'press' });

      assert.equal(shown(again).notice, shown(first).notice);
      assert.match(shown(other).notice, /was started already/);
      assert.deepEqual(await a.verbs(id), ['change.started']);
    });

    it('is for operators: neither an approver nor a guest starts', async () => {
      const a = await house();
      const { id } = await a.change('approved');
      a.clock.set('2026-11-28T22:05:00Z');

      assert.equal(refusal(await a.press(BO, { kind: 'start', change: id })).code, 'not-allowed');
      assert.equal(
        refusal(await a.press(ANA, { kind: 'start', change: id }, { standing: 'guest' })).code,
        'not-allowed',
      );
      assert.equal((await a.load(id)).state, 'approved');
    });
  });

  describe('ticking', () => {
    const begun = async () => {
      const a = await house();
      const { id } = await a.change('in-progress', { record: { startedAt: at('2026-11-28T22:00:00Z') } });
      a.clock.set('2026-11-28T22:30:00Z');
      const tick = (server: typeof FIRST, done = true) => a.press(ANA, { kind: 'tick', change: id, server, done });
      return { a, id, tick };
    };

    it('goes one after another, and says which is next', async () => {
      const { a, id, tick } = await begun();
      assert.match(shown(await tick(SECOND)).notice, /BER-EX01 comes before BER-EX02/);
      assert.match(shown(await tick(FIRST)).notice, /BER-EX01 is done\. Next: BER-EX02/);
      const { servers, notice } = shown(await tick(SECOND));

      assert.match(notice, /the last one/);
      assert.deepEqual(
        servers.map((server) => server.tick?.at),
        [at('2026-11-28T22:30:00Z'), at('2026-11-28T22:30:00Z')],
      );
      assert.deepEqual(await a.verbs(id), ['change.ticked', 'change.ticked']);
    });

    it('is taken back from the last one on', async () => {
      const { a, id, tick } = await begun();
      await tick(FIRST);
      await tick(SECOND);
      assert.match(shown(await tick(FIRST, false)).notice, /BER-EX02 comes after BER-EX01 and is ticked/);
      assert.match(shown(await tick(SECOND, false)).notice, /BER-EX02 is not done any more/);
      assert.match(shown(await tick(SECOND, false)).notice, /BER-EX02 is not ticked/);
      assert.equal((await a.verbs(id)).filter((verb) => verb === 'change.unticked').length, 1);
    });

    it('is refused for another server, and outside of the work', async () => {
      const { a, tick } = await begun();
      assert.match(shown(await tick(serverId('par-ex01.contoso.test'))).notice, /is not in CHG-0001/);
      const { id } = await a.change('approved', { start: '2026-12-05T22:00:00Z' });
      const early = await a.press(ANA, { kind: 'tick', change: id, server: FIRST, done: true });
      assert.match(shown(early).notice, /is not in progress: it was not started yet/);
    });
  });

  describe('finishing', () => {
    it('leaves it done but unproven, with what is missing of each server', async () => {
      const a = await house();
      const { id } = await a.change('in-progress', { record: { startedAt: at('2026-11-28T22:00:00Z') } });
      a.clock.set('2026-11-28T23:10:00Z');
      const { change, unproven, servers, notice } = shown(await a.press(ANA, { kind: 'finish', change: id }));

      assert.deepEqual([change.state, unproven], ['implemented', true]);
      assert.match(notice, /BER-EX01 and BER-EX02 were not ticked/);
      for (const { proof } of servers)
        assert.match(proof?.missing[0] ?? '', /One generated after 28 Nov 2026, 22:00 UTC/);
      assert.deepEqual(await a.verbs(id), ['change.finished', 'change.evidence']);
    });

    it('verifies at once what reports have proven meanwhile', async () => {
      const a = await house();
      const { id } = await a.change('in-progress', { record: { startedAt: at('2026-11-28T22:00:00Z') } });
      a.clock.set('2026-11-28T23:00:00Z');
      await a.fleet.report('BER-EX01');
      await a.fleet.report('BER-EX02');
      assert.equal((await a.load(id)).state, 'in-progress');
      const { change } = shown(await a.press(ANA, { kind: 'finish', change: id }));

      assert.equal(change.state, 'verified');
      assert.deepEqual([change.record.startNeverRecorded, change.record.endNeverRecorded], [false, false]);
      assert.deepEqual((await a.verbs(id)).slice(-2), ['change.finished', 'change.verified']);
    });
  });

  describe('giving up', () => {
    for (const state of ['in-progress', 'implemented'] as const) {
      it(`records what is ${state} as failed, with a reason`, async () => {
        const a = await house();
        const { id } = await a.change(state, { record: { startedAt: at(`2026-11-24T10:00:00Z`) } });
        assert.equal(refusal(await a.press(ANA, { kind: 'fail', change: id, reason: '  ' })).code, 'invalid');
        const { change } = shown(await a.press(ANA, { kind: 'fail', change: id, reason: 'setup stopped' }));
        assert.deepEqual([change.state, change.record.closing], ['failed', 'setup stopped']);
      });
    }
    for (const state of ['approved', 'missed'] as const) {
      it(`cancels what is ${state}, with a reason`, async () => {
        const a = await house();
        const { id } = await a.change(state);
        assert.equal(refusal(await a.press(ANA, { kind: 'cancel', change: id, reason: '' })).code, 'invalid');
        const { change } = shown(await a.press(ANA, { kind: 'cancel', change: id, reason: 'not needed' }));
        assert.deepEqual([change.state, change.record.closing], ['cancelled', 'not needed']);
        assert.equal(change.dueAt, null);
      });
    }
  });

  describe('postponing', () => {
    const to = { date: '2026-12-05', time: '22:00', hours: '4', zone: 'Europe/Berlin' };
    for (const state of ['approved', 'missed'] as const) {
      it(`makes a proposal of what is ${state}, asks anew and bars who moved it`, async () => {
        const a = await house();
        const before = await a.change(state, { record: { calledSoonAt: at('2026-11-24T11:00:00Z') } });
        const { change, notice, approvals } = shown(await a.press(OLE, { kind: 'postpone', change: before.id, ...to }));

        assert.equal(change.state, 'proposed');
        assert.equal(change.plan.window.start, at('2026-12-05T21:00:00Z'));
        assert.notEqual(change.planHash, before.planHash);
        assert.deepEqual(change.record.authors, ['user:tenant/ana', 'user:tenant/ole']);
        assert.deepEqual([change.record.calledSoonAt, change.record.askedAt], [null, a.clock.now()]);
        assert.match(notice, /Its approval is void\..*waits for approval/);
        assert.deepEqual(approvals.asked.map((asked) => asked.person.name).sort(), ['Bo', 'Cy']);
      });
    }

    it('of a window that went by before a wake-up noticed is counted as missed first', async () => {
      const a = await house();
      const { id, plan } = await a.change('approved');
      a.clock.set(plan.window.end);
      shown(await a.press(OLE, { kind: 'postpone', change: id, ...to }));

      assert.deepEqual((await a.verbs(id)).slice(-2), ['change.missed', 'change.postponed']);
    });

    it('is refused to a window that is not ahead, to the same one, and into another change', async () => {
      const a = await house();
      const { id } = await a.change('approved');
      await a.change('proposed', { start: '2026-12-05T21:00:00Z' });
      const move = (window: object) => a.press(ANA, { kind: 'postpone', change: id, ...to, ...window });

      assert.equal(refusal(await move({ date: '2026-11-20' })).code, 'invalid');
      const same = { date: '2026-11-28', time: '22:00', hours: '4', zone: 'UTC' };
      assert.match(refusal(await move(same)).message, /is the window that CHG-0001 has/);
      assert.match(shown(await move({})).notice, /BER-EX01 is in CHG-0002 too/);
      assert.equal((await a.load(id)).revision, 1);
    });
  });

  it('refuses every press that its state does not know, with the state in the sentence, and writes nothing of it', async () => {
    const a = await house();
    a.clock.set('2026-11-28T22:30:00Z');
    const presses = {
      start: {},
      finish: {},
      fail: { reason: 'because' },
      cancel: { reason: 'because' },
      postpone: { date: '2026-12-24', time: '22:00', hours: '4', zone: 'UTC' },
    } as const;
    let refused = 0;
    for (const state of changeStates) {
      for (const kind of Object.keys(presses) as (keyof typeof presses)[]) {
        if (kind in transitions[state]) continue;
        const { id } = await a.change(state, { servers: [{ name: `S${refused}` }] });
        const answer = await a.press(ANA, { kind, change: id, ...presses[kind] } as never);
        assert.match(shown(answer).notice, new RegExp(`^${id} .+\\. .+`), `${kind} of what is ${state}`);
        // Half an hour into the window a proposal has lapsed, which is written down first.
        const ended = state === 'proposed' ? ['lapsed', ['change.lapsed']] : [state, []];
        assert.deepEqual([(await a.load(id)).state, await a.verbs(id)], ended);
        refused += 1;
      }
    }
    assert.equal(refused, changeStates.length * 5 - 8);
  });

  it('tells of a change that is not there', async () => {
    const a = await house();
    const answer = await a.press(ANA, { kind: 'finish', change: 'CHG-0404' as never });
    assert.match(refusal(answer).message, /There is no change CHG-0404/);
  });
});
