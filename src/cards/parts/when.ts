import { DAY, HOUR, MINUTE, type Instant, instant } from '../../core/clock.ts';
import { localDay } from '../../core/local-time.ts';
import { countText, dayText } from '../../readiness/words.ts';

/** How long ago in words: `under a minute`, `3 hours`, `42 days`. A time to come reads `0 minutes`: cards never promise. */
export function age(at: Instant, now: Instant): string {
  const past = now - at;
  if (past < MINUTE) return 'under a minute';
  if (past < HOUR) return countText(Math.floor(past / MINUTE), 'minute');
  if (past < 2 * DAY) return countText(Math.floor(past / HOUR), 'hour');
  return countText(Math.floor(past / DAY), 'day');
}

/** `21 Nov 2026, 10:00` in `zone`. Whoever shows it names the zone beside it. */
export function moment(at: Instant, zone: string): string {
  return formatOf(zone).format(at).replace('Sept', 'Sep');
}

/** `Sat 21 Nov 2026, 10:00` in `zone`. */
export function datedMoment(at: Instant, zone: string): string {
  return `${weekday(at, zone, 'short')} ${moment(at, zone)}`;
}

/** `Fri 08:00` in `zone`, for moments that are never more than a week away. */
export function shortMoment(at: Instant, zone: string): string {
  return `${weekday(at, zone, 'short')} ${timeOfDay(at, zone)}`;
}

/** `Friday 08:00` where that can mean one day only, else `Fri 13 Nov 2026, 08:00`. */
export function pastMoment(at: Instant, now: Instant, zone: string): string {
  if (Math.abs(now - at) >= 6 * DAY) return datedMoment(at, zone);
  return `${weekday(at, zone, 'long')} ${timeOfDay(at, zone)}`;
}

/** `08:00` in `zone`. */
export function timeOfDay(at: Instant, zone: string): string {
  return formatOf(zone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at);
}

function weekday(at: Instant, zone: string, length: 'short' | 'long'): string {
  return formatOf(zone, { weekday: length }).format(at);
}

const DAY_AND_TIME = {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
} as const;

// Making one takes longer than drawing a card.
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string, shown: Intl.DateTimeFormatOptions = DAY_AND_TIME): Intl.DateTimeFormat {
  const key = `${zone} ${Object.values(shown).join(' ')}`;
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-GB', { timeZone: zone, ...shown });
  formats.set(key, made);
  return made;
}

/** `21 Nov 2026, 10:00 Europe/Berlin`. */
export function momentIn(at: Instant, zone: string): string {
  return `${moment(at, zone)} ${zone}`;
}

/** `zone` where times can be told in it, else UTC: a stored zone may have stopped being one. */
export function knownZone(zone: string): string {
  try {
    formatOf(zone);
    return zone;
  } catch {
    return 'UTC';
  }
}

/** `UTC+1`, `UTC+5:45`, `UTC`: what the clocks of `zone` are off by at that moment. */
export function offsetText(at: Instant, zone: string): string {
  const parts = formatOf(zone, { timeZoneName: 'shortOffset' }).formatToParts(at);
  return (parts.find((part) => part.type === 'timeZoneName')?.value ?? 'UTC').replace('GMT', 'UTC');
}

interface Span {
  readonly start: Instant;
  readonly end: Instant;
}

/** `Sat 28 Nov 2026, 22:00 – Sun 29 Nov 2026, 02:00 Europe/Berlin (UTC+1)`. Where the clocks change within, both offsets. */
export function spanText({ start, end }: Span, zone: string): string {
  const known = knownZone(zone);
  const [before, after] = [offsetText(start, known), offsetText(end, known)];
  const until = localDay(start, known) === localDay(end, known) ? timeOfDay(end, known) : datedMoment(end, known);
  return before === after
    ? `${datedMoment(start, known)} – ${until} ${known} (${before})`
    : `${datedMoment(start, known)} (${before}) – ${until} (${after}) ${known}`;
}

/** The same for a reader whose clocks show something else then; null: they show the same. */
export function spanForReader(span: Span, zone: string, reader: string): string | null {
  const [own, theirs] = [knownZone(zone), knownZone(reader)];
  const same = [span.start, span.end].every((at) => offsetText(at, own) === offsetText(at, theirs));
  return same ? null : spanText(span, theirs);
}

/** `4 hours`, `90 minutes`. */
export function lengthText({ start, end }: Span): string {
  const length = Math.max(0, end - start);
  return length % HOUR === 0 ? countText(length / HOUR, 'hour') : countText(Math.round(length / MINUTE), 'minute');
}

/** The last day that something covers which ends at `end`: `31 Jan 2027`. */
export function lastDayText(end: Instant, zone: string): string {
  return dayText(localDay(instant(end - 1), knownZone(zone)));
}
