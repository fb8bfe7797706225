import { type Day, isDay } from '../../core/clock.ts';
import { ok, refuse, type Result } from '../../core/result.ts';
import { dayText } from '../../readiness/words.ts';
import { quote } from './unreadable.ts';

const DOTTED = /\b(\d{1,2})\.\s?(\d{1,2})\.(?:(\d{4}|\d{2})\b(?!:))?/;
const SLASHED = /\b(\d{1,2})\/(\d{1,2})(?:\/(\d{4}|\d{2}))?\b/;
const EXAMPLE = 'Write it like 28 Nov or 2026-11-28.';

/**
 * Writes days of numbers as `2026-11-28`, the next such one where no year is said: `28.11.` has the day first, `28/11` can be
 * one day only. Refuses those that may be two days, and days that no calendar has.
 */
export function writtenDays(words: string, today: Day): Result<string> {
  let text = words.replace(/\b(\d{1,2})\.\s+(?=[A-Za-z]{3})/g, '$1 ');
  const dotted = DOTTED.exec(text);
  if (dotted) {
    const day = dayFrom(dotted[3], dotted[2], dotted[1], today);
    if (!day) return noDay(dotted[0]);
    text = text.replace(dotted[0], `${day} `);
  }
  const slashed = SLASHED.exec(text);
  if (slashed) {
    const [whole, first, second, year] = slashed;
    const dayFirst = dayFrom(year, second, first, today);
    const monthFirst = dayFrom(year, first, second, today);
    if (dayFirst && monthFirst && dayFirst !== monthFirst) {
      return refuse('invalid', `${quote(whole)} may be ${dayText(dayFirst)} or ${dayText(monthFirst)}.`, EXAMPLE);
    }
    const day = dayFirst ?? monthFirst;
    if (!day) return noDay(whole);
    text = text.replace(whole, day);
  }
  const iso = /\b\d{4}-\d{1,2}-\d{1,2}\b/.exec(text)?.[0];
  if (iso !== undefined && !isDay(iso.replace(/-(\d)(?=-|$)/g, '-0$1'))) return noDay(iso);
  return ok(text.trim());
}

function dayFrom(year: string | undefined, month = '', day = '', today: Day): Day | null {
  const end = `-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  if (year !== undefined) return valid(`${year.length === 2 ? `20${year}` : year}${end}`);
  const own = Number(today.slice(0, 4));
  // A 29 February may be some years away.
  for (let ahead = 0; ahead <= 8; ahead++) {
    const candidate = valid(`${own + ahead}${end}`);
    if (candidate && candidate >= today) return candidate;
  }
  return null;
}

function valid(text: string): Day | null {
  return isDay(text) ? text : null;
}

function noDay(text: string) {
  return refuse('invalid', `${quote(text)} is no day of the calendar.`, EXAMPLE);
}
