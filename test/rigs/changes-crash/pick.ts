import type { Random } from '../random.ts';

export function pick<T>(random: Random, choices: readonly T[]): T {
  const chosen = choices[random.between(0, choices.length - 1)];
  if (chosen === undefined) throw new RangeError('nothing to choose from');
  return chosen;
}
