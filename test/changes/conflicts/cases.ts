import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { conflictsIn } from '../../../src/changes/conflicts/conflicts-in.ts';
import type { ConflictType } from '../../../src/changes/conflicts/model.ts';
import type { Plan, Target } from '../../../src/changes/model.ts';
import { aPicture, type PictureSketch, planOf } from './pictures.ts';

/** `quorum!`: it blocks; `too-short`: it warns. */
type Expected = ConflictType | `${ConflictType}!`;

/** A plan, a picture, and every conflict it comes into, in order. `says`: the sentence of the first. */
export interface Case extends PictureSketch {
  readonly name: string;
  /** In the plan's order. */
  readonly plan: readonly string[];
  readonly over?: Partial<Plan> & { readonly target?: Target };
  readonly expected: readonly Expected[];
  readonly says?: string;
}

export function describeCases(title: string, cases: readonly Case[]): void {
  describe(title, () => {
    for (const { name, plan, over = {}, expected, says, ...sketch } of cases) {
      it(name, () => {
        const found = conflictsIn(aPicture(sketch), planOf(plan, over), null);

        assert.deepEqual(
          found.map(({ type, severity }) => (severity === 'blocks' ? `${type}!` : type)),
          expected,
          found.map(({ text }) => text).join('\n'),
        );
        if (says !== undefined) assert.equal(found[0]?.text, says);
        assert.equal(new Set(found.map(({ key }) => key)).size, found.length, 'keys are unlike');
        for (const { text } of found) assert.match(text, /^[A-Z0-9].*\.$/);
      });
    }
  });
}
