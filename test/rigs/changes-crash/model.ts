import type { AckCommand } from '../../../src/acknowledgements/model.ts';
import type { ChangeCommand } from '../../../src/changes/model.ts';
import type { DatabaseUrl } from '../../../src/config/model.ts';
import { pictureOf } from '../../../src/changes/conflicts/load-picture.ts';
import type { Actor } from '../../../src/core/actor.ts';
import { DAY } from '../../../src/core/clock.ts';
import type { MaintenanceCommand } from '../../../src/maintenance/model.ts';
import { defaultPolicy } from '../../../src/people/default-policy.ts';
import type { PeopleCommand } from '../../../src/people/model.ts';
import type { Policy } from '../../../src/people/policy.ts';
import type { ServerCommand } from '../../../src/readiness/retire-model.ts';

/** Where a process dies: at a statement, beside a commit, beside telling that a press is done. */
export const points = ['statement', 'before-commit', 'after-commit', 'before-telling', 'after-telling'] as const;
export type Point = (typeof points)[number];

/** The process dies when it comes to this point for the `nth` time. */
export interface Plan {
  readonly point: Point;
  readonly nth: number;
}

/** What a process is asked to do. Delivered again, also to another process, it is the same press. */
export type Deed =
  | { readonly about: 'acknowledgement'; readonly command: AckCommand }
  | { readonly about: 'change'; readonly command: ChangeCommand }
  | { readonly about: 'maintenance'; readonly command: MaintenanceCommand }
  | { readonly about: 'people'; readonly command: PeopleCommand }
  | { readonly about: 'server'; readonly command: ServerCommand }
  /** A report of a server, generated at `at`; `healthy`: it meets every target. */
  | { readonly about: 'evidence'; readonly server: string; readonly at: number; readonly healthy: boolean };

export interface Press {
  readonly once: string;
  readonly by: Person;
  readonly deed: Deed;
}

/** `ahead`: what the processes' clocks are before the machine's, in ms. */
export type Order =
  | { readonly kind: 'begin'; readonly url: DatabaseUrl; readonly ahead: number; readonly name: string }
  | { readonly kind: 'time'; readonly ahead: number }
  | { readonly kind: 'die'; readonly plan: Plan }
  | { readonly kind: 'press'; readonly press: Press }
  | { readonly kind: 'finish' };

/** One row of the audit log. */
export interface Written {
  readonly seq: number;
  readonly hash: string;
  readonly verb: string;
  /** Whether it is the one row that a press leaves of itself; the others follow from it. */
  readonly own: boolean;
}

/** What whoever pressed was told. */
export interface Answer {
  readonly kind: string;
  /** The sentence about what was done or refused; null: none. */
  readonly notice: string | null;
}

export type Report =
  | { readonly kind: 'ready' }
  | { readonly kind: 'begun' }
  /** A transaction has these rows and is about to be committed; `once`: of the press that it belongs to, null: nobody's. */
  | { readonly kind: 'committing'; readonly once: string | null; readonly rows: readonly Written[] }
  | { readonly kind: 'told'; readonly once: string; readonly answer: Answer }
  | { readonly kind: 'complaint'; readonly message: string };

export type Person = Extract<Actor, { readonly kind: 'user' }>;

export const CHANNEL = '19:operations@thread.tacv2';
export const TENANT = 'tenant';

const person = (name: string): Person => ({ kind: 'user', tenantId: TENANT, aadObjectId: name.toLowerCase(), name });
export const operators = [person('Ana'), person('Ole')];
export const approvers = [person('Bo'), person('Cy'), person('Eva')];
/** By ADMINS. */
export const admin = person('Di');
/** They hold nothing, until somebody grants them something. */
export const others = [person('Fay'), person('Gus')];
export const everybody = [...operators, ...approvers, admin, ...others];

export const servers = Array.from({ length: 12 }, (_, at) => `srv-${String(at + 1).padStart(2, '0')}.contoso.test`);

/** Where a server stands; DAGs of four, three and two members, and three servers without one. */
export function standsIn(server: string): { readonly site: string; readonly dag: string | null } {
  const at = servers.indexOf(server);
  if (at < 4) return { site: 'Berlin', dag: 'DAG-BER' };
  if (at < 7) return { site: 'London', dag: 'DAG-LON' };
  return at < 9 ? { site: 'Rome', dag: 'DAG-ROM' } : { site: 'Oslo', dag: null };
}

/** Of rules, freezes and rollouts. */
export const sites = ['Berlin', 'London', 'Rome', 'Oslo'];
export const dags = ['DAG-BER', 'DAG-LON', 'DAG-ROM'];

const membersOf = (dag: string): string[] => servers.filter((server) => standsIn(server).dag === dag);

/** So short that reminders, escalations and reviews come in between. */
export const policy: Policy = {
  ...defaultPolicy,
  editLockMinutes: 10,
  remindAfterHours: 2,
  escalateAfterHours: 4,
  reviewDays: 1,
  fallbacks: ['di'],
  // Of the third one only the reports tell.
  dags: [
    { name: 'dag-ber', members: membersOf('DAG-BER'), witness: 'files.contoso.test' },
    { name: 'dag-lon', members: membersOf('DAG-LON'), witness: null },
  ],
};

export const rules = { admins: ['di'], viewers: 'tenant', demo: false, tenant: TENANT } as const;

export const maxEvidenceAge = 8 * DAY;

/** What plans are held against, in the processes and by the rig itself. */
export const picturing = { policy, picture: pictureOf({ policy, maxEvidenceAge }), zone: 'UTC' } as const;
