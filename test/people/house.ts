import { randomUUID } from 'node:crypto';
import { type Actor, actorKey } from '../../src/core/actor.ts';
import type { Instant } from '../../src/core/clock.ts';
import { silentLog } from '../../src/core/log.ts';
import { actOnPeople } from '../../src/people/act.ts';
import type { PeopleApp, PeopleRequest } from '../../src/people/app.ts';
import { type PersonKey, personOf } from '../../src/people/identity.ts';
import type { PeopleAnswer, PeopleCommand, PersonRole } from '../../src/people/model.ts';
import type { ReaderRules } from '../../src/people/readers.ts';
import { insertDelegation, insertGrant } from '../../src/people/store.ts';
import { rememberPerson } from '../../src/people/directory.ts';
import type { Database } from '../../src/storage/database.ts';
import { type FakeClock, fakeClock } from '../support/clock.ts';

export type User = Actor & { readonly kind: 'user' };

export const TENANT = '2b9d4c61-8e57-4f0a-b3c2-6a1d5e7f9081';

/** Somebody of the tenant; the number makes their object id. */
export function aUser(name: string, number: number): User {
  const aadObjectId = `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
  return { kind: 'user', tenantId: TENANT, aadObjectId, name };
}

export const ANA = aUser('Ana Lopez', 1);
export const BO = aUser('Bo Berg', 2);
export const CY = aUser('Cy Chen', 3);
export const DI = aUser('Di Diaz', 4);
/** Named in ADMINS, unless told otherwise. */
export const ROOT = aUser('Ro Root', 9);
export const CLI: Actor = { kind: 'cli', user: 'ops' };

export function keyOf(actor: Actor): PersonKey {
  const person = personOf(actor);
  if (person === null) throw new Error(`no person: ${actorKey(actor)}`);
  return person;
}

export interface PeopleHouse {
  readonly app: PeopleApp;
  readonly database: Database;
  readonly clock: FakeClock;
  readonly rules: ReaderRules;
  /** People who have a chat of their own with the bot. */
  readonly reachable: Set<PersonKey>;
  /** As a member; by a button of its own, unless told otherwise. */
  say(actor: Actor, command: PeopleCommand, changes?: Partial<PeopleRequest>): Promise<PeopleAnswer>;
  /** Without asking anybody. */
  give(user: User, ...roles: readonly PersonRole[]): Promise<void>;
  /** Without asking anybody; answers its id. */
  lend(from: User, to: User, starts: Instant, ends: Instant): Promise<string>;
  audited(): Promise<{ verb: string; subject: string; actor: string; before: unknown; after: unknown }[]>;
}

export interface PeopleHouseOptions {
  readonly admins?: readonly string[];
  readonly demo?: boolean;
  readonly start?: string;
}

export function aPeopleHouse(database: Database, options: PeopleHouseOptions = {}): PeopleHouse {
  const clock = fakeClock(options.start ?? '2026-11-23T09:00:00Z');
  const rules: ReaderRules = {
    admins: options.admins ?? [ROOT.aadObjectId],
    viewers: 'tenant',
    demo: options.demo ?? false,
    tenant: TENANT,
  };
  const reachable = new Set<PersonKey>();
  const app: PeopleApp = {
    database,
    clock,
    log: silentLog,
    rules,
    zone: 'Europe/Berlin',
    chats: async (_reader, people) =>
      new Map(people.filter((person) => reachable.has(person)).map((person) => [person, `a:${person}`])),
  };
  return {
    app,
    database,
    clock,
    rules,
    reachable,
    say: (actor, command, changes = {}) =>
      actOnPeople(app, { actor, standing: 'member', command, once: randomUUID(), ...changes }),
    give: (user, ...roles) =>
      database.transaction(async (tx) => {
        await rememberPerson(tx, clock.now(), user, user.name);
        for (const role of roles) {
          await insertGrant(tx, { person: keyOf(user), role, granted_by: '{}', granted_at: clock.now() });
        }
      }),
    async lend(from, to, starts, ends) {
      const id = randomUUID();
      await database.transaction((tx) =>
        insertDelegation(tx, {
          id,
          from_person: keyOf(from),
          to_person: keyOf(to),
          starts_at: starts,
          ends_at: ends,
          reason: '',
          set_by: JSON.stringify(from),
          set_at: starts,
          ended_at: null,
        }),
      );
      return id;
    },
    async audited() {
      const rows = await database.read((reader) => reader.selectFrom('audit').selectAll().orderBy('seq').execute());
      return rows.map(({ verb, subject, actor, before, after }) => ({
        verb,
        subject,
        actor: actorKey(JSON.parse(actor) as Actor),
        before: before && JSON.parse(before),
        after: after && JSON.parse(after),
      }));
    },
  };
}
