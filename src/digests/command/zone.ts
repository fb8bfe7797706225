import Fuse from 'fuse.js';
import { canonicalZone, zoneNames } from '../../core/local-time.ts';
import { slips } from '../../core/slips.ts';
import { zonesOfAbbreviation } from './abbreviations.ts';
import { quote, type Wrong, wrong } from './refusals.ts';
import { keyAt, type Read, read, type Tokens } from './tokens.ts';

/** `America/Port of Spain` has the most words. */
const MOST_WORDS = 4;
const MOST_NEAR = 3;
const MOST_SLIPS = 2;
const LONGEST_SEARCH = 64;
const OFFSET = /^(?:utc|gmt)?[+-]\d{1,2}(?::?\d\d)?$/;
const UTC = ['utc', 'gmt', 'uct', 'zulu', 'universal'];

/** A zone by its name in any letter case, `America/New York` too; by its city where that is one zone's only; after `time zone` always. */
export function readZone(tokens: Tokens, at: number): Read<string> {
  const asked = afterKeyword(tokens, at);
  const start = asked ?? at;
  const token = tokens[start];
  if (!token) return asked === null ? null : wrong('No time zone is named.', zoneExample());
  if (OFFSET.test(token.key)) {
    return wrong(
      `${quote(token.text)} is an offset, not a time zone: it does not know when the clocks change.`,
      zoneExample(),
    );
  }
  const found =
    namedZone(tokens, start) ?? abbreviated(tokens, start) ?? windowsName(tokens, start) ?? city(tokens, start);
  if (found?.kind === 'read') return read(found.value, pastTime(tokens, found.next));
  if (found) return found;
  return asked !== null || token.key.includes('/') ? unknown(token.text) : null;
}

/** Words that can only be a zone: a name, an offset, a city with "time" after it, what follows "time zone". */
export function isZoneWords(tokens: Tokens, at: number): boolean {
  const token = tokens[at];
  if (!token || token.quoted) return false;
  const { key } = token;
  if (afterKeyword(tokens, at) !== null || key.includes('/') || UTC.includes(key) || OFFSET.test(key)) return true;
  if (spelledOut(tokens, at) !== null) return true;
  const found = city(tokens, at);
  return found?.kind === 'read' && pastTime(tokens, found.next) > found.next;
}

/** The zone of the city that a typed word is a slip or two away from; null: there is none, or more than one. */
export function nearCity(key: string): string | null {
  if (key.length < 4) return null;
  const allowed = key.length < 6 ? 1 : 2;
  const near = [...zonesByCity()].filter(([name]) => slips(key, name) <= allowed);
  return near.length === 1 ? preferred(near[0]?.[1] ?? []) : null;
}

/** Known zones that come near to what was typed: of the same city, a slip or two away, else alike. The nearest first. */
function nearZones(typed: string): readonly string[] {
  const key = typed.toLowerCase();
  const places = zoneNames().filter((name) => name.includes('/') && !name.startsWith('Etc/'));
  const near = places.filter(
    (name) => cityOf(name).toLowerCase() === cityOf(key) || slips(key, name.toLowerCase()) <= MOST_SLIPS,
  );
  if (near.length > 0) return near.slice(0, MOST_NEAR);
  const fuse = new Fuse(
    places.map((name) => ({ name, city: cityOf(name) })),
    { keys: ['name', 'city'], threshold: 0.35, ignoreLocation: true },
  );
  return fuse.search(typed.slice(0, LONGEST_SEARCH), { limit: MOST_NEAR }).map(({ item }) => item.name);
}

function afterKeyword(tokens: Tokens, at: number): number | null {
  const two = keyAt(tokens, at) === 'time' && keyAt(tokens, at + 1) === 'zone';
  if (!two && !/^(?:zone|timezone|tz)$/.test(keyAt(tokens, at))) return null;
  const next = at + (two ? 2 : 1);
  return /^(?:is|to|of|in)$/.test(keyAt(tokens, next)) ? next + 1 : next;
}

/** The name itself; the longest one that the words make. */
function namedZone(tokens: Tokens, at: number): Read<string> {
  const key = keyAt(tokens, at);
  if (key === 'z') return read('UTC', at + 1);
  const isName = key.includes('/') || UTC.includes(key);
  return isName ? longest(tokens, at, (name) => canonicalZone(name)) : null;
}

function abbreviated(tokens: Tokens, at: number): Read<never> {
  const end = spelledOut(tokens, at);
  const zones = zonesOfAbbreviation(end === null ? keyAt(tokens, at) : initials(tokens, at, end));
  if (zones === null) return null;
  return wrong(
    `${quote(textOf(tokens.slice(at, end ?? at + 1)))} is not one time zone: such names stand for several, or for a part of the year.`,
    `Name a place, such as ${zones.join(' or ')}.`,
  );
}

/** Where an abbreviation ends whose words stand there: `Central European Time`. */
function spelledOut(tokens: Tokens, at: number): number | null {
  const time = tokens.findIndex((word, index) => index > at && index < at + MOST_WORDS && word.key === 'time');
  return time !== -1 && zonesOfAbbreviation(initials(tokens, at, time + 1)) !== null ? time + 1 : null;
}

function initials(tokens: Tokens, at: number, end: number): string {
  return tokens
    .slice(at, end)
    .map((word) => word.key.charAt(0))
    .join('');
}

/** `W. Europe Standard Time`. */
function windowsName(tokens: Tokens, at: number): Read<never> {
  const end = tokens.findIndex((word, index) => index > at && index <= at + MOST_WORDS && word.key === 'standard');
  if (end === -1 || keyAt(tokens, end + 1) !== 'time') return null;
  return unknown(textOf(tokens.slice(at, end + 2)));
}

function textOf(words: Tokens): string {
  return words.map(({ text }) => text).join(' ');
}

function city(tokens: Tokens, at: number): Read<string> {
  const found = longest(tokens, at, (typed) => zonesByCity().get(typed) ?? null);
  if (found?.kind !== 'read') return found;
  const names = found.value;
  const [first, ...others] = [...new Set(names.map(identityOf))];
  if (first !== undefined && others.length === 0) return read(preferred(names), found.next);
  const typed = textOf(tokens.slice(at, found.next));
  return wrong(`${quote(typed)} is more than one time zone.`, `Name one: ${names.slice(0, MOST_NEAR).join(' or ')}.`);
}

function longest<T>(tokens: Tokens, at: number, find: (name: string) => T | null): Read<T> {
  for (let words = MOST_WORDS; words > 0; words -= 1) {
    const some = tokens.slice(at, at + words);
    const value = some.length === words ? find(some.map((word) => word.key.replaceAll(' ', '_')).join('_')) : null;
    if (value !== null) return read(value, at + words);
  }
  return null;
}

let cities: ReadonlyMap<string, readonly string[]> | null = null;

function zonesByCity(): ReadonlyMap<string, readonly string[]> {
  if (cities) return cities;
  const found = new Map<string, string[]>();
  for (const name of zoneNames().filter((one) => !one.startsWith('Etc/'))) {
    const key = cityOf(name).toLowerCase();
    found.set(key, [...(found.get(key) ?? []), name]);
  }
  cities = found;
  return found;
}

function cityOf(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

/** Two names of one zone have one identity. */
function identityOf(name: string): string {
  return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
}

function preferred(names: readonly string[]): string {
  const placed = names.filter((name) => name.includes('/'));
  return placed.find((name) => identityOf(name) === name) ?? placed[0] ?? names[0] ?? 'UTC';
}

function pastTime(tokens: Tokens, at: number): number {
  if (keyAt(tokens, at) !== 'time') return at;
  return keyAt(tokens, at + 1) === 'zone' ? at + 2 : at + 1;
}

function unknown(typed: string): Wrong {
  const near = nearZones(typed);
  return wrong(
    `${quote(typed)} is not a time zone known here.`,
    near.length > 0 ? `Did you mean ${near.join(' or ')}?` : zoneExample(),
  );
}

function zoneExample(): string {
  return 'Name a place, such as Europe/Berlin or America/New_York.';
}
