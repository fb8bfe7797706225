import { randomUUID } from 'node:crypto';
import { usualPicture } from './pictures.ts';
import { actOnChange } from '../../src/changes/act.ts';
import { CHANGE, type ChangeApp } from '../../src/changes/app.ts';
import type { ChangeAnswer, ChangeCommand, ChangeRequest, ChangeView } from '../../src/changes/model.ts';
import type { Actor } from '../../src/core/actor.ts';
import { silentLog } from '../../src/core/log.ts';
import { saveConversation } from '../../src/delivery/store.ts';
import type { Wakeup } from '../../src/jobs/model.ts';
import { defaultPolicy } from '../../src/people/default-policy.ts';
import { rememberPerson } from '../../src/people/directory.ts';
import { personOf } from '../../src/people/identity.ts';
import type { PersonRole } from '../../src/people/model.ts';
import { insertGrant } from '../../src/people/store.ts';
import type { Database } from '../../src/storage/database.ts';
import { aConversation } from '../support/conversations.ts';
import { aFleet, aMixedFleet, type TestFleet } from '../readiness/fleets.ts';

export const TENANT = 'tenant-1';
export const OPS = '19:ops@thread.tacv2';

export type User = Extract<Actor, { readonly kind: 'user' }>;

export function aUser(name: string): User {
  return { kind: 'user', tenantId: TENANT, aadObjectId: name.toLowerCase(), name };
}

export const ANA = aUser('Ana');
export const BO = aUser('Bo');
export const CY = aUser('Cy');
export const VI = aUser('Vi');

export interface PlanHouse {
  readonly app: ChangeApp;
  readonly database: Database;
  readonly fleet: TestFleet;
  readonly booked: Wakeup[];
  readonly counted: string[];
  /** As a member, by a button of its own, in the channel, unless told otherwise. */
  say(actor: Actor, command: ChangeCommand, over?: Partial<ChangeRequest>): Promise<ChangeAnswer>;
  /** As `say`, where the answer has to be a change's card. */
  done(
    actor: Actor,
    command: ChangeCommand,
    over?: Partial<ChangeRequest>,
  ): Promise<ChangeView & { notice: string | null }>;
  audited(): Promise<{ verb: string; subject: string; actor: string }[]>;
  outbox(): Promise<{ kind: string; subject: string; conversation_id: string; wanted: number }[]>;
}

/** The mixed fleet; Ana is an operator, Bo and Cy are both operators and approvers, Vi reads. All but Cy have chats. */
export async function aPlanHouse(database: Database, over: Partial<ChangeApp> = {}): Promise<PlanHouse> {
  const fleet = aFleet(database);
  await aMixedFleet(fleet);
  const { clock } = fleet;
  const booked: Wakeup[] = [];
  const counted: string[] = [];
  const app: ChangeApp = {
    database,
    clock,
    log: silentLog,
    jobs: { enqueue: async (_tx, job) => void (job.name === CHANGE && booked.push(job)) },
    policy: defaultPolicy,
    rules: { admins: [], viewers: 'tenant', demo: false },
    zone: 'Europe/Berlin',
    picture: usualPicture,
    preApproval: async () => null,
    channels: async () => [],
    metrics: { changed: (event) => void counted.push(event) },
    ...over,
  };
  const roles: readonly (readonly [User, readonly PersonRole[]])[] = [
    [ANA, ['operator']],
    [BO, ['operator', 'approver']],
    [CY, ['operator', 'approver']],
    [VI, ['viewer']],
  ];
  await database.transaction(async (tx) => {
    for (const [user, held] of roles) {
      await rememberPerson(tx, clock.now(), user, user.name);
      const person = personOf(user);
      if (person === null) throw new Error('no person');
      for (const role of held) await insertGrant(tx, { person, role, granted_by: '{}', granted_at: clock.now() });
      if (user === CY) continue;
      const { aadObjectId, tenantId, name } = user;
      const one = { id: `29:${aadObjectId}`, aadObjectId, name };
      await saveConversation(tx, aConversation({ id: `a:${aadObjectId}`, tenantId, person: one }));
    }
    await saveConversation(tx, aConversation({ id: OPS, kind: 'channel', tenantId: TENANT, person: null }));
  });
  const say: PlanHouse['say'] = (actor, command, changes = {}) =>
    actOnChange(app, {
      actor,
      standing: 'member',
      command,
      once: randomUUID(),
      place: { conversation: OPS, thread: null },
      ...changes,
    });
  return {
    app,
    database,
    fleet,
    booked,
    counted,
    say,
    async done(actor, command, changes) {
      const answer = await say(actor, command, changes);
      if (answer.kind !== 'change') throw new Error(JSON.stringify(answer));
      return { ...answer.view, notice: answer.notice };
    },
    audited: () =>
      database.read(async (reader) =>
        (await reader.selectFrom('audit').selectAll().orderBy('seq').execute())
          .filter(({ verb }) => verb.startsWith('change.'))
          .map(({ verb, subject, actor }) => ({ verb, subject, actor: (JSON.parse(actor) as User).name ?? 'system' })),
      ),
    outbox: () =>
      database.read((reader) =>
        reader
          .selectFrom('outbox')
          .select(['kind', 'subject', 'conversation_id', 'wanted'])
          .orderBy('kind')
          .orderBy('subject')
          .orderBy('conversation_id')
          .execute(),
      ),
  };
}
