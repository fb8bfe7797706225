import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parseBuild } from '../../src/catalogue/build-number.ts';
import { type BoundName, boundFor, meetsBound } from '../../src/catalogue/lookup.ts';
import type { BuildNumber } from '../../src/catalogue/model.ts';
import { buildRange } from '../../src/catalogue/range.ts';
import { shippedCatalogue } from '../../src/catalogue/read.ts';

const evidence = fileURLToPath(new URL('../../../shared/evidence/', import.meta.url));
const skip = existsSync(`${evidence}fleet-a.expected.json`) ? false : 'the sample fleet is not here';

interface Expected {
  readonly servers: Readonly<
    Record<string, { readiness: string; failedGates: readonly string[]; unknownGates: readonly string[] }>
  >;
}

const gates: readonly [gate: string, bound: BoundName][] = [
  ['eems-available', 'serviceFrom'],
  ['ocs-certificate', 'ocsCertificateFrom'],
  ['ocs-signing', 'ocsSigningFrom'],
];

/** The verdict that stands at both ends of what is known of a build. */
function verdict({ lowest, highest }: { lowest: BuildNumber; highest: BuildNumber }, name: BoundName): string {
  const ends = [lowest, highest].map((build) => {
    const bound = boundFor(shippedCatalogue(), build, name);
    return bound === 'unknown' ? 'unknown' : meetsBound(build, bound) ? 'pass' : 'fail';
  });
  return ends[0] === ends[1] ? String(ends[0]) : 'unknown';
}

test('the builds of the sample fleet lead to the verdicts that are expected of it', { skip }, () => {
  const { servers }: Expected = JSON.parse(readFileSync(`${evidence}fleet-a.expected.json`, 'utf8'));
  let judged = 0;

  for (const file of readdirSync(`${evidence}reports`)) {
    const text = readFileSync(`${evidence}reports/${file}`, 'utf8');
    const exact = parseBuild(/N="FileVersion">([^<]+)/.exec(text)?.[1] ?? '');
    const displayed = parseBuild(/Version 15[^<]+/.exec(text)?.[0] ?? '');
    assert.ok(exact ?? displayed, file);
    const range = exact ? { lowest: exact, highest: exact } : buildRange(shippedCatalogue(), displayed as BuildNumber);
    const name = /^HealthChecker-([^.]+?)[.-](?:contoso|fabrikam|\d{14})/.exec(file)?.[1]?.toLowerCase();
    const key = Object.keys(servers).find((server) => server.split('.')[0] === name);
    const expected = key === undefined ? undefined : servers[key];
    assert.ok(expected, file);
    if (expected.readiness === 'notApplicable') continue;

    const available = verdict(range, 'serviceFrom') === 'pass';
    for (const [gate, bound] of gates) {
      const wanted: string = expected.failedGates.includes(gate)
        ? 'fail'
        : expected.unknownGates.includes(gate)
          ? 'unknown'
          : 'pass';
      if (gate === 'eems-available' || available) assert.equal(verdict(range, bound), wanted, `${file} ${gate}`);
    }
    judged += 1;
  }
  assert.equal(judged, 17);
});
