import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CARD_LIMIT, sizeOf } from '../../src/cards/parts/card.ts';
import { present } from '../../src/cards/present.ts';
import type { ChangeId } from '../../src/changes/model.ts';
import { MOST_CHANGES } from '../../src/changes/rollout/plan-rollout.ts';
import { cardContext } from './card-context.ts';
import { aPart, aRollout } from './rollout-states.ts';

describe('the card of a rollout', () => {
  it('has every change that one press approves, however many and whatever they are called', () => {
    for (const long of ['', ' of the house with the longest name that anybody gave to a site of theirs 🏔️🏔️🏔️']) {
      const parts = Array.from({ length: MOST_CHANGES }, (_, index) =>
        aPart({ title: `S${index}${long}`, change: `CHG-${1000 + index}` as ChangeId, state: 'proposed' }),
      );

      const { card } = present(aRollout({ parts, waiting: parts.length }), cardContext());

      const said = JSON.stringify(card.body);
      for (const { change } of parts) assert.ok(said.includes(`${change} `), `${change} is missing`);
      assert.match(said, /CHG-1049 [^"]*S49[^"]*3 servers, Sat 28 Nov 2026[^"]*risk/);
      assert.ok(sizeOf(card) <= CARD_LIMIT, String(sizeOf(card)));
    }
  });
});
