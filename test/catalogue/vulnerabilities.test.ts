import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseBuild } from '../../src/catalogue/build-number.ts';
import { familyOf, mitigationCovers, mitigationOf, mitigationRemovable } from '../../src/catalogue/mitigations.ts';
import type { BuildNumber } from '../../src/catalogue/model.ts';
import { shippedCatalogue } from '../../src/catalogue/read.ts';
import { standingOf, updateDay } from '../../src/catalogue/standing.ts';
import { namedSet, openVulnerabilities, vulnerabilitiesKnown } from '../../src/catalogue/vulnerabilities.ts';
import { type RawBuild, rawBuilds, rawCves } from './raw.ts';

const catalogue = shippedCatalogue();

function parse(text: string): BuildNumber {
  const build = parseBuild(text);
  assert.ok(build, text);
  return build;
}

function openIn(text: string): string[] {
  return openVulnerabilities(catalogue, parse(text)).map((row) => row.cve);
}

const laneText = (build: string) => build.replace(/\.\d+$/, '');
const revision = (build: string) => Number(build.split('.')[3]);

function secondTuesday(label: string): string {
  const month = 'JanFebMarAprMayJunJulAugSepOctNovDec'.indexOf(label.slice(0, 3)) / 3;
  const tuesdays = Array.from(
    { length: 31 },
    (_, day) => new Date(Date.UTC(2000 + Number(label.slice(3, 5)), month, day + 1)),
  ).filter((date) => date.getUTCMonth() === month && date.getUTCDay() === 2);
  return tuesdays[1]?.toISOString().slice(0, 10) ?? '';
}

/** The rule of the facts, worked out on the raw rows. */
function exposedByHand(row: RawBuild, label: string): boolean {
  const lane = rawBuilds.filter((other) => laneText(other.build) === laneText(row.build));
  const carriers = lane.filter((other) => other.su === label).map((other) => revision(other.build));
  if (carriers.length > 0) return revision(row.build) < Math.max(...carriers);
  const cu =
    lane.find((other) => other.su === null && other.kind !== 'Preview') ?? lane.find((other) => other.su === null);
  const dates = rawBuilds.flatMap((other) => (other.su === label && other.releaseDate ? [other.releaseDate] : []));
  const update = dates.sort()[0] ?? secondTuesday(label);
  assert.ok(cu?.releaseDate && update, `${row.build} ${label}`);
  return cu.releaseDate <= update;
}

test('all 314 builds are exposed to exactly what the rule says of the raw rows', () => {
  let exposed = 0;
  for (const row of rawBuilds) {
    const expected = rawCves
      .filter((cve) => cve.products.includes(row.product) && cve.fixedIn.some((label) => exposedByHand(row, label)))
      .map((cve) => cve.cve);
    assert.deepEqual(openIn(row.build).sort(), expected.sort(), row.build);
    exposed += expected.length;
  }
  assert.ok(exposed > 1_000);
});

test('of a few CUs it is known what they are open to', () => {
  assert.deepEqual(openIn('15.2.2562.56'), []);
  assert.deepEqual(openIn('15.2.2562.53'), ['CVE-2026-70571']);
  assert.deepEqual(openIn('15.2.2562.37'), ['CVE-2026-42897', 'CVE-2026-70571', 'CVE-2026-96940', 'CVE-2026-69355']);
  assert.ok(!openIn('15.2.2562.17').includes('CVE-2025-53786'), 'Exchange SE is not among its products');
});

test('ProxyLogon, ProxyShell and ProxyNotShell are found by name where they are open', () => {
  const names = (text: string) => new Set(openVulnerabilities(catalogue, parse(text)).flatMap((row) => row.name ?? []));

  assert.deepEqual([...names('15.1.2106.8')].sort(), ['ProxyLogon', 'ProxyNotShell', 'ProxyShell']);
  assert.deepEqual([...names('15.1.2106.13')].sort(), ['ProxyNotShell', 'ProxyShell']);
  assert.deepEqual([...names('15.1.2375.32')], ['ProxyNotShell']);
  assert.deepEqual([...names('15.1.2375.37')], []);
  assert.deepEqual([...names('15.2.858.5')].sort(), ['ProxyNotShell', 'ProxyShell']);
});

test('a vulnerability that was fixed twice is open until the second fix', () => {
  assert.ok(openIn('15.2.1118.25').includes('CVE-2023-21707'));
  assert.ok(!openIn('15.2.1118.26').includes('CVE-2023-21707'));
  const row = openVulnerabilities(catalogue, parse('15.2.1118.21')).find((one) => one.cve === 'CVE-2023-21707');
  assert.equal(row?.fixedIn, 'Mar23SU');
});

test('a lane that never got an update is open to what it fixes when its CU is older, and closed when newer', () => {
  assert.ok(openIn('15.1.2375.37').includes('CVE-2023-21529'), 'CU22 never got Feb23SU');
  assert.ok(!openIn('15.2.1258.12').includes('CVE-2023-21529'), 'CU13 came after Feb23SU');
  assert.ok(!openIn('15.1.2308.8').includes('CVE-2021-31195'), 'CU21 came after May21SU');
});

test('exploited ones come first, then the newest fix', () => {
  const rows = openVulnerabilities(catalogue, parse('15.1.2507.6'));
  const days = rows.filter((row) => !row.exploited).map((row) => updateDay(catalogue, row.fixedIn) ?? '');

  assert.deepEqual(
    rows.map((row) => row.exploited),
    rows.map((row) => row.exploited).sort((a, b) => Number(b) - Number(a)),
  );
  assert.deepEqual(days, [...days].sort().reverse());
});

test('of a CU that is not listed only what is certain is said, and that it is not all', () => {
  assert.equal(vulnerabilitiesKnown(catalogue, parse('15.2.2562.99')), true);
  assert.equal(vulnerabilitiesKnown(catalogue, parse('15.2.2700.1')), false);
  assert.deepEqual(openIn('15.2.2700.1'), []);
  assert.ok(openIn('15.2.1600.1').includes('CVE-2026-70571'), 'older than CU15, which needs the update');
  assert.ok(!openIn('15.2.1600.1').includes('CVE-2023-21529'), 'newer than CU14, which does not');
  assert.equal(standingOf(catalogue, parse('15.2.2700.1'), 'Oct26SU'), 'unknown');
  assert.equal(standingOf(catalogue, parse('15.2.2700.1'), 'Mar21SU'), 'after');
  assert.deepEqual(openIn('14.3.1.1'), []);
});

test('the day of an update is that of its rows, else the Patch Tuesday of its month', () => {
  assert.equal(updateDay(catalogue, 'Mar21SU'), '2021-03-02');
  assert.equal(updateDay(catalogue, 'Feb20SU'), '2020-02-11');
  assert.equal(updateDay(catalogue, 'Foo99XX'), null);
});

test('a named set lists its vulnerabilities', () => {
  assert.deepEqual(
    namedSet(catalogue, 'ProxyNotShell').map((row) => row.cve),
    ['CVE-2022-41040', 'CVE-2022-41082'],
  );
});

test('the family of a mitigation is what stands before the first dot', () => {
  assert.equal(familyOf('M2.1.0'), 'M2');
  assert.equal(familyOf(' PING1 '), 'PING1');
  assert.equal(mitigationOf(catalogue, 'm2.1.0')?.family, 'M2');
  assert.equal(mitigationOf(catalogue, 'M21'), null);
});

for (const [id, build, covers, removable] of [
  ['PING1', '15.2.2562.56', true, false],
  ['M2', '15.2.2562.37', true, false],
  ['M2', '15.2.2562.43', true, false],
  ['M2', '15.2.2562.45', false, true],
  ['M2', '15.2.2562.99', false, true],
  ['M2', '15.2.1258.39', true, false],
  ['M2', '15.2.2700.1', 'unknown', 'unknown'],
  ['M1', '15.1.2375.32', true, false],
  ['M1', '15.1.2375.37', false, true],
  ['M1', '15.2.1258.12', false, true],
  ['M1', '15.2.2562.17', false, true],
  ['M1', '15.1.2308.27', true, false],
  ['M2', '15.0.1497.48', false, false],
] as const) {
  test(`${id} covers ${build}: ${covers}; may be removed there: ${removable}`, () => {
    const mitigation = mitigationOf(catalogue, id);
    assert.ok(mitigation);

    assert.equal(mitigationCovers(catalogue, mitigation, parse(build)), covers);
    assert.equal(mitigationRemovable(catalogue, mitigation, parse(build)), removable);
  });
}
