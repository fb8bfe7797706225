import { slips } from '../../core/slips.ts';
import { dayWords, singleDay } from './days.ts';
import { quote, unreadable } from './refusals.ts';
import type { Token } from './tokens.ts';
import { nearCity } from './zone.ts';
import type { Refusal } from '../../core/result.ts';

const SHORTEST = 4;
const LONG = 7;

const words: readonly string[] = [
  ...dayWords,
  ...'quiet except only worse every change changes noon midnight timezone show stop please settings weekly'.split(' '),
];

/** The known word that a typed one was meant to be; else why it can't be told. */
export function meantWord({ key, text, quoted }: Token): string | Refusal {
  const allowed = quoted || key.length < SHORTEST ? 0 : key.length < LONG ? 1 : 2;
  const near = words
    .map((word) => ({ word, away: slips(key, word) }))
    .filter(({ away }) => away > 0 && away <= allowed);
  const nearest = Math.min(...near.map(({ away }) => away));
  // Monday and Mondays are one.
  const [first, ...others] = new Set(
    near.filter(({ away }) => away === nearest).map(({ word }) => word.replace(/s$/, '')),
  );
  if (first !== undefined && others.length === 0) {
    return near.find(({ word, away }) => away === nearest && word.startsWith(first))?.word ?? first;
  }
  if (first !== undefined)
    return unreadable(
      `${quote(text)} may be ${[first, ...others].map(asTitle).join(' or ')}.`,
      'Write the word in full.',
    );
  const zone = quoted ? null : nearCity(key);
  return unreadable(
    `${quote(text)} is not understood in a command about the digest.`,
    zone === null ? undefined : `Did you mean ${zone}?`,
  );
}

/** Days are written with a capital. */
function asTitle(word: string): string {
  return singleDay(word) === null ? word : `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
}
