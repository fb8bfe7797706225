import { readAckAct } from '../../src/acknowledgements/read-act.ts';
import { readCalendarAct } from '../../src/calendar/read-act.ts';
import { readChangeAct } from '../../src/changes/read-act.ts';
import { readAct } from '../../src/digests/read-act.ts';
import { readMaintenanceAct } from '../../src/maintenance/read-act.ts';
import { readPeopleAct } from '../../src/people/read-act.ts';
import { readServerAct } from '../../src/readiness/read-server-act.ts';

/** What a button of a card does, as the room that it is about reads it; null: none of them knows it. */
export function readDeed(data: unknown): object | null {
  return (
    readAct(data) ??
    readAckAct(data) ??
    readChangeAct(data) ??
    readPeopleAct(data) ??
    readMaintenanceAct(data) ??
    readCalendarAct(data) ??
    readServerAct(data)
  );
}
