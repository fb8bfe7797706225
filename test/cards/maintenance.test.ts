import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ChangeContext } from '../../src/cards/change.ts';
import { type AnyAnswer, present } from '../../src/cards/present.ts';
import { walk } from '../support/card-rules.ts';
import { cardContext } from './card-context.ts';
import { aConflict, ana, bo, cy } from './change-samples.ts';
import { aFreezeView, aRuleView, freezeId, maintenanceAnswers, ruleId } from './maintenance-states.ts';
import { readDeed } from './read-deed.ts';
import { aPart, aRollout, rolloutAnswers } from './rollout-states.ts';

describe('the card of rules and freezes', () => {
  const list = (over: object): AnyAnswer =>
    Object.assign({}, maintenanceAnswers['maintenance-rules'], { rules: [], freezes: [] }, over) as AnyAnswer;
  const waiting = (number: number, name: string) =>
    aRuleView({ id: ruleId(number), name, approval: null, authors: [ana.person], hash: `h${number}` });

  it('carries the only rule and the only freeze in the buttons', () => {
    const card = list({ rules: [aRuleView({ id: ruleId(4) })], freezes: [aFreezeView({ id: freezeId(5) })] });

    assert.deepEqual(inputsOf(card), []);
    assert.deepEqual(commandOf(card, 'Remove rule'), { kind: 'remove-rule', rule: 'RULE-0004' });
    assert.deepEqual(commandOf(card, 'Lift freeze'), { kind: 'lift-freeze', freeze: 'FREEZE-0005' });
  });

  it('lets one of several be chosen, and none is chosen beforehand', () => {
    const card = list({ rules: [waiting(1, 'One'), waiting(2, 'Two')], freezes: [] });
    const [choice] = nodesOf(card).filter((node) => node['type'] === 'Input.ChoiceSet');

    assert.ok(choice);
    assert.equal(choice['value'], undefined);
    assert.deepEqual(
      (choice['choices'] as { value: string }[]).map(({ value }) => value),
      ['RULE-0001|h1', 'RULE-0002|h2'],
    );
    assert.equal((commandOf(card, 'Remove rule') as { kind: string }).kind, 'unreadable');
    assert.deepEqual(commandOf(card, 'Approve rule', { rule: 'RULE-0002|h2' }), {
      kind: 'approve-rule',
      rule: 'RULE-0002',
      hash: 'h2',
    });
  });

  it('offers the approval of the only rule that waits by its name, and not to whoever shaped it', () => {
    const card = list({ rules: [aRuleView(), waiting(2, 'Paris nights')] });

    assert.deepEqual(commandOf(card, 'Approve Paris nights'), { kind: 'approve-rule', rule: 'RULE-0002', hash: 'h2' });
    assert.ok(titlesOf(card, { viewer: bo.person }).includes('Approve Paris nights'));
    assert.ok(!titlesOf(card, { viewer: ana.person }).some((title) => String(title).startsWith('Approve')));
  });

  it('says in words what the clocks do to the next time', () => {
    assert.match(json(maintenanceAnswers['maintenance-rules']), /02:30 does not exist on 28 March 2027: starts 03:00/);
    assert.match(
      json(maintenanceAnswers['maintenance-windows']),
      /02:30 does not exist on 28 March 2027: starts 03:00/,
    );
  });

  it('tells the next time in the zone of the rule and of the reader', () => {
    const shown = json(maintenanceAnswers['maintenance-rules'], { zone: 'America/New_York' });

    assert.match(shown, /Sat 28 Nov 2026, 22:00 – Sun 29 Nov 2026, 02:00 Europe\/Berlin \(UTC\+1\)/);
    assert.match(shown, /in your time zone Sat 28 Nov 2026, 16:00 – 20:00 America/);
  });
});

describe('the form of a rule', () => {
  it('sends every field back under the name that its draft has', () => {
    const form = maintenanceAnswers['rule-form-edit'];
    const inputs = { name: 'Paris', recurrence: 'monthly', days: 'sat', number: 'last', time: '22:00', hours: 3 };
    const sent = {
      ...inputs,
      scope: 'servers',
      servers: 'PAR-EX01',
      preApproves: 'yes',
      noStartBefore: '',
      zone: 'UTC',
    };

    assert.deepEqual(commandOf(form, 'Save the rule', sent), {
      kind: 'set-rule',
      rule: 'RULE-0002',
      revision: 3,
      draft: {
        ...inputs,
        hours: '3',
        rrule: '',
        scope: 'PAR-EX01',
        preApproves: true,
        noStartBefore: '',
        zone: 'UTC',
      },
    });
  });

  it('shows the names of servers as such, and what may be chosen as that', () => {
    const fields = Object.fromEntries(
      nodesOf(maintenanceAnswers['rule-form-edit']).flatMap((node) =>
        typeof node['id'] === 'string' ? [[node['id'], node['value']]] : [],
      ),
    );

    assert.equal(fields['scope'], 'servers');
    assert.equal(fields['servers'], 'PAR-EX01, PAR-EX02');
    assert.equal(fields['days'], 'sun');
  });
});

describe('the card of a rollout', () => {
  const titles = (over: Parameters<typeof aRollout>[0], context: Partial<ChangeContext> = {}) =>
    titlesOf(aRollout(over), context);

  it('binds one approval to the plans that are shown, for those who may approve all', () => {
    assert.deepEqual(commandOf(aRollout(), 'Approve all 3'), {
      kind: 'approve-rollout',
      rollout: 'ROLLOUT-0001',
      hash: 'b'.repeat(64),
    });
    assert.ok(titles({}, { viewer: bo.person }).includes('Approve all 3'));
    assert.ok(!titles({ may: [bo] }, { viewer: cy.person }).includes('Approve all 3'));
    assert.ok(!titles({ waiting: 0 }).some((title) => String(title).startsWith('Approve')));
  });

  it('offers no approval of all while a conflict blocks one that waits', () => {
    const blocked = aPart({ change: 'CHG-0001' as never, state: 'proposed', conflicts: [aConflict()] });

    assert.ok(!titles({ parts: [blocked], waiting: 1 }).includes('Approve it'));
    assert.equal(titles({ parts: [blocked], waiting: 1 })[0], 'CHG-0001');
  });

  it('is sent off with a reason and what was shown, and not where there is nothing', () => {
    assert.deepEqual(commandOf(rolloutAnswers['rollout-form'], 'Send off 3 changes', { reason: 'October' }), {
      kind: 'rollout',
      scope: 'outdated',
      hash: 'a'.repeat(64),
      reason: 'October',
    });
    assert.ok(!titlesOf(rolloutAnswers['rollout-form-nothing']).some((title) => String(title).startsWith('Send')));
  });
});

function nodesOf(answer: AnyAnswer | undefined, context: Partial<ChangeContext> = {}) {
  assert.ok(answer);
  return [...walk(JSON.parse(JSON.stringify(present(answer, { ...cardContext(), ...context }).card)))];
}

function json(answer: AnyAnswer | undefined, context: Partial<ChangeContext> = {}): string {
  return JSON.stringify(nodesOf(answer, context)[0]).replaceAll('\\\\', '');
}

function buttonsOf(answer: AnyAnswer | undefined, context: Partial<ChangeContext> = {}) {
  return nodesOf(answer, context).filter((node) => node['type'] === 'Action.Execute');
}

function titlesOf(answer: AnyAnswer | undefined, context: Partial<ChangeContext> = {}): readonly unknown[] {
  return buttonsOf(answer, context).map((button) => button['title']);
}

function inputsOf(answer: AnyAnswer | undefined): readonly unknown[] {
  return nodesOf(answer).filter((node) => String(node['type']).startsWith('Input.'));
}

/** What a press of the button comes to in its room, with what was filled in. */
function commandOf(answer: AnyAnswer | undefined, title: string, inputs: object = {}): unknown {
  const button = buttonsOf(answer).find((one) => one['title'] === title);
  assert.ok(button, title);
  const read = readDeed({ ...(button['data'] as object), ...inputs }) as { command: unknown } | null;
  return read?.command;
}
