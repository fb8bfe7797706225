import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { MaintenanceCommand } from '../../src/maintenance/model.ts';
import { readMaintenanceAct } from '../../src/maintenance/read-act.ts';
import { aFreezeDraft, aRuleDraft } from './rules.ts';

function command(said: unknown, inputs: object = {}): MaintenanceCommand | null {
  return readMaintenanceAct({ act: { maintenance: said }, once: 'once', ...inputs })?.command ?? null;
}

const rule = 'RULE-0007';

describe('readMaintenanceAct', () => {
  it('reads each command that a button of ours carries', () => {
    const commands = [
      { kind: 'rules' },
      { kind: 'windows' },
      { kind: 'rule-form', rule: null, draft: {} },
      { kind: 'rule-form', rule, draft: { time: '23:00' } },
      { kind: 'set-rule', rule: null, revision: null, draft: aRuleDraft() },
      { kind: 'set-rule', rule, revision: 3, draft: aRuleDraft({ preApproves: true }) },
      { kind: 'approve-rule', rule, hash: 'a'.repeat(64) },
      { kind: 'remove-rule', rule },
      { kind: 'freeze-form', draft: { fromDate: '2026-12-20' } },
      { kind: 'set-freeze', draft: aFreezeDraft() },
      { kind: 'lift-freeze', freeze: 'FREEZE-0002' },
    ];
    for (const one of commands) assert.deepEqual(command(one), one);
  });

  it('lays the fields of a form over what the button brought', () => {
    const said = { kind: 'set-rule', rule: null, revision: null, draft: aRuleDraft() };
    const fields = { name: 'Sundays', days: 'sun,mon', hours: 6, number: 2, noStartBefore: 30, preApproves: 'true' };
    assert.deepEqual(command(said, fields), {
      ...said,
      draft: aRuleDraft({
        ...{ name: 'Sundays', days: 'sun,mon', hours: '6', number: '2', noStartBefore: '30' },
        preApproves: true,
      }),
    });
    const off = { ...said, draft: aRuleDraft({ preApproves: true }) };
    assert.deepEqual(command(off, { preApproves: 'false' }), said);
    const form = command({ kind: 'rule-form', rule }, { time: '23:00', zone: 'UTC' });
    assert.deepEqual(form, { kind: 'rule-form', rule, draft: { time: '23:00', zone: 'UTC' } });
    const freeze = { kind: 'set-freeze', draft: aFreezeDraft() };
    assert.deepEqual(command(freeze, { untilTime: '06:00', effect: 'warns' }), {
      ...freeze,
      draft: aFreezeDraft({ untilTime: '06:00', effect: 'warns' }),
    });
  });

  it('takes the text of the servers as the scope where that was chosen, and only there', () => {
    const said = { kind: 'set-rule', rule: null, revision: null, draft: aRuleDraft() };
    const scope = (inputs: object) => {
      const read = command(said, inputs);
      return read?.kind === 'set-rule' && read.draft.scope;
    };
    assert.equal(scope({ scope: 'servers', servers: 'BER-EX01, BER-EX02' }), 'BER-EX01, BER-EX02');
    assert.equal(scope({ scope: 'servers' }), '');
    assert.equal(scope({ scope: 'site:Berlin', servers: 'BER-EX01' }), 'site:Berlin');
    assert.equal(scope({ servers: 'BER-EX01' }), 'all');
  });

  it('is null for what no card of ours sends', () => {
    const hostile = [
      null,
      'text',
      [],
      {},
      { act: { maintenance: { kind: 'approve-rule', rule } }, once: 'x' },
      { act: { maintenance: { kind: 'remove-rule', rule: 'RULE-1; drop' } }, once: 'x' },
      { act: { maintenance: { kind: 'lift-freeze', freeze: rule } }, once: 'x' },
      { act: { maintenance: { kind: 'rules' } }, once: '' },
      { act: { maintenance: { kind: 'rules' } }, once: 'x'.repeat(201) },
      { act: { maintenance: { kind: 'nonsense' } }, once: 'x' },
      { act: { maintenance: { kind: 'set-rule', rule: null, revision: null, draft: {} } }, once: 'x' },
      { act: { maintenance: { kind: 'set-rule', rule, revision: '1', draft: aRuleDraft() } }, once: 'x' },
      { act: { maintenance: { kind: 'rule-form' } }, once: 'x', name: { a: 1 } },
      { act: { maintenance: { kind: 'freeze-form' } }, once: 'x', reason: 'x'.repeat(5_001) },
      { act: { maintenance: { kind: 'freeze-form' } }, once: 'x', servers: 5 },
      { act: { digest: { kind: 'show' } }, once: 'x' },
    ];
    for (const data of hostile) assert.equal(readMaintenanceAct(data), null, JSON.stringify(data)?.slice(0, 80));
  });
});
