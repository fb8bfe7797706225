import ical, { ICalAlarmType, ICalCalendarMethod, ICalEventStatus, ICalEventTransparency } from 'ical-generator';
import { HOUR, SECOND } from '../../core/clock.ts';
import { plainLocal } from '../../core/local-time.ts';
import { plainText } from '../../core/plain-text.ts';
import type { FeedEvent, Span } from './model.ts';
import { timeZoneText } from './time-zone.ts';

/** How often a reader is asked to look again, in ms. */
const REFRESH = HOUR;
/** Characters of a title and of one line about it. */
const LONGEST = { title: 200, line: 2_000 } as const;

/** Events as text. Whatever people wrote in them stays within its own property. */
export function written(events: readonly FeedEvent[], span: Span): string {
  const calendar = ical({
    name: 'Patchwarden',
    prodId: { company: 'Patchwarden', product: 'Patchwarden', language: 'EN' },
    method: ICalCalendarMethod.PUBLISH,
    timezone: { name: null, generator: (zone) => timeZoneText(zone, span) },
    ttl: REFRESH / SECOND,
  });
  for (const event of events) {
    const title = oneLine(event.title, LONGEST.title);
    const changed = new Date(event.changedAt);
    const { status, busy } = event;
    const made = calendar.createEvent({
      ...timesOf(event),
      id: event.uid,
      sequence: event.revision,
      stamp: changed,
      lastModified: changed,
      summary: title,
      description: event.about.map((line) => oneLine(line, LONGEST.line)).join('\n'),
      status: status === 'CONFIRMED' ? ICalEventStatus.CONFIRMED : ICalEventStatus.TENTATIVE,
      transparency: busy ? ICalEventTransparency.OPAQUE : ICalEventTransparency.TRANSPARENT,
    });
    if (event.alarm !== null)
      made.createAlarm({ type: ICalAlarmType.display, triggerBefore: event.alarm / SECOND, description: title });
  }
  // The library leaves the last line open.
  return `${calendar.toString()}\r\n`;
}

function timesOf({ time }: FeedEvent) {
  if (time.kind === 'once') return { start: new Date(time.start), end: new Date(time.end) };
  const { zone, start, end, rrule, times } = time;
  return {
    start: plainLocal(start),
    end: plainLocal(end),
    timezone: zone,
    repeating: `RRULE:${rrule};COUNT=${times}`,
  };
}

function oneLine(text: string, longest: number): string {
  const points = [...plainText(text)];
  return points.length <= longest ? points.join('') : `${points.slice(0, longest - 1).join('')}…`;
}
