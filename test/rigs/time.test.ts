import assert from 'node:assert/strict';
import { test } from 'node:test';
import { temporaryFolder } from '../support/folder.ts';
import { seeded } from './random.ts';
import { clockMoves } from './time/clock-moves.ts';
import type { Kind } from './time/kind.ts';
import { timeRounds } from './time/rig.ts';

const span = {
  zones: [
    'Africa/Casablanca',
    'America/Nuuk',
    'Antarctica/Troll',
    'Asia/Kathmandu',
    'Australia/Lord_Howe',
    'Europe/Berlin',
    'Europe/Paris',
    'UTC',
  ],
  from: Date.parse('2027-01-01T00:00:00Z'),
  to: Date.parse('2027-12-31T00:00:00Z'),
  weeks: 2,
};

test('schedules, local times and every kind of maintenance rule agree with a walk minute by minute around each change of the clocks', () => {
  const { wrong, groups, changes, compared } = timeRounds(span, seeded(2027));

  assert.deepEqual(wrong, []);
  // Berlin and Paris are one; Kathmandu and UTC have no change; five rare ones lie in the past.
  assert.equal(groups, 7);
  assert.equal(changes, 5 * 2 + 5);
  assert.ok(compared > 1_000);
});

test('the walk finds a rule that differs: a time in a gap moved on by the length of the gap', () => {
  const shifted: Kind<string> = {
    name: 'shifted',
    cases: () => ['2027-03-28T02:30'],
    expected: (local, { minutes }) => minutes.filter((one) => one.local === local).map(({ at }) => `${at}`),
    actual: (_local, { minutes }) => (minutes.length === 0 ? [] : [`${Date.parse('2027-03-28T01:30:00Z')}`]),
  };

  const { wrong } = timeRounds(
    { ...span, zones: ['Europe/Berlin'], to: Date.parse('2027-06-01'), weeks: 0 },
    seeded(1),
    [shifted as Kind],
  );

  assert.match(wrong[0] ?? '', /^shifted Europe\/Berlin/);
});

test('with a process running and its clock set by up to a day, every slot is told once, or missed as promised', async () => {
  const { wrong, told, missed } = await clockMoves(1, seeded(4), temporaryFolder());

  assert.deepEqual(wrong, []);
  assert.ok(told > 0 && missed > 0, `${told} told, ${missed} missed`);
});
