import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { readAckAct } from '../../src/acknowledgements/read-act.ts';

const once = 'press';
const of = (acknowledgement: object, inputs: object = {}) => readAckAct({ act: { acknowledgement }, once, ...inputs });

it('reads a list, a withdrawal and a form that was filled in', () => {
  assert.deepEqual(of({ kind: 'list' }), { command: { kind: 'list' }, once });
  assert.deepEqual(of({ kind: 'withdraw', id: 'a-1' }), { command: { kind: 'withdraw', id: 'a-1' }, once });
  const make = { kind: 'make', servers: ['A.contoso.test'], until: '', zone: 'Europe/Berlin', reason: '' };
  assert.deepEqual(of(make, { until: '2026-11-27', reason: 'the board' })?.command, {
    ...{ kind: 'make', servers: ['a.contoso.test'], until: '2026-11-27', zone: 'Europe/Berlin', reason: 'the board' },
  });
});

it('takes of a form of many servers those that are ticked, and none that the form did not have', () => {
  const make = { kind: 'make', servers: ['a', 'b', 'c'], zone: 'UTC' };
  const inputs = { server1: 'a', server2: 'false', server3: 'c', server4: 'x', until: '2026-11-27', reason: 'x' };
  const act = of(make, inputs);
  assert.deepEqual(act?.command.kind === 'make' && act.command.servers, ['a', 'c']);
  const none = of(make, { server1: '', server2: 'false', server3: 'false' });
  assert.deepEqual(none?.command.kind === 'make' && none.command.servers, []);
});

it('gathers what was ticked on a list, in its order', () => {
  const act = of({ kind: 'form' }, { tick10: 'j', tick2: 'b', tick1: 'a', tick3: 'false', tick4: '' });
  assert.deepEqual(act?.command, { kind: 'form', servers: ['a', 'b', 'j'] });
});

it('answers a reason that is too long instead of dropping it, up to a bound', () => {
  assert.ok(of({ kind: 'make', servers: ['a'] }, { reason: 'x'.repeat(5_000) }));
  assert.equal(of({ kind: 'make', servers: ['a'] }, { reason: 'x'.repeat(5_001) }), null);
});

it('reads nothing else, and never throws', () => {
  for (const data of [null, 'x', {}, { act: { digest: { kind: 'now' } }, once }, { act: {}, once }]) {
    assert.equal(readAckAct(data), null);
  }
  assert.equal(of({ kind: 'drop' }), null);
  assert.equal(readAckAct({ act: { acknowledgement: { kind: 'list' } } }), null);
  assert.equal(of({ kind: 'make', servers: Array.from({ length: 500 }, () => 'a') }), null);
  const ticks = Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`tick${n}`, `s${n}`]));
  assert.equal(of({ kind: 'form' }, ticks)?.command.kind, 'unreadable');
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (act, input) => {
      readAckAct(act);
      of(act as object, { until: input, reason: input, server1: input, tick1: input });
    }),
  );
});
