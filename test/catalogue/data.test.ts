import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { shippedCatalogue } from '../../src/catalogue/read.ts';
import { formatBuild } from '../../src/catalogue/build-number.ts';
import { canonical } from '../../src/core/json.ts';
import { type RawBuild, rawBuilds, rawCutoffs, rawCves, rawFile } from './raw.ts';

const facts = fileURLToPath(new URL('../../../shared/facts/', import.meta.url));
const skip = existsSync(`${facts}builds.json`) ? false : 'the facts are not here';
const files = ['builds', 'cutoffs', 'cves', 'mitigations', 'support'] as const;

test('all five data files are as of the same day, the one the catalogue shows', () => {
  for (const name of files) assert.equal(rawFile(name).asOf, shippedCatalogue().asOf, name);
  assert.equal(shippedCatalogue().asOf, '2026-10-13');
});

test('every source that a row names is explained in its file', () => {
  for (const name of ['builds', 'cves', 'mitigations', 'support'] as const) {
    const { sources, ...rest } = rawFile(name);
    const rows = Object.values(rest).filter(Array.isArray).flat() as { source?: string; sources?: string[] }[];
    assert.ok(rows.length > 0, name);
    for (const row of rows) {
      const named = row.sources ?? [row.source ?? 'none'];
      assert.ok(named.length > 0 && named.every((source) => source in sources), `${name}: ${named}`);
    }
  }
});

test('the catalogue holds all 314 builds, each in the lane of its first three numbers, oldest first', () => {
  const { lanes } = shippedCatalogue();
  const listed = lanes.flatMap((lane) => lane.releases.map((row) => `${lane.key} ${formatBuild(row.build)} ${row.su}`));
  const expected = rawBuilds.map((row) => `${row.build.replace(/\.\d+$/, '')} ${row.build} ${row.su}`);

  assert.equal(rawBuilds.length, 314);
  assert.deepEqual([...listed].sort(), [...expected].sort());
  for (const lane of lanes) {
    const revisions = lane.releases.map((row) => row.build.revision);
    assert.deepEqual(
      revisions,
      [...revisions].sort((a, b) => a - b),
      lane.key,
    );
  }
});

test('every label that a vulnerability, a mitigation or a support row names is carried by a build', () => {
  const { lanes, vulnerabilities, mitigations, support } = shippedCatalogue();
  const labels = new Set(lanes.flatMap((lane) => lane.releases.map((row) => row.su)));
  const named = [
    ...vulnerabilities.flatMap((row) => row.fixedIn),
    ...mitigations.flatMap((row) => [row.highestApplicable, row.removableFrom]),
    ...support.map((row) => row.lastPublicUpdate),
  ];

  assert.deepEqual(
    named.filter((label) => label !== null && !labels.has(label)),
    [],
  );
});

test('only the update whose label was concluded is inferred', () => {
  const inferred = rawBuilds.filter((row) => row.inferred).map((row) => `${row.build} ${row.su}`);

  assert.deepEqual(inferred, [
    '15.2.2562.56 Oct26SU',
    '15.2.1748.55 Oct26SU',
    '15.2.1544.50 Oct26SU',
    '15.1.2507.77 Oct26SU',
  ]);
});

test('the named sets and the known exploited ones are marked', () => {
  const { vulnerabilities } = shippedCatalogue();
  const sizes = new Map<string, number>();
  for (const { name } of vulnerabilities) if (name) sizes.set(name, (sizes.get(name) ?? 0) + 1);
  const exploited = vulnerabilities.filter((row) => row.exploited && !row.name).map((row) => row.cve);

  assert.deepEqual(Object.fromEntries(sizes), { ProxyLogon: 4, ProxyNotShell: 2, ProxyShell: 3 });
  assert.ok(vulnerabilities.every((row) => row.name === null || row.exploited));
  assert.deepEqual(exploited.sort(), [
    'CVE-2020-0688',
    'CVE-2021-31196',
    'CVE-2021-42321',
    'CVE-2023-21529',
    'CVE-2026-42897',
  ]);
});

test('the data says what the facts say', { skip }, () => {
  const read = (name: string) => JSON.parse(readFileSync(`${facts}${name}.json`, 'utf8'));
  const facet = ({ product, cu, su, kind, build, releaseDate, kb, sources }: RawBuild) =>
    JSON.stringify({ product, cu, su, kind, build, releaseDate, kb, sources });

  assert.deepEqual(rawBuilds.map(facet), read('builds').builds.map(facet));
  assert.deepEqual(rawCutoffs, read('cutoffs').lanes);
  const cve = ({ cve, fixedIn, products, source }: (typeof rawCves)[number]) => ({ cve, fixedIn, products, source });
  assert.deepEqual(rawCves.map(cve), read('cves').cves.map(cve));
});

test('the same facts have the same id, and it is a hash', () => {
  assert.match(shippedCatalogue().id, /^[0-9a-f]{64}$/);
  assert.equal(shippedCatalogue(), shippedCatalogue());
});

test('the id does not depend on the order in which members were written', () => {
  assert.equal(canonical({ b: [{ d: null, c: 1 }], a: 'x' }), canonical({ a: 'x', b: [{ c: 1, d: null }] }));
  assert.notEqual(canonical({ a: [1, 2] }), canonical({ a: [2, 1] }));
});
