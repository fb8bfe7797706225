import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isApproved } from '../../src/maintenance/approved.ts';
import type { MaintenanceCommand, RuleId } from '../../src/maintenance/model.ts';
import { findRule } from '../../src/maintenance/store.ts';
import { ANA, BO, CLI, CY, DI } from '../people/house.ts';
import { onBothDialects } from '../support/database.ts';
import { aMaintenanceHouse, problemOf } from './house.ts';
import { aRuleDraft } from './rules.ts';

type SetRule = Extract<MaintenanceCommand, { readonly kind: 'set-rule' }>;
const setting = (over: Partial<SetRule['draft']> = {}, of: Partial<SetRule> = {}): SetRule => ({
  kind: 'set-rule',
  rule: null,
  revision: null,
  draft: aRuleDraft(over),
  ...of,
});

onBothDialects((_name, open) => {
  describe('setting a maintenance rule', () => {
    it('keeps it under the next number, says when it opens, and has plans held against it', async () => {
      const house = await aMaintenanceHouse(await open());
      const { rules, notice } = await house.done(ANA, setting());
      const two = await house.done(CLI, setting({ name: 'Sundays', days: 'sunday', preApproves: true }));

      assert.equal(
        notice,
        'RULE-0001 Saturday nights is set: every Saturday, 22:00 to 02:00 Europe/Berlin (4 hours). Next: Sat 21 Nov 2026, 22:00.',
      );
      assert.equal(rules[0]?.scope, 'all servers');
      assert.deepEqual(
        rules[0]?.next.map(({ local }) => local),
        ['2026-11-21T22:00', '2026-11-28T22:00', '2026-12-05T22:00'],
      );
      assert.deepEqual(
        two.rules.map(({ rule }) => rule.id),
        ['RULE-0001', 'RULE-0002'],
      );
      assert.match(two.notice ?? '', /It approves nothing until somebody else has approved it\.$/);
      assert.equal(house.changed.count, 2);
      const [audited] = await house.audited();
      assert.deepEqual(
        { ...audited, after: undefined },
        { verb: 'rule.set', subject: 'RULE-0001', actor: audited?.actor, before: null, after: undefined },
      );
    });

    it('does it once, however often the press is delivered', async () => {
      const house = await aMaintenanceHouse(await open());
      const first = await house.done(ANA, setting(), { once: 'one' });
      const again = await house.done(ANA, setting(), { once: 'one' });

      assert.equal(again.rules.length, 1);
      assert.equal(again.notice, first.notice);
      assert.equal(house.changed.count, 1);
      assert.equal((await house.audited()).length, 1);
    });

    it('brings the form back as it was filled in, with what is wrong', async () => {
      const house = await aMaintenanceHouse(await open());
      const answer = await house.say(ANA, setting({ zone: 'Europe/Atlantis', days: 'sun' }));

      assert.equal(answer.kind, 'rule-form');
      assert.ok(answer.kind === 'rule-form');
      assert.equal(
        problemOf(answer),
        'invalid: The time zone can not be Europe/Atlantis. Write its IANA name, for example Europe/Berlin.',
      );
      assert.equal(answer.draft.days, 'sun');
      assert.equal(answer.readBack, null);
      assert.deepEqual(answer.scopes.map(({ value }) => value).slice(0, 3), ['all', 'site:Berlin', 'site:London']);
      assert.equal(house.changed.count, 0);
    });

    it('is for operators: neither readers nor guests get a form', async () => {
      const house = await aMaintenanceHouse(await open());
      for (const command of [setting(), { kind: 'rule-form', rule: null, draft: {} } as const]) {
        const answer = await house.say(DI, command);
        assert.equal(answer.kind, 'refused');
        assert.match(problemOf(answer), /^not-allowed: Only .*operator.* can set a maintenance rule/);
        assert.match(problemOf(await house.say(ANA, command, { standing: 'guest' })), /^not-allowed: A guest/);
      }
      // Who only approves sets none.
      assert.match(problemOf(await house.say(CY, setting())), /^not-allowed/);
    });

    it('lets one name be one rule, whatever the case, until that one is removed', async () => {
      const house = await aMaintenanceHouse(await open());
      const { rule } = await house.rule();
      const taken = await house.say(BO, setting({ name: 'SATURDAY  nights' }));
      assert.match(problemOf(taken), /^conflict: The name SATURDAY nights is that of RULE-0001/);

      await house.done(BO, { kind: 'remove-rule', rule: rule.id });
      const { rules } = await house.done(BO, setting());
      assert.deepEqual(
        rules.map(({ rule: one }) => one.id),
        ['RULE-0002'],
      );
    });

    it('edits a rule as it was shown: another hash, one more author, no approval any more', async () => {
      const house = await aMaintenanceHouse(await open());
      const { rule } = await house.rule({ preApproves: true });
      await house.done(BO, { kind: 'approve-rule', rule: rule.id, hash: rule.hash });
      const edit = setting({ preApproves: true, hours: '6' }, { rule: rule.id, revision: 2 });
      const { rules, notice } = await house.done(BO, edit);

      const edited = rules[0]?.rule;
      assert.ok(edited);
      assert.match(notice ?? '', /Its approval is void\. It approves nothing until somebody else has approved it\.$/);
      assert.notEqual(edited.hash, rule.hash);
      assert.equal(edited.revision, 3);
      assert.equal(edited.approval, null);
      assert.equal(isApproved(edited), false);
      assert.equal(edited.authors.length, 2);
      assert.equal(edited.madeAt, rule.madeAt);
    });

    it('changes nothing, and leaves the approval, where an edit says what is so already', async () => {
      const house = await aMaintenanceHouse(await open());
      const { rule } = await house.rule({ preApproves: true, recurrence: 'rrule', rrule: 'FREQ=DAILY;INTERVAL=2' });
      await house.done(CY, { kind: 'approve-rule', rule: rule.id, hash: rule.hash });
      house.fleet.clock.advance(3 * 86_400_000);
      const same = { preApproves: true, recurrence: 'rrule', rrule: 'rrule:freq=daily;interval=2' };
      const { rules, notice } = await house.done(BO, setting(same, { rule: rule.id, revision: 2 }));

      assert.equal(notice, 'RULE-0001 Saturday nights is like that already.');
      assert.equal(rules[0]?.approved, true);
      assert.equal(rules[0]?.rule.revision, 2);
      assert.equal(house.changed.count, 2);
    });

    it('does not write over another edit: the form comes back as the rule is now', async () => {
      const house = await aMaintenanceHouse(await open());
      const { rule } = await house.rule();
      await house.done(BO, setting({ time: '23:00' }, { rule: rule.id, revision: 1 }));
      const answer = await house.say(ANA, setting({ hours: '2' }, { rule: rule.id, revision: 1 }));

      assert.match(problemOf(answer), /^conflict: RULE-0001 was changed since this form was opened/);
      assert.ok(answer.kind === 'rule-form');
      assert.deepEqual(answer.edits, { rule: rule.id, revision: 2, name: 'Saturday nights' });
      assert.equal(answer.draft.time, '23:00');
      assert.equal(answer.draft.hours, '4');
    });

    it('does not bring a removed rule back, and knows no rule that never was', async () => {
      const house = await aMaintenanceHouse(await open());
      const { rule } = await house.rule();
      await house.done(ANA, { kind: 'remove-rule', rule: rule.id });

      const removed = await house.say(ANA, setting({}, { rule: rule.id, revision: 1 }));
      assert.match(problemOf(removed), /^conflict: RULE-0001 Saturday nights was removed on 21 Nov 2026/);
      const unknown = await house.say(ANA, setting({}, { rule: 'RULE-0007' as RuleId, revision: 1 }));
      assert.match(problemOf(unknown), /^not-found: There is no maintenance rule RULE-0007/);
      const stored = await house.app.database.read((reader) => findRule(reader, rule.id));
      assert.equal(stored?.removedAt, house.fleet.clock.now());
    });
  });

  describe('the form of a rule', () => {
    it('is filled in with what is usual and what was said, and reads it back', async () => {
      const house = await aMaintenanceHouse(await open());
      const draft = { recurrence: 'patch-tuesday', number: '3', time: '01:00' };
      const answer = await house.say(ANA, { kind: 'rule-form', rule: null, draft });

      assert.ok(answer.kind === 'rule-form');
      assert.equal(answer.problem, undefined);
      assert.equal(answer.edits, null);
      assert.equal(answer.draft.hours, '4');
      assert.equal(answer.readBack?.when, '3 days after Patch Tuesday, 01:00 to 05:00 Europe/Berlin (4 hours)');
      assert.deepEqual(
        answer.readBack?.next.map(({ local }) => local),
        ['2026-12-11T01:00', '2027-01-15T01:00', '2027-02-12T01:00'],
      );
    });

    it('of a rule that is edited holds the rule, and what was said over it', async () => {
      const house = await aMaintenanceHouse(await open());
      const said = { recurrence: 'monthly', number: '-1', days: 'sun', hours: '1.25', noStartBefore: '30' };
      const { rule } = await house.rule({ ...said, scope: 'fail-02, FAIL-01' });
      const answer = await house.say(BO, { kind: 'rule-form', rule: rule.id, draft: { time: '03:00' } });

      assert.ok(answer.kind === 'rule-form');
      assert.deepEqual(answer.edits, { rule: rule.id, revision: 1, name: 'Saturday nights' });
      assert.deepEqual(answer.draft, aRuleDraft({ ...said, number: 'last', scope: 'FAIL-01, FAIL-02', time: '03:00' }));
    });
  });
});
