import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nextStep } from '../../src/cards/parts/server-parts.ts';
import { lines } from '../../src/cards/parts/text.ts';
import { buildLabel } from '../../src/cards/parts/words.ts';
import { aServerRow } from '../support/factories.ts';

describe('parts of a server card', () => {
  it('count the steps that a narrow card leaves out', () => {
    const server = aServerRow();
    const steps = Array.from({ length: 15 }, (_, at) => `Do thing ${at + 1}.`);
    const long = { ...server.assessment, nextStep: { ...server.assessment.nextStep, steps } };

    const shown = JSON.stringify(nextStep({ ...server, assessment: long }, { rows: 4, name: 60, sentence: 200 }));

    assert.match(shown, /Do thing 4\./);
    assert.match(shown, /and 11 more steps/);
    assert.doesNotMatch(shown, /Do thing 5/);
  });

  it('say when the update of a build is hidden', () => {
    const known = { product: 'ExchangeSE', cu: 'RTM', su: 'Oct26SU', build: '15.2.2562.56' } as const;

    assert.equal(buildLabel(known), 'SE RTM Oct26SU');
    assert.equal(buildLabel({ ...known, su: null, build: null }), 'SE RTM (update not known)');
    assert.equal(buildLabel({ ...known, su: null, build: '15.2.2562.17' }), 'SE RTM');
  });

  it('say of an empty line that it is empty', () => {
    assert.equal(lines(['', ' ']).text, '(empty)\n\n(empty)');
  });
});
