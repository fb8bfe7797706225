import { randomUUID } from 'node:crypto';
import { actOnAck } from '../../src/acknowledgements/act.ts';
import type { AckApp } from '../../src/acknowledgements/app.ts';
import { endAcknowledgements } from '../../src/acknowledgements/end-judged.ts';
import type { AckAnswer, AckCommand, AckRequest } from '../../src/acknowledgements/model.ts';
import { ackHandler } from '../../src/acknowledgements/wake.ts';
import type { Actor } from '../../src/core/actor.ts';
import { type Instant, instant } from '../../src/core/clock.ts';
import type { ServerId } from '../../src/core/ids.ts';
import { silentLog } from '../../src/core/log.ts';
import type { Wakeup } from '../../src/jobs/model.ts';
import { defaultPolicy } from '../../src/people/default-policy.ts';
import type { Judged } from '../../src/readiness/project.ts';
import type { Database } from '../../src/storage/database.ts';
import { aFleet, type TestFleet } from '../readiness/fleets.ts';
import { known } from '../support/evidence.ts';

export const ANA: Actor = { kind: 'user', tenantId: 'tenant', aadObjectId: 'ana', name: 'Ana' };
export const BO: Actor = { kind: 'user', tenantId: 'tenant', aadObjectId: 'bo', name: 'Bo' };
export const CY: Actor = { kind: 'user', tenantId: 'tenant', aadObjectId: 'cy', name: 'Cy' };
export const ADA: Actor = { kind: 'user', tenantId: 'tenant', aadObjectId: 'ada', name: 'Ada' };
export const CHANNEL = '19:ops@thread.tacv2';
export const PLACE = { conversation: CHANNEL, thread: 'message-1' };

export const broken = { urlRewrite: known(false) };
export const stopped = { serviceStatus: known('Stopped') };
export const silent = { ocsProbe: { known: false, why: 'absent', path: 'x' } } as const;

export interface AckHouse {
  readonly fleet: TestFleet;
  readonly app: AckApp;
  readonly booked: Wakeup[];
  /** Servers that are being updated, with the span of it. */
  readonly busy: Map<ServerId, { readonly from: Instant; readonly to: Instant }>;
  /** Says something in the channel as Ana, an operator, unless told otherwise. */
  say(command: AckCommand, changes?: Partial<AckRequest>): Promise<AckAnswer>;
  make(servers: readonly ServerId[], changes?: Partial<Extract<AckCommand, { kind: 'make' }>>): Promise<AckAnswer>;
  /** Wakes an acknowledgement, as a job does. */
  wake(id: string): Promise<void>;
  rows(): Promise<
    {
      id: string;
      server_id: string;
      until: number;
      ended_at: number | null;
      ended_as: string | null;
      ended_why: string | null;
    }[]
  >;
  deeds(): Promise<{ verb: string; subject: string; actor: string; before: string | null; after: string | null }[]>;
  posts(): Promise<{ subject: string; kind: string; state: string; wanted: number; thread: string | null }[]>;
}

/** A fleet that ends acknowledgements where it judges; Ana and Bo are operators, Ada is an administrator, Cy has no role. */
export async function anAckHouse(database: Database, change: Partial<AckApp> = {}): Promise<AckHouse> {
  const listeners: Judged[] = [];
  const fleet = aFleet(database, listeners);
  const booked: Wakeup[] = [];
  const busy: AckHouse['busy'] = new Map();
  const app: AckApp = {
    database,
    clock: fleet.clock,
    log: silentLog,
    jobs: { enqueue: async (_tx, job) => void booked.push(job) },
    policy: defaultPolicy,
    rules: { admins: ['ada'], viewers: 'tenant', demo: false },
    zone: 'Europe/Berlin',
    updating: async (_reader, ids, at) =>
      new Set(ids.filter((id) => [busy.get(id)].some((span) => span && span.from <= at && at < span.to))),
    ...change,
  };
  listeners.push(endAcknowledgements(app));
  await database.transaction(async (tx) => {
    const granted = { role: 'operator' as const, granted_by: JSON.stringify(ADA), granted_at: instant(0) };
    await tx
      .insertInto('role_grants')
      .values([
        { person: 'user:tenant/ana', ...granted },
        { person: 'user:tenant/bo', ...granted },
      ])
      .execute();
    await tx
      .insertInto('conversations')
      .values({
        ...{ id: CHANNEL, kind: 'channel', service_url: 'https://smba.example/', tenant_id: 'tenant' },
        ...{ bot_id: '28:bot', bot_name: 'Patchwarden', shared: false, seen_at: instant(0) },
      })
      .execute();
  });
  const house: AckHouse = {
    fleet,
    app,
    booked,
    busy,
    say: (command, changes = {}) =>
      actOnAck(app, { actor: ANA, standing: 'member', command, once: randomUUID(), place: PLACE, ...changes }),
    make: (servers, changes = {}) =>
      house.say({
        ...{ kind: 'make', servers, until: '2026-11-30', zone: 'Europe/Berlin', reason: 'waiting for the board' },
        ...changes,
      }),
    wake: (id) =>
      ackHandler(app)(
        { name: 'acknowledgement', key: id, at: fleet.clock.now(), payload: null },
        { transaction: (work) => database.transaction(work) },
      ),
    rows: () =>
      database.read((reader) =>
        reader.selectFrom('acknowledgements').selectAll().orderBy('made_at').orderBy('server_id').execute(),
      ),
    deeds: () =>
      database.read((reader) =>
        reader.selectFrom('audit').selectAll().where('verb', 'like', 'acknowledgement.%').orderBy('seq').execute(),
      ),
    posts: () => database.read((reader) => reader.selectFrom('outbox').selectAll().orderBy('created_at').execute()),
  };
  return house;
}

/** The one acknowledgement that was just made. @throws when it was refused. */
export function madeOf(answer: AckAnswer) {
  if (answer.kind !== 'acknowledged') throw new Error(JSON.stringify(answer));
  const [first] = answer.outcomes;
  if (first?.kind !== 'acknowledged') throw new Error(JSON.stringify(first));
  return first.acknowledgement;
}

export function refusalIn(answer: AckAnswer): string {
  return answer.kind === 'refused' ? `${answer.refusal.code}: ${answer.refusal.message}` : answer.kind;
}
