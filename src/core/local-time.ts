import { DAY, type Day, type Instant, SECOND, dayOf, instant, isDay } from './clock.ts';
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
 * Holds where a zone's clocks change at most once within two days, as they have since 1970.
 * @throws RangeError when `local` is no such time or `zone` is unknown.
 */
export function resolveLocal(local: string, zone: string): Resolved {
  const shown = shownAs(local);
  // No zone is as far as a day from UTC, so what applies at `local` applied at one of these two or applies at the other.
  const earlier = offset(shown - DAY, zone);
  const later = offset(shown + DAY, zone);
  const byEarlier = shown - earlier;
  const byLater = shown - later;
  if (earlier === later) return { at: instant(byEarlier), kind: 'exact' };
  if (offset(byEarlier, zone) === earlier) {
    const again = byLater > byEarlier && offset(byLater, zone) === later;
    return { at: instant(byEarlier), kind: again ? 'overlap' : 'exact' };
  }
  if (offset(byLater, zone) === later) return { at: instant(byLater), kind: 'exact' };
  return { at: changeBetween(byLater, byEarlier, later, zone), kind: 'gap' };
}

/** What the clocks of `zone` show, to the minute: `2026-11-23T08:00`. @throws RangeError when `zone` is unknown. */
export function localAt(at: Instant, zone: string): string {
  return new Date(at + offset(at, zone)).toISOString().slice(0, 16);
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
  if (name === undefined) return null;
  try {
    formatOf(name);
    return name;
  } catch {
    return null;
  }
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

/** The first instant from which `offset` is `after`: a whole second after `low`, at `high` at the latest. */
function changeBetween(low: number, high: number, after: number, zone: string): Instant {
  let [before, since] = [low / SECOND, high / SECOND];
  while (since - before > 1) {
    const middle = Math.floor((before + since) / 2);
    if (offset(middle * SECOND, zone) === after) since = middle;
    else before = middle;
  }
  return instant(since * SECOND);
}

/** Milliseconds since 1970 of a clock in UTC that shows `local`. */
function shownAs(local: string): number {
  const day = LOCAL.exec(local)?.[1];
  if (day === undefined || !isDay(day)) throw new RangeError(`not a local time: ${local}`);
  return Date.parse(`${local}:00Z`);
}

const SHOWN = /^(\d\d)\/(\d\d)\/(\d+), (\d\d):(\d\d):(\d\d)$/;

/** How far the clocks of `zone` are ahead of UTC at `at`, in milliseconds. */
function offset(at: number, zone: string): number {
  const second = Math.floor(at / SECOND) * SECOND;
  const [, month, day, year, hour, minute, seconds] = SHOWN.exec(formatOf(zone).format(second)) ?? [];
  const shown = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(seconds));
  if (Number.isNaN(shown)) throw new RangeError(`no local time of ${zone} at ${at}`);
  return shown - second;
}

// Making one takes a hundred times as long as using it.
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  formats.set(zone, made);
  return made;
}
