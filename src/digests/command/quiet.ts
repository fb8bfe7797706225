import { DAY, type Day, isDay } from '../../core/clock.ts';
import { dayLater } from '../../core/local-time.ts';
import type { QuietDays, Weekday } from '../model.ts';
import { inOrder, readDays } from './days.ts';
import { quote, type Wrong, wrong } from './refusals.ts';
import { keyAt, type Read, read, type Tokens } from './tokens.ts';

const LONGEST_RANGE = 366;
const EXAMPLE = 'For example: digest quiet sat, sun or digest quiet 2026-12-24.';

const NO_QUIET_DAYS: QuietDays = { weekdays: [], dates: [] };

/** The days of both. */
export function joinedQuiet(before: QuietDays | undefined, more: QuietDays): QuietDays {
  if (!before) return more;
  return {
    weekdays: inOrder([...before.weekdays, ...more.weekdays]),
    dates: [...new Set([...before.dates, ...more.dates])].sort(),
  };
}

/** `quiet sat,sun`, `quiet 2026-12-24 to 2026-12-26`, `except sunday`, `quiet none`, `no quiet days`. */
export function readQuiet(tokens: Tokens, at: number): Read<QuietDays> {
  if (keyAt(tokens, at) === 'no' && keyAt(tokens, at + 1) === 'quiet') {
    return read(NO_QUIET_DAYS, /^days?$/.test(keyAt(tokens, at + 2)) ? at + 3 : at + 2);
  }
  if (!/^(?:quiet|except|excluding|skip|skipping)$/.test(keyAt(tokens, at))) return null;
  let place = at + 1;
  while (/^(?:days?|on|for|are|is|dates?|the)$/.test(keyAt(tokens, place))) place += 1;
  if (/^(?:none|never|off|no|nothing)$/.test(keyAt(tokens, place))) return read(NO_QUIET_DAYS, place + 1);

  const weekdays: Weekday[] = [];
  const dates = new Set<Day>();
  const start = place;
  for (;;) {
    const item = pastCommas(tokens, place);
    const joined = item > place || place === start;
    const days = joined || !isGroup(keyAt(tokens, item)) ? readDays(tokens, item) : null;
    const found = days ?? readDates(tokens, item);
    if (found === null) break;
    if (found.kind === 'wrong') return found;
    for (const day of found.value) {
      if (typeof day === 'number') weekdays.push(day);
      else dates.add(day);
    }
    place = found.next;
  }
  if (place === start) {
    const typed = tokens[start]?.text;
    return wrong(typed === undefined ? 'No quiet day is named.' : `${quote(typed)} is not a quiet day.`, EXAMPLE);
  }
  return read({ weekdays: inOrder(weekdays), dates: [...dates].sort() }, place);
}

/** A group of days that stands free begins the days of the digest: `quiet sun weekdays 08:00`. */
function isGroup(key: string): boolean {
  return /^(?:daily|everyday|every|each|weekdays?|workdays?|weekends?)$/.test(key);
}

function pastCommas(tokens: Tokens, at: number): number {
  let place = at;
  while (/^(?:,|;|&|and|or)$/.test(keyAt(tokens, place))) place += 1;
  return place;
}

function readDates(tokens: Tokens, at: number): Read<readonly Day[]> {
  const text = keyAt(tokens, at);
  if (!/^\d{1,4}[-./]\d{1,2}(?:[-./]\d{1,4})?$/.test(text)) return null;
  const from = dateOf(text);
  if (from === null) return noDate(text);
  if (!/^(?:to|-|until|till|through|thru)$/.test(keyAt(tokens, at + 1))) return read([from], at + 1);
  const end = keyAt(tokens, at + 2);
  const to = dateOf(end);
  if (to === null) return noDate(end);
  const days = (Date.parse(to) - Date.parse(from)) / DAY + 1;
  if (days < 1 || days > LONGEST_RANGE) {
    return wrong(`From ${from} to ${to} is not a range of up to a year.`, 'Name the first day, then the last one.');
  }
  return read(
    Array.from({ length: days }, (_, index) => dayLater(from, index)),
    at + 3,
  );
}

function noDate(typed: string): Wrong {
  const inOrder = /^\d{4}-\d{1,2}-\d{1,2}$|^\d{1,2}\.\d{1,2}\.\d{4}$/.test(typed);
  const why = inOrder ? 'is not a day of the calendar' : 'is not how dates are written here';
  return wrong(`${quote(typed)} ${why}.`, 'Write it like 2026-12-24.');
}

/** `2026-12-24` or `24.12.2026`; with slashes the order of day and month is anybody's guess. */
function dateOf(text: string): Day | null {
  const [, day, month, year] = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text) ?? [];
  const iso = year === undefined ? text : `${year}-${month?.padStart(2, '0')}-${day?.padStart(2, '0')}`;
  return isDay(iso) ? iso : null;
}
