import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readMaintenanceAct } from '../../src/maintenance/read-act.ts';

const read = (maintenance: object, inputs: object = {}) =>
  readMaintenanceAct({ act: { maintenance }, once: 'o', ...inputs })?.command;

describe('a button whose rule or freeze is chosen beside it', () => {
  it('is for the one that was chosen', () => {
    assert.deepEqual(read({ kind: 'remove-rule', rule: '' }, { rule: 'RULE-0002' }), {
      kind: 'remove-rule',
      rule: 'RULE-0002',
    });
    assert.deepEqual(read({ kind: 'rule-form', rule: '', draft: {} }, { rule: 'RULE-0002|abc' }), {
      kind: 'rule-form',
      rule: 'RULE-0002',
      draft: {},
    });
    assert.deepEqual(read({ kind: 'lift-freeze', freeze: '' }, { freeze: 'FREEZE-0003' }), {
      kind: 'lift-freeze',
      freeze: 'FREEZE-0003',
    });
  });

  it('approves on the hash that stood beside the name', () => {
    assert.deepEqual(read({ kind: 'approve-rule', rule: '', hash: '' }, { rule: 'RULE-0002|9f2c' }), {
      kind: 'approve-rule',
      rule: 'RULE-0002',
      hash: '9f2c',
    });
  });

  it('says that none is chosen, whatever else was sent', () => {
    for (const rule of [undefined, '', 'FREEZE-0001', 'RULE-1', `RULE-0001|${'x'.repeat(150)}`]) {
      const command = read({ kind: 'remove-rule', rule: '' }, rule === undefined ? {} : { rule });
      assert.equal(command?.kind === 'unreadable' && command.refusal.message, 'No rule is chosen.', rule);
    }
    const command = read({ kind: 'lift-freeze', freeze: '' }, { freeze: 'RULE-0001' });
    assert.equal(command?.kind === 'unreadable' && command.refusal.message, 'No freeze is chosen.');
  });

  it('that carries its own is for that, whatever is chosen beside it', () => {
    assert.deepEqual(read({ kind: 'remove-rule', rule: 'RULE-0001' }, { rule: 'RULE-0002' }), {
      kind: 'remove-rule',
      rule: 'RULE-0001',
    });
  });
});
