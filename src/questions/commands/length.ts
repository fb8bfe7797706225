import type { Day, Instant } from '../../core/clock.ts';
import { HOUR } from '../../core/clock.ts';
import { dayLater, resolveLocal } from '../../core/local-time.ts';

/** How long, and the words without it. `hours` as in a form: `4`, `1.5`. */
export interface Length {
  readonly hours: string | null;
  /** Said as two times of day: `22:00` and `02:00`. */
  readonly span: { readonly from: string; readonly to: string } | null;
  readonly rest: string;
}

const AMOUNT = '(\\d{1,4}(?:[.,]\\d{1,2})?)';
const HOURS = new RegExp(
  `\\b(?:for\\s+)?${AMOUNT}\\s*(?:h|hrs?|hours?)\\b(?:\\s*(?:and\\s*)?(\\d{1,2})\\s*(?:m|min|minutes?)?\\b)?`,
  'i',
);
const MINUTES = /\b(?:for\s+)?(\d{1,4})\s*(?:m|mins?|minutes?)\b/i;
const HALF = /\b(?:for\s+)?(?:an?|one)\s+(half\s+)?(?:an\s+)?hour\b/i;
const SPAN = /\b(?:from\s+)?(\d{1,2}[:.]\d{2})\s*(?:-|to|until|till)\s*(\d{1,2}[:.]\d{2})\b/i;

/** Takes the length out of the words: `for 4h`, `90 minutes`, `1h30`, `22:00-02:00`. */
export function takeLength(words: string): Length {
  const span = SPAN.exec(words);
  if (span?.[1] && span[2]) {
    const times = { from: clock(span[1]), to: clock(span[2]) };
    return { hours: null, span: times, rest: cut(words, span, times.from) };
  }
  const hours = HOURS.exec(words);
  if (hours?.[1]) {
    const minutes = Number(hours[2] ?? 0);
    const total = Number(hours[1].replace(',', '.')) + minutes / 60;
    return { hours: numberText(total), span: null, rest: cut(words, hours) };
  }
  const minutes = MINUTES.exec(words);
  if (minutes?.[1]) return { hours: numberText(Number(minutes[1]) / 60), span: null, rest: cut(words, minutes) };
  const half = HALF.exec(words);
  if (half) return { hours: half[1] ? '0.5' : '1', span: null, rest: cut(words, half) };
  return { hours: null, span: null, rest: words };
}

/** Elapsed hours from one time of day to the next time that the clocks of `zone` show the other. */
export function hoursBetween(
  day: Day,
  { from, to }: { readonly from: string; readonly to: string },
  zone: string,
): string {
  const start = resolveLocal(`${day}T${from}`, zone).at;
  const end: Instant = resolveLocal(`${to > from ? day : dayLater(day, 1)}T${to}`, zone).at;
  return numberText((end - start) / HOUR);
}

function clock(text: string): string {
  return text.replace('.', ':').padStart(5, '0');
}

function cut(words: string, found: RegExpExecArray, instead = ''): string {
  return `${words.slice(0, found.index)} ${instead} ${words.slice(found.index + found[0].length)}`
    .replace(/\s+/g, ' ')
    .trim();
}

function numberText(hours: number): string {
  return String(Math.round(hours * 10_000) / 10_000);
}
