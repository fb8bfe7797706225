import { randomUUID } from 'node:crypto';
import type { Instant } from '../../src/core/clock.ts';
import { actorKey, type Actor } from '../../src/core/actor.ts';
import { silentLog } from '../../src/core/log.ts';
import { actOnMaintenance } from '../../src/maintenance/act.ts';
import type { MaintenanceApp } from '../../src/maintenance/app.ts';
import type {
  CalendarEntry,
  MaintenanceAnswer,
  MaintenanceCommand,
  MaintenanceRequest,
  RuleDraft,
} from '../../src/maintenance/model.ts';
import { defaultPolicy } from '../../src/people/default-policy.ts';
import { rememberPerson } from '../../src/people/directory.ts';
import type { PersonRole } from '../../src/people/model.ts';
import { insertDelegation, insertGrant } from '../../src/people/store.ts';
import type { Database } from '../../src/storage/database.ts';
import { ANA, BO, CY, DI, keyOf, type User } from '../people/house.ts';
import { aFleet, aMixedFleet, type TestFleet } from '../readiness/fleets.ts';
import { aRuleDraft } from './rules.ts';

type Rules = Extract<MaintenanceAnswer, { readonly kind: 'maintenance-rules' }>;

export interface MaintenanceHouse {
  readonly app: MaintenanceApp;
  readonly fleet: TestFleet;
  /** How often plans were to be held against the rules anew. */
  readonly changed: { count: number };
  /** What is planned, whenever it is asked for. */
  readonly planned: CalendarEntry[];
  readonly warned: object[];
  /** As a member, by a button of its own, unless told otherwise. */
  say(actor: Actor, command: MaintenanceCommand, over?: Partial<MaintenanceRequest>): Promise<MaintenanceAnswer>;
  /** As `say`, where the answer has to be the list. */
  done(actor: Actor, command: MaintenanceCommand, over?: Partial<MaintenanceRequest>): Promise<Rules>;
  /** A new rule by Ana; its view. */
  rule(over?: Partial<RuleDraft>): Promise<Rules['rules'][number]>;
  give(user: User, ...roles: readonly PersonRole[]): Promise<void>;
  lend(from: User, to: User, starts: Instant, ends: Instant): Promise<void>;
  audited(): Promise<{ verb: string; subject: string; actor: string; before: unknown; after: unknown }[]>;
}

/** The mixed fleet; Ana is an operator, Bo an operator and approver, Cy an approver, Di only reads. */
export async function aMaintenanceHouse(
  database: Database,
  over: Partial<MaintenanceApp> = {},
): Promise<MaintenanceHouse> {
  const fleet = aFleet(database);
  await aMixedFleet(fleet);
  const { clock } = fleet;
  const changed = { count: 0 };
  const planned: CalendarEntry[] = [];
  const warned: object[] = [];
  const app: MaintenanceApp = {
    database,
    clock,
    log: { ...silentLog, warn: (fields) => void warned.push(fields) },
    rules: { admins: [], viewers: 'tenant', demo: false },
    policy: defaultPolicy,
    zone: 'Europe/Berlin',
    changed: async () => {
      changed.count += 1;
    },
    planned: async () => planned,
    ...over,
  };
  const give: MaintenanceHouse['give'] = (user, ...held) =>
    database.transaction(async (tx) => {
      await rememberPerson(tx, clock.now(), user, user.name);
      for (const role of held) {
        await insertGrant(tx, { person: keyOf(user), role, granted_by: '{}', granted_at: clock.now() });
      }
    });
  await give(ANA, 'operator');
  await give(BO, 'operator', 'approver');
  await give(CY, 'approver');
  await give(DI, 'viewer');
  const say: MaintenanceHouse['say'] = (actor, command, more = {}) =>
    actOnMaintenance(app, { actor, standing: 'member', command, once: randomUUID(), ...more });
  const done: MaintenanceHouse['done'] = async (actor, command, more) => {
    const answer = await say(actor, command, more);
    if (answer.kind !== 'maintenance-rules') throw new Error(JSON.stringify(answer));
    return answer;
  };
  return {
    app,
    fleet,
    changed,
    planned,
    warned,
    say,
    done,
    give,
    async rule(draft) {
      const { rules } = await done(ANA, { kind: 'set-rule', rule: null, revision: null, draft: aRuleDraft(draft) });
      const made = rules.at(-1);
      if (!made) throw new Error('no rule');
      return made;
    },
    lend: (from, to, starts, ends) =>
      database.transaction((tx) =>
        insertDelegation(tx, {
          id: randomUUID(),
          from_person: keyOf(from),
          to_person: keyOf(to),
          starts_at: starts,
          ends_at: ends,
          reason: '',
          set_by: JSON.stringify(from),
          set_at: starts,
          ended_at: null,
        }),
      ),
    async audited() {
      const rows = await database.read((reader) => reader.selectFrom('audit').selectAll().orderBy('seq').execute());
      return rows
        .filter(({ verb }) => /^(?:rule|freeze)\./.test(verb))
        .map(({ verb, subject, actor, before, after }) => ({
          verb,
          subject,
          actor: actorKey(JSON.parse(actor) as Actor),
          before: before && JSON.parse(before),
          after: after && JSON.parse(after),
        }));
    },
  };
}

/** What was refused: the sentence of a refusal or of a form that came back. */
export function problemOf(answer: MaintenanceAnswer): string {
  if (answer.kind === 'refused') return `${answer.refusal.code}: ${answer.refusal.message} ${answer.refusal.hint}`;
  if (answer.kind === 'rule-form' || answer.kind === 'freeze-form') {
    return answer.problem ? `${answer.problem.code}: ${answer.problem.message} ${answer.problem.hint}` : 'no problem';
  }
  return answer.kind === 'maintenance-rules' ? (answer.notice ?? '') : '';
}
