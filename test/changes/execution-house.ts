import { randomUUID } from 'node:crypto';
import type { Actor } from '../../src/core/actor.ts';
import { actorKey } from '../../src/core/actor.ts';
import { DAY, HOUR, type Instant, later } from '../../src/core/clock.ts';
import { serverId } from '../../src/core/ids.ts';
import { silentLog } from '../../src/core/log.ts';
import { actOnChange } from '../../src/changes/act.ts';
import { CALL_POST, CHANGE, CHANGE_POST, type ChangeApp } from '../../src/changes/app.ts';
import { pictureOf } from '../../src/changes/conflicts/load-picture.ts';
import { nextLook } from '../../src/changes/due.ts';
import { freshRecord } from '../../src/changes/fresh-record.ts';
import { planHash } from '../../src/changes/hash.ts';
import type {
  Change,
  ChangeAnswer,
  ChangeCommand,
  ChangeId,
  ChangeRecord,
  ChangeRequest,
  ChangeView,
  Plan,
  Target,
} from '../../src/changes/model.ts';
import { nextChangeId } from '../../src/changes/next-id.ts';
import { proveChanges } from '../../src/changes/prove.ts';
import { tellIn } from '../../src/changes/retell.ts';
import type { ChangeState } from '../../src/changes/states.ts';
import { insertChange, loadChange, loadServers } from '../../src/changes/store.ts';
import { wakeChange } from '../../src/changes/wake.ts';
import { localAt, TZDATA } from '../../src/core/local-time.ts';
import type { Wakeup } from '../../src/jobs/model.ts';
import { defaultPolicy } from '../../src/people/default-policy.ts';
import type { Policy } from '../../src/people/policy.ts';
import type { Judged } from '../../src/readiness/project.ts';
import type { Database } from '../../src/storage/database.ts';
import { at } from '../support/evidence.ts';
import { aFleet, type TestFleet } from '../readiness/fleets.ts';

const person = (id: string, name: string) => ({ kind: 'user', tenantId: 'tenant', aadObjectId: id, name }) as const;
/** An operator. */
export const ANA = person('ana', 'Ana');
/** Another operator. */
export const OLE = person('ole', 'Ole');
/** Approvers. */
export const BO = person('bo', 'Bo');
export const CY = person('cy', 'Cy');
export const CHANNEL = '19:ops@thread.tacv2';
export const NOON = '2026-11-24T12:00:00Z';
export const WANTED: Target = { kind: 'build', build: '15.2.2562.56', label: 'SE RTM Oct26SU' };

export interface Said {
  readonly subject: string;
  readonly conversation: string;
  readonly thread: string | null;
}

export interface ExecutionHouse {
  readonly app: ChangeApp;
  readonly database: Database;
  readonly fleet: TestFleet;
  readonly clock: TestFleet['clock'];
  /** Wake-ups of changes. */
  readonly booked: Wakeup[];
  readonly counted: Record<string, number>;
  /** A change of `BER-EX01` and `BER-EX02`, its window from 22:00 to 02:00 UTC on 28 November, unless told otherwise. */
  change(state: ChangeState, over?: ChangeSketch): Promise<Change>;
  press(actor: Actor, command: ChangeCommand, over?: Partial<ChangeRequest>): Promise<ChangeAnswer>;
  wake(id: ChangeId): Promise<string[]>;
  load(id: ChangeId): Promise<Change>;
  missing(id: ChangeId): Promise<(readonly string[] | null)[]>;
  calls(): Promise<Said[]>;
  /** Teams accepts every card. */
  deliver(): Promise<void>;
  verbs(id: ChangeId): Promise<string[]>;
}

export interface ChangeSketch {
  readonly servers?: readonly { readonly name: string; readonly target?: Target }[];
  readonly plan?: Partial<Plan>;
  readonly start?: string;
  readonly hours?: number;
  readonly record?: Partial<ChangeRecord>;
}

export async function anExecutionHouse(database: Database, policy: Partial<Policy> = {}): Promise<ExecutionHouse> {
  const listeners: Judged[] = [];
  const fleet = aFleet(database, listeners);
  const { clock } = fleet;
  clock.set(NOON);
  const booked: Wakeup[] = [];
  const counted: Record<string, number> = {};
  const app: ChangeApp = {
    database,
    clock,
    log: silentLog,
    jobs: {
      async enqueue(_tx, job) {
        if (job.name === CHANGE) booked.push(job);
      },
    },
    policy: { ...defaultPolicy, ...policy },
    rules: { admins: [], viewers: 'tenant', demo: false, tenant: 'tenant' },
    zone: 'Europe/Berlin',
    picture: pictureOf({ policy: { ...defaultPolicy, ...policy }, maxEvidenceAge: 8 * DAY }),
    preApproval: async () => null,
    channels: async () => [CHANNEL],
    metrics: {
      changed(event) {
        counted[event] = (counted[event] ?? 0) + 1;
      },
    },
  };
  listeners.push(proveChanges(app));
  await settle(database, clock.now());

  const house: ExecutionHouse = {
    app,
    database,
    fleet,
    clock,
    booked,
    counted,
    change: (state, sketch = {}) =>
      database.transaction(async (tx) => {
        const plan = planOf(sketch);
        const now = clock.now();
        const fresh = freshRecord({ author: ANA, place: { conversation: CHANNEL, thread: null }, now });
        const begun: Change = {
          id: await nextChangeId(tx),
          revision: 1,
          state,
          requester: ANA,
          plan,
          planHash: planHash(plan),
          createdAt: now,
          dueAt: null,
          record: { ...fresh, authors: [actorKey(ANA)], ...sketch.record },
        };
        const change = { ...begun, dueAt: nextLook(begun, [], app.policy, now) };
        await insertChange(tx, change);
        await tellIn(tx, app, change, [CHANNEL, 'a:ana', 'a:bo']);
        return change;
      }),
    press: (actor, command, over = {}) =>
      actOnChange(app, { actor, standing: 'member', command, once: randomUUID(), place: null, ...over }),
    wake: (id) => database.transaction((tx) => wakeChange(tx, app, id)),
    async load(id) {
      const change = await database.read((reader) => loadChange(reader, id));
      if (!change) throw new Error(`${id} is not there`);
      return change;
    },
    missing: async (id) =>
      (await database.read((reader) => loadServers(reader, id))).map(({ proof }) => proof?.missing ?? null),
    calls: () =>
      database.read(async (reader) => {
        const rows = await reader
          .selectFrom('outbox')
          .select(['subject', 'conversation_id as conversation', 'thread'])
          .where('kind', '=', CALL_POST)
          .orderBy('subject')
          .orderBy('conversation_id')
          .execute();
        return rows;
      }),
    deliver: () =>
      database.transaction(async (tx) => {
        const rows = await tx.selectFrom('outbox').selectAll().where('kind', '=', CHANGE_POST).execute();
        for (const row of rows) {
          const sent = { state: 'sent', rendered: row.wanted, activity_id: `card of ${row.conversation_id}` } as const;
          await tx.updateTable('outbox').set(sent).where('id', '=', row.id).execute();
        }
      }),
    verbs: (id) =>
      database.read(async (reader) => {
        const rows = await reader.selectFrom('audit').select('verb').where('subject', '=', id).orderBy('seq').execute();
        return rows.map(({ verb }) => verb);
      }),
  };
  return house;
}

export function planOf({ servers, plan = {}, start = '2026-11-28T22:00:00Z', hours = 4 }: ChangeSketch = {}): Plan {
  const from = at(start);
  return {
    type: 'normal',
    servers: (servers ?? [{ name: 'BER-EX01' }, { name: 'BER-EX02' }]).map(({ name, target = WANTED }) => ({
      server: serverId(`${name}.contoso.test`),
      target,
    })),
    window: { start: from, end: later(from, hours * HOUR), local: localAt(from, 'UTC'), zone: 'UTC', tzdata: TZDATA },
    reason: 'October update',
    risk: 'low',
    impact: 'none',
    backout: 'uninstall it',
    adPrep: false,
    ...plan,
  };
}

/** The change that an answer shows. */
export function shown(answer: ChangeAnswer): ChangeView & { readonly notice: string } {
  if (answer.kind !== 'change') throw new Error(JSON.stringify(answer));
  return { ...answer.view, notice: answer.notice ?? '' };
}

async function settle(database: Database, now: Instant): Promise<void> {
  await database.transaction(async (tx) => {
    for (const { tenantId, aadObjectId, name } of [ANA, OLE, BO, CY]) {
      const key = actorKey({ kind: 'user', tenantId, aadObjectId, name });
      await tx
        .insertInto('people')
        .values({ person: key, tenant_id: tenantId, aad_id: aadObjectId, name, seen_at: now })
        .execute();
      const role = ['ana', 'ole'].includes(aadObjectId) ? ('operator' as const) : ('approver' as const);
      const granted = { granted_by: JSON.stringify({ kind: 'cli', user: 'root' }), granted_at: now };
      await tx
        .insertInto('role_grants')
        .values({ person: key, role, ...granted })
        .execute();
      await tx
        .insertInto('conversations')
        .values(aPlace(`a:${aadObjectId}`, now, aadObjectId))
        .execute();
    }
    await tx
      .insertInto('conversations')
      .values(aPlace(CHANNEL, now, null))
      .execute();
  });
}

function aPlace(id: string, now: Instant, aad: string | null) {
  return {
    id,
    welcomed_at: null,
    kind: aad === null ? ('channel' as const) : ('personal' as const),
    service_url: 'https://smba.example/',
    tenant_id: 'tenant',
    bot_id: '28:bot',
    bot_name: 'Patchwarden',
    person_id: aad && `29:${aad}`,
    person_aad: aad,
    person_name: aad,
    team_id: null,
    shared: false,
    name: null,
    seen_at: now,
    gone_at: null,
    gone_why: null,
    paused_until: null,
  };
}
