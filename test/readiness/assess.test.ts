import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { BuildNumber } from '../../src/catalogue/model.ts';
import { DAY, HOUR, type Instant, instant, later } from '../../src/core/clock.ts';
import type { Fact, Observation, Role } from '../../src/evidence/observation.ts';
import { assess, readinessOf } from '../../src/readiness/assess.ts';
import { advisoryIds, gateIds, type Subject } from '../../src/readiness/model.ts';
import { aBuild, absent, at, known } from '../support/evidence.ts';
import { aSubject, catalogue, lost, NOW, withBuild } from './subjects.ts';

const failed = (subject: Subject) => byVerdict(subject, 'fail');
const unknown = (subject: Subject) => byVerdict(subject, 'unknown');

function byVerdict(subject: Subject, verdict: string) {
  return assess(subject)
    .checks.filter((check) => check.gate && check.verdict === verdict)
    .map(({ id }) => id);
}

describe('an assessment', () => {
  it('is ready where all ten gates pass, and holds every check in its order', () => {
    const assessment = assess(aSubject());

    assert.equal(assessment.readiness, 'ready');
    assert.deepEqual(
      assessment.checks.map(({ id }) => id),
      [...gateIds, ...advisoryIds],
    );
    assert.deepEqual(
      [assessment.product, assessment.cu, assessment.su, assessment.build],
      ['ExchangeSE', 'RTM', 'Oct26SU', '15.2.2562.56'],
    );
    assert.equal(assessment.missesUpdate, false);
    assert.equal(assessment.outOfSupport, false);
  });

  it('is failing where one gate fails, whatever else is unknown', () => {
    const subject = aSubject({ ocsProbe: known(null), mitigationsApplied: absent });
    assert.equal(assess(subject).readiness, 'failing');
    assert.deepEqual(failed(subject), ['ocs-endpoint']);
    assert.deepEqual(unknown(subject), ['mitigations-heartbeat']);
  });

  it('knows the CU and not the update where only AdminDisplayVersion is there', () => {
    const subject = aSubject({ build: absent, displayedBuild: known(aBuild('15.2.1544.4')) });
    const assessment = assess(subject);
    assert.equal(assessment.readiness, 'unknown');
    assert.deepEqual(unknown(subject), ['exact-build', 'ocs-signing']);
    assert.deepEqual([assessment.cu, assessment.su, assessment.build], ['CU14', null, null]);
    assert.equal(assessment.outOfSupport, true);
    assert.equal(assessment.missesUpdate, false);
  });

  it('is not applicable to an Edge server, which still misses updates', () => {
    const assessment = assess(aSubject({ role: known('edge'), build: known(aBuild('15.2.2562.37')) }));
    assert.equal(assessment.readiness, 'notApplicable');
    assert.equal(assessment.missesUpdate, true);
    assert.equal(assessment.validUntil, null);
  });

  it('counts a ready server on its last public update of 2019 as missing updates and out of support', () => {
    const assessment = assess(withBuild('15.2.1544.41'));
    assert.equal(assessment.readiness, 'ready');
    assert.equal(assessment.missesUpdate, true);
    assert.equal(assessment.outOfSupport, true);
    assert.ok(assessment.openVulnerabilities.some(({ cve }) => cve === 'CVE-2026-70571'));
  });

  it('ends with the first gate that time changes, and is judged anew before that where advice changes', () => {
    const generated = at('2026-11-07T06:00:00Z');
    const subject = aSubject({ generatedAt: known(generated) }, { now: later(generated, HOUR) });
    const assessment = assess({ ...subject, organisationSwitch: null });
    assert.equal(assessment.validUntil, later(generated, 8 * DAY));
    // Patch Tuesday of November 2026.
    assert.equal(assessment.rejudgeAt, at('2026-11-10T18:00:00Z'));
  });

  it('does not expire by what is unknown already, but is judged anew when its words age', () => {
    const generated = at('2026-11-01T06:00:00Z');
    const assessment = assess(aSubject({ generatedAt: known(generated) }, { organisationSwitch: null }));
    assert.equal(assessment.validUntil, null);
    assert.equal(assessment.rejudgeAt, later(generated, 21 * DAY));
  });
});

describe('readiness', () => {
  it('takes ten passes', () => {
    assert.equal(readinessOf(gateIds.map(() => 'pass')), 'ready');
    assert.equal(readinessOf(gateIds.map(() => 'notApplicable')), 'notApplicable');
    for (const verdict of ['fail', 'unknown', 'warn', 'notApplicable'] as const) {
      const one = readinessOf(gateIds.map((_, place) => (place === 3 ? verdict : 'pass')));
      assert.equal(one, verdict === 'fail' ? 'failing' : 'unknown', verdict);
    }
    assert.equal(readinessOf([]), 'unknown');
  });
});

describe('no false green', () => {
  const read: readonly (keyof Observation)[] = [
    'generatedAt',
    'role',
    'build',
    'serverSwitch',
    'serviceStatus',
    'serviceStartType',
    'ocsProbe',
    'mitigationsApplied',
    'urlRewrite',
  ];
  const empty: Partial<Observation> = {
    serviceStatus: known(''),
    serviceStartType: known(''),
    ocsProbe: known(null),
    mitigationsApplied: known([]),
  };

  it('starts from a ready server', () => assert.equal(assess(aSubject()).readiness, 'ready'));

  for (const member of read) {
    it(`a server whose ${member} is lost in any way is not ready`, () => {
      for (const fact of lost()) assert.notEqual(assess(aSubject({ [member]: fact })).readiness, 'ready');
      if (empty[member] !== undefined)
        assert.notEqual(assess(aSubject({ [member]: empty[member] })).readiness, 'ready');
    });
  }

  it("a server whose organisation's switch is lost in any way is not ready", () => {
    const on = aSubject().organisationSwitch;
    assert.ok(on);
    for (const value of lost())
      assert.notEqual(assess(aSubject({}, { organisationSwitch: { ...on, value } })).readiness, 'ready');
    assert.notEqual(assess(aSubject({}, { organisationSwitch: null })).readiness, 'ready');
  });
});

describe('the rules', () => {
  it('answer for every subject, and say ready only where all ten gates pass', () => {
    fc.assert(
      fc.property(anySubject, (subject) => {
        const assessment = assess(subject);
        const gates = assessment.checks.filter(({ gate }) => gate);
        assert.equal(gates.length, 10);
        assert.equal(
          assessment.readiness === 'ready',
          gates.every(({ verdict }) => verdict === 'pass'),
        );
        for (const { id, reasons } of assessment.checks) {
          assert.ok(reasons.length > 0, id);
          for (const { text } of reasons) assert.ok(text.length > 0 && !text.includes('undefined'), text);
        }
        for (const end of [assessment.validUntil, assessment.rejudgeAt]) assert.ok(end === null || end > subject.now);
        if (assessment.validUntil !== null) assert.ok((assessment.rejudgeAt ?? 0) <= assessment.validUntil);
        assert.deepEqual(JSON.parse(JSON.stringify(assessment)), assessment);
        if (assessment.readiness === 'failing') assert.notEqual(assessment.nextStep.kind, 'none');
      }),
      { numRuns: 1500 },
    );
  });
});

function fact<T>(value: fc.Arbitrary<T>): fc.Arbitrary<Fact<T>> {
  return fc.oneof(
    { weight: 3, arbitrary: value.map((one) => known(one)) },
    { weight: 1, arbitrary: fc.constantFrom<Fact<T>>(...lost()) },
  );
}

const builds = catalogue.lanes.flatMap(({ releases }) => releases.map(({ build }) => build));
const anyBuild: fc.Arbitrary<BuildNumber> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...builds) },
  {
    weight: 1,
    arbitrary: fc.record({
      major: fc.constantFrom(14, 15, 16),
      minor: fc.nat(3),
      build: fc.nat(3000),
      revision: fc.nat(99),
    }),
  },
);
const anyInstant = fc
  .integer({ min: Date.parse('2024-01-01T00:00:00Z'), max: Date.parse('2027-12-31T00:00:00Z') })
  .map((at): Instant => instant(at));
const near = fc.integer({ min: -20 * DAY, max: 3 * HOUR }).map((offset) => later(NOW, offset));
const ids = fc.array(fc.constantFrom('PING1', 'M1', 'M2.1.0', 'M9', '', '.'), { maxLength: 4 });
const text = fc.oneof(fc.constantFrom('Running', 'Stopped', 'Automatic', 'Manual', ''), fc.string({ maxLength: 5 }));

const anyObservation: fc.Arbitrary<Partial<Observation>> = fc.record({
  generatedAt: fact(near),
  role: fact(fc.constantFrom<Role>('mailbox', 'mailbox', 'mailbox', 'edge')),
  build: fact(anyBuild),
  displayedBuild: fact(anyBuild),
  serverSwitch: fact(fc.boolean()),
  serviceStatus: fact(text),
  serviceStartType: fact(text),
  ocsProbe: fact(fc.constantFrom<(number | null)[]>(200, 200, 403, null)),
  mitigationsOnOffer: fact(ids),
  mitigationsApplied: fact(ids),
  mitigationsBlocked: fact(ids),
  urlRewrite: fact(fc.boolean()),
  pendingReboot: fact(fc.boolean()),
  dag: fact(fc.constantFrom<(string | null)[]>('DAG-BER', null)),
});

const anySubject: fc.Arbitrary<Subject> = fc
  .record({
    report: fc.oneof(
      { weight: 4, arbitrary: anyObservation },
      // Mostly in order, so that ready servers are among them.
      {
        weight: 4,
        arbitrary: anyObservation.map(
          (one): Partial<Observation> => ({ mitigationsOnOffer: one.mitigationsOnOffer ?? absent }),
        ),
      },
      { weight: 1, arbitrary: fc.constant(null) },
    ),
    inventory: fc.option(anyBuild),
    value: fact(fc.boolean()),
    at: near,
    now: fc.oneof({ weight: 3, arbitrary: fc.constant(NOW) }, { weight: 1, arbitrary: anyInstant }),
  })
  .map(({ report, inventory, value, at: seen, now }) => {
    const subject = aSubject(report ?? {}, { now });
    const organisationSwitch = subject.organisationSwitch && { ...subject.organisationSwitch, value, at: seen };
    return { ...subject, organisationSwitch, ...(report ? {} : { current: null, displayedBuild: inventory }) };
  });
