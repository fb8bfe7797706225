import { createRequire } from 'node:module';
import type { Temporal } from 'temporal-polyfill';
import { DAY, type Day, type Instant, dayOf, instant, isDay } from './clock.ts';
import { zoneAliases } from './zone-aliases.ts';

/** 1 is Monday, 7 is Sunday. */
export type IsoWeekday = 1 | 2 | 3 | 4 | 5 | 6 | 7;

/**
 * What a local time comes to. `exact`: the clocks show it once. `gap`: they never do, and `at` is the first valid instant
 * after. `overlap`: they show it twice, and `at` is the first time.
 */
export interface Resolved {
  readonly at: Instant;
  readonly kind: 'exact' | 'gap' | 'overlap';
}

/** The version of the time zone rules in use, such as `2026c`. Local times that lie ahead may resolve otherwise under another. */
export const TZDATA: string = process.versions.tz ?? `icu ${process.versions.icu ?? 'none'}`;

const LOCAL = /^(\d{4}-\d{2}-\d{2})T(?:[01]\d|2[0-3]):[0-5]\d$/;

/**
 * The instant at which the clocks of `zone` first show `local` (`2026-11-23T08:00`) or later: of a time that comes twice the
 * first, of one that is skipped, be it with its whole day, the end of the gap.
 * @throws RangeError when `local` is no such time or `zone` is unknown.
 */
export function resolveLocal(local: string, zone: string): Resolved {
  if (!isDay(LOCAL.exec(local)?.[1] ?? '')) throw new RangeError(`not a local time: ${local}`);
  const plain = temporal().PlainDateTime.from(local);
  const first = plain.toZonedDateTime(zone, { disambiguation: 'earlier' });
  const second = plain.toZonedDateTime(zone, { disambiguation: 'later' });
  if (first.epochMilliseconds === second.epochMilliseconds)
    return { at: instant(first.epochMilliseconds), kind: 'exact' };
  if (first.toPlainDateTime().equals(plain)) return { at: instant(first.epochMilliseconds), kind: 'overlap' };
  // Skipped: `first` is as long before the gap as `local` is in it.
  const end = first.getTimeZoneTransition('next') ?? second;
  return { at: instant(end.epochMilliseconds), kind: 'gap' };
}

/** What the clocks of `zone` are ahead of UTC at that moment, in ms; behind it, when negative. @throws RangeError when `zone` is unknown. */
export function offsetAt(at: Instant, zone: string): number {
  return temporal().Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).offsetNanoseconds / 1_000_000;
}

/** The instants in [from, to) at which the clocks of `zone` are set, the earliest first. @throws RangeError when `zone` is unknown. */
export function clockChanges(zone: string, from: Instant, to: Instant): Instant[] {
  const found: Instant[] = [];
  let at = temporal()
    .Instant.fromEpochMilliseconds(from - 1)
    .toZonedDateTimeISO(zone)
    .getTimeZoneTransition('next');
  for (; at !== null && at.epochMilliseconds < to; at = at.getTimeZoneTransition('next')) {
    found.push(instant(at.epochMilliseconds));
  }
  return found;
}

/** What the clocks of `zone` show, to the minute: `2026-11-23T08:00`. @throws RangeError when `zone` is unknown. */
export function localAt(at: Instant, zone: string): string {
  const shown = temporal().Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDateTime();
  return shown.toString({ smallestUnit: 'minute' });
}

/** The day that it is in `zone`. @throws RangeError when `zone` is unknown. */
export function localDay(at: Instant, zone: string): Day {
  return localAt(at, zone).slice(0, 10) as Day;
}

/** `HH:MM`, 24 hours, as the clocks of `zone` show it. @throws RangeError when `zone` is unknown. */
export function localTime(at: Instant, zone: string): string {
  return localAt(at, zone).slice(11);
}

export function weekdayOf(day: Day): IsoWeekday {
  return (((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7) + 1) as IsoWeekday;
}

/** The day that comes `days` after `day`; before it, when negative. */
export function dayLater(day: Day, days: number): Day {
  return dayOf(instant(Date.parse(`${day}T00:00:00Z`) + days * DAY));
}

/**
 * The name of the IANA zone that `text` is in any letter case, in its usual spelling; null when there is none or the runtime
 * can't work with it. An alias stays the name that was asked for: runtimes differ in what they would make of it.
 */
export function canonicalZone(text: string): string | null {
  const name = namesByKey().get(text.trim().toLowerCase());
  return name !== undefined && isWorkable(name) ? name : null;
}

// Asking takes longer than most of what asks, and the answer stays the same.
const workable = new Map<string, boolean>();

function isWorkable(name: string): boolean {
  const known = workable.get(name);
  if (known !== undefined) return known;
  let works = true;
  try {
    // The process reads a zone when it starts, and would wait for Temporal.
    new Intl.DateTimeFormat('en', { timeZone: name });
  } catch {
    works = false;
  }
  workable.set(name, works);
  return works;
}

/** Every name of an IANA zone, aliases too, in alphabetical order. */
export function zoneNames(): readonly string[] {
  return [...namesByKey().values()].sort();
}

let names: ReadonlyMap<string, string> | null = null;

function namesByKey(): ReadonlyMap<string, string> {
  names ??= new Map([...zoneAliases, ...Intl.supportedValuesOf('timeZone')].map((name) => [name.toLowerCase(), name]));
  return names;
}

const require = createRequire(import.meta.url);
let loaded: typeof Temporal | null = null;

/** Loaded with its first use: a start needs no local time, and would wait for it. */
function temporal(): typeof Temporal {
  loaded ??= (require('temporal-polyfill') as { readonly Temporal: typeof Temporal }).Temporal;
  return loaded;
}
