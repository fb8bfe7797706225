import assert from 'node:assert/strict';
import { it } from 'node:test';
import { readAct } from '../../src/digests/read-act.ts';

const form = { act: { digest: { kind: 'set' } }, once: 'press-1' };

it('reads a form with its inputs', () => {
  const data = {
    ...form,
    days: '3,1,2',
    time: '8:05',
    zone: ' Europe/Berlin ',
    scope: 'site:Paris',
    minimum: 'due',
    quiet: '6,7',
    quietDates: '2026-12-24 2026-12-25',
  };
  assert.deepEqual(readAct(data), {
    once: 'press-1',
    command: {
      kind: 'set',
      days: [1, 2, 3],
      time: '08:05',
      zone: 'Europe/Berlin',
      scope: 'site:Paris',
      minimum: 'due',
      quiet: { weekdays: [6, 7], dates: ['2026-12-24', '2026-12-25'] },
    },
  });
});

it('leaves out what the form leaves out, and takes no quiet day as none', () => {
  assert.deepEqual(readAct(form)?.command, { kind: 'set' });
  assert.deepEqual(readAct({ ...form, scope: 'all', quiet: '', zone: '' })?.command, {
    kind: 'set',
    scope: null,
    quiet: { weekdays: [], dates: [] },
  });
});

it('reads groups of days, and what stands in the button itself', () => {
  assert.deepEqual(readAct({ ...form, days: 'weekdays' })?.command, { kind: 'set', days: [1, 2, 3, 4, 5] });
  assert.deepEqual(readAct({ ...form, days: 'daily,1' })?.command, { kind: 'set', days: [1, 2, 3, 4, 5, 6, 7] });
  const button = { act: { digest: { kind: 'set', days: [1], time: '09:00', scope: null } }, once: 'x', verb: 'act' };
  assert.deepEqual(readAct(button)?.command, { kind: 'set', days: [1], time: '09:00', scope: null });
});

for (const kind of ['show', 'now', 'off']) {
  it(`reads the button ${kind}`, () => {
    assert.deepEqual(readAct({ act: { digest: { kind } }, once: 'x' }), { once: 'x', command: { kind } });
  });
}

const unreadable: readonly [string, object][] = [
  ['no day', { days: '' }],
  ['a day that is none', { days: '1,8' }],
  ['a time that is none', { time: '24:00' }],
  ['a minimum that is none', { minimum: 'loud' }],
  ['a quiet day that is none', { quiet: 'sunday' }],
  ['a quiet date that is none', { quiet: '', quietDates: '2026-02-30' }],
];
for (const [what, inputs] of unreadable) {
  it(`says of ${what} what to do`, () => {
    const command = readAct({ ...form, ...inputs })?.command;
    assert.equal(command?.kind, 'unreadable');
    assert.notEqual(command?.kind === 'unreadable' ? command.refusal.hint : '', '');
  });
}

for (const data of [
  null,
  'text',
  {},
  { act: {} },
  { act: { digest: { kind: 'drop' } }, once: 'x' },
  { act: form.act },
]) {
  it(`takes ${JSON.stringify(data)} for none of its own`, () => assert.equal(readAct(data), null));
}
