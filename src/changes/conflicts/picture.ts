import type { Catalogue } from '../../catalogue/model.ts';
import type { Instant } from '../../core/clock.ts';
import type { ServerId } from '../../core/ids.ts';
import type { Role } from '../../evidence/observation.ts';
import type { Freeze, MaintenanceRule } from '../../maintenance/model.ts';
import type { ChangeType, WorkMinutes } from '../../people/policy.ts';
import type { ServerRow } from '../../readiness/model.ts';
import type { ChangeId, ChangeWindow, Plan, PlannedServer } from '../plan.ts';
import type { ChangeState } from '../states.ts';

/** What conflicts are told by of a plan. */
export type PlanShape = Pick<Plan, 'type' | 'servers' | 'window'>;

/** Whether a server carries mail and votes: apart from its readiness. */
export type Service = 'in' | 'out' | 'unknown';

/** A server of the fleet, as conflicts see it. */
export interface PicturedServer {
  readonly id: ServerId;
  readonly name: string;
  /** Key into `Picture.sites`; null: its site is not known, or it is an Edge server. */
  readonly site: string | null;
  /** Key into `Picture.dags`; null: standalone or not known. */
  readonly dag: string | null;
  /** Keys of other DAGs of which the policy file says that it is a member; left out: none. */
  readonly alsoIn?: readonly string[];
  readonly role: Role | null;
  readonly observedAt: Instant | null;
  /** Whether its newest report is young enough to say anything. */
  readonly fresh: boolean;
  /** By its newest report alone; `unknown` when that is too old. */
  readonly service: Service;
  /** Null: not known. */
  readonly internetFacing: boolean | null;
}

/** Of a site or DAG: two organisations may have one of the same name. `organisation`: its id; null: not known. */
export function placeKey(organisation: string | null, name: string): string {
  return `${organisation ?? ''}/${name.toLowerCase()}`;
}

/** The Mailbox servers of a site, counted. */
export interface SiteTally {
  readonly name: string;
  readonly in: number;
  readonly out: number;
  readonly unknown: number;
}

export interface PicturedDag {
  readonly name: string;
  /** Servers whose newest report names the DAG. */
  readonly seen: readonly ServerId[];
  /** What the policy file says; null: it does not name this DAG. */
  readonly policy: {
    /** As written there, and the server that it is; null: no such server was seen. */
    readonly members: readonly { readonly name: string; readonly server: ServerId | null }[];
    readonly witness: boolean;
  } | null;
}

/** A change whose servers are claimed for its window. One that runs on past it claims them on. */
export interface PicturedChange {
  readonly id: ChangeId;
  readonly type: ChangeType;
  readonly state: ChangeState;
  readonly window: Pick<ChangeWindow, 'start' | 'end' | 'zone'>;
  readonly servers: readonly ServerId[];
  /** The same servers with what each is to come to. */
  readonly planned: readonly PlannedServer[];
}

/**
 * Everything that decides whether plans are in conflict, at one instant. Rules about it are pure; loading one picture for
 * many plans is what makes a search for slots and a simulation quick.
 */
export interface Picture {
  readonly now: Instant;
  readonly catalogue: Catalogue;
  readonly minutes: WorkMinutes;
  /** The servers of the plans, the members of their DAGs, and those of `changes`. */
  readonly servers: ReadonlyMap<ServerId, PicturedServer>;
  /** The servers of the plans, with their builds. */
  readonly rows: ReadonlyMap<ServerId, ServerRow>;
  readonly sites: ReadonlyMap<string, SiteTally>;
  readonly dags: ReadonlyMap<string, PicturedDag>;
  /** By their start: those of the time that is pictured, and of the servers of the plans also those before it. */
  readonly changes: readonly PicturedChange[];
  /** Those that hold. */
  readonly rules: readonly MaintenanceRule[];
  /** Ids of rules that can't be read, which open nothing; left out: none. */
  readonly unreadRules?: readonly string[];
  /** Those that hold and touch the time that is pictured. */
  readonly freezes: readonly Freeze[];
}
