import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseDeskCommand } from '../../src/questions/commands/parse-desk-command.ts';
import type { WordContext } from '../../src/questions/desk-command.ts';
import { parse } from '../../src/questions/parse.ts';
import { at } from '../support/evidence.ts';

// A Saturday, 10:00 in Berlin.
const context: WordContext = { zone: 'Europe/Berlin', now: at('2026-11-21T09:00:00Z'), mentions: [] };
const read = (text: string) => parseDeskCommand(text, context)?.command;
const freeze = (draft: object) => ({ kind: 'freeze-form', draft });

const understood: readonly (readonly [string, object])[] = [
  ['rules', { kind: 'rules' }],
  ['Show me the maintenance rules, please', { kind: 'rules' }],
  ['rulse', { kind: 'rules' }],
  ['freezes', { kind: 'rules' }],
  ['rule', { kind: 'rules' }],
  ['maintenance', { kind: 'rules' }],
  ['windows', { kind: 'windows' }],
  ['what are the maintenance windows', { kind: 'windows' }],
  ['widnows', { kind: 'windows' }],
  ['windows of the next four weeks', { kind: 'windows' }],
  ['coming windows', { kind: 'windows' }],
  ['rule new', { kind: 'rule-form', rule: null, draft: {} }],
  ['new rule Berlin monthly', { kind: 'rule-form', rule: null, draft: { name: 'Berlin monthly' } }],
  ['rule new called Paris weekly', { kind: 'rule-form', rule: null, draft: { name: 'Paris weekly' } }],
  ['add a maintenance rule Berlin', { kind: 'rule-form', rule: null, draft: { name: 'Berlin' } }],
  ['RULE-0012', { kind: 'rule-form', rule: 'RULE-0012', draft: {} }],
  ['rule 3', { kind: 'rule-form', rule: 'RULE-0003', draft: {} }],
  ['edit rule-3', { kind: 'rule-form', rule: 'RULE-0003', draft: {} }],
  ['freeze', freeze({})],
  ['new freeze', freeze({})],
  [
    'freeze Year end from 20 dec until 3 jan: the books are closed',
    freeze({ name: 'Year end', fromDate: '2026-12-20', untilDate: '2027-01-03', reason: 'the books are closed' }),
  ],
  [
    'freeze Black Friday from 27 nov 06:00 until 28 nov 18:00 in Berlin: shops',
    freeze({
      name: 'Black Friday',
      fromDate: '2026-11-27',
      fromTime: '06:00',
      untilDate: '2026-11-28',
      untilTime: '18:00',
      scope: 'Berlin',
      reason: 'shops',
    }),
  ],
  [
    'freeze from 20 dec until 3 jan for BER-EX01 and BER-EX02',
    freeze({ fromDate: '2026-12-20', untilDate: '2027-01-03', scope: 'BER-EX01, BER-EX02' }),
  ],
  [
    'freeze Move for DAG-BER from monday until wednesday Europe/London',
    freeze({
      name: 'Move',
      fromDate: '2026-11-23',
      untilDate: '2026-11-25',
      zone: 'Europe/London',
      scope: 'DAG-BER',
    }),
  ],
  [
    'new freeze Audit from 1 dec until 4 dec on site Berlin',
    freeze({ name: 'Audit', fromDate: '2026-12-01', untilDate: '2026-12-04', scope: 'site:Berlin' }),
  ],
  ['freeze Xmas from 24 dec for 3 days', freeze({ name: 'Xmas', fromDate: '2026-12-24', untilDate: '2026-12-26' })],
  ['freeze from 20 dec for all servers', freeze({ fromDate: '2026-12-20', scope: 'all' })],
  // The end is read from the start on, not from today.
  ['freeze from 30 nov until 25 nov', freeze({ fromDate: '2026-11-30', untilDate: '2027-11-25' })],
  ['rollout DAG-BER', { kind: 'rollout-form', scope: 'DAG-BER', reason: '' }],
  ['roll out to berlin: October update', { kind: 'rollout-form', scope: 'berlin', reason: 'October update' }],
  ['rollout outdated', { kind: 'rollout-form', scope: 'outdated', reason: '' }],
  ['rollout all outdated servers', { kind: 'rollout-form', scope: 'outdated', reason: '' }],
  ['plan a rollout of New York', { kind: 'rollout-form', scope: 'New York', reason: '' }],
  ['rollout ROLLOUT-0002', { kind: 'show-rollout', rollout: 'ROLLOUT-0002' }],
  ['ROLLOUT-2', { kind: 'show-rollout', rollout: 'ROLLOUT-0002' }],
  ['slots CHG-7', { kind: 'slots', change: 'CHG-0007', plan: null, draft: null }],
  ['show safe slots for CHG-7', { kind: 'slots', change: 'CHG-0007', plan: null, draft: null }],
  ['CHG-7 slots', { kind: 'slots', change: 'CHG-0007', plan: null, draft: null }],
];

const asked: readonly (readonly [string, RegExp])[] = [
  ['freeze Year end from 03/04 until 3 may', /3 Apr 2027 or 4 Mar 2027/],
  ['freeze X from 20 dec CET until 3 jan', /not one time zone/],
  ['freeze X from 31 feb until 3 mar', /31 feb|no day/],
  ['freeze X from 20 dec quickly until 3 jan', /“quickly”/],
  ['rollout', /Nothing is named/],
  ['slots', /No change is named/],
  ['rule of thumb', /“of thumb”/],
];

describe('words about maintenance rules, freezes, safe slots and rollouts', () => {
  for (const [text, command] of understood) {
    test(`“${text}” is understood`, () => assert.deepEqual(read(text), command));
  }

  for (const [text, message] of asked) {
    test(`“${text}” is not guessed at`, () => {
      const command = read(text);

      assert.equal(command?.kind, 'unreadable', JSON.stringify(command));
      if (command?.kind === 'unreadable') assert.match(command.refusal.message, message);
    });
  }

  test('what other commands are called stays theirs', () => {
    assert.deepEqual(read('roles'), { kind: 'roles' });
    assert.deepEqual(read('rolse'), { kind: 'roles' });
    assert.deepEqual(read('change CHG-7'), { kind: 'show', change: 'CHG-0007' });
    assert.equal(read('plan rollover-1 saturday 22:00')?.kind, 'form');
    for (const text of [
      'windows missed',
      'missed changes',
      'open changes',
      'changes',
      'make me a sandwich',
      'new',
      'failing',
    ])
      assert.equal(read(text), undefined, text);
    assert.deepEqual(parse('windows missed'), { kind: 'changes', filter: 'missed', page: 1 });
  });
});
