import { randomUUID } from 'node:crypto';
import type { Actor } from '../../src/core/actor.ts';
import { HOUR, type Instant, later } from '../../src/core/clock.ts';
import { serverId } from '../../src/core/ids.ts';
import { silentLog } from '../../src/core/log.ts';
import { TZDATA } from '../../src/core/local-time.ts';
import { actOnChange } from '../../src/changes/act.ts';
import { CHANGE_POST, CHANGE_RECHECK, type ChangeApp } from '../../src/changes/app.ts';
import { askApprovers } from '../../src/changes/ask.ts';
import { freshRecord } from '../../src/changes/fresh-record.ts';
import { planHash } from '../../src/changes/hash.ts';
import type { Change, ChangeAnswer, ChangeCommand, ChangeId, ChangeRequest, Plan } from '../../src/changes/model.ts';
import { tellIn } from '../../src/changes/retell.ts';
import { insertChange, loadChange } from '../../src/changes/store.ts';
import { transition } from '../../src/changes/transition.ts';
import { saveConversation } from '../../src/delivery/store.ts';
import type { Wakeup } from '../../src/jobs/model.ts';
import { emptyPicture } from './pictures.ts';
import { defaultPolicy } from '../../src/people/default-policy.ts';
import type { PersonRole } from '../../src/people/model.ts';
import type { Policy } from '../../src/people/policy.ts';
import type { Database } from '../../src/storage/database.ts';
import { ANA, aPeopleHouse, type PeopleHouse, type PeopleHouseOptions, TENANT, type User } from '../people/house.ts';
import { aConversation } from '../support/conversations.ts';

export const CHANNEL = '19:ops@thread.tacv2';
export const ID = 'CHG-0001' as ChangeId;

export interface DecisionHouse extends PeopleHouse {
  readonly changes: ChangeApp;
  readonly booked: Wakeup[];
  /** Looks at all open plans that were asked for. */
  readonly rechecks: Wakeup[];
  readonly counted: string[];
  /** Known, with these roles; with a chat of their own unless told otherwise. */
  person(user: User, roles: readonly PersonRole[], reachable?: boolean): Promise<void>;
  /** A proposal by Ana that was just made, and those who may approve it are asked. */
  proposal(changes?: Partial<Change>, plan?: Partial<Plan>): Promise<Change>;
  /** Gives the change another plan, as an edit of Ana's does, without asking anybody. */
  edit(plan: Partial<Plan>): Promise<Change>;
  /** Puts the card into a conversation. */
  post(change: Change, conversation: string): Promise<void>;
  press(actor: Actor, command: ChangeCommand, changes?: Partial<ChangeRequest>): Promise<ChangeAnswer>;
  approve(actor: Actor, change: Change, changes?: Partial<ChangeRequest>): Promise<ChangeAnswer>;
  reject(actor: Actor, change: Change, reason?: string): Promise<ChangeAnswer>;
  now(id?: ChangeId): Promise<Change>;
  posts(kind?: string): Promise<{ conversation: string; subject: string; wanted: number }[]>;
}

export interface DecisionOptions extends PeopleHouseOptions {
  readonly policy?: Partial<Policy>;
  readonly picture?: ChangeApp['picture'];
}

/** People with roles, one channel that hears of every change, and jobs that are only noted. */
export async function aDecisionHouse(database: Database, options: DecisionOptions = {}): Promise<DecisionHouse> {
  const people = aPeopleHouse(database, options);
  const { clock } = people;
  const booked: Wakeup[] = [];
  const rechecks: Wakeup[] = [];
  const counted: string[] = [];
  const changes: ChangeApp = {
    database,
    clock,
    log: silentLog,
    jobs: { enqueue: async (_tx, job) => void (job.name === CHANGE_RECHECK ? rechecks : booked).push(job) },
    policy: { ...defaultPolicy, ...options.policy },
    rules: people.rules,
    zone: 'Europe/Berlin',
    picture: options.picture ?? emptyPicture,
    preApproval: async () => null,
    channels: async () => [CHANNEL],
    metrics: { changed: (event) => void counted.push(event) },
  };
  await database.transaction((tx) =>
    saveConversation(tx, aConversation({ id: CHANNEL, kind: 'channel', person: null, teamId: 'team' })),
  );
  const house: DecisionHouse = {
    ...people,
    changes,
    booked,
    rechecks,
    counted,
    async person(user, roles, reachable = true) {
      await people.give(user, ...roles);
      if (reachable) await database.transaction((tx) => saveConversation(tx, chatOf(user)));
    },
    async proposal(over = {}, plan = {}) {
      const change = aChange(clock.now(), over, plan);
      await database.transaction(async (tx) => {
        await insertChange(tx, change);
        await tellIn(tx, changes, change, [CHANNEL]);
        if (change.state === 'proposed') await askApprovers(tx, changes, change);
      });
      return change;
    },
    edit: (over) =>
      database.transaction(async (tx) => {
        const change = await loadChange(tx, ID);
        if (!change) throw new Error('nothing to edit');
        const plan = { ...change.plan, ...over };
        const patch = { plan, planHash: planHash(plan), edited: ['Something is different.'] };
        return transition(tx, changes, change, 'edit', { actor: ANA, verb: 'change.edited', patch });
      }),
    post: (change, conversation) => database.transaction((tx) => tellIn(tx, changes, change, [conversation])),
    press: (actor, command, more = {}) =>
      actOnChange(changes, { actor, standing: 'member', command, once: randomUUID(), place: null, ...more }),
    approve: (actor, { id, planHash: plan }, more = {}) =>
      house.press(actor, { kind: 'approve', change: id, plan }, more),
    reject: (actor, { id, planHash: plan }, reason = 'Too early.') =>
      house.press(actor, { kind: 'reject', change: id, plan, reason }),
    async now(id = ID) {
      const change = await database.read((reader) => loadChange(reader, id));
      if (!change) throw new Error(`there is no ${id}`);
      return change;
    },
    async posts(kind = CHANGE_POST) {
      const rows = await database.read((reader) =>
        reader
          .selectFrom('outbox')
          .select(['conversation_id', 'subject', 'wanted'])
          .where('kind', '=', kind)
          .orderBy('conversation_id')
          .execute(),
      );
      return rows.map(({ conversation_id, subject, wanted }) => ({ conversation: conversation_id, subject, wanted }));
    },
  };
  return house;
}

export function chatId(user: User): string {
  return `a:${user.aadObjectId}`;
}

function chatOf(user: User) {
  return aConversation({
    id: chatId(user),
    tenantId: TENANT,
    person: { id: `29:${user.aadObjectId}`, aadObjectId: user.aadObjectId, name: user.name },
  });
}

/** Proposed by Ana for two days later, 22:00 to 02:00 in Berlin when nothing else is said. */
export function aChange(now: Instant, over: Partial<Change> = {}, plan: Partial<Plan> = {}): Change {
  const start = later(now, 60 * HOUR);
  const planned: Plan = {
    type: 'normal',
    servers: [{ server: serverId('ber-ex02.example.test'), target: { kind: 'retired', replacedBy: null } }],
    window: { start, end: later(start, 4 * HOUR), local: '2026-11-25T22:00', zone: 'Europe/Berlin', tzdata: TZDATA },
    reason: 'The June update is missing.',
    risk: 'medium',
    riskWhy: ['A security update takes the server out of service.'],
    impact: '',
    backout: '',
    adPrep: false,
    ...plan,
  };
  const requester = over.requester ?? ANA;
  return {
    id: ID,
    revision: 1,
    state: 'proposed',
    requester,
    plan: planned,
    planHash: planHash(planned),
    createdAt: now,
    dueAt: null,
    ...over,
    record: { ...freshRecord({ author: requester, place: null, now }), ...over.record },
  };
}

/** The sentence of an answer that shows a change, or of a refusal. */
export function noticeOf(answer: ChangeAnswer): string | null {
  if (answer.kind === 'change') return answer.notice;
  return answer.kind === 'refused' ? `${answer.refusal.code}: ${answer.refusal.message}` : null;
}
