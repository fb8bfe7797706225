import { quote, type Wrong, wrong } from './refusals.ts';
import { keyAt, type Read, read, type Tokens } from './tokens.ts';

const TIME = /^(?<hour>\d{1,3})(?:(?<mark>[:.h])(?<minute>\d{0,2})(?::00)?)?(?<half>[ap]\.?m)?$/;
const FOUR_DIGITS = /^(?<hour>\d\d)(?<minute>\d\d)$/;

const EXAMPLE = 'Write it like 08:00, 17:30 or 5:30 pm.';
const RHYTHM = 'A digest comes on days of the week, once a day. For example: digest monday 09:00.';

const spoken: Readonly<Record<string, string>> = { noon: '12:00', midday: '12:00', midnight: '00:00' };
const halves: Readonly<Record<string, 'am' | 'pm'>> = {
  am: 'am',
  'a.m': 'am',
  morning: 'am',
  pm: 'pm',
  'p.m': 'pm',
  afternoon: 'pm',
  evening: 'pm',
};

/** `08:00`, `8.30`, `7:30 pm`, `8`, `at 0800`, `8 in the morning`, `noon`: the time of day as `HH:MM`. */
export function readTime(tokens: Tokens, at: number): Read<string> {
  const token = tokens[at];
  if (!token || token.quoted) return null;
  const word = spoken[token.key];
  if (word !== undefined) return read(word, at + 1);

  const { groups } = TIME.exec(token.key) ?? fourDigits(tokens, at) ?? {};
  if (!groups) return looksLikeTime(token.key) ? notATime(token.text) : null;
  const { hour = '', mark, minute = '', half } = groups;
  const bare = mark === undefined && half === undefined && groups.minute === undefined;
  if (bare && /^(?:days?|weeks?|months?|hours|minutes?|times?)$/.test(keyAt(tokens, at + 1))) {
    return wrong(
      `${quote(`${token.text} ${keyAt(tokens, at + 1)}`)} is not a schedule that a digest can have.`,
      RHYTHM,
    );
  }

  const [after, said] = halfAfter(tokens, at + 1, half);
  const typed = tokens
    .slice(at, after)
    .map(({ text }) => text)
    .join(' ');
  const hours = hourOf(Number(hour), said);
  const complete = mark === 'h' ? minute.length !== 1 : mark === undefined || minute.length === 2;
  if (hours === null || !complete || Number(minute) > 59) return notATime(typed);
  return read(`${String(hours).padStart(2, '0')}:${minute.padEnd(2, '0')}`, after);
}

/** A word that can only be a time: `8:00`, `8am`, `8 pm`, `noon`, and `8` after "at". */
export function isClockTime(tokens: Tokens, at: number): boolean {
  if (tokens[at]?.quoted || readTime(tokens, at) === null) return false;
  const bare = /^\d+$/.test(keyAt(tokens, at));
  return !bare || keyAt(tokens, at - 1) === 'at' || halfAfter(tokens, at + 1, undefined)[0] > at + 1;
}

/** Without a mark between them four digits are rather a product than a time, but for `0800`, `at 2015` and `2015 hrs`. */
function fourDigits(tokens: Tokens, at: number): RegExpExecArray | null {
  const found = FOUR_DIGITS.exec(keyAt(tokens, at));
  const meant = keyAt(tokens, at).startsWith('0') || keyAt(tokens, at - 1) === 'at' || isHours(keyAt(tokens, at + 1));
  return meant ? found : null;
}

/** Where the time ends, and which half of the day was said. */
function halfAfter(tokens: Tokens, at: number, attached: string | undefined): readonly [number, 'am' | 'pm' | null] {
  if (attached !== undefined) return [at, attached.startsWith('a') ? 'am' : 'pm'];
  const next = keyAt(tokens, at);
  if (isHours(next)) return [at + 1, null];
  const partOfDay = next === 'in' && keyAt(tokens, at + 1) === 'the' ? at + 2 : at;
  const half = halves[keyAt(tokens, partOfDay)];
  return half === undefined ? [at, null] : [partOfDay + 1, half];
}

function hourOf(hour: number, half: 'am' | 'pm' | null): number | null {
  if (half === null) return hour <= 23 ? hour : null;
  if (hour < 1 || hour > 12) return null;
  return (hour % 12) + (half === 'pm' ? 12 : 0);
}

function isHours(key: string): boolean {
  return /^(?:h|hrs|hours|oclock)$/.test(key);
}

/** Starts as a time and goes on as none: `8:5x`, `8:00-9:00`. */
function looksLikeTime(key: string): boolean {
  return /^\d{1,3}:/.test(key);
}

function notATime(typed: string): Wrong {
  return wrong(`${quote(typed)} is not a time of day.`, EXAMPLE);
}
