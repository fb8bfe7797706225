import { DAY, HOUR, MINUTE } from '../core/clock.ts';
import { canonicalZone } from '../core/local-time.ts';
import { ok, type Refused, refuse, type Result } from '../core/result.ts';

/** Of one window, whether somebody plans it or a rule opens it. */
export const SHORTEST_WINDOW = 15 * MINUTE;
export const LONGEST_WINDOW = 7 * DAY;

const LONGEST_ECHO = 60;

/** An IANA zone in any letter case, in its usual spelling. */
export function readZone(asked: string): Result<string> {
  if (asked.trim() === '') return missing('time zone', 'Choose one, for example Europe/Berlin.');
  const zone = canonicalZone(asked);
  return zone === null ? wrong('time zone', asked, 'Write its IANA name, for example Europe/Berlin.') : ok(zone);
}

/** Some clients leave the leading nought out, and some add seconds. Empty: none was given; null: it can't be read. */
export function readTime(text: string): string | null {
  if (text.trim() === '') return '';
  const match = /^(\d{1,2}):(\d{2})(?::\d{2})?$/.exec(text.trim());
  if (!match || Number(match[1]) > 23 || Number(match[2]) > 59) return null;
  return `${match[1]?.padStart(2, '0')}:${match[2]}`;
}

/** Hours as a number, to ms, whole minutes. */
export function readLength(text: string): Result<number> {
  const hours = text.trim().replace(',', '.');
  if (hours === '') return missing('length', 'Say how many hours it takes.');
  if (!/^\d{1,4}(?:\.\d{1,4})?$/.test(hours))
    return wrong('length', text, 'Write the hours as a number, for example 4 or 1.5.');
  const length = Math.round((Number(hours) * HOUR) / MINUTE) * MINUTE;
  if (length < SHORTEST_WINDOW || length > LONGEST_WINDOW) {
    return wrong(
      'length',
      `${text.trim()} hours`,
      'A window is at least 15 minutes and at most 7 days (168 hours) long.',
    );
  }
  return ok(length);
}

export function missing(field: string, hint: string): Refused {
  return refuse('invalid', `No ${field} was given.`, hint);
}

export function wrong(field: string, value: string, hint: string): Refused {
  return refuse('invalid', `The ${field} can not be ${echo(value)}.`, hint);
}

/** What was typed, as much of it as a sentence can bear. */
export function echo(value: string): string {
  return value.length > LONGEST_ECHO ? `${value.slice(0, LONGEST_ECHO)}…` : value;
}
