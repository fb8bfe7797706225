import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeEdit } from '../../src/changes/describe-edit.ts';
import type { Plan } from '../../src/changes/model.ts';
import { HOUR, later } from '../../src/core/clock.ts';
import { serverId } from '../../src/core/ids.ts';
import { aPlan, aWindow, SE_BUILD } from './plans.ts';

const before = aPlan();
const [first, second] = before.servers as [Plan['servers'][number], Plan['servers'][number]];
const nameOf = (id: string) => id.split('.')[0]?.toUpperCase() ?? id;
const edit = (over: Partial<Plan>) => describeEdit(before, { ...before, ...over }, nameOf);

describe('describeEdit', () => {
  it('says nothing of the same plan', () => {
    assert.deepEqual(edit({}), []);
  });

  it('says each thing that changed, old and new', () => {
    const window = aWindow({ start: later(before.window.start, HOUR), end: later(before.window.end, HOUR) });
    assert.deepEqual(edit({ window }), [
      'The window is Sat 28 Nov 2026, 23:00 to Sun 29 Nov 2026, 03:00 Europe/Berlin (4 hours) instead of Sat 28 Nov 2026, 22:00 to Sun 29 Nov 2026, 02:00 Europe/Berlin (4 hours).',
    ]);
    assert.deepEqual(edit({ servers: [second, first] }), ['The order is now HAM-EX04 and BER-EX02.']);
    assert.deepEqual(edit({ servers: [first] }), ['Left out: HAM-EX04.']);
    assert.deepEqual(
      edit({ servers: [...before.servers, { server: serverId('muc-ex01.contoso.test'), target: SE_BUILD }] }),
      ['Added: MUC-EX01.'],
    );
    assert.deepEqual(
      edit({ servers: [{ ...first, target: { kind: 'retired', replacedBy: 'muc-ex09.contoso.test' } }, second] }),
      [
        'The target of BER-EX02 is now: retired, replaced by MUC-EX09 (it was: build 15.2.2562.56 or later (Exchange SE RTM Oct26SU)).',
      ],
    );
    assert.deepEqual(edit({ risk: 'high', adPrep: true, type: 'standard', reason: 'New.' }), [
      'The change is standard instead of normal.',
      'The reason is now: New.',
      'The risk is high instead of medium.',
      'Active Directory is to be prepared.',
    ]);
    assert.deepEqual(edit({ riskWhy: ['Other.'] }), ['The risk stays medium, for other reasons.']);
  });
});
