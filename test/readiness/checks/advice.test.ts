import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { later } from '../../../src/core/clock.ts';
import { aBuild, absent, at, known } from '../../support/evidence.ts';
import { aSubject, assertJudged, judge, lost, NOW, withBuild } from '../subjects.ts';

const soon = at('2026-10-20T12:00:00Z');
const codes = (judgement: { reasons: readonly { code: string }[] }) => judgement.reasons.map(({ code }) => code);

describe('mitigations-applied', () => {
  const offered = (offer: string[], applied: string[], build = '15.2.2562.37', blocked: string[] = []) =>
    judge(
      'mitigations-applied',
      withBuild(build, {
        mitigationsOnOffer: known(offer),
        mitigationsApplied: known(applied),
        mitigationsBlocked: known(blocked),
      }),
    );

  it('compares by family', () => {
    assertJudged(offered(['PING1', 'M2.1.2'], ['PING1', 'M2.1.0']), 'pass', 'all-applied');
  });

  it('warns of one on offer for this build that is not applied', () => {
    const judgement = offered(['PING1', 'M2.1.2'], ['PING1']);
    assertJudged(judgement, 'warn', 'not-applied');
    assert.equal(judgement.reasons[0]?.text, 'M2 is on offer for this build and not applied.');
  });

  it('asks for none that this build does not need', () => {
    assertJudged(offered(['PING1', 'M1', 'M2.1.2'], ['PING1'], '15.2.2562.56'), 'pass');
  });

  it('leaves blocked ones to their own check', () => {
    assertJudged(offered(['PING1', 'M2.1.2'], ['PING1'], '15.2.2562.37', ['M2']), 'pass');
  });

  it('does not know of one that the catalogue does not have', () => {
    assertJudged(offered(['PING1', 'M9.1'], ['PING1']), 'unknown', 'need-unknown');
    assertJudged(offered(['PING1', 'M9.1'], ['PING1', 'M9.1']), 'pass');
  });

  it('does not know without the offer, nor without the list', () => {
    for (const mitigationsOnOffer of lost())
      assertJudged(judge('mitigations-applied', aSubject({ mitigationsOnOffer })), 'unknown');
    assertJudged(judge('mitigations-applied', aSubject({ mitigationsApplied: absent })), 'unknown', 'list-unknown');
  });
});

describe('mitigations-leftover', () => {
  const applied = (build: string) => withBuild(build, { mitigationsApplied: known(['PING1', 'M2.1.0']) });

  it('warns of M2 from the July 2026 update on, and not before', () => {
    assertJudged(judge('mitigations-leftover', applied('15.2.2562.56')), 'warn', 'leftover');
    assertJudged(judge('mitigations-leftover', applied('15.2.2562.43')), 'pass', 'none-left-over');
  });

  it('does not know where only the CU is known', () => {
    const subject = aSubject({
      build: absent,
      displayedBuild: known(aBuild('15.2.2562.17')),
      mitigationsApplied: known(['PING1', 'M2.1.0']),
    });
    assertJudged(judge('mitigations-leftover', subject), 'unknown', 'need-unknown');
  });
});

describe('latest-update', () => {
  const on = (build: string, now = soon) => judge('latest-update', { ...withBuild(build), now });

  it('passes the newest of its lane until the next Patch Tuesday', () => {
    const judgement = on('15.2.2562.56');
    assertJudged(judgement, 'pass', 'newest');
    assert.equal(judgement.until, at('2026-11-10T18:00:00Z'));
    assertJudged(on('15.2.2562.56', later(judgement.until, -1)), 'pass');
    assertJudged(on('15.2.2562.56', judgement.until), 'warn', 'patch-tuesday-passed');
  });

  it('fails an older one and names the newest', () => {
    const judgement = on('15.2.2562.37');
    assertJudged(judgement, 'fail', 'update-missing');
    assert.match(judgement.reasons[0]?.text ?? '', /15\.2\.2562\.56 \(Exchange SE RTM Oct26SU, name inferred\)/);
  });

  it('does not call a build above the catalogue current', () => {
    assertJudged(on('15.2.2562.900'), 'unknown', 'newer-than-catalogue');
    assertJudged(on('15.2.3000.5'), 'unknown', 'newer-than-catalogue');
  });

  it('expects no more updates for a line that gets none, and marks ESU builds as such', () => {
    const judgement = on('15.2.1544.50', NOW);
    assertJudged(judgement, 'pass', 'newest');
    assert.deepEqual(codes(judgement), ['newest', 'esu-only']);
    assertJudged(on('15.2.1118.40', NOW), 'pass', 'newest');
  });

  it('tells what ESU holders got apart from what everybody could have', () => {
    assertJudged(on('15.2.1544.36', NOW), 'warn', 'esu-update-missing');
    assertJudged(on('15.2.1544.33', NOW), 'fail', 'update-missing');
  });

  it('does not know where only the CU is known', () => {
    const subject = aSubject({ build: absent, displayedBuild: known(aBuild('15.2.1544.4')) });
    assertJudged(judge('latest-update', subject), 'unknown', 'update-hidden');
  });
});

describe('support-lifecycle', () => {
  it('ends on the day, and names it before', () => {
    const subject = withBuild('15.2.1118.40');
    const end = at('2025-10-14T00:00:00Z');
    // Two newer CUs are out long before the product ends.
    assertJudged(judge('support-lifecycle', { ...subject, now: later(end, -1) }), 'fail', 'cu-superseded');
    const cu15 = { ...withBuild('15.2.1748.39'), now: later(end, -1) };
    const judgement = judge('support-lifecycle', cu15);
    assertJudged(judgement, 'pass', 'before-end');
    assert.equal(judgement.until, end);
    assertJudged(judge('support-lifecycle', { ...cu15, now: end }), 'warn', 'esu-running');
    assertJudged(judge('support-lifecycle', { ...cu15, now: at('2026-10-31T23:59:59Z') }), 'warn', 'esu-running');
    assertJudged(judge('support-lifecycle', { ...cu15, now: at('2026-11-01T00:00:00Z') }), 'fail', 'esu-over');
  });

  it('is settled by the CU alone', () => {
    const subject = aSubject({ build: absent, displayedBuild: known(aBuild('15.1.2375.7')) });
    assertJudged(judge('support-lifecycle', subject), 'fail', 'product-ended');
    assertJudged(
      judge('support-lifecycle', aSubject({}, { current: null, displayedBuild: aBuild('15.2.1544.4') })),
      'fail',
    );
  });

  it('knows nothing of a server without a build', () => {
    assertJudged(judge('support-lifecycle', aSubject({}, { current: null })), 'unknown', 'never-reported');
  });
});

describe('known-vulnerabilities', () => {
  it('passes the newest build and counts what is open in others, by name', () => {
    assertJudged(judge('known-vulnerabilities', withBuild('15.2.2562.56')), 'pass', 'none-open');
    const old = judge('known-vulnerabilities', withBuild('15.0.1497.2'));
    assertJudged(old, 'fail', 'open');
    assert.match(
      old.reasons[0]?.text ?? '',
      /^50 known vulnerabilities are fixed by later updates, 12 of them exploited: .*ProxyShell/,
    );
  });

  it('does not take silence about a product whose support is over for safety', () => {
    const newest = judge('known-vulnerabilities', withBuild('15.0.1497.48'));
    assertJudged(newest, 'unknown', 'no-longer-listed');
    assert.match(newest.reasons[0]?.text ?? '', /11 Apr 2023, the end of support/);
    // On the catalogue's date the Extended Security Updates were still made.
    assertJudged(judge('known-vulnerabilities', withBuild('15.1.2507.77')), 'pass', 'none-open');
  });

  it('counts what is open in every build that fits where only the CU is known', () => {
    const of = (displayed: string) => aSubject({ build: absent, displayedBuild: known(aBuild(displayed)) });
    const certain = judge('known-vulnerabilities', of('15.1.2375.7'));
    assertJudged(certain, 'fail', 'open');
    assert.match(certain.reasons[0]?.text ?? '', /^At least /);
    assertJudged(judge('known-vulnerabilities', of('15.2.2562.17')), 'unknown', 'update-hidden');
  });

  it('knows nothing of a CU that the catalogue does not have', () => {
    assertJudged(judge('known-vulnerabilities', withBuild('15.2.3000.5')), 'unknown', 'build-not-in-catalogue');
  });
});
