import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { digestCard } from '../../src/cards/digest.ts';
import { type Presented, present } from '../../src/cards/present.ts';
import { readAct } from '../../src/digests/read-act.ts';
import { readAsk } from '../../src/questions/read-ask.ts';
import { parserComplaints } from '../support/card-parser.ts';
import { brokenRules, walk } from '../support/card-rules.ts';
import { cardValidator } from '../support/card-schema.ts';
import { anyAnswer } from './any-answer.ts';
import { anyDigest, anySettings } from './any-digest.ts';
import { cardContext } from './card-context.ts';
import { drawn } from './drawn.ts';

const valid = cardValidator();

for (const [name, draw] of Object.entries(drawn)) {
  test(`the card "${name}" keeps the rules for cards`, () => {
    const { card, text } = draw(cardContext());

    assert.deepEqual(brokenRules(card), []);
    assert.deepEqual(parserComplaints(card), []);
    assert.ok(valid(card), JSON.stringify(valid.errors?.slice(0, 3)));
    assert.ok(text.length > 0 && text.length <= 320);
  });

  test(`every button of the card "${name}" asks what can be read back`, () => {
    const { card } = draw(cardContext());
    const buttons = [...walk(JSON.parse(JSON.stringify(card)))].filter((node) => node['type'] === 'Action.Execute');

    for (const { verb, data } of buttons)
      assert.ok(verb === 'act' ? readAct(data) : readAsk(data), JSON.stringify(data));
  });
}

const anyCard: Readonly<Record<string, fc.Arbitrary<Presented>>> = {
  answer: anyAnswer.map((answer) => present(answer, cardContext())),
  digest: anyDigest.map((digest) => digestCard(digest, cardContext())),
  'settings of a digest': fc
    .record({ answer: anySettings, audience: fc.constantFrom('names' as const, 'counts' as const) })
    .map(({ answer, audience }) => present(answer, { ...cardContext(), audience })),
};

for (const [name, drawing] of Object.entries(anyCard)) {
  test(`any ${name} becomes a valid card of at most 20 KB`, () => {
    fc.assert(
      fc.property(drawing, ({ card }) => {
        assert.deepEqual(brokenRules(card), []);
        assert.deepEqual(parserComplaints(card), []);
        assert.ok(valid(card), JSON.stringify(valid.errors?.slice(0, 3)));
      }),
      { numRuns: 60, endOnFailure: true },
    );
  });
}

test('a card that breaks a rule is caught', () => {
  const { card } = present({ kind: 'help' }, cardContext());

  assert.deepEqual(brokenRules({ ...card, speak: '' }), ['no speak']);
  assert.deepEqual(brokenRules({ ...card, version: '1.6' }), ['version 1.6']);
  assert.notDeepEqual(brokenRules({ ...card, body: [{ type: 'Input.Text', id: 'a' }] }), []);
  assert.notDeepEqual(parserComplaints({ ...card, body: [{ type: 'Wishful' }] }), []);
  assert.equal(valid({ ...card, body: [{ type: 'Table', firstRowAsHeader: true }] }), false);
});
