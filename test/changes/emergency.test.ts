import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DAY } from '../../src/core/clock.ts';
import { serverId } from '../../src/core/ids.ts';
import type { ChangeAnswer, Draft } from '../../src/changes/model.ts';
import type { Policy } from '../../src/people/policy.ts';
import { onBothDialects } from '../support/database.ts';
import { aBuild, known } from '../support/evidence.ts';
import { ANA, anExecutionHouse, BO, CY, NOON, OLE, shown } from './execution-house.ts';

const OLD = { build: known(aBuild('15.2.2562.37')) };
const DRAFT: Draft = {
  type: 'emergency',
  servers: [{ server: serverId('ber-ex01.contoso.test'), target: 'build:15.2.2562.56', order: '' }],
  date: '',
  time: '',
  hours: '3',
  zone: 'Europe/Berlin',
  reason: 'CVE-2026-70571 is exploited',
  risk: '',
  impact: '',
  backout: '',
  adPrep: false,
};

function refusal(answer: ChangeAnswer) {
  if (answer.kind !== 'refused') throw new Error(JSON.stringify(answer));
  return answer.refusal;
}

onBothDialects((_name, open) => {
  const house = async (policy: Partial<Policy> = {}) => {
    const a = await anExecutionHouse(await open(), policy);
    await a.fleet.report('BER-EX01', OLD);
    const declare = (draft: Partial<Draft> = {}, once = 'press') =>
      a.press(ANA, { kind: 'propose', draft: { ...DRAFT, ...draft } }, { once });
    const review = (actor: typeof ANA | typeof BO, verdict: 'accepted' | 'objected', reason = '') =>
      a.press(actor, { kind: 'review', change: 'CHG-0001' as never, verdict, reason });
    return { ...a, declare, review };
  };

  describe('an emergency', () => {
    it('starts at once, tells those who may approve, and asks for a review', async () => {
      const a = await house();
      const { change, notice, approvals } = shown(await a.declare());

      assert.equal(change.state, 'in-progress');
      assert.equal(change.plan.window.start, a.clock.now());
      assert.deepEqual([change.record.startedBy, change.record.startedAt], [ANA, a.clock.now()]);
      assert.deepEqual(change.record.review, {
        dueAt: a.clock.now() + 3 * DAY,
        overdueToldAt: null,
        decided: null,
      });
      assert.deepEqual(approvals.asked.map(({ person }) => person.name).sort(), ['Bo', 'Cy']);
      assert.match(notice, /is started as an emergency\. 2 approvers are told/);
      assert.deepEqual(
        (await a.calls()).map(({ subject, conversation }) => [subject, conversation]),
        [
          ['CHG-0001 emergency', 'a:bo'],
          ['CHG-0001 emergency', 'a:cy'],
        ],
      );
      assert.deepEqual(await a.verbs(change.id), ['change.declared']);
    });

    it('is declared once, by an operator, with a reason', async () => {
      const a = await house();
      await a.declare();
      assert.equal(shown(await a.declare()).change.id, 'CHG-0001');
      assert.equal(a.counted.declare, 1);
      assert.equal((await a.declare({ reason: ' ' }, 'other')).kind === 'change', false);
      const byBo = await a.press(BO, { kind: 'propose', draft: DRAFT });
      assert.equal(refusal(byBo).code, 'not-allowed');
    });

    it('starts though another change of its servers is open', async () => {
      const a = await house();
      await a.change('approved', { servers: [{ name: 'BER-EX01' }], start: NOON.replace('12:00', '11:00') });
      assert.equal(shown(await a.declare()).change.state, 'in-progress');
    });

    it('needs no review where the policy asks for nobody, and says so', async () => {
      const nobody = { low: 0, medium: 0, high: 0 };
      const a = await house({
        approvals: { standard: nobody, normal: nobody, emergency: nobody },
      });
      const { change, notice } = shown(await a.declare());
      assert.equal(change.record.review, null);
      assert.match(notice, /No second person reviews it, by policy/);
      assert.deepEqual(await a.calls(), []);
      assert.match(shown(await a.review(BO, 'accepted')).notice, /needs no review/);
    });
  });

  describe('its review', () => {
    it('is by somebody else who may approve, once', async () => {
      const a = await house();
      await a.declare();
      assert.equal(refusal(await a.review(ANA, 'accepted')).code, 'not-allowed');
      assert.equal(refusal(await a.review(OLE as never, 'accepted')).code, 'not-allowed');
      const { change, notice } = shown(await a.review(BO, 'accepted'));
      assert.match(notice, /is reviewed and accepted/);
      assert.deepEqual(change.record.review?.decided, { at: a.clock.now(), by: BO, verdict: 'accepted', reason: null });
      assert.match(shown(await a.review(CY as never, 'objected', 'no')).notice, /is reviewed already/);
      assert.deepEqual(await a.verbs(change.id), ['change.declared', 'change.reviewed']);
    });

    it('is never by its requester, though they may approve, nor by who acts for them', async () => {
      const a = await house();
      await a.database.transaction(async (tx) => {
        const granted = { granted_by: JSON.stringify({ kind: 'cli', user: 'root' }), granted_at: a.clock.now() };
        await tx
          .insertInto('role_grants')
          .values({ person: 'user:tenant/ana', role: 'approver', ...granted })
          .execute();
        await tx
          .insertInto('delegations')
          .values({
            id: 'delegation',
            from_person: 'user:tenant/ana',
            to_person: 'user:tenant/cy',
            starts_at: a.clock.now(),
            ends_at: a.clock.now() + DAY,
            reason: 'holiday',
            set_by: JSON.stringify(ANA),
            set_at: a.clock.now(),
            ended_at: null,
          })
          .execute();
      });
      await a.declare();
      assert.match(shown(await a.review(ANA, 'accepted')).notice, /You declared this emergency/);
      assert.match(shown(await a.review(CY as never, 'accepted')).notice, /act for somebody who shaped/);
      const { change } = shown(await a.review(BO, 'accepted'));
      assert.equal(change.record.review?.decided?.verdict, 'accepted');
    });

    it('takes as many as the policy asks for, and one objection with a reason', async () => {
      const a = await house({
        approvals: {
          standard: { low: 1, medium: 1, high: 1 },
          normal: { low: 1, medium: 1, high: 1 },
          emergency: { low: 2, medium: 2, high: 2 },
        },
      });
      await a.declare();
      assert.match(shown(await a.review(BO, 'accepted')).notice, /1 more person has to/);
      assert.match(shown(await a.review(BO, 'objected', 'changed my mind')).notice, /have reviewed it already/);
      assert.equal(refusal(await a.review(CY as never, 'objected')).code, 'invalid');
      const { change } = shown(await a.review(CY as never, 'objected', 'not tested'));
      assert.deepEqual(change.record.review?.decided?.reason, 'not tested');
      assert.equal(change.state, 'in-progress');
    });

    it('is told as overdue once, also of what is closed, and may still be done', async () => {
      const a = await house();
      const { change } = shown(await a.declare());
      await a.press(ANA, { kind: 'fail', change: change.id, reason: 'setup stopped' });
      a.clock.advance(3 * DAY);
      assert.deepEqual(await a.wake(change.id), ['review-overdue']);
      assert.deepEqual(await a.wake(change.id), []);
      assert.equal(a.counted['review-overdue'], 1);
      const told = (await a.calls()).filter(({ subject }) => subject.endsWith('review-overdue'));
      assert.deepEqual(told.map(({ conversation }) => conversation).sort(), [
        '19:ops@thread.tacv2',
        'a:ana',
        'a:bo',
        'a:cy',
      ]);
      const reviewed = shown(await a.review(BO, 'accepted'));
      assert.deepEqual([reviewed.change.state, reviewed.reviewOverdue], ['failed', false]);
    });
  });
});
