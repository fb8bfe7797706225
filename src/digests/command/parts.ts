import type { Minimum, QuietDays, Weekday } from '../model.ts';
import { zonesOfAbbreviation } from './abbreviations.ts';
import { inOrder, readDays, readRhythm } from './days.ts';
import { readMinimum } from './minimum.ts';
import { joinedQuiet, readQuiet } from './quiet.ts';
import { quote, type Wrong, wrong } from './refusals.ts';
import { readScope } from './scope.ts';
import { isClockTime, readTime } from './time.ts';
import { keyAt, type Read, read, type Tokens } from './tokens.ts';
import { isFiller, type Verb, verbOf } from './verbs.ts';
import { isZoneWords, readZone } from './zone.ts';

/** What was read of a command. Undefined: it did not say. */
export interface Parts {
  readonly verbs: readonly Verb[];
  readonly days: readonly Weekday[] | undefined;
  /** "weekly" was said, which needs a day. */
  readonly weekly: boolean;
  readonly time: string | undefined;
  readonly zone: string | undefined;
  /** Null: the whole fleet. */
  readonly scope: string | null | undefined;
  readonly minimum: Minimum | undefined;
  readonly quiet: QuietDays | undefined;
}

export const noParts: Parts = {
  verbs: [],
  days: undefined,
  weekly: false,
  time: undefined,
  zone: undefined,
  scope: undefined,
  minimum: undefined,
  quiet: undefined,
};

/** Reads the part that begins at a place into those read before; null: nothing known begins there. */
export function readPart(tokens: Tokens, at: number, parts: Parts): Read<Parts> {
  if (keyAt(tokens, at) === 'from' && keyAt(tokens, at + 1) === 'now') return read(parts, at + 2);
  return (
    into(readMinimum(tokens, at), (minimum) => once(parts, 'minimum', minimum, 'says when it is worth a post')) ??
    into(readQuiet(tokens, at), (quiet) => ({ ...parts, quiet: joinedQuiet(parts.quiet, quiet) })) ??
    into(readLedTime(tokens, at), (time) => once(parts, 'time', time, 'comes at one time of day')) ??
    into(readDays(tokens, at), (days) => ({ ...parts, days: inOrder([...(parts.days ?? []), ...days]) })) ??
    readRhythm(tokens, at) ??
    into(readLedZone(tokens, at), (zone) => once(parts, 'zone', zone, 'has one time zone')) ??
    into(readScope(tokens, at, beginsPart), (said) => {
      if (said.kind === 'here') return parts;
      return once(parts, 'scope', said.kind === 'fleet' ? null : said.scope, 'has one scope');
    }) ??
    readWord(tokens, at, parts)
  );
}

function readLedTime(tokens: Tokens, at: number): Read<string> {
  return readTime(tokens, /^(?:at|by)$/.test(keyAt(tokens, at)) ? at + 1 : at);
}

/** After "in" and "for" a city alone is rather a site: a zone must say that it is one. */
function readLedZone(tokens: Tokens, at: number): Read<string> {
  if (!/^(?:in|for|of|at)$/.test(keyAt(tokens, at))) return readZone(tokens, at);
  // CET may be a site, too, but is so rarely.
  const short = keyAt(tokens, at) === 'in' && zonesOfAbbreviation(keyAt(tokens, at + 1)) !== null;
  return short || isZoneWords(tokens, at + 1) ? readZone(tokens, at + 1) : null;
}

function readWord(tokens: Tokens, at: number, parts: Parts): Read<Parts> {
  const token = tokens[at];
  if (!token || token.quoted) return null;
  if (token.key === 'weekly') return read({ ...parts, weekly: true }, at + 1);
  const verb = verbOf(token.key);
  if (verb) return read({ ...parts, verbs: [...parts.verbs, verb] }, at + 1);
  return isFiller(token.key) ? read(parts, at + 1) : null;
}

/** True where something other than the name of a scope begins. */
function beginsPart(tokens: Tokens, at: number): boolean {
  const key = keyAt(tokens, at);
  if (tokens[at]?.quoted) return false;
  if (/^(?:,|;|for|please|pls)$/.test(key)) return true;
  if (/^(?:and|&|at|by|on|in|every|each|from|but)$/.test(key) && at + 1 < tokens.length && beginsPart(tokens, at + 1))
    return true;
  if (/^(?:now|off)$/.test(key) && at === tokens.length - 1) return true;
  return (
    readMinimum(tokens, at) !== null ||
    readQuiet(tokens, at) !== null ||
    isClockTime(tokens, at) ||
    readDays(tokens, at) !== null ||
    readRhythm(tokens, at) !== null ||
    isZoneWords(tokens, at)
  );
}

function into<T>(found: Read<T>, add: (value: T) => Parts | Wrong): Read<Parts> {
  if (found?.kind !== 'read') return found;
  const parts = add(found.value);
  return 'refusal' in parts ? parts : read(parts, found.next);
}

function once<Key extends 'time' | 'zone' | 'scope' | 'minimum'>(
  parts: Parts,
  key: Key,
  value: Exclude<Parts[Key], undefined>,
  rule: string,
): Parts | Wrong {
  const before = parts[key];
  if (before === undefined || before === value) return { ...parts, [key]: value };
  return wrong(`A digest ${rule}: ${quote(before ?? 'all')} and ${quote(value ?? 'all')} are two.`);
}
