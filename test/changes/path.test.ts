import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { shippedCatalogue } from '../../src/catalogue/read.ts';
import type { Target } from '../../src/changes/model.ts';
import { isRepair, minutesOf, type PathStep, pathOf } from '../../src/changes/path.ts';
import { defaultPolicy } from '../../src/people/default-policy.ts';
import { aServerRow } from '../support/factories.ts';

const catalogue = shippedCatalogue();

const build = (text: string): Target => ({ kind: 'build', build: text, label: '' });

function path(from: string | null, target: Target): readonly PathStep[] | null {
  return pathOf(aServerRow({ assessment: { build: from } }), target, catalogue);
}

const update: PathStep[] = ['update', 'restart'];
const cu: PathStep[] = ['restart', 'cumulativeUpdate', 'restart'];
const move: PathStep[] = ['restart', 'moveToSe', 'restart'];

describe('pathOf', () => {
  const cases: readonly (readonly [string, string | null, Target, readonly PathStep[] | null])[] = [
    ['an update of the CU it has', '15.2.2562.37', build('15.2.2562.56'), update],
    ['another CU alone', '15.2.1258.39', build('15.2.1748.10'), cu],
    ['another CU and its update', '15.2.1258.39', build('15.2.1748.39'), [...cu, ...update]],
    ['SE alone', '15.2.1748.39', build('15.2.2562.17'), move],
    ['SE and its update', '15.2.1748.39', build('15.2.2562.56'), [...move, ...update]],
    ['2016 to a later CU and its update', '15.1.2375.37', build('15.1.2507.61'), [...cu, ...update]],
    ['the build it has: a restart', '15.2.2562.56', build('15.2.2562.56'), ['restart']],
    ['less than it has: nothing', '15.2.2562.56', build('15.2.2562.43'), []],
    ['less than it has, of another CU: nothing', '15.2.2562.17', build('15.2.1748.55'), []],
    ['from a build that is not known the longer way', null, build('15.2.2562.56'), [...cu, ...update]],
    ['where there is no way in place', '15.1.2507.61', build('15.2.2562.56'), null],
    ['a repair', '15.2.2562.56', { kind: 'gate', gate: 'ocs-endpoint' }, ['repair']],
    ['a gate that another build makes pass', '15.2.2562.37', { kind: 'gate', gate: 'ocs-signing' }, update],
    ['a retirement', '15.1.2507.61', { kind: 'retired', replacedBy: null }, null],
  ];
  for (const [name, from, target, expected] of cases) {
    it(name, () => assert.deepEqual(path(from, target), expected));
  }

  it('ends at each public build from any of the same CU with an update, and never needs more than two installations', () => {
    for (const lane of catalogue.lanes) {
      for (const { build: to } of lane.releases) {
        const text = `${to.major}.${to.minor}.${to.build}.${to.revision}`;
        for (const from of ['15.2.2562.17', '15.2.1748.10', '15.2.1118.7', '15.1.2375.7', '15.0.1497.2', null]) {
          const steps = path(from, build(text)) ?? [];
          assert.ok(steps.filter((step) => step !== 'restart').length <= 2, `${from} ${text}`);
          assert.ok(steps.length === 0 || steps.at(-1) === 'restart');
        }
      }
    }
  });
});

describe('minutesOf', () => {
  it('adds up the steps, and maintenance mode once a server, but for repairs and what is there', () => {
    const rows = ['A', 'B', 'C', 'D', 'E'].map((name) => aServerRow({ name, assessment: { build: '15.2.2562.37' } }));
    const targets: Target[] = [
      build('15.2.2562.56'),
      { kind: 'gate', gate: 'url-rewrite' },
      build('15.2.2562.37'),
      build('15.2.2562.17'),
      { kind: 'retired', replacedBy: null },
    ];
    const servers = rows.map(({ id }, index) => ({ server: id, target: targets[index] as Target }));

    const time = minutesOf(servers, new Map(rows.map((row) => [row.id, row])), catalogue, defaultPolicy.minutes);

    assert.deepEqual([...time.perServer.values()], [60, 15, 30, 0]);
    assert.equal(time.minutes, 105);
    assert.deepEqual(time.unestimated, [rows[4]?.id]);
  });

  it('can not tell the time of a server that it knows nothing of', () => {
    const [row] = [aServerRow()];
    const time = minutesOf(
      [{ server: row.id, target: build('15.2.2562.56') }],
      new Map(),
      catalogue,
      defaultPolicy.minutes,
    );

    assert.deepEqual([time.minutes, time.unestimated], [0, [row.id]]);
  });
});

describe('isRepair', () => {
  it('is what installs nothing on the server', () => {
    assert.deepEqual(
      [
        isRepair({ kind: 'gate', gate: 'mitigation-service' }),
        isRepair({ kind: 'gate', gate: 'ocs-signing' }),
        isRepair(build('15.2.2562.56')),
        isRepair({ kind: 'retired', replacedBy: null }),
      ],
      [true, false, false, false],
    );
  });
});
