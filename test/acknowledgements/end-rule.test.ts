import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { boundOf, readBound } from '../../src/acknowledgements/bound.ts';
import { endedBy } from '../../src/acknowledgements/end-rule.ts';
import type { Bound } from '../../src/acknowledgements/model.ts';
import { type Assessment, type Check, gateIds, type Verdict } from '../../src/readiness/model.ts';

type Verdicts = readonly Verdict[];

/** Only what the rule may look at. */
function assessment(verdicts: Verdicts, build: string | null): Assessment {
  const checks = gateIds.map((id, index) => {
    const verdict = verdicts[index] ?? 'pass';
    return { id, gate: true, verdict, reasons: [{ code: 'x', text: `${id} is ${verdict}.` }] } as unknown as Check;
  });
  const readiness = verdicts.includes('fail')
    ? 'failing'
    : verdicts.includes('unknown')
      ? 'unknown'
      : verdicts.every((verdict) => verdict === 'notApplicable')
        ? 'notApplicable'
        : 'ready';
  return { readiness, checks, build } as unknown as Assessment;
}

const verdict = fc.constantFrom<Verdict>('pass', 'fail', 'unknown', 'notApplicable');
const verdicts = fc.array(verdict, { minLength: gateIds.length, maxLength: gateIds.length });
const build = fc.constantFrom('15.2.2562.37', '15.2.2562.56', null);
const being = (all: Verdicts, what: Verdict) => gateIds.filter((_, index) => all[index] === what);

/** A server that can be acknowledged, and how it stands later. */
const pair = fc
  .record({ was: verdicts, builtThen: build, now: verdicts, builtNow: build })
  .filter(({ was }) => was.includes('fail') || was.includes('unknown'));

function boundThen(was: Verdicts, built: string | null): Bound {
  const bound = boundOf(assessment(was, built));
  assert.ok(bound);
  return bound;
}

describe('what a judgement does to an acknowledgement', () => {
  it('nothing, as long as nothing changes', () => {
    fc.assert(
      fc.property(pair, ({ was, builtThen }) => {
        assert.equal(endedBy(boundThen(was, builtThen), assessment(was, builtThen)), null);
      }),
    );
  });

  it('nothing, when gates pass that did not, as long as one is left', () => {
    fc.assert(
      fc.property(pair, fc.array(fc.boolean(), { minLength: gateIds.length }), ({ was, builtThen }, better) => {
        const now = was.map((one, index) => (better[index] && (one === 'fail' || one === 'unknown') ? 'pass' : one));
        const is = assessment(now, builtThen);
        fc.pre(is.readiness === 'failing' || is.readiness === 'unknown');
        assert.equal(endedBy(boundThen(was, builtThen), is), null);
      }),
    );
  });

  it('is worse exactly when a gate fails that is not covered, or another build helps nothing', () => {
    fc.assert(
      fc.property(pair, ({ was, builtThen, now, builtNow }) => {
        const bound = boundThen(was, builtThen);
        const is = assessment(now, builtNow);
        const added = being(now, 'fail').some((id) => !being(was, 'fail').includes(id));
        const rebuilt = builtThen !== null && builtNow !== null && builtThen !== builtNow;
        const open = [...being(now, 'fail'), ...being(now, 'unknown')];
        const helped =
          being(was, 'fail').some((id) => !being(now, 'fail').includes(id)) ||
          being(was, 'unknown').some((id) => !open.includes(id));
        const expected = open.length > 0 && (added || (rebuilt && !helped));
        assert.equal(endedBy(bound, is)?.as === 'worse', expected);
      }),
      { numRuns: 500 },
    );
  });

  it('keeps what was acknowledged from an expired judgement when the same is judged anew', () => {
    const failing = gateIds.map((_, index) => (index === 9 ? 'fail' : index === 0 ? 'unknown' : 'pass') as Verdict);
    const expired = { ...assessment(failing, '15.2.2562.37'), readiness: 'unknown' } as Assessment;
    const bound = boundOf(expired);
    assert.ok(bound);
    assert.equal(bound.readiness, 'unknown');
    assert.equal(endedBy(bound, assessment(failing, '15.2.2562.37')), null);
    const worse = failing.map((one, index) => (index === 8 ? 'fail' : one));
    assert.match(
      endedBy(bound, assessment(worse, '15.2.2562.37'))?.why ?? '',
      /^It was unknown and fails now\. \S+ is fail\.$/,
    );
  });

  it('is worse when a gate turns out to fail that was not known, beside one that failed', () => {
    const was = gateIds.map((_, index) => (index === 9 ? 'fail' : index === 8 ? 'unknown' : 'pass') as Verdict);
    const is = was.map((one) => (one === 'unknown' ? 'fail' : one));
    assert.match(endedBy(boundThen(was, null), assessment(is, null))?.why ?? '', /^It got worse\. /);
  });

  it('ends with a server that is ready or has no gates, and says which', () => {
    fc.assert(
      fc.property(pair, ({ was, builtThen, now, builtNow }) => {
        const is = assessment(now, builtNow);
        const ended = endedBy(boundThen(was, builtThen), is);
        assert.equal(ended?.as === 'ready', is.readiness === 'ready');
        assert.equal(ended?.as === 'gone', is.readiness === 'notApplicable');
        if (ended !== null) assert.match(ended.why, /\.$/);
      }),
    );
  });

  it('is the same once the bound was stored', () => {
    fc.assert(
      fc.property(pair, ({ was, builtThen }) => {
        const bound = boundThen(was, builtThen);
        assert.deepEqual(readBound(JSON.stringify(bound)), bound);
      }),
    );
  });

  it('leaves a gate of a later version out of a stored bound', () => {
    const json = { readiness: 'failing', failing: ['url-rewrite', 'of-a-later-version'], unknown: [] };
    assert.deepEqual(readBound(JSON.stringify(json)), {
      readiness: 'failing',
      failing: ['url-rewrite'],
      unknown: [],
      build: null,
    });
  });
});
