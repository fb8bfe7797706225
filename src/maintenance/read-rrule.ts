import { type Day, isDay } from '../core/clock.ts';
import { dayLater } from '../core/local-time.ts';
import { ok, refuse, type Refused, type Result } from '../core/result.ts';
import { echo, missing, wrong } from './fields.ts';
import { rruleDays } from './rrule.ts';

const EXAMPLE = 'Write it like FREQ=MONTHLY;BYDAY=-1SA.';
const LONGEST = 250;
const MOST_TIMES = 1_000;
/** A rule that opens on no day within so many years is a mistake. */
const YEARS = 4;

const longestInterval = { DAILY: 366, WEEKLY: 104, MONTHLY: 24, YEARLY: 4 } as const;
type Frequency = keyof typeof longestInterval;

const DAY_CODE = 'MO|TU|WE|TH|FR|SA|SU';

/** What each part may be; RFC 5545, section 3.3.10. */
const parts: Readonly<Record<string, (value: string, frequency: Frequency) => boolean>> = {
  FREQ: (value) => value in longestInterval,
  INTERVAL: (value, frequency) => whole(value, 1, longestInterval[frequency]),
  COUNT: (value) => whole(value, 1, MOST_TIMES),
  UNTIL: (value) => /^\d{8}$/.test(value) && isDay(value.replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3')),
  WKST: (value) => new RegExp(`^(?:${DAY_CODE})$`).test(value),
  BYDAY: (value, frequency) => all(value, (one) => isByDay(one, frequency)),
  BYMONTH: (value) => all(value, (one) => whole(one, 1, 12)),
  BYMONTHDAY: (value, frequency) => frequency !== 'WEEKLY' && all(value, (one) => ordinal(one, 31)),
  BYYEARDAY: (value, frequency) => frequency === 'YEARLY' && all(value, (one) => ordinal(one, 366)),
  BYWEEKNO: (value, frequency) => frequency === 'YEARLY' && all(value, (one) => ordinal(one, 53)),
  BYSETPOS: (value) => all(value, (one) => ordinal(one, 366)),
};

/** Parts that say the time of day, or where the rule begins: other fields do. */
const elsewhere = new Set(['BYHOUR', 'BYMINUTE', 'BYSECOND', 'DTSTART', 'RDATE', 'EXDATE', 'RSCALE', 'SKIP']);

/**
 * An RRULE as a maintenance rule takes it: whole days, at least daily, that come within four years; in capitals, without a
 * `RRULE:` before it. Refuses, naming the part and its value: `invalid`.
 */
export function readRrule(text: string, from: Day): Result<string> {
  const rrule = shapeOf(text);
  if (!rrule.ok) return rrule;
  try {
    const last = dayLater(from, YEARS * 366);
    if (rruleDays(rrule.value, from, from, last).length > 0) return rrule;
  } catch {
    return wrong('RRULE', text, EXAMPLE);
  }
  return refuse('invalid', `${echo(rrule.value)} comes on no day within the next ${YEARS} years.`, EXAMPLE);
}

/** In capitals, without blanks and a `RRULE:` before it: two spellings of one rule are one. */
export function plainRrule(text: string): string {
  return text
    .replace(/\s+/g, '')
    .replace(/^RRULE:/i, '')
    .replace(/;$/, '')
    .toUpperCase();
}

/** Whether each part is one that a rule may have; nothing is counted out. */
function shapeOf(text: string): Result<string> {
  const rrule = plainRrule(text);
  if (rrule === '') return missing('RRULE', EXAMPLE);
  if (rrule.length > LONGEST) return wrong('RRULE', text, `Write at most ${LONGEST} characters.`);
  const said = new Map<string, string>();
  for (const part of rrule.split(';')) {
    const [name = '', value = '', ...more] = part.split('=');
    if (value === '' || more.length > 0 || said.has(name)) return wrong('RRULE', part, EXAMPLE);
    said.set(name, value);
  }
  const frequency = said.get('FREQ');
  if (frequency === undefined) return wrong('RRULE', rrule, `It has no FREQ. ${EXAMPLE}`);
  if (!isFrequency(frequency)) {
    return wrong(
      'FREQ of the RRULE',
      frequency,
      'Write DAILY, WEEKLY, MONTHLY or YEARLY: it opens once a day at most.',
    );
  }
  for (const [name, value] of said) {
    const problem = partProblem(name, value, frequency);
    if (problem) return problem;
  }
  if (said.has('COUNT') && said.has('UNTIL')) return wrong('RRULE', rrule, 'Write COUNT or UNTIL, not both.');
  if (said.has('BYSETPOS') && !choices.some((name) => said.has(name))) {
    return wrong('RRULE', rrule, 'BYSETPOS needs days to choose from, for example BYDAY=MO,TU,WE,TH,FR.');
  }
  if (said.has('BYWEEKNO') && said.has('BYYEARDAY')) {
    return wrong('RRULE', rrule, 'Write BYWEEKNO or BYYEARDAY, not both.');
  }
  if (said.has('BYWEEKNO') && /\d/.test(said.get('BYDAY') ?? '')) {
    return wrong('BYDAY of the RRULE', said.get('BYDAY') ?? '', 'Beside BYWEEKNO, write days without a number.');
  }
  return ok(rrule);
}

const choices = ['BYDAY', 'BYMONTH', 'BYMONTHDAY', 'BYYEARDAY', 'BYWEEKNO'];

function partProblem(name: string, value: string, frequency: Frequency): Refused | null {
  if (elsewhere.has(name)) {
    return wrong('RRULE', `${name}=${value}`, 'The time of day has a field of its own, and it counts from today.');
  }
  const takes = parts[name];
  if (!takes) return wrong('RRULE', `${name}=${value}`, EXAMPLE);
  if (takes(value, frequency)) return null;
  return wrong(`${name} of the RRULE`, value, hintOf(name, frequency));
}

function hintOf(name: string, frequency: Frequency): string {
  if (name === 'INTERVAL') return `With ${frequency}, write 1 to ${longestInterval[frequency]}.`;
  if (name === 'COUNT') return `Write 1 to ${MOST_TIMES}.`;
  if (name === 'UNTIL') return 'Write the last day, for example UNTIL=20271231.';
  return EXAMPLE;
}

function isFrequency(text: string): text is Frequency {
  return Object.hasOwn(longestInterval, text);
}

function isByDay(text: string, frequency: Frequency): boolean {
  const match = new RegExp(`^([+-]?\\d{1,2})?(?:${DAY_CODE})$`).exec(text);
  if (!match) return false;
  if (match[1] === undefined) return true;
  if (frequency === 'MONTHLY') return ordinal(match[1], 5);
  return frequency === 'YEARLY' && ordinal(match[1], 53);
}

function all(value: string, is: (one: string) => boolean): boolean {
  return value.split(',').every(is);
}

function whole(text: string, least: number, most: number): boolean {
  return /^\d{1,4}$/.test(text) && Number(text) >= least && Number(text) <= most;
}

/** Counted from the front or, with a minus, from the end. */
function ordinal(text: string, most: number): boolean {
  return /^[+-]?\d{1,3}$/.test(text) && whole(text.replace(/^[+-]/, ''), 1, most);
}
