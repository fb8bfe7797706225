import { en, type ParsedComponents, type ParsedResult } from 'chrono-node';
import { type Day, type Instant, isDay } from '../../core/clock.ts';
import { dayLater, localAt, weekdayOf } from '../../core/local-time.ts';
import { ok, refuse, type Refused, type Result } from '../../core/result.ts';
import { meant } from '../../core/slips.ts';
import { dayText } from '../../readiness/words.ts';
import { months, weekdays } from './names.ts';
import { quote } from './unreadable.ts';
import { writtenDays } from './written-days.ts';

/** A day and a time of day as plain local values; null: not said. `rest`: words that are neither. */
export interface When {
  readonly date: Day | null;
  readonly time: string | null;
  readonly rest: string;
}

const EXAMPLE = 'Write it like friday, 28 Nov or 2026-11-28, with a time like 22:00.';
const VAGUE =
  /\b(?:next|this|coming|end of (?:the|this|next)?)\s*(?:week|weekend|month|quarter|year)\b|\b(?:soon|later|asap|sometime)\b/i;
const PAST = /\b(?:last|past|previous|ago|yesterday)\b/i;
const FILLERS =
  /\b(?:on|at|the|by|until|till|til|from|starting|start|begins?|beginning|of|this|coming|next|o'?clock|and)\b|[,;]/gi;
const KNOWN = [...weekdays, ...months.filter((month) => month.length > 4), 'today', 'tomorrow', 'tonight'];

/**
 * Reads when something is to be, in the plain local time of `zone`: days that have gone by mean the next such day.
 * Refuses what may mean more than one day or time instead of choosing.
 */
export function readWhen(words: string, { zone, now }: { readonly zone: string; readonly now: Instant }): Result<When> {
  const local = localAt(now, zone);
  const today = local.slice(0, 10) as Day;
  const written = writtenDays(corrected(words), today);
  if (!written.ok) return written;
  const text = written.value;
  if (text.replace(FILLERS, ' ').trim() === '') return ok({ date: null, time: null, rest: '' });
  if (PAST.test(text)) return wrong(text, 'has gone by');
  if (VAGUE.test(text)) return wrong(text, 'is no single day');
  if (/\bmidnight\b/i.test(text)) {
    return refuse(
      'invalid',
      '“midnight” may be the start or the end of a day.',
      'Write 00:00 with the day that begins then.',
    );
  }

  // As if the clocks of the zone were UTC, so that neither the process's own zone nor any shift comes in.
  const reference = { instant: new Date(`${local}:00Z`), timezone: 0 };
  const found = en.casual.parse(text, reference, { forwardDate: true });
  const [result, ...more] = found;
  if (!result) return ok({ date: null, time: null, rest: text.replace(FILLERS, ' ').replace(/\s+/g, ' ').trim() });
  if (more.length > 0 || result.end) return wrong(text, 'is more than one time');
  const read = dayOf(result, local);
  if (!read.ok) return read;
  return ok({ ...read.value, rest: restOf(text, result) });
}

function dayOf({ start, text }: ParsedResult, local: string): Result<Omit<When, 'rest'>> {
  const today = local.slice(0, 10) as Day;
  if (start.isCertain('timezoneOffset')) return wrong(text, 'is an offset or a moment, not a local time');
  const time = timeOf(start, text);
  if (!time.ok) return time;
  const date = dateOf(start);
  const onWeekday = start.isCertain('weekday');
  const onDay = start.isCertain('day');
  if (date === null) return wrong(text, 'is no day of the calendar');
  if (!onDay && !onWeekday) {
    if (start.isCertain('month')) return wrong(text, 'is no single day');
    if (time.value === null) return wrong(text, 'is no single day');
    return ok({ date: `${today}T${time.value}` > local ? today : dayLater(today, 1), time: time.value });
  }
  if (onDay && onWeekday && weekdayOf(date) % 7 !== start.get('weekday')) {
    return refuse(
      'invalid',
      `${dayText(date)} is a ${capital(weekdays[weekdayOf(date) - 1] ?? '')}, so ${quote(text)} is no day.`,
      EXAMPLE,
    );
  }
  if (onDay) {
    if (start.isCertain('year') && date < today) return wrong(text, 'has gone by');
    if (date === today && time.value !== null && `${today}T${time.value}` <= local) return wrong(text, 'has gone by');
    return ok({
      date: date < today ? (`${Number(date.slice(0, 4)) + 1}${date.slice(4)}` as Day) : date,
      time: time.value,
    });
  }
  return weekdayAhead(start.get('weekday') ?? 0, text, local, time.value);
}

/** The next such day of the week; today, while the time is still ahead. */
function weekdayAhead(weekday: number, text: string, local: string, time: string | null): Result<Omit<When, 'rest'>> {
  const today = local.slice(0, 10) as Day;
  const own = weekdayOf(today);
  const wanted = weekday === 0 ? 7 : weekday;
  const ahead = (wanted - own + 7) % 7;
  const days = ahead === 0 && (time === null || `${today}T${time}` <= local) ? 7 : ahead;
  const date = dayLater(today, days);
  if (/\bnext\b/i.test(text) && wanted > own) {
    const other = dayLater(date, 7);
    return refuse(
      'invalid',
      `${quote(text)} may be ${dayText(date)} or ${dayText(other)}.`,
      `Write the day, for example ${date}.`,
    );
  }
  return ok({ date, time });
}

function timeOf(start: ParsedComponents, text: string): Result<string | null> {
  if (!start.isCertain('hour')) return ok(null);
  const hour = start.get('hour') ?? 0;
  const minute = start.get('minute') ?? 0;
  const spoken = start.isCertain('meridiem') && /[ap]\.?m\b/i.test(text);
  if (!spoken && !/\d[:.]\d\d|\bnoon\b|\d{1,2}h\b/i.test(text) && hour <= 12) {
    const afternoon = String((hour % 12) + 12).padStart(2, '0');
    return refuse(
      'invalid',
      `${quote(text)} may be ${String(hour).padStart(2, '0')}:00 or ${afternoon}:00.`,
      'Write the time with its minutes, like 22:00.',
    );
  }
  return ok(`${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`);
}

function dateOf(start: ParsedComponents): Day | null {
  const [year, month, day] = [start.get('year'), start.get('month'), start.get('day')];
  const text = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  return isDay(text) ? text : null;
}

function restOf(text: string, { index, text: read }: ParsedResult): string {
  return `${text.slice(0, index)} ${text.slice(index + read.length)}`.replace(FILLERS, ' ').replace(/\s+/g, ' ').trim();
}

/** Days and months with a slip in them. */
function corrected(words: string): string {
  return words.replace(/\b[a-z]{5,}\b/gi, (word) => meant(word.toLowerCase(), KNOWN) ?? word);
}

function wrong(text: string, what: string): Refused {
  return refuse('invalid', `${quote(text)} ${what}.`, EXAMPLE);
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
