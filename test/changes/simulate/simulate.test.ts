import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Change, Target } from '../../../src/changes/model.ts';
import { changeId } from '../../../src/changes/next-id.ts';
import { freshRecord } from '../../../src/changes/fresh-record.ts';
import { planHash } from '../../../src/changes/hash.ts';
import { type SimulationSpan, simulate } from '../../../src/changes/simulate/simulate.ts';
import type { ChangeState } from '../../../src/changes/states.ts';
import { HOUR, type Instant } from '../../../src/core/clock.ts';
import type { MaintenanceRule } from '../../../src/maintenance/model.ts';
import type { NextStep, ServerRow } from '../../../src/readiness/model.ts';
import { NOW, type AssessmentSketch, aServerRow } from '../../support/factories.ts';
import { aFreeze, aPicture, aRule, idOf, type PictureSketch, SATURDAY, windowAt } from '../conflicts/pictures.ts';
import { ANA } from '../plan-house.ts';
import { aPlan, SE_BUILD } from '../plans.ts';

interface Sketch extends Omit<PictureSketch, 'changes'> {
  readonly changes?: readonly ChangeSketch[];
  readonly wanting?: readonly ServerRow[];
}

interface ChangeSketch {
  readonly id: number;
  readonly servers: readonly string[];
  readonly window?: Change['plan']['window'];
  readonly target?: Target;
  readonly state?: ChangeState;
  readonly overridden?: readonly string[];
}

function aChange({
  id,
  servers,
  window = SATURDAY,
  target = SE_BUILD,
  state = 'approved',
  overridden = [],
}: ChangeSketch): Change {
  const plan = aPlan({ servers: servers.map((name) => ({ server: idOf(name), target })), window });
  const hash = planHash(plan);
  const record = freshRecord({ author: ANA, place: null, now: NOW });
  const override = { keys: overridden, plan: hash, by: ANA, onBehalfOf: null, reason: 'It is borne.', at: NOW };
  return {
    id: changeId(id),
    revision: 1,
    state,
    requester: ANA,
    plan,
    planHash: hash,
    createdAt: NOW,
    dueAt: null,
    record: { ...record, overrides: overridden.length > 0 ? [override] : [] },
  };
}

function simulated({ changes: sketched = [], wanting = [], ...sketch }: Sketch, over: Partial<SimulationSpan> = {}) {
  const changes = sketched.map(aChange);
  const picture = aPicture({
    ...sketch,
    changes: sketched.map(({ state = 'approved', ...one }) => ({ ...one, state })),
  });
  return simulate({ picture, changes, wanting }, { from: NOW, days: 90, ...over });
}

const TWO = [{ name: 'BER-EX01' }, { name: 'BER-EX02' }];

describe('a simulation', () => {
  it('has every opening of every rule, by its start', () => {
    const rules = [
      aRule(),
      aRule({
        name: 'Second Tuesday',
        recurrence: { kind: 'monthly', nth: 2, weekday: 2 },
      } as Partial<MaintenanceRule>),
    ];

    const { windows } = simulated({ servers: TWO, rules }, { days: 28 });

    assert.deepEqual(
      windows.map(({ name, start }) => `${name} ${new Date(start).toISOString()}`),
      [
        'Saturday nights 2026-11-21T21:00:00.000Z',
        'Saturday nights 2026-11-28T21:00:00.000Z',
        'Saturday nights 2026-12-05T21:00:00.000Z',
        'Second Tuesday 2026-12-08T21:00:00.000Z',
        'Saturday nights 2026-12-12T21:00:00.000Z',
      ],
    );
  });

  it('has the freezes and changes that touch its time, half-open', () => {
    const from = windowAt('2026-11-30T00:00').start;
    const freezes = [aFreeze(), aFreeze({ name: 'Later', start: from, end: windowAt('2026-12-01T00:00').start })];
    const changes = [
      { id: 1, servers: ['BER-EX01'], window: windowAt('2026-11-29T20:00', 4) },
      { id: 2, servers: ['BER-EX01'], window: windowAt('2026-11-29T20:00', 5) },
      { id: 3, servers: ['BER-EX02'], window: windowAt('2026-12-07T00:00', 5) },
    ];

    const found = simulated({ servers: TWO, freezes, changes }, { from, days: 7 });

    assert.deepEqual(
      found.freezes.map(({ name }) => name),
      ['Later'],
    );
    assert.deepEqual(
      found.changes.map(({ change }) => change),
      ['CHG-0002'],
    );
  });

  it('tells what each change stands in, and whether that blocks it', () => {
    const changes = [
      { id: 1, servers: ['BER-EX01'] },
      { id: 2, servers: ['BER-EX01', 'BER-EX02'], window: windowAt('2026-11-28T23:00') },
      { id: 3, servers: ['BER-EX02'], window: windowAt('2026-12-05T22:00') },
    ];
    const servers = [...TWO, { name: 'BER-EX03' }];

    const found = simulated({ servers, changes }).changes;

    assert.deepEqual(
      found.map(({ change, blocked, conflicts }) =>
        `${change} ${blocked} ${conflicts.map(({ type }) => type).join(' ')}`.trim(),
      ),
      ['CHG-0001 true same-server', 'CHG-0002 true same-server', 'CHG-0003 false'],
    );
  });

  it('does not call a change blocked whose conflicts were overridden, nor one that runs', () => {
    const key = `same-server ${idOf('BER-EX01')} CHG-0002`;
    const changes = [
      { id: 1, servers: ['BER-EX01'], overridden: [key] },
      { id: 2, servers: ['BER-EX01'], state: 'in-progress' as const },
    ];

    const [first, second] = simulated({ servers: [...TWO, { name: 'BER-EX03' }], changes }).changes;

    assert.equal(first?.blocked, false);
    assert.equal(first?.conflicts[0]?.override?.reason, 'It is borne.');
    assert.deepEqual([second?.blocked, second?.conflicts], [false, []]);
  });

  it('is safe to be written as JSON and read again', () => {
    const found = simulated({
      servers: TWO,
      rules: [aRule()],
      freezes: [aFreeze()],
      changes: [{ id: 1, servers: ['BER-EX01'] }],
    });

    assert.deepEqual(JSON.parse(JSON.stringify(found)), found);
  });
});

describe('surprises of the clocks', () => {
  const from = windowAt('2027-03-20T12:00').start;

  it('are told of windows, freezes and changes whose local time does not exist', () => {
    const rules = [aRule({ time: '02:30', recurrence: { kind: 'weekly', days: [7] }, length: 2 * HOUR })];
    const gap = windowAt('2027-03-28T02:30');
    const freezes = [
      aFreeze({
        name: 'F',
        start: windowAt('2027-03-20T00:00').start,
        end: gap.start,
        localStart: '2027-03-20T00:00',
        localEnd: '2027-03-28T02:30',
      }),
    ];
    const changes = [{ id: 1, servers: ['BER-EX01'], window: gap }];

    const { surprises } = simulated({ servers: TWO, rules, freezes, changes }, { from, days: 14 });

    assert.deepEqual(
      surprises.map(({ of, text }) => `${of}: ${text}`),
      [
        'freeze: Sun 28 Mar 2027, 02:30 does not exist in Europe/Berlin: the freeze F ends at Sun 28 Mar 2027, 03:00.',
        'window: 02:30 does not exist on Sun 28 Mar 2027 in Europe/Berlin: it starts at 03:00.',
        'change: 02:30 does not exist on Sun 28 Mar 2027 in Europe/Berlin: it starts at 03:00.',
      ],
    );
  });

  it('are told of a length that the clocks stretch, in any zone', () => {
    const changes = [
      { id: 1, servers: ['BER-EX01'], window: windowAt('2027-03-27T22:00', 6) },
      { id: 2, servers: ['BER-EX02'], window: windowAt('2027-04-03T22:00', 8, 'Australia/Sydney') },
      { id: 3, servers: ['BER-EX02'], window: windowAt('2027-03-29T22:00', 8) },
    ];

    const { surprises } = simulated({ servers: TWO, changes }, { from, days: 30 });

    assert.deepEqual(
      surprises.map(({ id, text }) => `${id} ${text}`),
      [
        'CHG-0001 The clocks in Europe/Berlin go forward by 1 hour meanwhile: 6 hours from 22:00 end at 05:00.',
        'CHG-0002 The clocks in Australia/Sydney go back by 1 hour meanwhile: 8 hours from 22:00 end at 05:00.',
      ],
    );
  });

  it('are told of a change that begins before the time that is simulated', () => {
    const changes = [{ id: 1, servers: ['BER-EX01'], window: windowAt('2027-03-25T22:00', 100) }];

    const { surprises } = simulated({ servers: TWO, changes }, { from: windowAt('2027-03-29T00:00').start, days: 1 });

    assert.equal(surprises.length, 1);
  });
});

describe('servers that stay as they are', () => {
  const STEP: NextStep = {
    kind: 'install-update',
    summary: 'Install it.',
    steps: [],
    target: { build: '15.2.2562.56', label: 'Exchange SE RTM Oct26SU', inferred: false },
    remarks: [],
  };
  const behind = (name: string, over: AssessmentSketch = {}): ServerRow =>
    aServerRow({ name, assessment: { missesUpdate: true, nextStep: STEP, ...over } });
  const staying = (changes: readonly ChangeSketch[], wanting: readonly ServerRow[], by?: Instant) =>
    simulated({ servers: TWO, changes, wanting }, by === undefined ? {} : { by }).staying.map(
      ({ why, servers }) => `${servers.map(({ name }) => name).join(' ')}: ${why}`,
    );

  it('are those of which no change is open, grouped by what they need', () => {
    const replaced = { ...STEP, kind: 'replace-server' } as const;
    const unknown = { ...STEP, kind: 'collect-evidence', target: null } as const;

    const found = staying(
      [],
      [behind('A'), behind('B'), behind('C', { nextStep: replaced }), behind('D', { nextStep: unknown })],
    );

    assert.deepEqual(found, [
      'A B: No change is open for it.',
      'C: It needs replacement, and no change is open for it.',
      'D: What it needs is not known, and no change is open for it.',
    ]);
  });

  it('are none that a change brings to the end of their path in time', () => {
    assert.deepEqual(staying([{ id: 1, servers: ['A', 'B'] }], [behind('A'), behind('B')]), []);
  });

  it('are those whose change ends after the date, to the instant', () => {
    const changes = [{ id: 1, servers: ['A'] }];

    assert.deepEqual(staying(changes, [behind('A')], SATURDAY.end), []);
    assert.deepEqual(staying(changes, [behind('A')], (SATURDAY.end - 1) as Instant), [
      'A: Its change ends later: CHG-0001 (Sun 29 Nov 2026, 02:00 Europe/Berlin).',
    ]);
  });

  it('count a change after the simulated time where the date is later', () => {
    const changes = [{ id: 1, servers: ['A'], window: windowAt('2027-05-01T22:00') }];

    assert.deepEqual(staying(changes, [behind('A')], windowAt('2027-06-01T00:00').start), []);
  });

  it('are those whose change does not bring all that they lack', () => {
    const gate: Target = { kind: 'gate', gate: 'url-rewrite' };
    const first: Target = { kind: 'build', build: '15.2.2562.53', label: '' };
    const failing = behind('A', { checks: { 'url-rewrite': { verdict: 'fail' } } });

    assert.deepEqual(staying([{ id: 1, servers: ['A'], target: gate }], [failing]), [
      'A: CHG-0001 does not bring all that it lacks.',
    ]);
    assert.deepEqual(staying([{ id: 1, servers: ['A'], target: first }], [behind('A')]), [
      'A: CHG-0001 does not bring all that it lacks.',
    ]);
    const both = [
      { id: 1, servers: ['A'], target: gate },
      { id: 2, servers: ['A'], window: windowAt('2026-12-05T22:00') },
    ];
    assert.deepEqual(staying(both, [failing]), []);
  });

  it('are none that are to be retired', () => {
    const retired: Target = { kind: 'retired', replacedBy: null };

    assert.deepEqual(staying([{ id: 1, servers: ['A'], target: retired }], [behind('A')]), []);
  });

  it('are told with how they read now', () => {
    const wanting = [
      behind('A', { missesUpdate: false, checks: { 'ocs-endpoint': { verdict: 'fail' } } }),
      behind('B'),
    ];
    const [group] = simulated({ servers: TWO, wanting }).staying;

    assert.deepEqual(
      group?.servers.map(({ name, readiness, outdated }) => ({ name, readiness, outdated })),
      [
        { name: 'A', readiness: 'failing', outdated: false },
        { name: 'B', readiness: 'ready', outdated: true },
      ],
    );
  });
});
