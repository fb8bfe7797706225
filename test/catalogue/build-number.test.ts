import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compareBuilds, formatBuild, laneKey, parseBuild } from '../../src/catalogue/build-number.ts';
import type { BuildNumber } from '../../src/catalogue/model.ts';

const part = fc.integer({ min: 0, max: 65_535 });
const anyBuild = fc.record({ major: part, minor: part, build: part, revision: part }, { noNullPrototype: true });
/** Close together, so that equal parts are common. */
const nearBuild = fc.record({
  major: fc.constantFrom(15, 16),
  minor: fc.nat(2),
  build: fc.constantFrom(986, 2507, 2562),
  revision: fc.nat(60),
});

const accepted: readonly [text: string, expected: string][] = [
  ['15.2.1544.36', '15.2.1544.36'],
  ['15.02.1544.036', '15.2.1544.36'],
  ['Version 15.2 (Build 1544.4)', '15.2.1544.4'],
  ['version 15.2 (build 1544.4)', '15.2.1544.4'],
  ['  15.2.2562.56\r\n', '15.2.2562.56'],
  ['\tVersion 15.1 (Build 2507.6) ', '15.1.2507.6'],
  ['65535.65535.65535.65535', '65535.65535.65535.65535'],
];

for (const [text, expected] of accepted) {
  test(`${JSON.stringify(text)} is read as ${expected}`, () => {
    const build = parseBuild(text);

    assert.ok(build);
    assert.equal(formatBuild(build), expected);
  });
}

const refused = [
  '',
  ' ',
  '15',
  '15.2.1544',
  '15.2.1544.36.1',
  '15.2.1544.-36',
  '-15.2.1544.36',
  '+15.2.1544.36',
  '15.2.1544.36a',
  'v15.2.1544.36',
  '15,2,1544,36',
  '15. 2.1544.36',
  '15.2.1544.',
  '15..1544.36',
  '15.2.1544.65536',
  '15.2.1544.99999999999999999999',
  '15.2.1544.0000000000000000036',
  '0x0F.2.1544.36',
  '1e1.2.1544.36',
  '15.2.1544.３６',
  'Version 15.2',
  'Version 15.2 (Build 1544)',
  'Version 15.2 (Build 1544.4) SP1',
  'Version 15.2 Build 1544.4',
  '15.2 (Build 1544.4)',
  '15.2.1544.36 15.2.1544.36',
  '15.2.1544.36\n15.2.1544.37',
];

for (const text of refused) {
  test(`${JSON.stringify(text)} is no build`, () => {
    assert.equal(parseBuild(text), null);
  });
}

test('formatting and parsing a build gives it back, however it is padded', () => {
  fc.assert(
    fc.property(anyBuild, fc.nat(3), fc.nat(3), (build, before, zeros) => {
      const pad = (value: number) => '0'.repeat(zeros) + value;
      const space = ' '.repeat(before);
      const { major, minor, build: third, revision } = build;

      assert.deepEqual(parseBuild(formatBuild(build)), build);
      assert.deepEqual(parseBuild(`${space}${[major, minor, third, revision].map(pad).join('.')}${space}`), build);
      assert.deepEqual(parseBuild(`Version ${pad(major)}.${pad(minor)} (Build ${pad(third)}.${pad(revision)})`), build);
    }),
  );
});

test('no text makes parsing throw, and whatever is read formats to itself', () => {
  const pieces = fc.array(
    fc.constantFrom('15', '2', '.', '..', '-', ' ', 'Version ', '(Build ', ')', '036', '99999', '\u0000'),
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        pieces.map((list) => list.join('')),
      ),
      (text) => {
        const build = parseBuild(text);
        if (build) assert.deepEqual(parseBuild(formatBuild(build)), build);
      },
    ),
  );
});

test('comparing is a total order by the four numbers, most significant first', () => {
  const key = (build: BuildNumber) => [build.major, build.minor, build.build, build.revision];
  const byHand = (a: BuildNumber, b: BuildNumber) => {
    const at = key(a).findIndex((value, index) => value !== key(b)[index]);
    return at < 0 ? 0 : Math.sign((key(a)[at] ?? 0) - (key(b)[at] ?? 0));
  };
  fc.assert(
    fc.property(nearBuild, nearBuild, nearBuild, (a, b, c) => {
      assert.equal(Math.sign(compareBuilds(a, b)), byHand(a, b));
      assert.equal(Math.sign(compareBuilds(a, b)) + Math.sign(compareBuilds(b, a)), 0);
      if (compareBuilds(a, b) <= 0 && compareBuilds(b, c) <= 0) assert.ok(compareBuilds(a, c) <= 0);
      assert.equal(compareBuilds(a, b) === 0, formatBuild(a) === formatBuild(b));
    }),
    { numRuns: 1_000 },
  );
});

test('a lane is the first three numbers', () => {
  assert.equal(laneKey({ major: 15, minor: 2, build: 2562, revision: 56 }), '15.2.2562');
});
