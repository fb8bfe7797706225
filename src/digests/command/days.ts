import type { Weekday } from '../model.ts';
import { quote, type Wrong, wrong } from './refusals.ts';
import { keyAt, type Read, read, type Tokens } from './tokens.ts';

const ALL: readonly Weekday[] = [1, 2, 3, 4, 5, 6, 7];
const WEEKDAYS: readonly Weekday[] = [1, 2, 3, 4, 5];
const WEEKEND: readonly Weekday[] = [6, 7];

const singles: readonly (readonly [Weekday, string])[] = [
  [1, 'mon monday'],
  [2, 'tue tues tuesday'],
  [3, 'wed weds wednesday'],
  [4, 'thu thur thurs thursday'],
  [5, 'fri friday'],
  [6, 'sat saturday'],
  [7, 'sun sunday'],
];
const groups: readonly (readonly [readonly Weekday[], string])[] = [
  [ALL, 'daily everyday'],
  [WEEKDAYS, 'weekday weekdays workday workdays'],
  [WEEKEND, 'weekend weekends'],
];
const byWord: ReadonlyMap<string, readonly Weekday[]> = new Map([
  ...singles.flatMap(([day, words]) =>
    words.split(' ').flatMap((word) => [[word, [day]] as const, [`${word}s`, [day]] as const]),
  ),
  ...groups.flatMap(([days, words]) => words.split(' ').map((word) => [word, days] as const)),
]);

/** Words for days that a typing slip may have been meant to be. */
export const dayWords: readonly string[] = [...byWord.keys()].filter(
  (word) => word.length >= 5 && word !== 'thurs' && !word.endsWith('ss'),
);

const RHYTHMS =
  /^(?:hourly|monthly|biweekly|fortnightly|quarterly|yearly|twice|hour|week|month|year|second|other|minute)$/;
const RANGE = /^(?:to|-|until|till|through|thru)$/;

/** Days of the week: `daily`, `weekdays`, `monday`, `mon-fri`, `friday to monday`, `mon/wed`, `every day`, `working days`. */
export function readDays(tokens: Tokens, at: number): Read<readonly Weekday[]> {
  const token = tokens[at];
  if (!token || token.quoted) return null;
  const { key } = token;
  const next = keyAt(tokens, at + 1);
  if (/^(?:every|each|all|any)$/.test(key)) return readEvery(tokens, at);
  if (/^(?:working|work|business|week)$/.test(key) && /^days?$/.test(next)) return read(WEEKDAYS, at + 2);

  const listed = key.split(/[/+]/).map((word) => byWord.get(word));
  if (listed.length > 1 && listed.every((days) => days !== undefined)) return read(listed.flat(), at + 1);
  const [from, to, ...more] = key.split('-').map(singleDay);
  if (from && to && more.length === 0) return read(range(from, to), at + 1);
  const first = singleDay(key);
  const last = RANGE.test(next) ? singleDay(keyAt(tokens, at + 2)) : null;
  if (first && last) return read(range(first, last), at + 3);
  const days = byWord.get(key);
  return days ? read(days, at + 1) : null;
}

/** The days of several mentions, each once and in their order. */
export function inOrder(days: readonly Weekday[]): readonly Weekday[] {
  return ALL.filter((day) => days.includes(day));
}

function readEvery(tokens: Tokens, at: number): Read<readonly Weekday[]> {
  const next = keyAt(tokens, at + 1);
  if (/^days?$/.test(next)) return read(ALL, at + 2);
  if (next === 'morning') return read(ALL, at + 2);
  if (RHYTHMS.test(next)) return noRhythm(`${tokens[at]?.text} ${tokens[at + 1]?.text}`);
  return null;
}

/** A rhythm that no digest has: `hourly`, `monthly`. */
export function readRhythm(tokens: Tokens, at: number): Read<never> {
  const token = tokens[at];
  return token && !token.quoted && /ly$|^twice$/.test(token.key) && RHYTHMS.test(token.key)
    ? noRhythm(token.text)
    : null;
}

function noRhythm(typed: string): Wrong {
  return wrong(
    `${quote(typed)} is not a schedule that a digest can have.`,
    'It comes on days of the week, once a day. For example: digest monday 09:00.',
  );
}

export function singleDay(word: string): Weekday | null {
  const days = byWord.get(word);
  return days?.length === 1 ? (days[0] ?? null) : null;
}

/** From a day to the next time that the other one comes. */
function range(from: Weekday, to: Weekday): readonly Weekday[] {
  const length = ((to - from + 7) % 7) + 1;
  return Array.from({ length }, (_, index) => (((from - 1 + index) % 7) + 1) as Weekday);
}
