import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { ChangeAnswer, ChangeView, Draft } from '../../src/changes/model.ts';
import { draftOfPlan } from '../../src/changes/draft-of-plan.ts';
import { onBothDialects } from '../support/database.ts';
import { ANA, aPlanHouse, BO, CY, type PlanHouse, type User, VI } from './plan-house.ts';
import { aDraft } from './plans.ts';

const UPDATE = 'build:15.2.2562.56';
const draft = aDraft([
  ['fail-01.contoso.test', UPDATE],
  ['behind-01.contoso.test', UPDATE],
]);

async function proposed(house: PlanHouse): Promise<ChangeView> {
  return house.done(ANA, { kind: 'propose', draft });
}

function edit(house: PlanHouse, by: User, { change }: Pick<ChangeView, 'change'>, over: Partial<Draft>, once?: string) {
  const edited = { ...draftOfPlan(change.plan), ...over };
  return house.say(
    by,
    { kind: 'edit', change: change.id, plan: change.planHash, draft: edited },
    once === undefined ? {} : { once },
  );
}

function viewIn(answer: ChangeAnswer): ChangeView & { notice: string } {
  assert.equal(answer.kind, 'change', JSON.stringify(answer).slice(0, 400));
  if (answer.kind !== 'change') throw new Error('no change');
  return { ...answer.view, notice: answer.notice ?? '' };
}

function problemOf(answer: ChangeAnswer): string {
  if (answer.kind === 'change-form') return answer.problem?.message ?? 'no problem';
  if (answer.kind === 'change') return answer.notice ?? 'no notice';
  return answer.kind === 'refused' ? answer.refusal.message : answer.kind;
}

onBothDialects((_name, open) => {
  it('voids the approval of the plan that is no more, says what changed, and asks anew', async () => {
    const house = await aPlanHouse(await open());
    const first = await proposed(house);
    const { id, planHash } = first.change;
    await house.done(BO, { kind: 'approve', change: id, plan: planHash });
    const approved = await house.done(CY, { kind: 'show', change: id });
    const before = approved.state;

    const view = viewIn(await edit(house, ANA, approved, { time: '23:00' }));
    assert.equal(before, 'approved');
    assert.equal(view.state, 'proposed');
    assert.notEqual(view.change.planHash, planHash);
    assert.equal(view.approvals.votes.length, 0);
    assert.equal(view.approvals.void.length, 1);
    assert.match(
      view.notice,
      /^Its approval is void\. The window is Sat 28 Nov 2026, 23:00 .* CHG-0001 waits for approval\.$/,
    );
    assert.deepEqual(view.change.record.edited.length, 1);
    assert.equal(view.change.record.decidedAt, null);
    assert.deepEqual(
      view.approvals.asked.map(({ person }) => person.name),
      ['Bo', 'Cy'],
    );
    const calls = (await house.outbox()).filter(({ kind }) => kind === 'change-call').map(({ subject }) => subject);
    assert.ok(calls.includes('CHG-0001 edited'), calls.join());

    const stale = await house.say(BO, { kind: 'approve', change: id, plan: planHash });
    assert.equal(viewIn(stale).state, 'proposed');
    assert.equal((await house.done(BO, { kind: 'approve', change: id, plan: view.change.planHash })).state, 'approved');
  });

  it('is another plan when it comes back to what it was: the earlier vote stays void and a new one counts', async () => {
    const house = await aPlanHouse(await open());
    const first = await proposed(house);
    const { id, planHash, plan } = first.change;
    await house.done(BO, { kind: 'approve', change: id, plan: planHash });
    const away = viewIn(await edit(house, ANA, first, { time: '23:00' }));
    const back = viewIn(await edit(house, ANA, away, { time: '22:00' }));
    assert.deepEqual(back.change.plan.window, plan.window);
    assert.equal(back.state, 'proposed');
    assert.deepEqual([back.approvals.votes.length, back.approvals.void.length], [0, 1]);
    const again = await house.done(BO, { kind: 'approve', change: id, plan: back.change.planHash });
    assert.equal(again.state, 'approved');
  });

  it('makes who edits an author, who can not approve it any more', async () => {
    const house = await aPlanHouse(await open());
    const view = viewIn(await edit(house, BO, await proposed(house), { reason: 'Also for the audit' }));
    assert.deepEqual(
      view.approvals.may.map(({ name }) => name),
      ['Cy'],
    );
    const own = await house.done(BO, { kind: 'approve', change: view.change.id, plan: view.change.planHash });
    assert.equal(own.state, 'proposed');
    assert.equal(
      (await house.done(CY, { kind: 'approve', change: view.change.id, plan: view.change.planHash })).state,
      'approved',
    );
  });

  it('changes nothing when nothing was changed: no vote is lost, nothing is logged', async () => {
    const house = await aPlanHouse(await open());
    const first = await proposed(house);
    await house.done(BO, { kind: 'approve', change: first.change.id, plan: first.change.planHash });
    const rows = (await house.audited()).length;
    const view = viewIn(await edit(house, ANA, first, {}));
    assert.equal(view.state, 'approved');
    assert.equal(view.notice, 'Nothing of CHG-0001 was changed.');
    assert.equal((await house.audited()).length, rows);
  });

  it('has one effect when it is handed in again', async () => {
    const house = await aPlanHouse(await open());
    const first = await proposed(house);
    const once = viewIn(await edit(house, ANA, first, { hours: '5' }, 'form'));
    const twice = viewIn(await edit(house, ANA, first, { hours: '5' }, 'form'));
    assert.equal(twice.change.revision, once.change.revision);
    assert.equal(twice.notice, once.notice);
    assert.equal((await house.audited()).filter(({ verb }) => verb === 'change.edited').length, 1);
  });

  it('is not taken on a plan that was edited meanwhile: the form shows the newer one', async () => {
    const house = await aPlanHouse(await open());
    const first = await proposed(house);
    await edit(house, ANA, first, { hours: '5' });
    const late = await edit(house, BO, first, { hours: '6' });
    assert.match(problemOf(late), /was edited since this form was opened/);
    assert.equal(late.kind === 'change-form' && late.draft.hours, '5');
  });

  it('adds servers, leaves some out, and keeps a target that is met by now', async () => {
    const house = await aPlanHouse(await open());
    const first = await proposed(house);
    await house.fleet.report('BEHIND-01');
    const servers = draftOfPlan(first.change.plan).servers.map((one, index) =>
      index === 0 ? { ...one, target: 'none' } : one,
    );
    const more = [...servers, { server: 'FAIL-04', target: 'gate:url-rewrite', order: '3' }];
    const view = viewIn(await edit(house, ANA, first, { servers: more }));
    assert.deepEqual(
      view.servers.map(({ name }) => name),
      ['BEHIND-01', 'FAIL-04'],
    );
    assert.match(view.notice, /Added: FAIL-04\. Left out: FAIL-01\./);
  });

  it('is locked from an hour before the window, by the policy, and shows the change instead', async () => {
    const house = await aPlanHouse(await open());
    const first = await proposed(house);
    house.fleet.clock.set('2026-11-28T19:59:59Z');
    const view = viewIn(await edit(house, ANA, first, { hours: '5' }));
    house.fleet.clock.set('2026-11-28T20:00:00Z');
    const locked = viewIn(await edit(house, ANA, view, { hours: '6' }));
    assert.match(locked.notice, /could be edited until Sat 28 Nov 2026, 21:00 Europe\/Berlin/);
    assert.equal(locked.change.planHash, view.change.planHash);
    const form = await house.say(ANA, { kind: 'form', servers: [], change: view.change.id });
    assert.match(problemOf(form), /could be edited until/);
  });

  it('is refused to whoever may not, of what is over, and of what is not there', async () => {
    const house = await aPlanHouse(await open());
    const first = await proposed(house);
    assert.match(problemOf(await edit(house, VI, first, { hours: '5' })), /Only an operator/);
    assert.match(problemOf(await edit(house, ANA, first, { type: 'emergency' })), /can not become an emergency/);
    assert.match(problemOf(await edit(house, ANA, first, { type: 'standard' })), /No maintenance rule/);
    assert.match(problemOf(await edit(house, ANA, first, { date: '2026-11-01' })), /not ahead/);
    await house.done(ANA, { kind: 'withdraw', change: first.change.id });
    assert.match(problemOf(await edit(house, ANA, first, { hours: '5' })), /withdrawn/);
    const nobody = { ...first, change: { ...first.change, id: 'CHG-0099' as typeof first.change.id } };
    assert.match(problemOf(await edit(house, ANA, nobody, { hours: '5' })), /no change CHG-0099/);
  });

  it('is refused where it would come into another change of a server, and not into itself', async () => {
    const house = await aPlanHouse(await open());
    const first = await proposed(house);
    const other = aDraft([['fail-01.contoso.test', UPDATE]], { date: '2026-12-05' });
    await house.done(BO, { kind: 'propose', draft: other });
    assert.match(problemOf(await edit(house, ANA, first, { date: '2026-12-05', time: '23:00' })), /CHG-0002/);
    assert.equal(viewIn(await edit(house, ANA, first, { time: '22:30' })).state, 'proposed');
  });
});
