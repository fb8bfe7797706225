import type { Day } from '../../core/clock.ts';
import { dayLater, resolveLocal } from '../../core/local-time.ts';
import { ok, type Result } from '../../core/result.ts';
import type { FreezeDraft, MaintenanceCommand } from '../../maintenance/model.ts';
import type { WordContext } from '../desk-command.ts';
import type { Said } from './text.ts';
import { quote, unreadable } from './unreadable.ts';
import { readWhen, type When } from './when.ts';
import { takeZone } from './zone.ts';

const EXAMPLE = 'Write: freeze Year end from 20 dec until 3 jan for DAG-BER: the books are closed';
const LONGEST_NAME = 80;
const UNTIL = /\b(?:until|till|til|through|to)\b/i;
const FROM = /\b(?:from|starting|beginning)\b/i;
/** `in Berlin`, `for DAG-BER`, `for BER-EX01 and BER-EX02`, `on site Berlin`. */
const SCOPE = /\b(?:in|for|on|at)\s+(?!\d)(.+)$/i;
const LENGTH = /\bfor\s+(\d{1,3}|an?|one|two|three|four|six)\s+(days?|weeks?)\b/i;
const spoken: Readonly<Record<string, number>> = { a: 1, an: 1, one: 1, two: 2, three: 3, four: 4, six: 6 };

/** `freeze Year end from 20 dec until 3 jan in Berlin: reason` as the form that it fills in. */
export function freezeCommand({ words, reason }: Said, context: WordContext): MaintenanceCommand {
  const named = takeZone(words);
  if (!named.ok) return { kind: 'unreadable', refusal: named.refusal };
  const zone = named.value.zone ?? context.zone;
  const { days, rest } = takeDays(named.value.rest);
  const { head, first, last, scope } = partsOf(rest);
  const from = readWhen(first, { ...context, zone });
  if (!from.ok) return { kind: 'unreadable', refusal: from.refusal };
  const until = untilOf(last, from.value, { zone, context });
  if (!until.ok) return { kind: 'unreadable', refusal: until.refusal };
  const left = [from.value.rest, until.value.rest].join(' ').trim();
  if (left !== '') return unreadable(`I do not understand ${quote(left)}.`, EXAMPLE);
  const start = from.value.date;
  const end = until.value.date ?? (start !== null && days !== null ? dayLater(start, days - 1) : null);
  const draft: Partial<FreezeDraft> = {
    ...(head === '' ? {} : { name: head.slice(0, LONGEST_NAME) }),
    ...(start === null ? {} : { fromDate: start }),
    ...(from.value.time === null ? {} : { fromTime: from.value.time }),
    ...(end === null ? {} : { untilDate: end }),
    ...(until.value.time === null ? {} : { untilTime: until.value.time }),
    ...(named.value.zone === null ? {} : { zone: named.value.zone }),
    ...(scope === '' ? {} : { scope }),
    ...(reason === null ? {} : { reason }),
  };
  return { kind: 'freeze-form', draft };
}

interface Parts {
  /** Its name. */
  readonly head: string;
  readonly first: string;
  readonly last: string;
  /** As the form takes it. */
  readonly scope: string;
}

/** A name, "from" and "until", and for what: the last may stand before or behind the days. */
function partsOf(words: string): Parts {
  const from = FROM.exec(words)?.index ?? -1;
  const until = UNTIL.exec(words.slice(Math.max(0, from)))?.index ?? -1;
  const end = until === -1 ? words.length : Math.max(0, from) + until;
  const start = from === -1 ? end : from;
  const name = takeScope(words.slice(0, start).trim());
  const first = takeScope(from === -1 ? '' : words.slice(start, end).replace(FROM, ' ').trim());
  const last = takeScope(words.slice(end).replace(UNTIL, ' ').trim());
  return {
    head: name.rest.replace(/^(?:called|named)\b\s*|[\s,;-]+$/gi, ''),
    first: first.rest,
    last: last.rest,
    scope: last.scope || first.scope || name.scope,
  };
}

function takeScope(words: string): { readonly scope: string; readonly rest: string } {
  const found = SCOPE.exec(words);
  if (!found) return { scope: '', rest: words };
  return { scope: scopeOf(found[1] ?? ''), rest: words.slice(0, found.index).trim() };
}

/** `site:Berlin` where it is said to be a site, else the names alone: what they are is found out where they are known. */
function scopeOf(words: string): string {
  const said = words.replace(/^(?:the|our)\s+/i, '').trim();
  if (/^(?:all|everything|everywhere|all (?:the )?servers|the whole fleet)$/i.test(said)) return 'all';
  const place = /^(site|dag)\s+(.+)$/i.exec(said) ?? /^(?:(?:the\s+)?(site|dag)\s*:)(.+)$/i.exec(said);
  if (place?.[1] && place[2]) return `${place[1].toLowerCase()}:${place[2].trim()}`;
  return said
    .replace(/^servers?\s+/i, '')
    .split(/\s*(?:[,;]|\band\b|\+|&)\s*/i)
    .filter((name) => name !== '')
    .join(', ');
}

function takeDays(words: string): { readonly days: number | null; readonly rest: string } {
  const found = LENGTH.exec(words);
  if (!found?.[1] || !found[2]) return { days: null, rest: words };
  const count = spoken[found[1].toLowerCase()] ?? Number(found[1]);
  const days = count * (found[2].toLowerCase().startsWith('w') ? 7 : 1);
  const rest = `${words.slice(0, found.index)} ${words.slice(found.index + found[0].length)}`;
  return { days: days > 0 ? days : null, rest: rest.replace(/\s+/g, ' ').trim() };
}

/** "until 3 jan" after "from 20 dec" is the January behind it. */
function untilOf(
  words: string,
  from: When,
  { zone, context }: { readonly zone: string; readonly context: WordContext },
): Result<When> {
  const read = readWhen(words, { ...context, zone });
  if (!read.ok || read.value.date === null || from.date === null || read.value.date >= from.date) return read;
  const begins = resolveLocal(`${from.date satisfies Day}T00:00`, zone).at;
  const behind = readWhen(words, { zone, now: begins });
  return behind.ok ? behind : ok(read.value);
}
