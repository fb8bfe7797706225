import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatBuild, parseBuild } from '../../src/catalogue/build-number.ts';
import { boundFor, labelOf, laneOf, newestOf } from '../../src/catalogue/lookup.ts';
import { mitigationOf } from '../../src/catalogue/mitigations.ts';
import type { BuildNumber } from '../../src/catalogue/model.ts';
import { applyOverlay, layOver } from '../../src/catalogue/overlay.ts';
import { shippedCatalogue } from '../../src/catalogue/read.ts';
import { supportOf } from '../../src/catalogue/support.ts';
import { openVulnerabilities } from '../../src/catalogue/vulnerabilities.ts';
import { asOf, cu1, cve, e2016, m2, november, october, se } from './overlay-support.ts';
import { rawBuilds, rawCves } from './raw.ts';

const base = shippedCatalogue();

function parse(text: string): BuildNumber {
  const build = parseBuild(text);
  assert.ok(build, text);
  return build;
}

function applied(overlay: unknown) {
  const outcome = layOver(base, overlay);
  assert.ok(outcome.ok, outcome.ok ? '' : outcome.refusal.message);
  return outcome.value;
}

test('a newer build is the newest of its lane from then on', () => {
  const { catalogue, added } = applied({ asOf, builds: [november] });
  const lane = laneOf(catalogue, parse('15.2.2562.17'));

  assert.ok(lane);
  assert.equal(formatBuild(newestOf(lane).build), '15.2.2562.60');
  assert.equal(labelOf(catalogue, parse('15.2.2562.60')).text, 'Exchange SE RTM Nov26SU');
  assert.equal(catalogue.asOf, asOf);
  assert.notEqual(catalogue.id, base.id);
  assert.deepEqual(added, ['as of 2026-11-21', 'build 15.2.2562.60']);
});

test('the catalogue that an overlay is laid over stays as it was', () => {
  const before = JSON.stringify(base);

  applied({ asOf, builds: [november, ...cu1.builds], lanes: cu1.lanes, cves: [cve] });

  assert.equal(JSON.stringify(base), before);
});

test('a new CU opens a lane with its bounds', () => {
  const { catalogue } = applied({ asOf, ...cu1 });

  assert.equal(boundFor(base, parse('15.2.3001.7'), 'ocsSigningFrom'), 'unknown');
  assert.deepEqual(boundFor(catalogue, parse('15.2.3001.7'), 'ocsSigningFrom'), parse('15.2.3001.7'));
  assert.equal(labelOf(catalogue, parse('15.2.3001.7')).text, 'Exchange SE CU1');
});

test('a new vulnerability opens the builds below its fix, and takes its label from builds of the same file', () => {
  const { catalogue } = applied({ asOf, builds: [november], cves: [cve] });

  assert.deepEqual(
    openVulnerabilities(catalogue, parse('15.2.2562.56')).map((row) => [row.cve, row.exploited]),
    [['CVE-2026-99999', true]],
  );
  assert.deepEqual(openVulnerabilities(catalogue, parse('15.2.2562.60')), []);
});

test('a CU of the same day as an update that it never got counts as without it', () => {
  const builds = [november, ...cu1.builds.map((row) => ({ ...row, releaseDate: november.releaseDate }))];
  const { catalogue } = applied({ asOf, builds, lanes: cu1.lanes, cves: [cve] });

  assert.deepEqual(
    openVulnerabilities(catalogue, parse('15.2.3001.7')).map((row) => row.cve),
    ['CVE-2026-99999'],
  );
});

test('a new mitigation and a support date come in', () => {
  const m3 = { ...m2, family: 'M3', highestApplicable: null, removableFrom: null, removal: null, cve: null };
  const { catalogue, added } = applied({ asOf, mitigations: [m3], support: [{ ...se, endsOn: '2036-01-01' }] });

  assert.equal(mitigationOf(catalogue, 'M3.1.2')?.family, 'M3');
  assert.equal(supportOf(catalogue, 'ExchangeSE')?.endsOn, '2036-01-01');
  assert.deepEqual(added, ['as of 2026-11-21', 'M3', 'endsOn of ExchangeSE']);
});

test('what was not known may be filled in, and an inferred name confirmed', () => {
  const { catalogue, added } = applied({
    asOf,
    builds: [{ ...october, kb: 'KB5130001', inferred: false, sources: ['operator'] }],
  });

  const label = labelOf(catalogue, parse('15.2.2562.56'));
  const release = laneOf(catalogue, parse('15.2.2562.56'))?.releases.at(-1);
  assert.equal(label.inferred, false);
  assert.equal(release?.kb, 'KB5130001');
  assert.deepEqual(release?.sources, ['cvelist', 'operator']);
  assert.deepEqual(added.slice(1).sort(), [
    'inferred of 15.2.2562.56',
    'kb of 15.2.2562.56',
    'sources of 15.2.2562.56',
  ]);
});

test('a newer asOf alone is taken', () => {
  assert.deepEqual(applied({ asOf }).added, ['as of 2026-11-21']);
});

test('repeating what is known adds nothing and keeps the id', () => {
  const knownLane = {
    product: 'Exchange2016',
    cu: 'CU22',
    lane: '15.1.2375',
    serviceFrom: '15.1.2375.7',
    ocsCertificateFrom: null,
    ocsSigningFrom: null,
  };
  const { catalogue, added } = applied({
    asOf: base.asOf,
    builds: [october],
    lanes: [knownLane],
    cves: [rawCves[0]],
    mitigations: [m2],
    support: [se, e2016],
  });

  assert.deepEqual(added, []);
  assert.equal(catalogue.id, base.id);
});

test('every shipped row may be repeated, in any order', () => {
  const { catalogue, added } = applied({ asOf: base.asOf, builds: [...rawBuilds].reverse(), cves: rawCves });

  assert.deepEqual(added, []);
  assert.equal(catalogue.id, base.id);
});

test('an overlay in two files and in one gives the same catalogue', () => {
  const first = applied({ asOf: '2026-11-10', builds: [november] });
  const second = applyOverlay(first.catalogue, { asOf, ...cu1, cves: [cve] });
  const once = applied({ asOf, builds: [...cu1.builds, november], lanes: cu1.lanes, cves: [cve] });

  assert.ok(second.ok);
  assert.equal(second.value.id, once.catalogue.id);
});

test('a value of a refused file is cut to what fits a line', () => {
  const outcome = applyOverlay(base, { asOf, builds: [{ ...november, kb: 'K'.repeat(10_000) }] });

  assert.ok(!outcome.ok);
  assert.ok(outcome.refusal.message.length < 300);
});

test('whatever JSON is laid over, known facts stay and nothing throws', () => {
  const known = JSON.stringify(base.lanes.map((lane) => [lane.key, lane.cu, lane.serviceFrom, lane.ocsSigningFrom]));
  const rows = fc.array(
    fc.oneof(
      fc.constantFrom<unknown>(november, october, ...cu1.builds, ...cu1.lanes, cve, m2, se, e2016, rawBuilds[200]),
      fc.jsonValue(),
    ),
    { maxLength: 4 },
  );
  const overlay = fc.record(
    { asOf: fc.constantFrom(asOf, base.asOf), builds: rows, lanes: rows, cves: rows, mitigations: rows, support: rows },
    { requiredKeys: ['asOf'] },
  );
  fc.assert(
    fc.property(fc.oneof(overlay, fc.jsonValue()), (value) => {
      const outcome = applyOverlay(base, value);
      if (!outcome.ok) return;
      const lanes = outcome.value.lanes.filter((lane) => laneOf(base, lane.releases[0]?.build ?? parse('0.0.0.0')));
      assert.equal(
        JSON.stringify(lanes.map((lane) => [lane.key, lane.cu, lane.serviceFrom, lane.ocsSigningFrom])),
        known,
      );
    }),
  );
});
