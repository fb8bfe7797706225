import type { IFactSet } from '@microsoft/teams.cards';
import { markdown } from './escape.ts';

/** A title of ours and what is said under it. */
export type Fact = readonly [title: string, value: string];

/** Values are shown as they are; what is empty reads so, as clients would leave its line out. */
export function factSet(facts: readonly Fact[], max = 400): IFactSet {
  return {
    type: 'FactSet',
    facts: facts.map(([title, value]) => ({ title, value: markdown(value, max) || '(empty)' })),
  };
}
