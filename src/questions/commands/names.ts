import { meant } from '../../core/slips.ts';

/** The names that a command begins with, and what follows them. */
export interface Named {
  readonly names: readonly string[];
  readonly rest: string;
}

const MOST_NAMES = 100;
const LONGEST_NAME = 255;

const before = new Set(
  'a an the update updates updating upgrade patching change of for server servers host hosts to'.split(' '),
);
const between = new Set(['and', '&', '+', 'plus', 'then']);
export const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
export const months = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
] as const;
const dateWords = new Set(
  [
    'until till til by on at for from in next last past this coming today tonight tomorrow noon midnight now end during within with'.split(
      ' ',
    ),
    'mon tue tues wed weds thu thur thurs fri sat sun jan feb mar apr jun jul aug sep sept oct nov dec utc gmt'.split(
      ' ',
    ),
    'replaced'.split(' '),
    weekdays,
    months,
  ].flat(),
);
const longDateWords = [...weekdays, ...months.filter((month) => month.length > 4), 'tomorrow', 'until', 'replaced'];

/** Reads server names until the words say when, how long or by whom. Names are told from words by where they stand. */
export function readNames(words: string): Named {
  const tokens = words.split(/(?<=[,;])|\s+/).flatMap((token) => token.trim() || []);
  let at = 0;
  while (at < tokens.length - 1 && before.has(key(tokens[at] ?? '')) && beginsName(tokens[at + 1] ?? '')) at++;
  const names: string[] = [];
  for (; at < tokens.length; at++) {
    const token = tokens[at] ?? '';
    if (token === ',' || token === ';' || between.has(key(token))) continue;
    if (isWhen(token)) break;
    names.push(token.replace(/[,;]+$/, '').slice(0, LONGEST_NAME));
  }
  return {
    names: [...new Set(names)].filter((name) => name !== '').slice(0, MOST_NAMES),
    rest: tokens.slice(at).join(' '),
  };
}

function beginsName(token: string): boolean {
  return !isWhen(token) || before.has(key(token));
}

/** Whether a word begins the part that is no name any more. */
function isWhen(token: string): boolean {
  const word = key(token);
  if (dateWords.has(word)) return true;
  if (/^\d{1,2}(?:[:.]\d{2})?(?:h|hrs?|hours?|[ap]m|st|nd|rd|th|\.)?$/.test(word)) return true;
  if (/^\d{4}-\d{1,2}-\d{1,2}|^\d{1,2}[./]\d{1,2}(?:[./]|$)|^\d+(?:[.,]\d+)?h(?:\d\d?m?)?$/.test(word)) return true;
  if (/^\d{1,2}:\d{2}-\d{1,2}:\d{2}$/.test(word)) return true;
  return /^[a-z]{5,}$/.test(word) && meant(word, longDateWords) !== null;
}

function key(token: string): string {
  return token.replace(/[,;]+$/, '').toLowerCase();
}
