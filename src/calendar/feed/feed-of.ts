import { changeEvents } from './change-events.ts';
import { freezeEvents } from './freeze-events.ts';
import type { FeedState } from './model.ts';
import { ruleEvents } from './rule-events.ts';
import { written } from './written.ts';

/** The calendar as iCalendar text (RFC 5545): lines of at most 75 octets that end with CRLF. Reads no clock. */
export function feedOf(state: FeedState): string {
  const events = [...changeEvents(state), ...freezeEvents(state), ...ruleEvents(state)];
  return written(events, state.span);
}
