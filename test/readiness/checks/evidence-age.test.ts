import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DAY, HOUR, type Instant, later } from '../../../src/core/clock.ts';
import { at, known } from '../../support/evidence.ts';
import { aSubject, assertJudged, judge, lost, NOW } from '../subjects.ts';

const generated = at('2026-11-20T06:12:44Z');
const end = later(generated, 8 * DAY);

function judgedAt(now: Instant) {
  return judge('evidence-age', aSubject({}, { now }));
}

describe('evidence-age', () => {
  it('trusts a report up to the last millisecond of its age and not at the end itself', () => {
    const before = judgedAt(later(end, -1));
    assertJudged(before, 'pass', 'fresh');
    assert.equal(before.until, end);
    assertJudged(judgedAt(end), 'unknown', 'too-old');
    assertJudged(judgedAt(later(end, 1)), 'unknown', 'too-old');
  });

  it('tells the age of an old report in days and when that number changes', () => {
    const judgement = judge('evidence-age', aSubject({}, { now: later(generated, 42 * DAY + HOUR) }));

    assert.equal(judgement.reasons[0]?.text, 'The newest report is 42 days old; it may be trusted for 8 days.');
    assert.equal(judgement.until, later(generated, 43 * DAY));
    assert.equal(judgement.evidence.file, 'ber.xml');
  });

  it('does not trust an undated report', () => {
    for (const generatedAt of lost())
      assertJudged(judge('evidence-age', aSubject({ generatedAt })), 'unknown', 'undated');
  });

  it('does not trust a report dated more than an hour after it was received', () => {
    const received = at('2026-11-20T06:30:00Z');
    const tolerated = judge('evidence-age', aSubject({ generatedAt: known(later(received, HOUR)) }));
    assertJudged(tolerated, 'pass');
    const refused = judge('evidence-age', aSubject({ generatedAt: known(later(received, HOUR + 1)) }));
    assertJudged(refused, 'unknown', 'future-report');
  });

  it('does not trust a report that at the asked instant did not exist', () => {
    const judgement = judgedAt(later(generated, -HOUR - 1));
    assertJudged(judgement, 'unknown', 'not-yet');
    assert.equal(judgement.until, later(generated, -HOUR));
    assertJudged(judgedAt(later(generated, -HOUR)), 'pass');
  });

  it('is unknown for a server that never reported, and says so', () => {
    const judgement = judge('evidence-age', aSubject({}, { current: null }));
    assertJudged(judgement, 'unknown', 'never-reported');
    assert.equal(judgement.until, null);
  });

  it('is unknown where the only report is from the future, and names its date', () => {
    const withheld = { file: 'ber.xml', generatedAt: at('2027-01-01T00:00:00Z') };
    const judgement = judge('evidence-age', aSubject({}, { current: null, withheld }));
    assertJudged(judgement, 'unknown', 'future-report');
    assert.match(judgement.reasons[0]?.text ?? '', /1 Jan 2027/);
  });

  it('does not apply to an Edge server, reported or not', () => {
    assertJudged(judge('evidence-age', aSubject({ role: known('edge') })), 'notApplicable');
    assertJudged(judge('evidence-age', aSubject({}, { role: 'edge', current: null, now: NOW })), 'notApplicable');
  });
});
