import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { changeCard } from '../../src/cards/change.ts';
import { callCard } from '../../src/cards/change-call.ts';
import { digestCard } from '../../src/cards/digest.ts';
import { type Presented, present } from '../../src/cards/present.ts';
import { readAsk } from '../../src/questions/read-ask.ts';
import { parserComplaints } from '../support/card-parser.ts';
import { brokenRules, walk } from '../support/card-rules.ts';
import { cardValidator } from '../support/card-schema.ts';
import { anyAnswer } from './any-answer.ts';
import { anyDigest, anySettings } from './any-digest.ts';
import { words } from './any-words.ts';
import { cardContext } from './card-context.ts';
import { anyCall, anyChange, anyDeskAnswer, anyViewer } from './any-change.ts';
import { anyMaintenance } from './any-maintenance.ts';
import { drawn } from './drawn.ts';
import { readDeed } from './read-deed.ts';

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
      assert.ok(verb === 'act' ? readDeed(data) : readAsk(data), JSON.stringify(data));
  });
}

const anyCard: Readonly<Record<string, fc.Arbitrary<Presented>>> = {
  answer: anyAnswer.map((answer) => present(answer, cardContext())),
  digest: anyDigest.map((digest) => digestCard(digest, cardContext())),
  change: fc
    .record({
      view: anyChange,
      viewer: anyViewer,
      notice: fc.option(words),
      zone: fc.constantFrom('Asia/Kathmandu', 'UTC'),
    })
    .map(({ view, viewer, notice, zone }) =>
      changeCard(view, { ...cardContext(), zone, ...(viewer && { viewer }) }, notice),
    ),
  'call about a change': fc
    .record({ view: anyChange, call: anyCall })
    .map(({ view, call }) => callCard(call, view, cardContext())),
  'question about a change': fc
    .record({
      view: anyChange,
      what: fc.constantFrom(
        'reject' as const,
        'fail' as const,
        'cancel' as const,
        'postpone' as const,
        'override' as const,
      ),
    })
    .map(({ view, what }) => present({ kind: 'change-ask', what, view }, cardContext())),
  'answer of the desk': anyDeskAnswer.map((answer) => present(answer, cardContext())),
  'answer about maintenance and rollouts': fc
    .record({ answer: anyMaintenance, audience: fc.constantFrom('names' as const, 'counts' as const) })
    .map(({ answer, audience }) => present(answer, { ...cardContext(), audience })),
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
