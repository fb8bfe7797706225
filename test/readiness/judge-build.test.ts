import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { z } from 'zod';
import { judgeBuild } from '../../src/readiness/judge-build.ts';
import { aBuild } from '../support/evidence.ts';
import { catalogue, NOW } from './subjects.ts';

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../src/catalogue/data/${name}`, import.meta.url), 'utf8'));
const { builds } = z
  .object({ builds: z.array(z.object({ build: z.string(), product: z.string() })) })
  .parse(read('builds.json'));
const bound = z.string().nullable();
const { lanes } = z
  .object({
    lanes: z.array(
      z.object({ lane: z.string(), serviceFrom: bound, ocsCertificateFrom: bound, ocsSigningFrom: bound }),
    ),
  })
  .parse(read('cutoffs.json'));

/** Read from the data without the catalogue's code, so that both would have to err alike. */
function expected(build: string): [string, string, string] {
  const lane = build.split('.').slice(0, 3).join('.');
  const row = lanes.find((one) => one.lane === lane);
  const meets = (from: string | null | undefined) => {
    if (from == null) return 'fail';
    return Number(build.split('.')[3]) >= Number(from.split('.')[3]) ? 'pass' : 'fail';
  };
  if (meets(row?.serviceFrom) === 'fail') return ['fail', 'notApplicable', 'notApplicable'];
  return ['pass', meets(row?.ocsCertificateFrom), meets(row?.ocsSigningFrom)];
}

describe('judging a build', () => {
  it('agrees with the cut-offs for every build of the catalogue', () => {
    assert.ok(builds.length >= 314);
    for (const { build, product } of builds) {
      const judged = judgeBuild(catalogue, aBuild(build), NOW);
      assert.deepEqual(
        judged.checks.slice(0, 3).map(({ verdict }) => verdict),
        expected(build),
        build,
      );
      assert.equal(judged.product, product);
      assert.equal(judged.build, build);
    }
  });

  it('names the newest update of the lane, and says where its name is inferred', () => {
    const { latest, cu, su } = judgeBuild(catalogue, aBuild('15.2.1544.36'), NOW);
    assert.deepEqual(latest, { build: '15.2.1544.50', label: 'Exchange 2019 CU14 Oct26SU', inferred: true });
    assert.deepEqual([cu, su], ['CU14', 'Oct25SU']);
  });

  it('gives the checks that a build alone decides, without a file', () => {
    const { checks } = judgeBuild(catalogue, aBuild('15.2.2562.37'), NOW);
    assert.deepEqual(
      checks.map(({ id, gate, verdict }) => [id, gate, verdict]),
      [
        ['eems-available', true, 'pass'],
        ['ocs-certificate', true, 'pass'],
        ['ocs-signing', true, 'fail'],
        ['latest-update', false, 'fail'],
        ['support-lifecycle', false, 'pass'],
        ['known-vulnerabilities', false, 'fail'],
      ],
    );
    for (const { evidence } of checks) assert.equal(evidence.file, null);
  });

  it('lists what is open in it', () => {
    const { openVulnerabilities } = judgeBuild(catalogue, aBuild('15.2.2562.55'), NOW);
    assert.deepEqual(
      openVulnerabilities.map(({ cve }) => cve),
      ['CVE-2026-70571'],
    );
  });

  it('knows neither lane nor verdict of a build of no known product', () => {
    const judged = judgeBuild(catalogue, aBuild('14.3.123.4'), NOW);
    assert.equal(judged.product, null);
    assert.equal(judged.latest, null);
    for (const { id, verdict } of judged.checks) assert.equal(verdict, 'unknown', id);
  });
});
