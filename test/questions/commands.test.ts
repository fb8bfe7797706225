import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { parseDeskCommand } from '../../src/questions/commands/parse-desk-command.ts';
import type { WordContext } from '../../src/questions/desk-command.ts';
import { parse } from '../../src/questions/parse.ts';
import type { Mentioned } from '../../src/people/model.ts';
import { at } from '../support/evidence.ts';

const bo: Mentioned = { kind: 'member', person: 'user:t/bo' as never, name: 'Bo Berg' };
// A Saturday, 10:00 in Berlin.
const context: WordContext = { zone: 'Europe/Berlin', now: at('2026-11-21T09:00:00Z'), mentions: [bo] };
const read = (text: string, more: Partial<WordContext> = {}) =>
  parseDeskCommand(text, { ...context, ...more })?.command;

const understood: readonly (readonly [string, object])[] = [
  ['ack BER-EX02', { kind: 'form', servers: ['BER-EX02'] }],
  [
    'ack BER-EX02 and ham-ex04, par-ex01 until 31 January: being replaced, project Thames',
    {
      kind: 'form',
      servers: ['BER-EX02', 'ham-ex04', 'par-ex01'],
      until: '2027-01-31',
      reason: 'being replaced, project Thames',
    },
  ],
  ['acknowlege ber-ex02 until satuday', { kind: 'form', servers: ['ber-ex02'], until: '2026-11-28' }],
  [
    'ack ber-ex02 for 2 weeks because no spare',
    { kind: 'form', servers: ['ber-ex02'], until: '2026-12-05', reason: 'no spare' },
  ],
  ['acks', { kind: 'list' }],
  [
    'plan BER-EX02 saturday 22:00 for 4h: October update',
    {
      kind: 'form',
      servers: ['BER-EX02'],
      change: null,
      date: '2026-11-21',
      time: '22:00',
      hours: '4',
      reason: 'October update',
    },
  ],
  [
    'please plan an update for BER-EX02 and HAM-EX04 on 28 nov 10pm for 90 minutes london: why not: this',
    {
      kind: 'form',
      servers: ['BER-EX02', 'HAM-EX04'],
      change: null,
      date: '2026-11-28',
      time: '22:00',
      hours: '1.5',
      zone: 'Europe/London',
      reason: 'why not: this',
    },
  ],
  [
    'plan ex-1 today 23:30 for 1h',
    { kind: 'form', servers: ['ex-1'], change: null, date: '2026-11-21', time: '23:30', hours: '1' },
  ],
  [
    'plan mailhub tomorrow 22:00-02:00 Europe/Paris',
    {
      kind: 'form',
      servers: ['mailhub'],
      change: null,
      date: '2026-11-22',
      time: '22:00',
      hours: '4',
      zone: 'Europe/Paris',
    },
  ],
  // The clocks go back in between: five hours pass.
  [
    'plan ex-1 30 oct 2027 22:00 to 02:59',
    { kind: 'form', servers: ['ex-1'], change: null, date: '2027-10-30', time: '22:00', hours: '4.9833' },
  ],
  [
    'plan ex-1 30 oct 2027 22:00 to 03:30',
    { kind: 'form', servers: ['ex-1'], change: null, date: '2027-10-30', time: '22:00', hours: '6.5' },
  ],
  [
    'plan ex-1 28.11. 22:00 UTC',
    { kind: 'form', servers: ['ex-1'], change: null, date: '2026-11-28', time: '22:00', zone: 'UTC' },
  ],
  ['plan ex-1 saturday 08:00', { kind: 'form', servers: ['ex-1'], change: null, date: '2026-11-28', time: '08:00' }],
  ['plan a-1, b-2', { kind: 'form', servers: ['a-1', 'b-2'], change: null }],
  [
    'plan emergency ex-1: exploited',
    { kind: 'form', servers: ['ex-1'], change: null, type: 'emergency', reason: 'exploited' },
  ],
  ['change CHG-7', { kind: 'show', change: 'CHG-0007' }],
  ['chg-0007', { kind: 'show', change: 'CHG-0007' }],
  ['change 12345', { kind: 'show', change: 'CHG-12345' }],
  ['aprove CHG-7', { kind: 'show', change: 'CHG-0007' }],
  ['start CHG-7', { kind: 'show', change: 'CHG-0007' }],
  ['reject CHG-7', { kind: 'reject-form', change: 'CHG-0007' }],
  [
    'edit CHG-7 sunday 22:00 for 3h',
    { kind: 'form', servers: [], change: 'CHG-0007', date: '2026-11-22', time: '22:00', hours: '3' },
  ],
  [
    'retire LON-EX03 replaced by LON-EX07: moved',
    { kind: 'retire-form', server: 'LON-EX03', replacedBy: 'LON-EX07', reason: 'moved' },
  ],
  ['revive LON-EX03', { kind: 'revive-form', server: 'LON-EX03' }],
  ['grant approver @Bo Berg', { kind: 'grant-form', role: 'approver', who: bo }],
  ['revoke aprover from Bo Berg', { kind: 'revoke-form', role: 'approver', who: bo }],
  ['roles', { kind: 'roles' }],
  [
    'delegate to @Bo Berg from monday until 4 Dec: on leave',
    { kind: 'delegate-form', who: bo, from: '2026-11-23', until: '2026-12-04', reason: 'on leave' },
  ],
  ['delegations', { kind: 'delegations' }],
  ['Calendar', { kind: 'show' }],
  ['show my calendar', { kind: 'show' }],
  ['calendar off', { kind: 'show' }],
];

const asked: readonly (readonly [string, RegExp])[] = [
  ['plan ex-1 saturday at 10', /10:00 or 22:00/],
  ['plan ex-1 03/04 22:00', /3 Apr 2027 or 4 Mar 2027/],
  ['plan ex-1 sat 27 nov 22:00', /27 Nov 2026 is a Friday/],
  ['plan ex-1 last friday', /has gone by/],
  ['plan ex-1 2020-01-01 22:00', /has gone by/],
  ['plan ex-1 today 00:05', /has gone by/],
  ['plan ex-1 next week', /no single day/],
  ['plan ex-1 saturday midnight', /start or the end/],
  ['plan ex-1 saturday 22:00 CET', /not one time zone/],
  ['plan ex-1 saturday 22:00 for 4h quickly', /“quickly”/],
  ['plan ex-1 friday 25:00', /25:00/],
  ['plan ex-1 2026-02-31', /no day of the calendar/],
  ['plan ex-1 now', /begins later/],
  ['plan saturday 22:00', /No server is named/],
  ['ack', /No server is named/],
  ['ack ex-1 until friday 17:00', /end of a day/],
  ['change', /No change is named/],
  ['grant boss @Bo', /No role is named/],
  ['retire a-1 and b-2', /One server at a time/],
];

describe('words about acknowledgements, changes, people and servers', () => {
  for (const [text, command] of understood) {
    test(`“${text}” is understood`, () => assert.deepEqual(read(text), command));
  }

  for (const [text, message] of asked) {
    test(`“${text}” is not guessed at`, () => {
      const command = read(text);
      assert.equal(command?.kind, 'unreadable', JSON.stringify(command));
      if (command?.kind === 'unreadable') {
        assert.match(command.refusal.message, message);
        assert.ok(command.refusal.hint.length > 10);
      }
    });
  }

  test('"next friday" said on a Monday may be two days, said on a Saturday it is one', () => {
    const monday = { now: at('2026-11-23T09:00:00Z') };
    assert.equal(read('plan ex-1 next friday 22:00', monday)?.kind, 'unreadable');
    assert.equal(read('plan ex-1 next friday 22:00')?.kind, 'form');
  });

  test('the day is that of the zone, not of UTC or of the process', () => {
    const late = { now: at('2026-11-21T23:30:00Z') };
    const tomorrow = (zone: string) => (read('ack ex-1 until tomorrow', { ...late, zone }) as { until?: string }).until;
    assert.equal(tomorrow('Europe/Berlin'), '2026-11-23');
    assert.equal(tomorrow('America/New_York'), '2026-11-22');
    assert.equal(tomorrow('Pacific/Kiritimati'), '2026-11-23');
  });

  test('nobody mentioned is said as typed, two people are asked about', () => {
    assert.deepEqual(read('grant viewer to Cy Chen', { mentions: [] }), {
      kind: 'grant-form',
      role: 'viewer',
      who: { kind: 'unresolved', typed: 'Cy Chen' },
    });
    assert.equal(read('grant viewer @Bo @Cy', { mentions: [bo, bo] })?.kind, 'unreadable');
  });

  test('questions are left to those who answer them', () => {
    for (const text of [
      'failing',
      'why is ber-ex02 failing',
      'start',
      'approve',
      'changes',
      'change the digest',
      'ask me',
      'hello',
      '',
    ]) {
      assert.equal(read(text), undefined, text);
    }
    assert.deepEqual(parse('changes waiting'), { kind: 'changes', filter: 'waiting', page: 1 });
    assert.deepEqual(parse('show me the open changes page 2'), {
      kind: 'not-understood',
      text: 'show me the open changes page 2',
    });
    assert.deepEqual(parse('missed changes'), { kind: 'changes', filter: 'missed', page: 1 });
    for (const text of ['approvals', 'what waits for me', 'What is waiting for me?', 'approve']) {
      assert.deepEqual(parse(text), { kind: 'approvals' }, text);
    }
    assert.deepEqual(parse('history CHG-7'), { kind: 'story', change: 'CHG-0007' });
    assert.deepEqual(parse('history of BER-EX02'), { kind: 'history', server: 'BER-EX02' });
  });

  test('whatever is written, words only read or open a form', () => {
    const word = fc.constantFrom(
      ...'ack approve plan change CHG-7 retire revive grant approver delegate until friday 22:00 for 4h : and BER-EX02 reject cancel start done to rule rules freeze new windows rollout slots remove lift in from RULE-1'.split(
        ' ',
      ),
    );
    const harmless = /^(?:form|list|show|show-rollout|slots|roles|delegations|rules|windows|unreadable|.*-form)$/;
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(word, { maxLength: 9 }).map((words) => words.join(' ')),
          fc.string({ unit: 'binary', maxLength: 200 }),
        ),
        (text) => {
          const command = read(text);
          assert.ok(command === undefined || harmless.test(command.kind), JSON.stringify(command));
        },
      ),
      { numRuns: 400 },
    );
  });
});
