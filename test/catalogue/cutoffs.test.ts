import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseBuild } from '../../src/catalogue/build-number.ts';
import { type BoundName, boundFor, meetsBound } from '../../src/catalogue/lookup.ts';
import type { BuildNumber } from '../../src/catalogue/model.ts';
import { shippedCatalogue } from '../../src/catalogue/read.ts';
import { rawBuilds, rawCutoffs } from './raw.ts';

const names = ['serviceFrom', 'ocsCertificateFrom', 'ocsSigningFrom'] as const;

/** What the raw rows say of a build, worked out on the texts alone. */
function passesByHand(text: string, name: BoundName): boolean {
  const [major, minor, third, revision] = text.split('.').map(Number) as [number, number, number, number];
  const row = rawCutoffs.find(({ lane }) => {
    if (lane === `${major}.${minor}.${third}` || lane === `${major}.${minor}.*`) return true;
    const span = /^(\d+)\.(\d+)\.(\d+)\.\.(\d+)$/.exec(lane);
    return span !== null && Number(span[1]) === major && Number(span[2]) === minor && third <= Number(span[4]);
  });
  assert.ok(row, text);
  const from = row[name];
  return from !== null && revision >= Number(from.split('.')[3]);
}

function parse(text: string): BuildNumber {
  const build = parseBuild(text);
  assert.ok(build, text);
  return build;
}

for (const name of names) {
  test(`all 314 builds meet ${name} exactly where the cut-offs say so`, () => {
    let passing = 0;
    for (const row of rawBuilds) {
      const bound = boundFor(shippedCatalogue(), parse(row.build), name);
      assert.notEqual(bound, 'unknown', row.build);
      assert.equal(
        meetsBound(parse(row.build), bound as Exclude<typeof bound, 'unknown'>),
        passesByHand(row.build, name),
        row.build,
      );
      passing += Number(passesByHand(row.build, name));
    }
    assert.ok(passing > 0 && passing < rawBuilds.length);
  });
}

const examples: readonly [build: string, service: boolean, certificate: boolean, signing: boolean][] = [
  ['15.2.2562.61', true, true, true],
  ['15.2.2562.43', true, true, true],
  ['15.2.2562.42', true, true, false],
  ['15.2.2562.17', true, true, false],
  ['15.2.1748.46', true, true, true],
  ['15.2.1748.45', true, true, false],
  ['15.2.1544.41', true, true, true],
  ['15.2.1544.40', true, true, false],
  ['15.2.1258.12', true, true, false],
  ['15.2.1258.65535', true, true, false],
  ['15.2.1118.26', true, true, false],
  ['15.2.1118.25', true, false, false],
  ['15.2.986.42', true, true, false],
  ['15.2.986.41', true, false, false],
  ['15.2.986.4', false, false, false],
  ['15.2.922.27', false, false, false],
  ['15.2.196.0', false, false, false],
  ['15.1.2507.69', true, true, true],
  ['15.1.2507.68', true, true, false],
  ['15.1.2507.23', true, true, false],
  ['15.1.2507.22', true, false, false],
  ['15.1.2375.65535', true, false, false],
  ['15.1.2308.27', false, false, false],
  ['15.0.1497.48', false, false, false],
];

for (const [text, ...expected] of examples) {
  test(`${text} has the service: ${expected[0]}, passes cut-off 1: ${expected[1]}, cut-off 2: ${expected[2]}`, () => {
    const passes = names.map((name) => {
      const bound = boundFor(shippedCatalogue(), parse(text), name);
      return bound !== 'unknown' && meetsBound(parse(text), bound);
    });

    assert.deepEqual(passes, expected);
  });
}

for (const [text, why] of [
  ['15.2.221.1', 'an old lane'],
  ['15.2.100.1', 'a lane older than the first known one'],
  ['15.2.700.1', 'a lane that is not listed, below the first with the service'],
  ['15.1.2300.1', 'a lane that is not listed, below the first with the service'],
  ['15.0.1.1', 'Exchange 2013, any lane'],
  ['15.0.9999.1', 'Exchange 2013, any lane'],
] as const) {
  test(`${text} never passes: ${why}`, () => {
    for (const name of names) assert.equal(boundFor(shippedCatalogue(), parse(text), name), 'never');
  });
}

for (const [text, why] of [
  ['15.2.1000.1', 'between known lanes with the service'],
  ['15.2.1600.1', 'between known lanes'],
  ['15.2.2561.1', 'above all of Exchange 2019'],
  ['15.2.2563.1', 'above all of Exchange SE'],
  ['15.1.2400.1', 'between known lanes'],
  ['15.1.2600.1', 'above all of Exchange 2016'],
  ['14.3.123.4', 'no product'],
  ['15.3.1.1', 'no product'],
  ['16.0.1.1', 'no product'],
] as const) {
  test(`${text} is not known: ${why}`, () => {
    for (const name of names) assert.equal(boundFor(shippedCatalogue(), parse(text), name), 'unknown');
  });
}
