import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readChangeAct } from '../../src/changes/read-act.ts';
import type { ChangeCommand } from '../../src/changes/model.ts';
import { aDraft } from './plans.ts';

const change = 'CHG-0007';
const blank = aDraft(
  [
    ['a.test', 'gate:ocs-endpoint'],
    ['b.test', ''],
  ],
  { date: '', time: '', hours: '', zone: '', reason: '' },
);

function command(said: unknown, inputs: object = {}): ChangeCommand | null {
  return readChangeAct({ act: { change: said }, once: 'once', ...inputs })?.command ?? null;
}

describe('readChangeAct', () => {
  it('reads each command that a button of ours carries', () => {
    const plan = 'a'.repeat(64);
    const commands = [
      { kind: 'form', servers: ['a'], change: null },
      { kind: 'form', servers: [], change, type: 'emergency', hours: '2' },
      { kind: 'propose', draft: blank, despite: false },
      { kind: 'edit', change, plan, draft: blank, despite: true },
      { kind: 'slots', change: null, plan: null, draft: blank },
      { kind: 'slots', change, plan, draft: null },
      { kind: 'retarget-form', change },
      { kind: 'override-form', change },
      { kind: 'override', change, plan, keys: ['same-server a.test CHG-0002'], reason: 'it waits' },
      { kind: 'show', change },
      { kind: 'approve', change, plan },
      { kind: 'reject-form', change },
      { kind: 'fail-form', change },
      { kind: 'cancel-form', change },
      { kind: 'postpone-form', change },
      { kind: 'reject', change, plan, reason: 'no' },
      { kind: 'withdraw', change },
      { kind: 'start', change },
      { kind: 'tick', change, server: 'a.test', done: true },
      { kind: 'finish', change },
      { kind: 'fail', change, reason: 'it broke' },
      { kind: 'cancel', change, reason: 'not needed' },
      { kind: 'postpone', change, date: '2026-11-29', time: '22:00', hours: '4', zone: 'UTC' },
      { kind: 'review', change, verdict: 'objected', reason: 'no' },
    ];
    for (const one of commands) assert.deepEqual(command(one), one);
  });

  it('lays the fields of the form over what the button brought', () => {
    const read = command(
      { kind: 'propose', draft: blank },
      {
        type: 'normal',
        date: '2026-11-28',
        time: '22:00',
        hours: 4,
        zone: 'UTC',
        reason: 'Cut off',
        risk: 'high',
        adPrep: 'yes',
        target2: 'retired',
        order1: 2,
        order2: '1',
      },
    );
    assert.equal(read?.kind, 'propose');
    assert.deepEqual(read?.kind === 'propose' && read.draft, {
      ...blank,
      date: '2026-11-28',
      time: '22:00',
      hours: '4',
      zone: 'UTC',
      reason: 'Cut off',
      risk: 'high',
      adPrep: true,
      servers: [
        { server: 'a.test', target: 'gate:ocs-endpoint', order: '2' },
        { server: 'b.test', target: 'retired', order: '1' },
      ],
    });
    const off = command({ kind: 'propose', draft: { ...blank, adPrep: true } }, { adPrep: 'false' });
    assert.equal(off?.kind === 'propose' && off.draft.adPrep, false);
  });

  it('gathers the ticks of a list, in its order, each once', () => {
    const read = command(
      { kind: 'form', servers: ['z'] },
      { tick2: 'b', tick10: 'k', tick1: 'a', tick3: 'false', tick4: '', tick5: 'a' },
    );
    assert.deepEqual(read, { kind: 'form', servers: ['z', 'a', 'b', 'k'], change: null });
  });

  it('takes what was written into a form along into the form of an emergency, but for its type', () => {
    const read = command(
      { kind: 'form', servers: ['a'], change: null, type: 'emergency' },
      { type: 'normal', reason: 'exploited now', hours: '2', date: '', time: '', target1: 'x', risk: 'high' },
    );
    assert.deepEqual(read, {
      ...{ kind: 'form', servers: ['a'], change: null, type: 'emergency' },
      ...{ reason: 'exploited now', hours: '2', date: '', time: '' },
    });
  });

  it('takes the reason and the window of the forms', () => {
    assert.deepEqual(command({ kind: 'reject', change, plan: 'x' }, { reason: 'too early' }), {
      kind: 'reject',
      change,
      plan: 'x',
      reason: 'too early',
    });
    assert.deepEqual(
      command({ kind: 'postpone', change }, { date: '2026-11-29', time: '22:00', hours: 4, zone: 'UTC' }),
      {
        kind: 'postpone',
        change,
        date: '2026-11-29',
        time: '22:00',
        hours: '4',
        zone: 'UTC',
      },
    );
  });

  it('takes the scope, hash and reason of a rollout', () => {
    const rollout = 'ROLLOUT-0001';

    assert.deepEqual(command({ kind: 'rollout', scope: 'dag:DAG-BER', hash: 'h' }, { reason: 'cut off' }), {
      kind: 'rollout',
      scope: 'dag:DAG-BER',
      hash: 'h',
      reason: 'cut off',
    });
    assert.deepEqual(command({ kind: 'rollout-form', scope: 'outdated' }), {
      kind: 'rollout-form',
      scope: 'outdated',
      reason: '',
    });
    assert.deepEqual(command({ kind: 'approve-rollout', rollout, hash: 'h' }), {
      kind: 'approve-rollout',
      rollout,
      hash: 'h',
    });
    assert.deepEqual(command({ kind: 'show-rollout', rollout }), { kind: 'show-rollout', rollout });
  });

  it('is null for what no card of ours sends', () => {
    const hostile = [
      null,
      'text',
      [],
      {},
      { act: { change: { kind: 'approve', change } }, once: 'x' },
      { act: { change: { kind: 'show', change: 'CHG-1; drop' } }, once: 'x' },
      { act: { change: { kind: 'show', change } }, once: '' },
      { act: { change: { kind: 'show', change } }, once: 'x'.repeat(201) },
      { act: { change: { kind: 'nonsense', change } }, once: 'x' },
      { act: { change: { kind: 'fail', change } }, once: 'x', reason: 'x'.repeat(5_001) },
      { act: { change: { kind: 'fail', change } }, once: 'x', reason: { a: 1 } },
      { act: { change: { kind: 'form', servers: Array.from({ length: 201 }, () => 'a') } }, once: 'x' },
      { act: { change: { kind: 'form', servers: [] } }, once: 'x', tick1: { toString: 'x' } },
      { act: { change: { kind: 'show-rollout', rollout: 'ROLLOUT-1; drop' } }, once: 'x' },
      { act: { digest: { kind: 'show' } }, once: 'x' },
    ];
    for (const data of hostile) assert.equal(readChangeAct(data), null, JSON.stringify(data)?.slice(0, 80));
  });
});
