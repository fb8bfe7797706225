import type { Minimum } from '../model.ts';
import { keyAt, type Read, read, type Tokens } from './tokens.ts';

const WORDS: Readonly<Record<string, Minimum>> = {
  worse: 'worse',
  worsened: 'worse',
  worsens: 'worse',
  worsening: 'worse',
  due: 'due',
  overdue: 'due',
  change: 'every',
  changes: 'every',
  changed: 'every',
};
const FILLERS =
  /^(?:if|when|whenever|what|whats|which|is|are|it|its|something|anything|things?|that|got|gets|get|has|have|been|the|on|for|with|every|any|all|each|only|just)$/;
const FIRST = /^(?:only|just|if|when|whenever|every|any|all|each|on|what|whats|something|anything)$/;

/** `only worse`, `only when something is due`, `every change`, or the last word of these alone. */
export function readMinimum(tokens: Tokens, at: number): Read<Minimum> {
  if (tokens[at]?.quoted) return null;
  let place = at;
  if (FIRST.test(keyAt(tokens, place))) {
    while (FILLERS.test(keyAt(tokens, place))) place += 1;
  }
  const minimum = WORDS[keyAt(tokens, place)];
  return minimum === undefined || tokens[place]?.quoted ? null : read(minimum, place + 1);
}
