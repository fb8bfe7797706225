import type { Random } from '../random.ts';
import type { Walk } from './walk.ts';
import type { Change } from './zones.ts';

/** One kind of recurrence: what is tried near a change of the clocks, what the walk says of it, and what the product says. */
export interface Kind<Case = unknown> {
  readonly name: string;
  /** Cases worth trying in a walk; `change`: the one in its middle, null in an ordinary week. */
  cases(walk: Walk, change: Change | null, random: Random): readonly Case[];
  /** The moments (as text, with whatever belongs to them) after the walk's first one up to its last one. */
  expected(one: Case, walk: Walk): readonly string[];
  actual(one: Case, walk: Walk, random: Random): readonly string[];
}

/** Local times of day that a change makes interesting: `HH:MM`, each once. */
export function timesAround(change: Change): readonly string[] {
  const low = change.at + Math.min(change.before, change.after);
  const high = change.at + Math.max(change.before, change.after);
  const middle = low + Math.floor((high - low) / 120_000) * 60_000;
  const minutes = [-61, -1, 0, 1].flatMap((away) => [low, middle, high].map((edge) => edge + away * 60_000));
  return [...new Set(minutes.map(timeOf))];
}

export function randomTime(random: Random): string {
  return timeOf(random.between(0, 1_439) * 60_000);
}

function timeOf(shown: number): string {
  return new Date(shown).toISOString().slice(11, 16);
}
