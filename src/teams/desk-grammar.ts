import { readAckAct } from '../acknowledgements/read-act.ts';
import { readCalendarAct } from '../calendar/read-act.ts';
import { readChangeAct } from '../changes/read-act.ts';
import { parseDigestCommand } from '../digests/parse-command.ts';
import { readAct as readDigestAct } from '../digests/read-act.ts';
import { readMaintenanceAct } from '../maintenance/read-act.ts';
import { readPeopleAct } from '../people/read-act.ts';
import { parseDeskCommand } from '../questions/commands/parse-desk-command.ts';
import type { WordContext } from '../questions/desk-command.ts';
import { readServerAct } from '../readiness/read-server-act.ts';
import type { Command } from './command-desk.ts';
import type { DeskCommand } from './desk-command.ts';

/** Any command in words; null: it is none. */
export function parseCommand(text: string, context: WordContext): DeskCommand | null {
  const digest = parseDigestCommand(text);
  return digest ? { about: 'digest', command: digest } : parseDeskCommand(text, context);
}

/** The command that a button or form of any room carries; null: it is none of ours. */
export function readAct(data: unknown): Command | null {
  const digest = readDigestAct(data);
  if (digest) return { about: 'digest', ...digest };
  const acknowledgement = readAckAct(data);
  if (acknowledgement) return { about: 'acknowledgement', ...acknowledgement };
  const change = readChangeAct(data);
  if (change) return { about: 'change', ...change };
  const people = readPeopleAct(data);
  if (people) return { about: 'people', ...people };
  const maintenance = readMaintenanceAct(data);
  if (maintenance) return { about: 'maintenance', ...maintenance };
  const calendar = readCalendarAct(data);
  if (calendar) return { about: 'calendar', ...calendar };
  const server = readServerAct(data);
  return server && { about: 'server', ...server };
}
