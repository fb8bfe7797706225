import ICAL from 'ical.js';
import nodeIcal from 'node-ical';

/** One time of an event, in ms since 1970. */
export interface ReadTime {
  readonly uid: string;
  readonly start: number;
  readonly end: number;
}

/** Every time of every event of a calendar with an end, as ical.js expands it by the zones in the file. @throws when it warns. */
export function readWithIcalJs(text: string): ReadTime[] {
  const calendar = new ICAL.Component(ICAL.parse(text));
  return calendar.getAllSubcomponents('vevent').flatMap((component) => {
    const event = new ICAL.Event(component);
    if (!event.isRecurring()) return [timeOf(event.uid, event.startDate, event.endDate)];
    const times: ReadTime[] = [];
    const iterator = event.iterator();
    for (let next = iterator.next(); next; next = iterator.next()) {
      const { startDate, endDate } = event.getOccurrenceDetails(next);
      times.push(timeOf(event.uid, startDate, endDate));
    }
    return times;
  });
}

function timeOf(uid: string, start: ICAL.Time, end: ICAL.Time): ReadTime {
  return { uid, start: start.toJSDate().getTime(), end: end.toJSDate().getTime() };
}

/** The same by node-ical, which knows the zones by their names and expands with another library. */
export function readWithNodeIcal(text: string): ReadTime[] {
  const window = { from: new Date('2000-01-01T00:00:00Z'), to: new Date('2100-01-01T00:00:00Z') };
  return Object.values(nodeIcal.sync.parseICS(text)).flatMap((component) => {
    if (component?.type !== 'VEVENT') return [];
    return nodeIcal
      .expandRecurringEvent(component, window)
      .map(({ start, end }) => ({ uid: component.uid, start: start.getTime(), end: end.getTime() }));
  });
}

/** By start, then by name. */
export function inOrder(times: readonly ReadTime[]): ReadTime[] {
  return [...times].sort((a, b) => a.start - b.start || (a.uid < b.uid ? -1 : Number(a.uid > b.uid)));
}
