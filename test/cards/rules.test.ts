import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { present } from '../../src/cards/present.ts';
import { readAsk } from '../../src/questions/read-ask.ts';
import { parserComplaints } from '../support/card-parser.ts';
import { brokenRules, walk } from '../support/card-rules.ts';
import { cardValidator } from '../support/card-schema.ts';
import { anyAnswer } from './any-answer.ts';
import { cardContext } from './card-context.ts';
import { states } from './states.ts';

const valid = cardValidator();

for (const [name, answer] of Object.entries(states)) {
  test(`the card "${name}" keeps the rules for cards`, () => {
    const { card, text } = present(answer, cardContext());

    assert.deepEqual(brokenRules(card), []);
    assert.deepEqual(parserComplaints(card), []);
    assert.ok(valid(card), JSON.stringify(valid.errors?.slice(0, 3)));
    assert.ok(text.length > 0 && text.length <= 320);
  });

  test(`every button of the card "${name}" asks what can be read back`, () => {
    const { card } = present(answer, cardContext());
    const buttons = [...walk(JSON.parse(JSON.stringify(card)))].filter((node) => node['type'] === 'Action.Execute');

    for (const button of buttons) assert.ok(readAsk(button['data']), JSON.stringify(button['data']));
  });
}

test('any answer becomes a valid card of at most 20 KB', () => {
  fc.assert(
    fc.property(anyAnswer, (answer) => {
      const { card } = present(answer, cardContext());
      assert.deepEqual(brokenRules(card), []);
      assert.deepEqual(parserComplaints(card), []);
      assert.ok(valid(card), JSON.stringify(valid.errors?.slice(0, 3)));
    }),
    { numRuns: 60, endOnFailure: true },
  );
});

test('a card that breaks a rule is caught', () => {
  const { card } = present({ kind: 'help' }, cardContext());

  assert.deepEqual(brokenRules({ ...card, speak: '' }), ['no speak']);
  assert.deepEqual(brokenRules({ ...card, version: '1.6' }), ['version 1.6']);
  assert.notDeepEqual(brokenRules({ ...card, body: [{ type: 'Input.Text', id: 'a' }] }), []);
  assert.notDeepEqual(parserComplaints({ ...card, body: [{ type: 'Wishful' }] }), []);
  assert.equal(valid({ ...card, body: [{ type: 'Table', firstRowAsHeader: true }] }), false);
});
