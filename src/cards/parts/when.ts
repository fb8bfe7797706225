import { DAY, HOUR, MINUTE, type Instant } from '../../core/clock.ts';
import { countText } from '../../readiness/words.ts';

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

// Making one takes longer than drawing a card.
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  formats.set(zone, made);
  return made;
}

/** `21 Nov 2026, 10:00 Europe/Berlin`. */
export function momentIn(at: Instant, zone: string): string {
  return `${moment(at, zone)} ${zone}`;
}
