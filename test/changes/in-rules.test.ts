import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { actOnMaintenance } from '../../src/maintenance/act.ts';
import type { RuleDraft } from '../../src/maintenance/model.ts';
import { ruleApproving } from '../../src/changes/pre-approval.ts';
import type { ChangeType, Draft } from '../../src/changes/model.ts';
import type { Actor } from '../../src/core/actor.ts';
import { onBothDialects } from '../support/database.ts';
import { known } from '../support/evidence.ts';
import { aRuleDraft } from '../maintenance/rules.ts';
import { ANA, anExecutionHouse, CY, type ExecutionHouse, shown } from './execution-house.ts';
import { aPlanHouse, ANA as ANA_PLANS, BO as BO_APPROVES, type PlanHouse } from './plan-house.ts';

/** Saturdays, 22:00 to 02:00 UTC. */
const SATURDAYS: Partial<RuleDraft> = {
  name: 'Saturdays',
  zone: 'UTC',
  recurrence: 'weekly',
  days: 'sat',
  time: '22:00',
  hours: '4',
  scope: 'all',
};

async function rule({ app }: Pick<ExecutionHouse | PlanHouse, 'app'>, by: Actor, draft: Partial<RuleDraft>) {
  const maintenance = { ...app, changed: async () => {}, planned: async () => [] };
  const say = (actor: Actor, command: Parameters<typeof actOnMaintenance>[1]['command']) =>
    actOnMaintenance(maintenance, { actor, standing: 'member', command, once: JSON.stringify([command, draft]) });
  const answer = await say(by, {
    kind: 'set-rule',
    rule: null,
    revision: null,
    draft: { ...aRuleDraft(), ...SATURDAYS, ...draft },
  });
  if (answer.kind !== 'maintenance-rules') throw new Error(JSON.stringify(answer));
  const set = answer.rules.at(-1)?.rule;
  if (!set) throw new Error('no rule was set');
  return { set, approve: (actor: Actor) => say(actor, { kind: 'approve-rule', rule: set.id, hash: set.hash }) };
}

onBothDialects((_name, open) => {
  describe('starting within a maintenance rule', () => {
    it('is refused in its last minutes, and at their first instant already', async () => {
      const a = await anExecutionHouse(await open());
      await a.fleet.report('BER-EX01');
      await a.fleet.report('BER-EX02');
      await rule(a, ANA, { noStartBefore: '30' });
      const { id } = await a.change('approved');

      a.clock.set('2026-11-29T01:30:00Z');
      const late = shown(await a.press(ANA, { kind: 'start', change: id }));
      assert.match(late.notice, /^Nothing new starts in the last 30 minutes of the maintenance rule Saturdays\./);
      assert.equal((await a.load(id)).state, 'approved');

      a.clock.set('2026-11-29T01:29:59.999Z');
      assert.match(shown(await a.press(ANA, { kind: 'start', change: id })).notice, /is started/);
    });
  });

  describe('starting beside a change that runs on', () => {
    it('waits while a member of the same DAG is worked on, unless an approver bears it in writing', async () => {
      const a = await anExecutionHouse(await open());
      for (const name of ['BER-EX01', 'BER-EX02']) await a.fleet.report(name, { dag: known('DAG-BER') });
      const of = (name: string) => ({ servers: [{ name }] });
      const first = await a.change('approved', { ...of('BER-EX01'), start: '2026-11-28T20:00:00Z', hours: 2 });
      const { id, planHash } = await a.change('approved', of('BER-EX02'));
      a.clock.set('2026-11-28T21:00:00Z');
      await a.press(ANA, { kind: 'start', change: first.id });
      a.clock.set('2026-11-28T22:10:00Z');

      const blocked = shown(await a.press(ANA, { kind: 'start', change: id }));
      assert.match(blocked.notice, /CHG-0001 works on BER-EX01 of DAG-BER too/);
      assert.equal((await a.load(id)).state, 'approved');

      const keys = blocked.conflicts.filter(({ severity }) => severity === 'blocks').map(({ key }) => key);
      await a.press(CY, { kind: 'override', change: id, plan: planHash, keys, reason: 'CHG-0001 is at its restart' });
      assert.match(shown(await a.press(ANA, { kind: 'start', change: id })).notice, /is started/);
    });

    it('is free at once when the other is done', async () => {
      const a = await anExecutionHouse(await open());
      for (const name of ['BER-EX01', 'BER-EX02', 'BER-EX03']) await a.fleet.report(name, { dag: known('DAG-BER') });
      const first = await a.change('approved', {
        servers: [{ name: 'BER-EX01' }],
        start: '2026-11-28T20:00:00Z',
        hours: 2,
      });
      const { id } = await a.change('approved', { servers: [{ name: 'BER-EX02' }] });
      a.clock.set('2026-11-28T20:00:00Z');
      await a.press(ANA, { kind: 'start', change: first.id });
      a.clock.set('2026-11-28T22:10:00Z');
      await a.press(ANA, { kind: 'finish', change: first.id });

      assert.match(shown(await a.press(ANA, { kind: 'start', change: id })).notice, /is started/);
    });
  });

  describe('a standard change', () => {
    const proposing = async (house: PlanHouse, over: Partial<Draft> = {}, type: ChangeType = 'standard') => {
      const form = await house.say(ANA_PLANS, {
        kind: 'form',
        servers: ['FAIL-01'],
        change: null,
        date: '2026-11-28',
        time: '22:00',
        hours: '2',
        zone: 'UTC',
        reason: 'Cut off',
      });
      if (form.kind !== 'change-form') throw new Error(JSON.stringify(form));
      return house.say(ANA_PLANS, { kind: 'propose', draft: { ...form.draft, type, ...over } });
    };
    const openHouse = async () => aPlanHouse(await open(), { preApproval: ruleApproving });

    it('is approved beforehand by a rule that somebody else approved, and names it', async () => {
      const house = await openHouse();
      const saturdays = await rule(house, ANA_PLANS, { preApproves: true });
      await saturdays.approve(BO_APPROVES);

      const answer = await proposing(house);

      assert.equal(answer.kind === 'change' && answer.view.state, 'approved');
      assert.match(
        (answer.kind === 'change' && answer.notice) || '',
        /by the maintenance rule Saturdays \(RULE-0001\)/,
      );
    });

    it('is not while nobody has approved the rule, outside its window, past it, or at a high risk', async () => {
      const house = await openHouse();
      const saturdays = await rule(house, ANA_PLANS, { preApproves: true });
      const refused = async (over: Partial<Draft> = {}) => {
        const answer = await proposing(house, over);
        return answer.kind === 'change-form' ? answer.problem?.code : answer.kind;
      };
      assert.equal(await refused(), 'not-allowed');
      await saturdays.approve(BO_APPROVES);

      assert.equal(await refused({ time: '21:59' }), 'not-allowed');
      assert.equal(await refused({ time: '23:00', hours: '4' }), 'not-allowed');
      assert.equal(await refused({ risk: 'high' }), 'not-allowed');
      assert.equal(await refused({ time: '23:00', hours: '3' }), 'change');
    });
  });
});
