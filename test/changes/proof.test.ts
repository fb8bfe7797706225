import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { compareBuilds } from '../../src/catalogue/build-number.ts';
import { shippedCatalogue } from '../../src/catalogue/read.ts';
import { HOUR, instant, MINUTE } from '../../src/core/clock.ts';
import { reportId } from '../../src/core/ids.ts';
import type { Target } from '../../src/changes/model.ts';
import { proofOf, type TargetEvidence } from '../../src/changes/proof.ts';
import type { Fact, Observation } from '../../src/evidence/observation.ts';
import { absent, aBuild, anObservation, at, known } from '../support/evidence.ts';
import { anAssessment } from '../support/factories.ts';

const catalogue = shippedCatalogue();
const SINCE = at('2026-11-28T22:00:00Z');
const NOW = at('2026-11-29T06:12:44Z');
const BUILD: Target = { kind: 'build', build: '15.2.2562.56', label: 'SE RTM Oct26SU' };
const GATE: Target = { kind: 'gate', gate: 'url-rewrite' };
const RETIRED: Target = { kind: 'retired', replacedBy: null };

function evidence(changes: Partial<Observation> = {}, over: Partial<TargetEvidence> = {}): TargetEvidence {
  const observation = anObservation({ generatedAt: known(at('2026-11-29T06:00:00Z')), ...changes });
  return {
    report: { report: reportId('a'.repeat(64)), file: 'BER-EX01.xml', receivedAt: NOW, observation },
    assessment: { ...anAssessment(), validUntil: null },
    retired: false,
    catalogue,
    ...over,
  };
}

function missing(target: Target, given: TargetEvidence): readonly string[] {
  return proofOf(target, given, SINCE, NOW).missing;
}

describe('proof of a server', () => {
  it('is a newer report that shows the target met and the server in order', () => {
    const proof = proofOf(BUILD, evidence(), SINCE, NOW);
    assert.deepEqual(proof, {
      at: NOW,
      report: 'a'.repeat(64),
      file: 'BER-EX01.xml',
      generatedAt: at('2026-11-29T06:00:00Z'),
      build: '15.2.2562.56',
      missing: [],
    });
    assert.deepEqual(missing(GATE, evidence()), []);
    assert.deepEqual(missing(BUILD, evidence({ serviceStatus: known(' running ') })), []);
  });

  const lacking: readonly [string, Partial<Observation>, RegExp][] = [
    ['an older build', { build: known(aBuild('15.2.2562.37')) }, /build is 15\.2\.2562\.37; 15\.2\.2562\.56 or later/],
    ['no exact build', { build: absent }, /exact build is not in the report/],
    ['a stopped service', { serviceStatus: known('Stopped') }, /is Stopped, not Running/],
    ['a service that does not start by itself', { serviceStartType: known('Manual') }, /is Manual, not Automatic/],
    ['no status', { serviceStatus: absent }, /status of MSExchangeMitigation is not in the report/],
    ['no start type', { serviceStartType: absent }, /start type of MSExchangeMitigation is not in the report/],
    ['inactive components', { inactiveComponents: known(['HubTransport']) }, /Inactive: HubTransport/],
    ['no list of components', { inactiveComponents: absent }, /components are inactive is not in the report/],
    ['a pending restart', { pendingReboot: known(true) }, /A restart is pending/],
    ['nothing about restarts', { pendingReboot: absent }, /restart is pending is not in the report/],
    ['no date', { generatedAt: absent }, /generated is not in the report/],
    [
      'a date before the start',
      { generatedAt: known(at('2026-11-28T21:59:00Z')) },
      /One generated after 28 Nov 2026, 22:00/,
    ],
    ['the date of the start itself', { generatedAt: known(SINCE) }, /One generated after/],
    ['a date in the future', { generatedAt: known(instant(NOW + HOUR + 1)) }, /in the future/],
  ];
  for (const [what, changes, sentence] of lacking) {
    it(`is not a report with ${what}, and that is said`, () => {
      const [first, ...more] = missing(BUILD, evidence(changes));
      assert.match(first ?? '', sentence);
      assert.deepEqual(more, []);
    });
  }

  it('is no report that was here before the start, whatever date a fast clock gave it', () => {
    const ahead = evidence({ generatedAt: known(instant(SINCE + 5 * MINUTE)) });
    const early = (receivedAt: number) =>
      missing(BUILD, { ...ahead, report: ahead.report && { ...ahead.report, receivedAt: instant(receivedAt) } });
    assert.match(early(SINCE - MINUTE)[0] ?? '', /was here on 28 Nov 2026, 21:59 UTC already: the clock/);
    assert.equal(early(SINCE).length, 1);
    assert.deepEqual(early(SINCE + 1), []);
  });

  it('is no build of a later CU that lacks what the wanted update contains', () => {
    const wanted: Target = { kind: 'build', build: '15.2.1544.50', label: 'Exchange 2019 CU14 Oct26SU' };
    const has = (build: string) => missing(wanted, evidence({ build: known(aBuild(build)) }));
    assert.deepEqual(has('15.2.1748.55'), []);
    assert.deepEqual(has('15.2.1544.60'), []);
    assert.match(has('15.2.2562.17')[0] ?? '', /of a later update line but released before 15\.2\.1544\.50/);
    assert.match(has('15.2.3000.1')[0] ?? '', /is not known to the catalogue of/);
  });

  it('counts a clock that is up to an hour ahead', () => {
    assert.deepEqual(missing(BUILD, evidence({ generatedAt: known(instant(NOW + HOUR)) })), []);
  });

  it('does not ask an Edge server for a service that it never has', () => {
    const edge = { role: known('edge' as const), serviceStatus: absent, serviceStartType: absent };
    assert.deepEqual(missing(BUILD, evidence(edge)), []);
    assert.equal(missing(BUILD, evidence({ ...edge, role: absent })).length, 2);
  });

  it('of a gate is the judgement of a report that is not too old', () => {
    const failing = anAssessment({
      validUntil: null,
      checks: { 'url-rewrite': { verdict: 'fail', text: 'IIS has no such module.' } },
    });
    assert.deepEqual(missing(GATE, evidence({}, { assessment: failing })), [
      'url-rewrite does not pass: IIS has no such module.',
    ]);
    for (const verdict of ['unknown', 'warn', 'notApplicable'] as const) {
      const other = { ...anAssessment({ checks: { 'url-rewrite': { verdict } } }), validUntil: null };
      assert.equal(missing(GATE, evidence({}, { assessment: other })).length, 1, verdict);
    }
    assert.match(missing(GATE, evidence({}, { assessment: null }))[0] ?? '', /not known/);
    assert.match(
      missing(GATE, evidence({}, { assessment: { ...anAssessment(), validUntil: NOW } }))[0] ?? '',
      /too old/,
    );
  });

  it('of a retirement is the retirement, and a retired server proves nothing else', () => {
    const gone = evidence({}, { report: null, assessment: null, retired: true });
    assert.deepEqual(missing(RETIRED, gone), []);
    const old = proofOf(RETIRED, evidence({}, { retired: true }), SINCE, NOW);
    assert.deepEqual([old.report, old.build, old.missing], [null, null, []]);
    assert.deepEqual(missing(RETIRED, evidence()), ['It is not retired yet.']);
    assert.match(missing(BUILD, evidence({}, { retired: true }))[0] ?? '', /was retired/);
    assert.deepEqual(missing(BUILD, evidence({}, { report: null })), ['There is no report of it.']);
  });

  it('is given by no report in which anything that counts is not known, wrong or stale', () => {
    const fact = <T>(good: T, bad: readonly T[]): fc.Arbitrary<Fact<T>> =>
      fc.oneof(
        { weight: 3, arbitrary: fc.constant(known(good)) },
        fc.constantFrom(...bad).map((value) => known(value)),
        fc.constantFrom<Fact<T>>(
          { known: false, why: 'absent', path: 'x' },
          { known: false, why: 'nil', path: 'x' },
          { known: false, why: 'unreadable', path: 'x', raw: '?' },
        ),
      );
    const builds = ['15.2.2562.55', '15.2.2562.56', '15.2.2562.57', '15.1.2507.99', '15.2.1748.99'].map(aBuild);
    const wanted = aBuild('15.2.2562.56');
    const generated = fc.integer({ min: SINCE - 2 * HOUR, max: NOW + 2 * HOUR }).map(instant);
    fc.assert(
      fc.property(
        fact(builds[1] ?? wanted, builds),
        fact('Running', ['Stopped', '']),
        fact('Automatic', ['Manual', 'Disabled']),
        fact<readonly string[]>([], [['HubTransport'], ['']]),
        fact(false, [true]),
        fc.oneof(
          generated.map((moment) => known(moment)),
          fc.constant<Fact<never>>(absent),
        ),
        (build, serviceStatus, serviceStartType, inactiveComponents, pendingReboot, generatedAt) => {
          const seen = { build, serviceStatus, serviceStartType, inactiveComponents, pendingReboot, generatedAt };
          const good =
            build.known &&
            compareBuilds(build.value, wanted) >= 0 &&
            serviceStatus.known &&
            serviceStatus.value === 'Running' &&
            serviceStartType.known &&
            serviceStartType.value === 'Automatic' &&
            inactiveComponents.known &&
            inactiveComponents.value.length === 0 &&
            pendingReboot.known &&
            !pendingReboot.value &&
            generatedAt.known &&
            generatedAt.value > SINCE &&
            generatedAt.value <= NOW + HOUR;
          const found = missing(BUILD, evidence(seen));
          assert.equal(found.length === 0, good, found.join(' '));
          for (const sentence of found) assert.match(sentence, /^[A-Z].*\.$/);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('never comes back to a report from before the start, however the start is set', () => {
    fc.assert(
      fc.property(fc.integer({ min: -600, max: 600 }), (minutes) => {
        const generatedAt = known(instant(SINCE + minutes * MINUTE));
        assert.equal(
          missing(BUILD, evidence({ generatedAt })).length === 0,
          minutes > 0 && SINCE + minutes * MINUTE <= NOW + HOUR,
        );
      }),
    );
  });
});
