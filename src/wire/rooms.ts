import { readFile } from 'node:fs/promises';
import type { AckApp } from '../acknowledgements/app.ts';
import type { ChangeApp, ChangeMetrics } from '../changes/app.ts';
import { pictureOf } from '../changes/conflicts/load-picture.ts';
import { plannedEntries } from '../changes/planned-entries.ts';
import { ruleApproving } from '../changes/pre-approval.ts';
import { requestRecheck } from '../changes/request-recheck.ts';
import { updating } from '../changes/updating.ts';
import type { CalendarApp } from '../calendar/app.ts';
import type { Config } from '../config/model.ts';
import type { Clock } from '../core/clock.ts';
import { OperationalError } from '../core/errors.ts';
import type { Log } from '../core/log.ts';
import { chatsOf } from '../delivery/person-chats.ts';
import { digestChannels } from '../digests/channels.ts';
import type { Jobs } from '../jobs/model.ts';
import type { MaintenanceApp } from '../maintenance/app.ts';
import type { PeopleApp } from '../people/app.ts';
import { defaultPolicy } from '../people/default-policy.ts';
import type { Policy } from '../people/policy.ts';
import { readPolicy } from '../people/read-policy.ts';
import type { ReaderRules } from '../people/readers.ts';
import type { ServerApp } from '../readiness/act-on-server.ts';
import type { Database } from '../storage/database.ts';

/** What people, acknowledgements and changes work with. */
export interface Rooms {
  readonly policy: Policy;
  readonly rules: ReaderRules;
  readonly people: PeopleApp;
  readonly acknowledgements: AckApp;
  readonly changes: ChangeApp;
  readonly maintenance: MaintenanceApp;
  readonly calendar: CalendarApp;
  readonly servers: ServerApp;
}

export interface RoomsOptions {
  readonly config: Config;
  readonly database: Database;
  readonly jobs: Jobs;
  readonly clock: Clock;
  readonly log: Log;
  readonly policy: Policy;
  readonly rejudge: ServerApp['rejudge'];
  readonly metrics: ChangeMetrics;
}

export function openRooms({ config, rejudge, metrics, ...shared }: RoomsOptions): Rooms {
  const { policy } = shared;
  const rules: ReaderRules = {
    admins: config.admins,
    viewers: config.viewers,
    demo: config.botAuth === 'off',
    tenant: config.bot?.tenantId ?? null,
  };
  const all = { ...shared, rules, zone: config.timeZone };
  const changes: ChangeApp = {
    ...all,
    picture: pictureOf({ policy, maxEvidenceAge: config.evidenceMaxAge }),
    preApproval: ruleApproving,
    channels: digestChannels,
    metrics,
  };
  return {
    policy,
    rules,
    people: { ...all, chats: chatsOf },
    acknowledgements: { ...all, updating },
    changes,
    maintenance: {
      ...all,
      changed: (tx) => requestRecheck(tx, changes),
      planned: (reader, from, to, now) => plannedEntries(reader, changes, { from, to, now }),
    },
    calendar: {
      ...all,
      on: config.calendar,
      publicUrl: config.publicUrl,
      chats: chatsOf,
      channels: digestChannels,
    },
    servers: { ...all, rejudge },
  };
}

/** @throws OperationalError when POLICY_FILE can't be read or has mistakes; all of them are named. */
export async function loadPolicy(file: string | null): Promise<Policy> {
  if (file === null) return defaultPolicy;
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new OperationalError(
      'invalid',
      `POLICY_FILE ${file} can not be read: ${why}.`,
      'Correct the path, or leave it empty.',
    );
  }
  const read = readPolicy(text);
  if (read.ok) return read.policy;
  const list = read.problems.map((problem) => `\n  ${problem}`).join('');
  throw new OperationalError('invalid', `POLICY_FILE ${file} has mistakes:${list}\n`, 'Correct them and start again.');
}
