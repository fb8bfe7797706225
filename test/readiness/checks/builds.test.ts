import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Verdict } from '../../../src/readiness/model.ts';
import { aBuild, absent, known } from '../../support/evidence.ts';
import { aSubject, assertJudged, judge, lost, withBuild } from '../subjects.ts';

type Row = readonly [build: string, available: Verdict, certificate: Verdict, signing: Verdict];

// The bounds of facts/EEMS.md section 0, each on its build and one below.
const exact: readonly Row[] = [
  ['15.2.2562.56', 'pass', 'pass', 'pass'],
  ['15.2.2562.43', 'pass', 'pass', 'pass'],
  ['15.2.2562.42', 'pass', 'pass', 'fail'],
  ['15.2.2562.17', 'pass', 'pass', 'fail'],
  ['15.2.1748.46', 'pass', 'pass', 'pass'],
  ['15.2.1748.45', 'pass', 'pass', 'fail'],
  ['15.2.1544.41', 'pass', 'pass', 'pass'],
  ['15.2.1544.40', 'pass', 'pass', 'fail'],
  ['15.2.1258.12', 'pass', 'pass', 'fail'],
  ['15.2.1118.26', 'pass', 'pass', 'fail'],
  ['15.2.1118.25', 'pass', 'fail', 'fail'],
  ['15.2.986.42', 'pass', 'pass', 'fail'],
  ['15.2.986.5', 'pass', 'fail', 'fail'],
  ['15.2.922.27', 'fail', 'notApplicable', 'notApplicable'],
  ['15.1.2507.69', 'pass', 'pass', 'pass'],
  ['15.1.2507.68', 'pass', 'pass', 'fail'],
  ['15.1.2507.23', 'pass', 'pass', 'fail'],
  ['15.1.2507.22', 'pass', 'fail', 'fail'],
  ['15.1.2375.37', 'pass', 'fail', 'fail'],
  ['15.1.2308.27', 'fail', 'notApplicable', 'notApplicable'],
  ['15.0.1497.48', 'fail', 'notApplicable', 'notApplicable'],
  // Above the newest of a known lane.
  ['15.2.2562.900', 'pass', 'pass', 'pass'],
  // A CU that the catalogue does not know.
  ['15.2.2999.5', 'unknown', 'unknown', 'unknown'],
  // Exchange 2010 and nonsense.
  ['14.3.123.4', 'unknown', 'unknown', 'unknown'],
];

describe('the checks on the build', () => {
  for (const [build, available, certificate, signing] of exact) {
    it(`judge ${build} by its lane`, () => {
      const subject = withBuild(build);
      assertJudged(judge('exact-build', subject), 'pass', 'known');
      assertJudged(judge('eems-available', subject), available);
      assertJudged(judge('ocs-certificate', subject), certificate);
      assertJudged(judge('ocs-signing', subject), signing);
    });
  }

  it('let a verdict stand on which the lowest and the highest fitting build agree', () => {
    const of = (displayed: string) => aSubject({ build: absent, displayedBuild: known(aBuild(displayed)) });

    const cu14 = of('15.2.1544.4');
    assertJudged(judge('exact-build', cu14), 'unknown', 'update-hidden');
    assertJudged(judge('eems-available', cu14), 'pass');
    assertJudged(judge('ocs-certificate', cu14), 'pass');
    assertJudged(judge('ocs-signing', cu14), 'unknown', 'update-hidden');

    const cu22 = of('15.1.2375.7');
    assertJudged(judge('ocs-certificate', cu22), 'fail', 'line-cut-off');
    assertJudged(judge('ocs-signing', cu22), 'fail', 'line-cut-off');

    assertJudged(judge('ocs-certificate', of('15.2.1118.7')), 'unknown');
    assertJudged(judge('eems-available', of('15.0.1497.2')), 'fail');
  });

  it('know nothing of the build where the report names none', () => {
    for (const build of lost()) {
      const subject = aSubject({ build, displayedBuild: absent }, { displayedBuild: aBuild() });
      assertJudged(judge('exact-build', subject), 'unknown', 'no-build');
      for (const id of ['eems-available', 'ocs-certificate', 'ocs-signing'] as const) {
        assertJudged(judge(id, subject), 'unknown', 'no-build');
      }
    }
  });

  it('do not know whether a server of unknown role has the service', () => {
    for (const role of lost()) {
      assertJudged(judge('eems-available', aSubject({ role })), 'unknown', 'role-unknown');
      assertJudged(judge('eems-available', aSubject({ role }, { role: 'mailbox' })), 'unknown', 'role-unknown');
    }
  });

  it('tell a reader of Health Checker that a reached endpoint proves no signature', () => {
    const reached = judge('ocs-signing', withBuild('15.2.2562.37'));
    assert.deepEqual(
      reached.reasons.map(({ code }) => code),
      ['cut-off', 'probe-is-not-enough'],
    );
    assert.deepEqual(reached.evidence, { file: 'ber.xml', path: 'somewhere', value: '15.2.2562.37' });

    const unreached = judge('ocs-signing', withBuild('15.2.2562.37', { ocsProbe: known(null) }));
    assert.deepEqual(
      unreached.reasons.map(({ code }) => code),
      ['cut-off'],
    );
  });
});
