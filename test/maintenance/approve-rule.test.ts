import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DAY, HOUR, later } from '../../src/core/clock.ts';
import { isApproved } from '../../src/maintenance/approved.ts';
import type { RuleId } from '../../src/maintenance/model.ts';
import { scopedBy } from '../../src/maintenance/right-to-approve.ts';
import { findRule } from '../../src/maintenance/store.ts';
import { defaultPolicy } from '../../src/people/default-policy.ts';
import type { Policy } from '../../src/people/policy.ts';
import { ANA, BO, CLI, CY, DI } from '../people/house.ts';
import { onBothDialects } from '../support/database.ts';
import { aMaintenanceHouse, type MaintenanceHouse, problemOf } from './house.ts';
import { aRuleDraft } from './rules.ts';

const parisByCy: Policy = {
  ...defaultPolicy,
  approvers: [{ scope: { by: 'site', value: 'Paris' }, people: [CY.aadObjectId] }],
};

async function isNowApproved(house: MaintenanceHouse, id: RuleId): Promise<boolean> {
  const rule = await house.app.database.read((reader) => findRule(reader, id));
  return rule !== null && isApproved(rule);
}

onBothDialects((_name, open) => {
  describe('approving a maintenance rule', () => {
    it('binds the approval to the rule as it was seen', async () => {
      const house = await aMaintenanceHouse(await open());
      const { rule } = await house.rule({ preApproves: true });
      const approving = { kind: 'approve-rule', rule: rule.id, hash: rule.hash } as const;
      const { rules, notice } = await house.done(BO, approving, { once: 'one' });
      await house.done(BO, approving, { once: 'one' });

      assert.equal(
        notice,
        'RULE-0001 Saturday nights is approved. It approves standard changes in its windows beforehand.',
      );
      assert.equal(rules[0]?.approved, true);
      assert.deepEqual(rules[0]?.rule.approval, { by: BO, at: house.fleet.clock.now(), hash: rule.hash });
      assert.equal(house.changed.count, 2);
      const audited = (await house.audited()).filter(({ verb }) => verb === 'rule.approved');
      assert.deepEqual(
        audited.map(({ after }) => after),
        [{ approved: true, hash: rule.hash, onBehalfOf: null }],
      );
      assert.match(problemOf(await house.say(CY, approving)), /RULE-0001 Saturday nights was approved by Bo Berg on /);
    });

    it('takes no approval of a rule that was changed or removed, or that approves nothing', async () => {
      const house = await aMaintenanceHouse(await open());
      const { rule } = await house.rule({ preApproves: true });
      const plain = await house.rule({ name: 'Plain' });
      const approve = (id: RuleId, hash: string) => house.say(CY, { kind: 'approve-rule', rule: id, hash });

      assert.match(problemOf(await approve(rule.id, plain.rule.hash)), /was changed since you saw it/);
      assert.match(problemOf(await approve(plain.rule.id, plain.rule.hash)), /needs no approval/);
      assert.match(problemOf(await approve('RULE-0009' as RuleId, rule.hash)), /^not-found/);
      await house.done(ANA, { kind: 'remove-rule', rule: rule.id });
      assert.match(problemOf(await approve(rule.id, rule.hash)), /was removed/);
      assert.equal(await isNowApproved(house, rule.id), false);
    });

    it('is never for an author, however they are called, nor for the command line or who only reads', async () => {
      const house = await aMaintenanceHouse(await open());
      const { rule } = await house.rule({ preApproves: true });
      const draft = aRuleDraft({ preApproves: true, hours: '3' });
      const { rules } = await house.done(BO, { kind: 'set-rule', rule: rule.id, revision: 1, draft });
      const approving = { kind: 'approve-rule', rule: rule.id, hash: rules[0]?.rule.hash ?? '' } as const;

      assert.match(
        problemOf(await house.say(BO, approving)),
        /You shaped this rule, so someone else has to approve it/,
      );
      const elsewhere = { ...BO, tenantId: 'another-tenant' };
      await house.give(elsewhere, 'approver');
      assert.match(problemOf(await house.say(elsewhere, approving)), /You shaped this rule/);
      assert.match(problemOf(await house.say(ANA, approving)), /^not-allowed: Only .*approver/);
      assert.match(problemOf(await house.say(CLI, approving)), /^not-allowed: Only a person whom Teams identifies/);
      assert.match(problemOf(await house.say(DI, approving)), /^not-allowed/);
      assert.equal(await isNowApproved(house, rule.id), false);
      await house.done(CY, approving);
      assert.equal(await isNowApproved(house, rule.id), true);
    });

    it('is not for who acts for an author, or acted since the rule was changed, however that ended', async () => {
      const house = await aMaintenanceHouse(await open());
      const { clock } = house.fleet;
      const { rule } = await house.rule({ preApproves: true });
      const approving = { kind: 'approve-rule', rule: rule.id, hash: rule.hash } as const;
      await house.lend(ANA, CY, clock.now(), later(clock.now(), HOUR));
      assert.match(problemOf(await house.say(CY, approving)), /You act, or acted since it was changed, for somebody/);
      clock.advance(2 * HOUR);
      assert.match(problemOf(await house.say(CY, approving)), /You act, or acted/);

      const draft = aRuleDraft({ preApproves: true, hours: '3' });
      const { rules } = await house.done(ANA, { kind: 'set-rule', rule: rule.id, revision: 1, draft });
      const changed = { ...approving, hash: rules[0]?.rule.hash ?? '' };
      assert.match((await house.done(CY, changed)).notice ?? '', /is approved/);
    });

    it('may be given in the place of an approver, and keeps both names', async () => {
      const house = await aMaintenanceHouse(await open());
      const { clock } = house.fleet;
      const { rule } = await house.rule({ preApproves: true });
      await house.lend(CY, DI, clock.now(), later(clock.now(), DAY));
      const { notice } = await house.done(DI, { kind: 'approve-rule', rule: rule.id, hash: rule.hash });

      assert.match(notice ?? '', /^For Cy Chen: RULE-0001 Saturday nights is approved/);
      const audited = (await house.audited()).at(-1);
      assert.match(JSON.stringify(audited?.after), /"onBehalfOf":\{"name":"Cy Chen"/);
    });

    it('is not given in the place of an author', async () => {
      const house = await aMaintenanceHouse(await open());
      const { clock } = house.fleet;
      const draft = aRuleDraft({ preApproves: true });
      const { rules } = await house.done(BO, { kind: 'set-rule', rule: null, revision: null, draft });
      await house.lend(BO, DI, clock.now(), later(clock.now(), DAY));
      const answer = await house.say(DI, {
        kind: 'approve-rule',
        rule: 'RULE-0001' as RuleId,
        hash: rules[0]?.rule.hash ?? '',
      });

      assert.match(problemOf(answer), /You act, or acted/);
      assert.equal(await isNowApproved(house, 'RULE-0001' as RuleId), false);
    });

    it('is for who may approve changes of every server of its scope', async () => {
      const house = await aMaintenanceHouse(await open(), { policy: parisByCy });
      const all = await house.rule({ preApproves: true });
      const berlin = await house.rule({ name: 'Berlin', preApproves: true, scope: 'site:Berlin' });
      const paris = await house.rule({ name: 'Paris', preApproves: true, scope: 'FAIL-01, READY-01' });
      const approve = (by: typeof BO, { rule }: typeof all) =>
        house.say(by, { kind: 'approve-rule', rule: rule.id, hash: rule.hash });

      for (const one of [all, paris]) {
        assert.match(problemOf(await approve(BO, one)), /not among those who may approve changes of all servers/);
        assert.match(problemOf(await approve(CY, one)), /is approved/);
      }
      assert.match(problemOf(await approve(BO, berlin)), /is approved/);
    });
  });
});

describe('the servers that an approval of a rule is asked of', () => {
  it('are those there, and of each place one that may still come', () => {
    const nowhere = { name: '', site: null, dag: null, product: null };
    assert.deepEqual(scopedBy({ by: 'all' }, parisByCy, []), [{ ...nowhere, site: 'Paris' }]);
    assert.deepEqual(scopedBy({ by: 'dag', value: 'DAG-PAR' }, parisByCy, []), [{ ...nowhere, dag: 'DAG-PAR' }]);
    assert.deepEqual(scopedBy({ by: 'servers', servers: ['gone.test' as never] }, parisByCy, []), [
      { ...nowhere, name: 'gone.test' },
    ]);
  });
});
