import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { intentSchema } from '../../src/questions/intent-schema.ts';
import type { Intent } from '../../src/questions/model.ts';
import { parse } from '../../src/questions/parse.ts';

const failing = (scope: string | null = null, page = 1): Intent => ({ kind: 'failing', scope, cause: null, page });
const unknown = (scope: string | null = null, page = 1): Intent => ({ kind: 'unknown', scope, cause: null, page });
const outdated = (scope: string | null = null, page = 1): Intent => ({ kind: 'outdated', scope, cause: null, page });
const server = (kind: 'why' | 'server' | 'history', name: string): Intent => ({ kind, server: name });

const understood: readonly (readonly [string, Intent])[] = [
  ['hi', { kind: 'welcome' }],
  ['Hello!', { kind: 'welcome' }],
  ['hello there', { kind: 'welcome' }],
  ['HELP', { kind: 'help' }],
  ['help me please', { kind: 'help' }],
  ['what can you do? help', { kind: 'help' }],
  ['status', { kind: 'status' }],
  ['  Status. ', { kind: 'status' }],
  ['stauts', { kind: 'status' }],
  ['statsu?', { kind: 'status' }],
  ['what is the status', { kind: 'status' }],
  ['<at>Patchwarden</at> status', { kind: 'status' }],
  ['failing', failing()],
  ['faling', failing()],
  ['fialing', failing()],
  ['which servers fail', failing()],
  ['Which servers are failing?', failing()],
  ['what fails', failing()],
  ['show failing servers in Berlin', failing('Berlin')],
  ['failing in DAG-BER', failing('DAG-BER')],
  ['failing in Exchange 2019', failing('Exchange 2019')],
  ['failing in SE', failing('SE')],
  ['failing in 2016 page 3', failing('2016', 3)],
  ['failing page 2', failing(null, 2)],
  ['failing, page 2', failing(null, 2)],
  ['failing page 0', failing(null, 1)],
  ['failing page 999999999', failing(null, 100_000)],
  ['failing Berlin', failing('Berlin')],
  ['failing servers in site Berlin', failing('Berlin')],
  ['failing in "Default First Site Name"', failing('Default First Site Name')],
  ['failing\u00a0in\u00a0Berlin', failing('Berlin')],
  ['list all failing exchange servers', failing()],
  ['unknown', unknown()],
  ['unknown servers', unknown()],
  ['which servers are unknown?', unknown()],
  ['unknow in Berlin', unknown('Berlin')],
  ['show unknown servers in DAG-BER page 2', unknown('DAG-BER', 2)],
  ['is ber-ex02 unknown?', server('why', 'ber-ex02')],
  ['outdated', outdated()],
  ['outdatet', outdated()],
  ['Outdated in Berlin', outdated('Berlin')],
  ['which servers are out of date', outdated()],
  ['out of date in DAG-PAR', outdated('DAG-PAR')],
  ['which servers are unsupported?', outdated()],
  ['why ber-ex02', server('why', 'ber-ex02')],
  ['WHY BER-EX02', server('why', 'BER-EX02')],
  ['why is ber-ex02 failing?', server('why', 'ber-ex02')],
  ['why is the server ber-ex02 not ready', server('why', 'ber-ex02')],
  ['why does ber-ex02.contoso.test fail', server('why', 'ber-ex02.contoso.test')],
  ['why ber‑ex02', server('why', 'ber-ex02')],
  ['why “ber-ex02”?', server('why', 'ber-ex02')],
  ['wyh ber-ex02', server('why', 'ber-ex02')],
  ['is ber-ex02 failing?', server('why', 'ber-ex02')],
  ['server BER-EX02', server('server', 'BER-EX02')],
  ['sever BER-EX02', server('server', 'BER-EX02')],
  ['show server ber-ex02', server('server', 'ber-ex02')],
  ['show me the server ber-ex02 please', server('server', 'ber-ex02')],
  ['ber-ex02', server('server', 'ber-ex02')],
  ['BER-EX02.contoso.test', server('server', 'BER-EX02.contoso.test')],
  ['history ber-ex02', server('history', 'ber-ex02')],
  ['hsitory of ber-ex02', server('history', 'ber-ex02')],
  ['judge 15.2.1544.36', { kind: 'judge', build: '15.2.1544.36' }],
  ['Judge Version 15.2 (Build 1544.4)', { kind: 'judge', build: 'Version 15.2 (Build 1544.4)' }],
  ['15.02.1544.036', { kind: 'judge', build: '15.02.1544.036' }],
  ['15.2.1544.36?', { kind: 'judge', build: '15.2.1544.36' }],
];

for (const [text, intent] of understood) {
  test(`"${text}" is understood as ${JSON.stringify(intent)}`, () => {
    assert.deepEqual(parse(text), intent);
  });
}

for (const text of [
  '',
  '   ',
  '???',
  'lunch',
  'tell me a joke',
  'why',
  'server',
  'judge',
  'hello world programme',
  'x'.repeat(600),
]) {
  test(`"${text.slice(0, 30)}" is not understood, which is said`, () => {
    assert.equal(parse(text).kind, 'not-understood');
  });
}

test('any text becomes an intent that a button could carry', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 700 }), wordy), (text) => {
      assert.equal(intentSchema.safeParse(parse(text)).success, true);
    }),
  );
});

const wordy = fc
  .array(
    fc.constantFrom(
      'show',
      'failing',
      'why',
      'in',
      'Berlin',
      'page',
      '2',
      'ber-ex02',
      'is',
      'judge',
      '15.2',
      '?',
      'not',
      'out',
      'of',
      'date',
    ),
    { maxLength: 8 },
  )
  .map((words) => words.join(' '));
