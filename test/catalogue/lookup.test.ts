import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatBuild, HIGHEST_PART, parseBuild } from '../../src/catalogue/build-number.ts';
import {
  isNewerThanCatalogue,
  labelOf,
  laneOf,
  laneOfCu,
  newestOf,
  productOf,
  releaseName,
  releaseOf,
} from '../../src/catalogue/lookup.ts';
import type { BuildNumber, Catalogue } from '../../src/catalogue/model.ts';
import { buildRange } from '../../src/catalogue/range.ts';
import { shippedCatalogue } from '../../src/catalogue/read.ts';
import { hasNewestOfLane, hasNewestPublicOfLane, newestLaneOf, newestPublicOf } from '../../src/catalogue/updates.ts';
import { rawBuilds } from './raw.ts';

const catalogue = shippedCatalogue();

function parse(text: string): BuildNumber {
  const build = parseBuild(text);
  assert.ok(build, text);
  return build;
}

function lane(text: string, of: Catalogue = catalogue) {
  const found = laneOf(of, parse(text));
  assert.ok(found, text);
  return found;
}

test('the product of every listed build is told by its numbers', () => {
  for (const row of rawBuilds) assert.equal(productOf(parse(row.build)), row.product, row.build);
});

test('15.2 is Exchange 2019 up to 2561 and Exchange SE from 2562', () => {
  assert.equal(productOf(parse('15.2.2561.99')), 'Exchange2019');
  assert.equal(productOf(parse('15.2.2562.0')), 'ExchangeSE');
  assert.equal(productOf(parse('15.2.3100.1')), 'ExchangeSE');
});

for (const text of ['14.3.123.4', '15.3.1.1', '16.2.2562.17', '0.0.0.0']) {
  test(`${text} is no product that is known`, () => assert.equal(productOf(parse(text)), null));
}

test('every listed build is found exactly, and its label names it', () => {
  for (const row of rawBuilds) {
    const release = releaseOf(catalogue, parse(row.build));
    const label = labelOf(catalogue, parse(row.build));
    assert.ok(release, row.build);
    assert.equal(formatBuild(release.build), row.build);
    assert.equal(label.exact, true);
    assert.equal(label.text, releaseName(release));
    assert.equal(label.product, row.product);
  }
});

test('where an update has the build of its CU, the CU gives the name', () => {
  assert.equal(labelOf(catalogue, parse('15.2.330.5')).text, 'Exchange 2019 CU1');
});

const labels: readonly [build: string, text: string, su: string | null, exact: boolean, inferred: boolean][] = [
  ['15.2.2562.56', 'Exchange SE RTM Oct26SU', 'Oct26SU', true, true],
  ['15.2.2562.37', 'Exchange SE RTM Feb26SU', 'Feb26SU', true, false],
  ['15.2.2562.61', 'Exchange SE RTM, later than Oct26SU', 'Oct26SU', false, true],
  ['15.2.2562.50', 'Exchange SE RTM, later than Sep26SU', 'Sep26SU', false, false],
  ['15.2.2562.18', 'Exchange SE RTM, later than the RTM', null, false, false],
  ['15.2.2562.3', 'Exchange SE RTM, earlier than 15.2.2562.17', null, false, false],
  ['15.2.1748.39', 'Exchange 2019 CU15 Oct25SU', 'Oct25SU', true, false],
  ['15.0.847.64', 'Exchange 2013 SP1 Mar21SU', 'Mar21SU', true, false],
  ['15.0.847.40', 'Exchange 2013 CU4, later than the CU', null, false, false],
  ['15.1.225.16', 'Exchange 2016 Preview', null, true, false],
  ['15.2.2700.1', 'Exchange SE, a CU that is not in the catalogue', null, false, false],
  ['14.3.1.1', 'a build of no known product', null, false, false],
];

for (const [build, text, su, exact, inferred] of labels) {
  test(`${build} is called "${text}"`, () => {
    const label = labelOf(catalogue, parse(build));

    assert.deepEqual(
      { text: label.text, su: label.su, exact: label.exact, inferred: label.inferred },
      { text, su, exact, inferred },
    );
  });
}

for (const [build, newer] of [
  ['15.2.2562.56', false],
  ['15.2.2562.57', true],
  ['15.2.2563.0', true],
  ['15.2.2561.0', true],
  ['15.2.1600.1', false],
  ['15.2.1258.40', true],
  ['15.1.2508.1', true],
  ['15.1.1.1', false],
  ['15.0.1498.1', true],
  ['16.0.1.1', false],
] as const) {
  test(`${build} is ${newer ? '' : 'not '}newer than the catalogue`, () => {
    assert.equal(isNewerThanCatalogue(catalogue, parse(build)), newer);
  });
}

test('no listed build is newer than the catalogue', () => {
  assert.deepEqual(
    rawBuilds.filter((row) => isNewerThanCatalogue(catalogue, parse(row.build))),
    [],
  );
});

test('a displayed build stands for every build of its lane, from the first one to those yet to come', () => {
  const { lowest, highest } = buildRange(catalogue, parse('Version 15.2 (Build 1544.4)'));

  assert.equal(formatBuild(lowest), '15.2.1544.4');
  assert.equal(formatBuild(highest), `15.2.1544.${HIGHEST_PART}`);
});

test('a displayed build above the first of its lane may still hide the first', () => {
  assert.equal(formatBuild(buildRange(catalogue, parse('15.2.1544.36')).lowest), '15.2.1544.4');
  assert.equal(formatBuild(buildRange(catalogue, parse('15.2.1544.2')).lowest), '15.2.1544.2');
});

test('in a lane that is not listed any build is possible', () => {
  assert.equal(formatBuild(buildRange(catalogue, parse('15.2.2700.5')).lowest), '15.2.2700.0');
});

test('the newest of a lane is the last released, the newest public one what is not for ESU holders only', () => {
  assert.equal(formatBuild(newestOf(lane('15.1.2507.6')).build), '15.1.2507.77');
  assert.equal(formatBuild(newestPublicOf(catalogue, lane('15.1.2507.6')).build), '15.1.2507.61');
  assert.equal(formatBuild(newestPublicOf(catalogue, lane('15.2.1748.10')).build), '15.2.1748.39');
  assert.equal(formatBuild(newestPublicOf(catalogue, lane('15.2.1544.4')).build), '15.2.1544.36');
  assert.equal(formatBuild(newestPublicOf(catalogue, lane('15.2.1258.12')).build), '15.2.1258.39');
  assert.equal(formatBuild(newestPublicOf(catalogue, lane('15.2.2562.17')).build), '15.2.2562.56');
});

test('a build has the newest of its lane when it is that one or above it', () => {
  assert.equal(hasNewestOfLane(catalogue, parse('15.1.2507.77')), true);
  assert.equal(hasNewestOfLane(catalogue, parse('15.1.2507.61')), false);
  assert.equal(hasNewestPublicOfLane(catalogue, parse('15.1.2507.61')), true);
  assert.equal(hasNewestPublicOfLane(catalogue, parse('15.1.2507.60')), false);
  assert.equal(hasNewestOfLane(catalogue, parse('15.2.1600.1')), null);
  assert.equal(hasNewestPublicOfLane(catalogue, parse('15.2.1600.1')), null);
});

test('the newest CU of each product is known', () => {
  const newest = (['ExchangeSE', 'Exchange2019', 'Exchange2016', 'Exchange2013'] as const).map(
    (product) => newestLaneOf(catalogue, product)?.cu,
  );

  assert.deepEqual(newest, ['RTM', 'CU15', 'CU23', 'CU23']);
  assert.equal(laneOfCu(catalogue, 'Exchange2019', 'CU14')?.key, '15.2.1544');
  assert.equal(laneOfCu(catalogue, 'Exchange2019', 'CU99'), null);
});
