import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CHANGE } from '../../src/changes/app.ts';
import { readCallSubject } from '../../src/changes/call.ts';
import { catchUpChanges, changeHandler } from '../../src/changes/wake.ts';
import { onBothDialects } from '../support/database.ts';
import { aBuild, at, known } from '../support/evidence.ts';
import { ANA, anExecutionHouse, BO, CHANNEL, shown } from './execution-house.ts';

const OLD = { build: known(aBuild('15.2.2562.37')) };

onBothDialects((_name, open) => {
  const house = async () => {
    const a = await anExecutionHouse(await open());
    await a.fleet.report('BER-EX01', OLD);
    await a.fleet.report('BER-EX02', OLD);
    return a;
  };

  describe('what time does to a change', () => {
    it('is a word before, the start card and that it was missed, each once, in the thread of the card', async () => {
      const a = await house();
      const { id } = await a.change('approved');
      await a.deliver();
      const seen: string[][] = [];
      for (const moment of ['21:44:59', '21:45:00', '21:59:59', '22:00:00', '22:00:01']) {
        a.clock.set(`2026-11-28T${moment}Z`);
        seen.push(await a.wake(id));
      }
      a.clock.set('2026-11-29T02:00:00Z');
      seen.push(await a.wake(id), await a.wake(id));

      assert.deepEqual(seen, [[], ['soon'], [], ['start'], [], ['missed'], []]);
      assert.deepEqual(await a.calls(), [
        { subject: 'CHG-0001 missed', conversation: CHANNEL, thread: `card of ${CHANNEL}` },
        { subject: 'CHG-0001 missed', conversation: 'a:ana', thread: null },
        { subject: 'CHG-0001 soon', conversation: CHANNEL, thread: `card of ${CHANNEL}` },
        { subject: 'CHG-0001 soon', conversation: 'a:ana', thread: null },
        { subject: 'CHG-0001 start', conversation: CHANNEL, thread: `card of ${CHANNEL}` },
        { subject: 'CHG-0001 start', conversation: 'a:ana', thread: null },
      ]);
      const change = await a.load(id);
      assert.deepEqual([change.state, change.dueAt], ['missed', null]);
      assert.equal(change.record.missedAt, at('2026-11-29T02:00:00Z'));
      assert.equal(a.counted.miss, 1);
    });

    it('is, after a stop, only what still matters', async () => {
      const a = await house();
      const { id } = await a.change('approved');
      a.clock.set('2026-11-30T08:00:00Z');
      assert.deepEqual(await a.wake(id), ['missed']);
      assert.deepEqual([...new Set((await a.calls()).map(({ subject }) => subject))], ['CHG-0001 missed']);
    });

    it('is the end card, then that it overran, which is counted', async () => {
      const a = await house();
      const { id } = await a.change('in-progress', { record: { startedAt: at('2026-11-28T22:00:00Z') } });
      a.clock.set('2026-11-29T02:00:00Z');
      assert.deepEqual(await a.wake(id), ['end']);
      a.clock.set('2026-11-29T02:15:00Z');
      assert.deepEqual(await a.wake(id), ['overrun']);
      assert.deepEqual(await a.wake(id), []);
      assert.equal((await a.load(id)).state, 'in-progress');
      assert.equal(a.counted.overrun, 1);
    });

    it('is that a proposal lapses, which its requester is told alone', async () => {
      const a = await house();
      const { id } = await a.change('proposed', { start: '2026-11-24T18:00:00Z' });
      a.clock.set('2026-11-24T18:00:00Z');
      assert.deepEqual(await a.wake(id), ['lapse']);
      assert.equal((await a.load(id)).state, 'lapsed');
      assert.deepEqual(await a.calls(), [{ subject: 'CHG-0001 decided', conversation: 'a:ana', thread: null }]);
    });

    it('is a reminder and the escalation of a proposal', async () => {
      const a = await house();
      const { id } = await a.change('proposed');
      a.clock.set('2026-11-25T12:00:00Z');
      assert.deepEqual(await a.wake(id), ['reminder']);
      a.clock.set('2026-11-26T12:00:00Z');
      assert.deepEqual(await a.wake(id), ['escalation']);
      const { record } = await a.load(id);
      assert.deepEqual([record.remindedAt, record.escalatedAt], [at('2026-11-25T12:00:00Z'), a.clock.now()]);
    });

    it('asks for evidence once after the end', async () => {
      const a = await house();
      const { id } = await a.change('in-progress', { record: { startedAt: at('2026-11-28T22:00:00Z') } });
      a.clock.set('2026-11-28T23:10:00Z');
      await a.press(ANA, { kind: 'finish', change: id });
      assert.ok(a.booked.some((job) => job.key === id && job.at === a.clock.now()));
      assert.deepEqual(await a.wake(id), ['evidence']);
      a.clock.set('2026-12-20T23:10:00Z');
      assert.deepEqual(await a.wake(id), []);
      assert.equal((await a.calls()).filter(({ subject }) => subject === 'CHG-0001 evidence').length, 2);
    });

    it('says the same again as another message after a change was postponed', async () => {
      const a = await house();
      const { id } = await a.change('approved');
      a.clock.set('2026-11-28T22:00:00Z');
      await a.wake(id);
      const window = { date: '2026-12-05', time: '22:00', hours: '4', zone: 'UTC' };
      await a.press(ANA, { kind: 'postpone', change: id, ...window });
      await a.database.transaction((tx) => tx.updateTable('changes').set({ state: 'approved' }).execute());
      a.clock.set('2026-12-05T22:00:00Z');
      await a.wake(id);
      const subjects = new Set((await a.calls()).map(({ subject }) => subject));
      assert.ok(subjects.has('CHG-0001 start') && subjects.has('CHG-0001 start 2'));
      assert.deepEqual(readCallSubject('CHG-0001 start 2'), { change: id, call: 'start', round: 2 });
    });
  });

  describe('waking', () => {
    it('for nothing books the next look, and an unknown change is left alone', async () => {
      const a = await house();
      const { id } = await a.change('approved');
      const handle = changeHandler(a.app);
      const run = { transaction: a.database.transaction };
      await handle({ name: CHANGE, key: id, at: a.clock.now(), payload: null }, run);
      assert.deepEqual(a.booked, [{ name: CHANGE, key: id, at: at('2026-11-28T21:45:00Z'), payload: null }]);
      await handle({ name: CHANGE, key: 'CHG-0404', at: a.clock.now(), payload: null }, run);
      assert.equal(a.booked.length, 1);
    });

    it('is booked at start for every change that has something ahead', async () => {
      const a = await house();
      await a.change('approved');
      await a.change('verified', { servers: [{ name: 'PAR-EX01' }] });
      await a.change('proposed', { servers: [{ name: 'LON-EX01' }], start: '2026-11-25T12:00:00Z' });
      a.clock.set('2026-12-24T00:00:00Z');
      await catchUpChanges(a.app);
      assert.deepEqual(a.booked.map(({ key }) => key).sort(), ['CHG-0001', 'CHG-0003']);
    });

    it('is booked at start for when the policy of now wants it', async () => {
      const a = await house();
      await a.change('proposed');
      await catchUpChanges({ ...a.app, policy: { ...a.app.policy, remindAfterHours: 2 } });
      assert.deepEqual(
        a.booked.map(({ at: due }) => due),
        [at('2026-11-24T14:00:00Z')],
      );
    });

    it('at start moves a window to where newer time zone rules put its local time, and asks anew', async () => {
      const a = await house();
      const wrong = { start: '2026-11-28T21:00:00Z', local: '2026-11-28T22:00', zone: 'UTC', tzdata: '1990a' } as const;
      const window = { ...wrong, start: at(wrong.start), end: at('2026-11-29T01:00:00Z') };
      const { id, planHash } = await a.change('approved', { plan: { window } });
      const right = { ...window, start: at('2026-11-28T22:00:00Z'), end: at('2026-11-29T02:00:00Z') };
      const same = await a.change('approved', { servers: [{ name: 'PAR-EX01' }], plan: { window: right } });
      await catchUpChanges(a.app);
      await catchUpChanges(a.app);

      const moved = await a.load(id);
      assert.deepEqual([moved.state, moved.revision], ['proposed', 2]);
      assert.deepEqual([moved.plan.window.start, moved.plan.window.end], [right.start, right.end]);
      assert.notEqual(moved.planHash, planHash);
      assert.match(moved.record.edited[0] ?? '', /rules of the time zone UTC have changed/);
      assert.deepEqual((await a.load(same.id)).revision, 1);
    });

    it('lets a person decide on a standard change that newer rules move out of every maintenance rule', async () => {
      const a = await house();
      const wrong = { start: '2026-11-28T21:00:00Z', local: '2026-11-28T22:00', zone: 'UTC', tzdata: '1990a' } as const;
      const window = { ...wrong, start: at(wrong.start), end: at('2026-11-29T01:00:00Z') };
      const { id } = await a.change('approved', { plan: { type: 'standard', window } });
      const nobody = { low: 0, medium: 0, high: 0 };
      const policy = { ...a.app.policy, approvals: { ...a.app.policy.approvals, standard: nobody } };

      await catchUpChanges({ ...a.app, policy, preApproval: async () => null });

      const moved = await a.load(id);
      assert.deepEqual([moved.state, moved.record.approvedBy], ['proposed', null]);
    });

    it('finds a window that older rules take back to be another plan: no vote on the first comes back', async () => {
      const a = await house();
      const other = { start: '2026-11-28T21:00:00Z', local: '2026-11-28T22:00', zone: 'UTC', tzdata: '1990a' } as const;
      const window = { ...other, start: at(other.start), end: at('2026-11-29T01:00:00Z') };
      const { id, planHash } = await a.change('proposed', { plan: { window } });
      await catchUpChanges(a.app);
      const moved = await a.load(id);
      assert.notEqual(moved.plan.earlier ?? 0, 0);

      const press = await a.press(BO, { kind: 'approve', change: id, plan: planHash });
      assert.match(shown(press).notice, /^CHG-0001 is not what you saw any more\. .*window/);
    });
  });
});

describe('the subject of what is said once', () => {
  it('is read as it was written, and nothing else is', () => {
    for (const subject of [
      'CHG-0001',
      'CHG-0001 ',
      'CHG-0001 start 1',
      'CHG-0001 start 0',
      'CHG-0001 party',
      'x start',
    ]) {
      assert.equal(readCallSubject(subject), null, subject);
    }
    assert.deepEqual(readCallSubject('CHG-12345 review-overdue 11'), {
      change: 'CHG-12345',
      call: 'review-overdue',
      round: 11,
    });
  });
});
