import assert from 'node:assert/strict';
import { it } from 'node:test';
import { parseBuild } from '../../src/catalogue/build-number.ts';
import { reaches } from '../../src/catalogue/reaches.ts';
import { shippedCatalogue } from '../../src/catalogue/read.ts';
import type { BuildNumber } from '../../src/catalogue/model.ts';

const catalogue = shippedCatalogue();

function build(text: string): BuildNumber {
  const read = parseBuild(text);
  assert.ok(read);
  return read;
}

const cases: readonly [what: string, has: string, wanted: string, expected: boolean | null][] = [
  ['the build itself', '15.2.1544.50', '15.2.1544.50', true],
  ['an older one of its lane', '15.2.1544.48', '15.2.1544.50', false],
  ['one of its lane that the catalogue does not list', '15.2.1544.99', '15.2.1544.50', true],
  ['the update of a later CU of the same day', '15.2.1748.55', '15.2.1544.50', true],
  ['a later CU without its updates', '15.2.1748.10', '15.2.1544.50', false],
  ['SE as it was released, though the number is higher', '15.2.2562.17', '15.2.1748.55', false],
  ['SE with the same update', '15.2.2562.56', '15.2.1748.55', true],
  ['a later CU for an update of before it', '15.2.1748.10', '15.2.1544.14', true],
  ['an older CU', '15.2.1544.50', '15.2.1748.10', false],
  ['a lane that the catalogue does not know', '15.2.3000.5', '15.2.2562.56', null],
  ['another product', '15.1.2507.99', '15.2.1544.4', false],
];

for (const [what, has, wanted, expected] of cases) {
  it(`${expected === null ? 'can not tell whether' : expected ? 'counts' : 'does not count'} ${what}`, () => {
    assert.equal(reaches(catalogue, build(has), build(wanted)), expected);
  });
}

it('can not tell of what is newer than its lane is known to be, where that is older than what is wanted', () => {
  const old = {
    ...catalogue,
    lanes: catalogue.lanes.map((lane) =>
      lane.key === '15.2.2562' ? { ...lane, releases: lane.releases.slice(0, 1) } : lane,
    ),
  };
  assert.equal(reaches(old, build('15.2.2562.56'), build('15.2.1748.55')), null);
});
