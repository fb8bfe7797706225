import pg from 'pg';
import type { DatabaseUrl } from '../../../src/config/model.ts';
import { DAY, HOUR, isoOf, SECOND } from '../../../src/core/clock.ts';
import { silentLog } from '../../../src/core/log.ts';
import { rememberConversation } from '../../../src/delivery/conversations.ts';
import { noteChange } from '../../../src/digests/change-log.ts';
import type { Judged } from '../../../src/readiness/project.ts';
import type { Database } from '../../../src/storage/database.ts';
import { openDatabase } from '../../../src/storage/open.ts';
import { aConversation } from '../../support/conversations.ts';
import { known } from '../../support/evidence.ts';
import { aFleet } from '../../readiness/fleets.ts';
import type { Random } from '../random.ts';
import { movedClock } from './clock.ts';

/** Two times a day, half of the channels at each. */
export const TIMES = ['08:00', '20:00'] as const;
export const CHANNELS = 8;
const START = Date.parse('2026-11-22T00:00:00Z');
const FIRST = 8 * HOUR;
const APART = DAY / TIMES.length;
const SERVERS = ['EX00', 'EX01', 'EX02', 'EX03'];

/** When the next digests fall due after `now`. */
export function nextSlot(now: number): number {
  return FIRST + Math.floor((now - FIRST) / APART + 1) * APART;
}

/** The database that the processes share, its fleet, and the time there. */
export interface Site {
  readonly database: Database;
  readonly channels: readonly string[];
  /** How far the clocks are before the machine's, in ms. */
  readonly ahead: number;
  now(): number;
  /** Sets the clocks of the rig and of the database. Those of the processes must stand still meanwhile. */
  moveTo(ahead: number): Promise<void>;
  /** A server breaks or is put right again, or nothing happens. */
  change(random: Random): Promise<void>;
  close(): Promise<void>;
}

export async function openSite(url: DatabaseUrl, serviceUrl: string): Promise<Site> {
  let ahead = START - Date.now();
  const serverTime = url.kind === 'postgres' ? await movedDatabaseClock(url.url) : null;
  await serverTime?.move(ahead);
  const clock = movedClock(ahead);
  const database = await openDatabase(url, { log: silentLog, clock });
  const listeners: Judged[] = [];
  const fleet = aFleet(database, listeners);
  listeners.push(noteChange(fleet.clock));
  const broken = new Map(SERVERS.map((name) => [name, false]));

  async function report(name: string): Promise<void> {
    fleet.clock.set(isoOf(clock.now()));
    await fleet.report(name, { urlRewrite: known(broken.get(name) !== true) });
  }

  for (const name of SERVERS) await report(name);
  const ids = Array.from({ length: CHANNELS }, (_, index) => `19:channel-${index}@thread.tacv2`);
  const enqueueNothing = { enqueue: async () => {} };
  await database.transaction(async (tx) => {
    for (const id of ids) {
      const place = aConversation({ id, kind: 'channel', person: null, teamId: '19:team@thread.tacv2', serviceUrl });
      const by = { kind: 'cli', user: 'rig' } as const;
      await rememberConversation(tx, clock.now(), place, { by, jobs: enqueueNothing });
    }
  });

  return {
    database,
    channels: ids,
    get ahead() {
      return ahead;
    },
    now: () => clock.now(),
    async moveTo(next) {
      ahead = next;
      clock.release(next);
      await serverTime?.move(next);
    },
    async change(random) {
      if (random.between(0, 2) === 0) return;
      const name = SERVERS[random.between(0, SERVERS.length - 1)] ?? '';
      broken.set(name, random.between(0, 1) === 1);
      await report(name);
    },
    async close() {
      await serverTime?.close();
      await database.close();
    },
  };
}

/**
 * pg-boss goes by the database's clock, so that has to go with the processes' own: `now()` is found in a schema of the
 * rig's before the built-in one.
 */
export async function movedDatabaseClock(
  url: string,
): Promise<{ move(ahead: number): Promise<void>; close(): Promise<void> }> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const name = client.escapeIdentifier(client.database ?? '');
  await client.query('CREATE SCHEMA rig');
  await client.query('CREATE TABLE rig.clock AS SELECT 0::float8 AS ahead');
  await client.query(`CREATE FUNCTION rig.now() RETURNS timestamptz LANGUAGE sql STABLE AS
    'SELECT pg_catalog.now() + pg_catalog.make_interval(secs => ahead) FROM rig.clock'`);
  await client.query(`ALTER DATABASE ${name} SET search_path = public, rig, pg_catalog`);
  return {
    move: async (ahead) => void (await client.query('UPDATE rig.clock SET ahead = $1', [ahead / SECOND])),
    close: () => client.end(),
  };
}
