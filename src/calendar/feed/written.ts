import { HOUR, MINUTE } from '../../core/clock.ts';
import { line, linesValue, localValue, textValue, utcValue } from './content-line.ts';
import type { FeedEvent, Span } from './model.ts';
import { timeZoneLines } from './time-zone.ts';

/** How often a reader is asked to look again, in ms. */
const REFRESH = HOUR;
/** Characters of a title and of one line about it. */
const LONGEST = { title: 200, line: 2_000 } as const;

/**
 * Events as iCalendar text. Properties stand before the components within, as the grammar of RFC 5545 asks for; whatever
 * people wrote stays within its own property.
 */
export function written(events: readonly FeedEvent[], span: Span): string {
  const zones = new Set(events.flatMap(({ time }) => (time.kind === 'recurring' ? [time.zone] : [])));
  const refresh = durationText(REFRESH);
  return component('VCALENDAR', [
    line('VERSION', '2.0'),
    line('PRODID', '-//Patchwarden//Patchwarden//EN'),
    line('CALSCALE', 'GREGORIAN'),
    line('METHOD', 'PUBLISH'),
    line('X-WR-CALNAME', 'Patchwarden'),
    line('REFRESH-INTERVAL;VALUE=DURATION', refresh),
    line('X-PUBLISHED-TTL', refresh),
    ...[...zones].filter((zone) => !isUtc(zone)).map((zone) => component('VTIMEZONE', timeZoneLines(zone, span))),
    ...events.map(eventText),
  ]);
}

function eventText(event: FeedEvent): string {
  const changed = utcValue(event.changedAt);
  const title = textValue(event.title, LONGEST.title);
  return component('VEVENT', [
    line('UID', event.uid),
    line('SEQUENCE', String(event.revision)),
    line('DTSTAMP', changed),
    line('LAST-MODIFIED', changed),
    ...timeLines(event.time),
    line('SUMMARY', title),
    line('DESCRIPTION', linesValue(event.about, LONGEST.line)),
    line('STATUS', event.status),
    line('TRANSP', event.busy ? 'OPAQUE' : 'TRANSPARENT'),
    ...(event.alarm === null ? [] : [alarmText(event.alarm, title)]),
  ]);
}

function timeLines(time: FeedEvent['time']): string[] {
  if (time.kind === 'once') return [line('DTSTART', utcValue(time.start)), line('DTEND', utcValue(time.end))];
  const { zone, start, end, rrule, times } = time;
  const [name, mark] = isUtc(zone) ? ['', 'Z'] : [`;TZID=${zone}`, ''];
  return [
    line(`DTSTART${name}`, `${localValue(start)}${mark}`),
    line(`DTEND${name}`, `${localValue(end)}${mark}`),
    line('RRULE', `${rrule};COUNT=${times}`),
  ];
}

function alarmText(before: number, title: string): string {
  return component('VALARM', [
    line('ACTION', 'DISPLAY'),
    line('TRIGGER', `-${durationText(before)}`),
    line('DESCRIPTION', title),
  ]);
}

function component(name: string, content: readonly string[]): string {
  return [line('BEGIN', name), ...content, line('END', name)].join('');
}

/** Whole minutes: `PT15M`. */
function durationText(milliseconds: number): string {
  return `PT${milliseconds / MINUTE}M`;
}

/** UTC has a mark of its own and may not be told as a zone. */
function isUtc(zone: string): boolean {
  return /^(?:Etc\/)?UTC$/i.test(zone);
}
