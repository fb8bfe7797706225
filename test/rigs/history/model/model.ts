import type { World } from '../world.ts';
import type { ModelAck } from './acks.ts';
import type { ModelChange } from './changes.ts';
import type { ModelFleet } from './evidence.ts';
import { accountOf, type ModelPeople } from './people.ts';
import type { ModelFreeze, ModelRule } from './rules.ts';

/** Everything that the log has told so far. */
export interface Model {
  readonly world: World;
  readonly people: ModelPeople;
  readonly fleet: ModelFleet;
  readonly changes: Map<string, ModelChange>;
  readonly acks: Map<string, ModelAck>;
  readonly rules: Map<string, ModelRule>;
  readonly freezes: Map<string, ModelFreeze>;
  /** Presses that have had their effect, with what they were answered. */
  readonly effects: Map<string, unknown>;
}

export function aModel(world: World): Model {
  const grants = new Map<string, Set<string>>();
  for (const { user, roles } of world.people) {
    const account = accountOf(user);
    if (account !== null && roles.length > 0) grants.set(account, new Set(roles));
  }
  return {
    world,
    people: { world, grants, delegations: new Map() },
    fleet: { reports: new Map(), current: new Map(), retired: new Set() },
    changes: new Map(),
    acks: new Map(),
    rules: new Map(),
    freezes: new Map(),
    effects: new Map(),
  };
}

export function needed({ world: { policy } }: Model, { plan: { type, risk } }: Pick<ModelChange, 'plan'>): number {
  return policy.approvals[type][risk];
}

/** Whether the servers of a change were being worked on at an instant. */
export function isWorkedOn(model: Model, server: string, at: number): boolean {
  return [...model.changes.values()].some(({ state, plan, startedAt, finishedAt }) => {
    if (!plan.servers.some((one) => one.server === server)) return false;
    if (startedAt === null || at < startedAt || at >= plan.window.end) return false;
    return state === 'in-progress' || (state === 'implemented' && finishedAt !== null && at < finishedAt);
  });
}
