import { randomUUID } from 'node:crypto';
import type { DigestApp, DigestResult } from '../../src/digests/app.ts';
import { noteChange } from '../../src/digests/change-log.ts';
import type { DigestContent } from '../../src/digests/model.ts';
import { readContent } from '../../src/digests/content.ts';
import { digestHandler } from '../../src/digests/run.ts';
import { type DigestRequest, actOnDigest } from '../../src/digests/act.ts';
import type { DigestCommand, DigestAnswer } from '../../src/digests/model.ts';
import { HOUR, type Instant } from '../../src/core/clock.ts';
import type { Log } from '../../src/core/log.ts';
import type { Actor } from '../../src/core/actor.ts';
import type { JobRun, Wakeup } from '../../src/jobs/model.ts';
import type { Judged } from '../../src/readiness/project.ts';
import type { Database, Tx } from '../../src/storage/database.ts';
import type { FakeClock } from '../support/clock.ts';
import { known } from '../support/evidence.ts';
import { aFleet, type TestFleet } from '../readiness/fleets.ts';
import { catalogue } from '../readiness/subjects.ts';

export const ANA: Actor = { kind: 'user', tenantId: 'tenant', aadObjectId: 'ana', name: 'Ana' };
export const CHANNEL = '19:ops@thread.tacv2';

export interface DigestHouse {
  readonly fleet: TestFleet;
  readonly clock: FakeClock;
  readonly database: Database;
  readonly app: DigestApp;
  readonly booked: Wakeup[];
  readonly told: Partial<Record<DigestResult, number>>;
  readonly logged: { readonly level: string; readonly fields: object; readonly message: string }[];
  /** Says something in the channel, as somebody who may manage it unless told otherwise. */
  say(command: DigestCommand, changes?: Partial<DigestRequest>): Promise<DigestAnswer>;
  /** Wakes the digest of a conversation, as a job does. */
  wake(conversation?: string): Promise<void>;
  /** Teams accepts everything that waits. */
  deliver(): Promise<void>;
  outbox(): Promise<{ subject: string; kind: string; state: string; wanted: number; conversation_id: string }[]>;
  digests(
    conversation?: string,
  ): Promise<
    { id: string; slot: number | null; content: DigestContent; checked_at: number | null; checked_as: string | null }[]
  >;
  last(): Promise<DigestContent>;
  conversation(id: string, changes?: { gone_at?: Instant | null }): Promise<void>;
}

export interface HouseOptions {
  readonly zone?: string;
  readonly grace?: number;
  readonly start?: string;
}

/** A fleet whose changes are logged, one channel that is known, and jobs that are only noted. */
export async function aDigestHouse(database: Database, options: HouseOptions = {}): Promise<DigestHouse> {
  const listeners: Judged[] = [];
  const fleet = aFleet(database, listeners);
  const clock = fleet.clock;
  if (options.start) clock.set(options.start);
  listeners.push(noteChange(clock));
  const booked: Wakeup[] = [];
  const told: Partial<Record<DigestResult, number>> = {};
  const logged: { level: string; fields: object; message: string }[] = [];
  const note = (level: string) => (fields: object, message: string) => void logged.push({ level, fields, message });
  const log: Log = { debug: note('debug'), info: note('info'), warn: note('warn'), error: note('error') };
  const app: DigestApp = {
    database,
    clock,
    log,
    catalogue: () => catalogue,
    jobs: { enqueue: async (_tx, job) => void booked.push(job) },
    grace: options.grace ?? 6 * HOUR,
    zone: options.zone ?? 'Europe/Berlin',
    metrics: {
      composed(result, count) {
        told[result] = (told[result] ?? 0) + count;
      },
    },
  };
  const house: DigestHouse = {
    fleet,
    clock,
    database,
    app,
    booked,
    told,
    logged,
    say: (command, changes = {}) =>
      actOnDigest(app, {
        actor: ANA,
        conversation: CHANNEL,
        command,
        once: randomUUID(),
        mayManage: true,
        names: true,
        thread: null,
        ...changes,
      }),
    wake: (conversation = CHANNEL) => digestHandler(app)(wakeup(conversation, clock.now()), runOn(database)),
    deliver: () =>
      database.transaction(async (tx) => {
        const rows = await tx.selectFrom('outbox').selectAll().where('state', '=', 'pending').execute();
        for (const row of rows) {
          await tx
            .updateTable('outbox')
            .set({
              state: 'sent',
              rendered: row.wanted,
              sent_at: row.sent_at ?? clock.now(),
              activity_id: row.activity_id ?? `activity-${row.id}`,
            })
            .where('id', '=', row.id)
            .execute();
        }
      }),
    outbox: () =>
      database.read((reader) =>
        reader
          .selectFrom('outbox')
          .select(['subject', 'kind', 'state', 'wanted', 'conversation_id'])
          .orderBy('created_at')
          .execute(),
      ),
    digests: (conversation = CHANNEL) =>
      database.read(async (reader) =>
        (
          await reader
            .selectFrom('digests')
            .selectAll()
            .where('conversation_id', '=', conversation)
            .orderBy('composed_at')
            .execute()
        ).map((row) => ({ ...row, content: readContent(row.content) })),
      ),
    async last() {
      const content = (await house.digests()).at(-1)?.content;
      if (!content) throw new Error('no digest was composed');
      return content;
    },
    conversation: (id, changes = {}) =>
      database.transaction(async (tx) => {
        await tx
          .insertInto('conversations')
          .values({ ...aConversationRow(id, clock.now()), ...changes })
          .onConflict((conflict) => conflict.column('id').doUpdateSet({ seen_at: clock.now(), ...changes }))
          .execute();
      }),
  };
  await house.conversation(CHANNEL);
  return house;
}

export function runOn(database: Database): JobRun {
  return { transaction: <T>(work: (tx: Tx) => Promise<T>) => database.transaction(work) };
}

export function wakeup(conversation: string, at: Instant): Wakeup {
  return { name: 'digest', key: conversation, at, payload: null };
}

function aConversationRow(id: string, now: Instant) {
  return {
    id,
    welcomed_at: null,
    kind: 'channel' as const,
    service_url: 'https://smba.example/',
    tenant_id: 'tenant',
    bot_id: '28:bot',
    bot_name: 'Patchwarden',
    person_id: null,
    person_aad: null,
    person_name: null,
    team_id: null,
    shared: false,
    name: null,
    seen_at: now,
    gone_at: null,
    gone_why: null,
    paused_until: null,
  };
}

export const broken = { urlRewrite: known(false) };
export const stopped = { serviceStatus: known('Stopped') };

/** One failing server and one ready one, a digest every day at 08:00 in Berlin; the first was delivered on Tuesday. */
export async function aToldHouse(database: Database, command: object = {}): Promise<DigestHouse> {
  const house = await aDigestHouse(database, { start: '2026-11-23T09:00:00Z' });
  await house.fleet.report('FAIL-01', broken);
  await house.fleet.report('READY-01');
  await house.say({ kind: 'set', ...command });
  house.clock.set('2026-11-24T07:00:00Z');
  await house.wake();
  await house.deliver();
  return house;
}
